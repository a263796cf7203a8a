"""How every form of the site is drawn."""

from django.forms.renderers import TemplatesSetting


class FieldRenderer(TemplatesSetting):
    form_template_name = "form.html"
    field_template_name = "field.html"
