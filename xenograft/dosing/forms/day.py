from django import forms

from xenograft.dosing.models import ClosedDay, Preparation

DATE = {"type": "date"}


class HoldForm(forms.Form):
    """Why a mouse is not dosed, or why it is dosed again."""

    reason = forms.CharField(max_length=200)


class ClosedDayForm(forms.ModelForm):
    class Meta:
        model = ClosedDay
        fields = ["closed_on", "reason"]
        widgets = {"closed_on": forms.DateInput(DATE)}
        help_texts = {"reason": "As Christmas, or facility closed for cleaning."}

    def __init__(self, *args, study, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.study = study

    def _get_validation_exclusions(self):
        # The study is set here, so that a date named twice is found.
        return super()._get_validation_exclusions() - {"study"}


class PreparationForm(forms.ModelForm):
    class Meta:
        model = Preparation
        fields = ["label", "made_on", "use_by"]
        widgets = {"made_on": forms.DateInput(DATE), "use_by": forms.DateInput(DATE)}
        help_texts = {"label": "Read by those who do not know the arm."}

    def __init__(self, *args, arm, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.arm = arm

    def clean_label(self):
        label = self.cleaned_data["label"]
        for name in self._masked_names():
            if name.casefold() in label.casefold():
                raise forms.ValidationError(
                    f"“{label}” names {name}, and those who dose may not know it. "
                    f"Use the code, as {self.instance.arm.bottle_code}-21."
                )
        return label

    def _masked_names(self):
        arm = self.instance.arm
        return [arm.name, *(one.agent.name for one in arm.regimens.all())]

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"arm"}
