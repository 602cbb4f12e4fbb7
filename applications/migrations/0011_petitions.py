import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0010_bank'),
    ]

    operations = [
        # The table keeps its name: what is sealed in it is bound to that.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel('AfterRequest', 'Petition'),
                migrations.AlterModelTable('petition', 'applications_afterrequest'),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='case',
            name='applications_case_status_known',
        ),
        migrations.RemoveConstraint(
            model_name='petition',
            name='applications_after_one_open',
        ),
        migrations.RemoveConstraint(
            model_name='petition',
            name='applications_after_answered_has_time',
        ),
        migrations.AlterField(
            model_name='case',
            name='status',
            field=models.CharField(choices=[('draft', 'Not sent yet'), ('ready_to_sign', 'Ready to sign'), ('signed_unpaid', 'Signed. The fee is not paid yet'), ('fee_waiver_asked', 'Sent. We decide if you pay a fee'), ('fee_due', 'Sent. The fee is not paid yet'), ('submitted', 'Sent'), ('completeness_check', 'Received. We are checking if it is complete'), ('in_process', 'In progress'), ('waiting_client', 'Waiting on you'), ('under_review', 'In review'), ('second_review', 'In final review'), ('approved', 'Closed: approved'), ('refused', 'Closed: refused'), ('returned', 'Closed: returned as incomplete'), ('withdrawn', 'Closed: withdrawn'), ('abandoned', 'Closed: no answer received'), ('cancelled', 'Closed: cancelled'), ('document_issued', 'Permit issued'), ('sent_to_school', 'Sent to your school'), ('at_school', 'Your school reads it'), ('school_asks', 'Your school waits for your answer'), ('verified', 'Closed: verified by your school'), ('not_verified', 'Closed: not verified by your school'), ('school_silent', 'Closed: your school did not answer in time'), ('consent_withdrawn', 'Closed: you withdrew your consent'), ('moved', 'Closed: moved to your new school'), ('ended', 'Closed: your verification has ended'), ('at_old_school', 'Sent to your former school'), ('at_new_school', 'Sent to your new school'), ('transferred', 'Closed: your new school accepted you'), ('not_released', 'Closed: your former school did not release you'), ('not_accepted', 'Closed: your new school did not accept you')], default='draft', max_length=24),
        ),
        migrations.AlterField(
            model_name='petition',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='petitions', to='applications.case'),
        ),
        migrations.AlterField(
            model_name='petition',
            name='kind',
            field=models.CharField(choices=[('waive_fee', 'Pay no fee'), ('reconsider', 'Look at the decision again'), ('amend', 'Correct an error on the document'), ('replace', 'Replace a lost or damaged document')], max_length=16),
        ),
        migrations.AlterField(
            model_name='refund',
            name='reason',
            field=models.CharField(choices=[('not_sent', 'Your application could not be sent with this payment'), ('not_due', 'The fee was not due any more when this payment arrived'), ('wrong_amount', 'The amount that arrived was not the amount of the fee'), ('returned', 'Your application was returned as incomplete'), ('not_started', 'You withdrew your application before we started to work on it'), ('not_issued', 'No work permit was issued')], max_length=16),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'ready_to_sign', 'signed_unpaid', 'fee_waiver_asked', 'fee_due', 'submitted', 'completeness_check', 'in_process', 'waiting_client', 'under_review', 'second_review', 'approved', 'refused', 'returned', 'withdrawn', 'abandoned', 'cancelled', 'document_issued', 'sent_to_school', 'at_school', 'school_asks', 'verified', 'not_verified', 'school_silent', 'consent_withdrawn', 'moved', 'ended', 'at_old_school', 'at_new_school', 'transferred', 'not_released', 'not_accepted'])), name='applications_case_status_known'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('case', 'kind'), name='applications_petition_one_open'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='applications_petition_answered_has_time'),
        ),
    ]
