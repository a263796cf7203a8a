from django import forms

from xenograft.growth.models import EnrollmentDecision


class DecisionForm(forms.Form):
    """Why a mouse goes in against the rule, or is taken out."""

    goes_in = forms.TypedChoiceField(
        choices=[("yes", "Goes in"), ("no", "Stays out")],
        coerce=lambda value: value == "yes",
        widget=forms.HiddenInput,
    )
    code = forms.ChoiceField(
        label="Kind", choices=EnrollmentDecision.Code, initial="OTHER"
    )
    reason = forms.CharField(label="Reason", max_length=200)

    def __init__(self, *args, candidate, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["goes_in"].initial = "yes" if candidate.exclusion else "no"
        if candidate.exclusion:
            del self.fields["code"]
