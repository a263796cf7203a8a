from django import forms

from xenograft.dosing.models import ClosedDay, Preparation
from xenograft.measurement.corrections import name_of

DATE = {"type": "date"}


class NewestSeenMixin(forms.Form):
    """Asks before it goes on when somebody else was first while the form was open.

    `newest` is the row that stands now, or None. What was typed stays in the form;
    sent once more it counts. A form without `seen` was not left open.
    """

    def __init__(self, *args, newest, **kwargs):
        super().__init__(*args, **kwargs)
        self.newest, self.key = newest, f"{newest.pk}" if newest else ""
        self.fields["seen"] = forms.CharField(
            required=False, widget=forms.HiddenInput, initial=self.key
        )

    def clean(self):
        cleaned = super().clean()
        if self["seen"].data not in (None, self.key):
            self.data = self.data.copy()
            self.data["seen"] = self.key
            self.add_error(None, self.said())
        return cleaned


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=200)


class HoldForm(NewestSeenMixin, ReasonForm):
    """Why a mouse is not dosed, or why it is dosed again."""

    def said(self):
        if self.newest is None:
            return (
                "Somebody else lifted the hold while this form was open. To put the "
                "mouse on hold anew, save with your reason."
            )
        who = name_of(self.newest.held_by) or "Somebody else"
        return (
            f"{who} put the mouse on hold while this form was open: "
            f"{self.newest.reason}. To lift this hold, save with your reason."
        )


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


class PreparationForm(NewestSeenMixin, forms.ModelForm):
    class Meta:
        model = Preparation
        fields = ["label", "made_on", "use_by"]
        widgets = {"made_on": forms.DateInput(DATE), "use_by": forms.DateInput(DATE)}
        help_texts = {"label": "Read by those who do not know the arm."}

    def __init__(self, *args, arm, **kwargs):
        newest = arm.preparations.order_by("pk").last()
        super().__init__(*args, newest=newest, **kwargs)
        self.instance.arm = arm

    def said(self):
        who = name_of(self.newest.recorded_by) if self.newest else ""
        return (
            f"{who or 'Somebody else'} told of the filling {self.newest} while this "
            "form was open. Save again if the bottle was filled once more."
        )

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
