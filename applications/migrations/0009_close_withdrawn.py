from django.db import migrations


def close_what_was_withdrawn(apps, schema_editor):
    """A school cannot open what its student took back; that is a column of its own now."""
    SchoolRequest = apps.get_model('applications', 'SchoolRequest')
    for row in SchoolRequest.objects.filter(case__status='consent_withdrawn').select_related('case'):
        row.closed_at = row.case.closed_at
        row.save(update_fields=['closed_at'])


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0008_transfer'),
    ]

    operations = [
        migrations.RunPython(close_what_was_withdrawn, migrations.RunPython.noop),
    ]
