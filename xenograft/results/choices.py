"""What a person may choose of the analysis; the choice is in the address."""

from dataclasses import dataclass, field, fields
from urllib.parse import urlencode

from django import forms

from xenograft.analysis.blocks.whole import Choices

# Draws and seed are not asked for: they are those of the documentation.
ASKED = ("day", "times_baseline", "min_day")


class ChoicesForm(forms.Form):
    day = forms.FloatField(
        label="Compare volumes on day",
        required=False,
        min_value=0.5,
        max_value=3650,
        help_text="Empty: the last day on which 80% of every arm were measured.",
        widget=forms.NumberInput({"step": "any"}),
    )
    times_baseline = forms.FloatField(
        label="Time to a volume of, × D0",
        min_value=1.1,
        max_value=1000,
        widget=forms.NumberInput({"step": "any"}),
    )
    min_day = forms.FloatField(
        label="Best response from day",
        min_value=0,
        max_value=3650,
        widget=forms.NumberInput({"step": "any"}),
    )


@dataclass(frozen=True)
class Asked:
    """`values` for the analysis, the `query` of the address, and the form."""

    values: Choices
    query: str = ""
    form: object = field(default=None, compare=False)


def read(typed):
    """The choices of a query or a form; what is not understood stays in the form.

    Where a value is not understood the usual choices are taken, and the form has
    its sentence.
    """
    usual = Choices()
    given = {name: typed.get(name, getattr(usual, name)) for name in ASKED}
    form = ChoicesForm(given)
    if not form.is_valid():
        return Asked(usual, "", form)
    values = Choices(**form.cleaned_data)
    return Asked(values, _query(values), form)


def _query(values):
    usual = Choices()
    own = {one.name: getattr(values, one.name) for one in fields(values)}
    changed = {
        name: f"{value:g}"
        for name, value in own.items()
        if value is not None and value != getattr(usual, name)
    }
    return urlencode(changed)
