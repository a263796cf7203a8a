"""What is told of an ulcer beside its grade."""

from django import forms

from xenograft.endpoint.forms.collecting import photo_field
from xenograft.measurement.models import ClinicalSign

WET = [("", "not told"), ("True", "wet"), ("False", "dry")]


class UlcerForm(forms.ModelForm):
    """A change of what is told already needs a reason; nothing else is asked for."""

    class Meta:
        model = ClinicalSign
        fields = ["greatest_diameter_mm", "is_wet", "treatment"]
        labels = {"greatest_diameter_mm": "Greatest diameter, mm"}
        error_messages = {
            "greatest_diameter_mm": {
                "invalid": "This is not a number. Enter mm such as 4.5.",
                "min_value": "An ulcer has more than 0 mm. Enter mm such as 4.5.",
                "max_value": "An ulcer has 30 mm at most. Check the decimal point.",
            }
        }
        widgets = {
            "greatest_diameter_mm": forms.TextInput(
                {"inputmode": "decimal", "autocomplete": "off"}
            )
        }

    is_wet = forms.TypedChoiceField(
        label="Wet?",
        choices=WET,
        required=False,
        coerce=lambda chosen: chosen == "True",
        empty_value=None,
    )
    photo = photo_field("JPEG, PNG or WebP, 8 MB at most.")
    why = forms.CharField(
        label="Why it is changed",
        max_length=200,
        required=False,
        help_text="Only where what was told is changed.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.is_described:
            del self.fields["why"]

    def clean(self):
        cleaned = super().clean()
        is_changed = set(self.changed_data) & set(self.Meta.fields)
        if "why" in self.fields and is_changed and not cleaned.get("why"):
            self.add_error("why", "Say why what was told of the ulcer is changed.")
        return cleaned
