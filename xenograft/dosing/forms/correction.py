from decimal import Decimal

from django import forms
from django.utils import timezone

from xenograft.dosing.entries import EntryForm
from xenograft.dosing.models import Dose

UNDO = "NOT_RECORDED"


class CorrectionForm(EntryForm):
    """What really happened, or that nothing was recorded, and why it is changed."""

    based_on = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(label="Why it is changed", max_length=200)

    field_order = ["status", "ml", "at", "reason", "why"]

    def __init__(self, data=None, *args, cell, on, **kwargs):
        planned = cell.amount.volume_ml if cell.amount else Decimal(0)
        super().__init__(data, *args, planned_ml=planned, on=on, **kwargs)
        self.cell = cell
        del self.fields["given"]
        self.fields["status"] = forms.ChoiceField(
            label="What happened",
            choices=[*Dose.Status.choices, (UNDO, "not recorded (undo)")],
        )
        self.fields["ml"].label = "mL that went in"
        self.fields["ml"].help_text = f"Planned: {planned} mL. For partial and wrong."
        self.fields["reason"].label = "Reason it was not given as planned"
        self.fields["at"].label = "Time given"
        self.order_fields(self.field_order)
        self.initial = {**_as_recorded(cell), **self.initial}

    @property
    def is_undo(self):
        return self.cleaned_data["status"] == UNDO

    def _problem(self, cleaned):
        if cleaned["status"] == UNDO:
            return None
        if self.cell.amount is None:
            return "The weight of this dose is not known, so it can only be undone."
        is_given = cleaned["status"] == Dose.Status.GIVEN
        as_ticked = {**cleaned, "given": is_given, "status": cleaned["status"]}
        if is_given:
            as_ticked["status"] = ""
        return super()._problem(as_ticked)

    def show_newest(self, sentence):
        """Say what somebody else saved; saving once more then overrides it."""
        self.add_error(None, sentence)
        newest = Dose.objects.standing().filter(pk=self.cell.dose.pk).first()
        if newest:
            self.data = {**self.data.dict(), "based_on": newest.version}


def _as_recorded(cell):
    dose = cell.dose
    return {
        "status": dose.status,
        "ml": cell.recorded_ml if dose.status in ("PARTIAL", "WRONG") else None,
        "at": _clock(dose.given_at),
        "reason": dose.reason,
        "based_on": dose.version,
    }


def _clock(instant):
    return f"{timezone.localtime(instant):%H:%M}" if instant else ""
