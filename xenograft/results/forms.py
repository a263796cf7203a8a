"""What a person may choose on the page of curves; the choice is in the address."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django import forms

from xenograft.analysis.arm_means import (
    AVAILABLE_CASE,
    LOCF,
    STOP_AT_FIRST_LOSS,
    STOP_AT_FRACTION,
)
from xenograft.analysis.units import worded

FIGURES = [
    ("mean", "Mean of each arm"),
    ("mice", "Every mouse"),
    ("arms", "By arm"),
    ("waterfall", "Waterfall"),
    ("survival", "Event-free"),
    ("weight", "Body weight"),
]
SCALES = [("linear", "mm³"), ("relative", "relative to D0"), ("log", "log scale")]
TIMES_FROM = [("zero", "day 0"), ("implant", "implantation")]
ERRORS = [("sem", "standard error (SEM)"), ("sd", "standard deviation (SD)")]
LEAVE_RULES = [
    (STOP_AT_FRACTION, "stop below half of an arm"),
    (STOP_AT_FIRST_LOSS, "stop at the first loss"),
    (LOCF, "carry forward (biased)"),
    (AVAILABLE_CASE, "survivors (misleading)"),
]
EVENTS = [
    ("4x", "4 × D0 volume"),
    ("2x", "2 × D0 volume"),
    ("death", "death of any cause"),
]
TUMOR = [("in", "in the weight"), ("off", "taken off, 1 mm³ = 1 mg")]
LINES = [("on", "shown"), ("off", "left out")]
# What is chosen for each figure; a choice that has no meaning for it stays hidden.
CONTROLS = {
    "mean": ("scale", "x", "err", "leave", "lines"),
    "mice": ("scale", "x", "lines"),
    "arms": ("scale", "x", "lines"),
    "waterfall": ("lines",),
    "survival": ("event",),
    "weight": ("tumor", "x", "err", "leave", "lines"),
}
WORDS = {
    "fig": "a figure",
    "scale": "a scale",
    "x": "a day to count from",
    "err": "an error bar",
    "tumor": "a way to count the tumor",
    "leave": "a rule for mice that leave",
    "lines": "a choice of limit lines",
    "event": "an event",
    "arms": "an arm of this study",
}


CHOICES = ("fig", "scale", "tumor", "x", "err", "leave", "event", "lines")
FIELDS = ("tumor", "x", "err", "leave", "event", "lines")


@dataclass(frozen=True)
class Options:
    """One choice of figure, of how it is drawn, and of arms (positions)."""

    fig: str = "mean"
    scale: str = "linear"
    tumor: str = "in"
    x: str = "zero"
    err: str = "sem"
    leave: str = STOP_AT_FRACTION
    event: str = "4x"
    lines: str = "on"
    arms: tuple[int, ...] = ()

    def query(self, **changes):
        """The address's query for this choice, what is usual left out."""
        usual, own = Options(), replace(self, **changes)
        chosen = {
            name: getattr(own, name)
            for name in CHOICES
            if getattr(own, name) != getattr(usual, name)
        }
        if own.arms:
            chosen["arms"] = ",".join(map(str, own.arms))
        return urlencode(chosen, safe=",")

    @property
    def controls(self):
        return CONTROLS[self.fig]


class CurvesForm(forms.Form):
    fig = forms.ChoiceField(choices=FIGURES, widget=forms.HiddenInput)
    scale = forms.ChoiceField(choices=SCALES, widget=forms.HiddenInput)
    tumor = forms.ChoiceField(choices=TUMOR, label="Tumor")
    x = forms.ChoiceField(choices=TIMES_FROM, label="Time from")
    err = forms.ChoiceField(choices=ERRORS, label="Error bars")
    leave = forms.ChoiceField(choices=LEAVE_RULES, label="When mice leave an arm")
    event = forms.ChoiceField(choices=EVENTS, label="Event")
    lines = forms.ChoiceField(choices=LINES, label="Limit lines")
    arms = forms.TypedMultipleChoiceField(
        coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data, *, arms):
        super().__init__(data)
        self.fields["arms"].choices = list(arms.items())

    def said_of(self, unit):
        """The form, its labels in the words of what is counted."""
        for field in self.fields.values():
            field.label = worded(field.label or "", unit)
        return self


def read(query, arms):
    """(Options, form, sentences) of a query; what is unknown there is left out.

    `arms` is position -> name. Each sentence names a value that was not understood
    and says what is shown instead.
    """
    usual = Options()
    given = {name: query.get(name) or getattr(usual, name) for name in CHOICES}
    given["arms"] = [
        part for part in ",".join(query.getlist("arms")).split(",") if part
    ]
    form = CurvesForm(given, arms=arms)
    notes = (
        [] if form.is_valid() else [_note(name, given[name]) for name in form.errors]
    )
    known = {name: form.cleaned_data.get(name, getattr(usual, name)) for name in given}
    known["arms"] = () if len(set(known["arms"])) == len(arms) else known["arms"]
    options = Options(**{**known, "arms": tuple(sorted(set(known["arms"])))})
    shown = {**known, "arms": options.arms or list(arms)}
    return options, CurvesForm(shown, arms=arms), notes


def _note(name, value):
    typed = ",".join(value) if isinstance(value, list) else value
    return f"“{typed[:40]}” is not {WORDS[name]}. The usual choice is shown."
