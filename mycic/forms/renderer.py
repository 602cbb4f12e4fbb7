"""The project-wide form renderer: every field comes with label, hint and error in one accessible group."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Named by FORM_RENDERER; ``{{ form.field.as_field_group }}`` uses our field template."""

    form_template_name = "components/forms/form.html"
    field_template_name = "components/forms/field.html"
