from functools import lru_cache

from django import forms
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from xenograft.analysis.volume import MEASURED, STATES
from xenograft.measurement.actions.reasons import asks_why
from xenograft.measurement.entries import words_of
from xenograft.measurement.entry import Refusals, TumorCells, as_read
from xenograft.measurement.models import ClinicalSign
from xenograft.measurement.reading import Unreadable, grams

REASONS = [
    "not found",
    "too ill to handle",
    "ulcer in the way",
    "device fault",
    "off study",
]
ENTERED_IN_GRID = {"NORMAL", "ULCERATION", "BODY_CONDITION"}


class StartForm(forms.Form):
    held_on = forms.DateField(
        label="Date of the session",
        initial=timezone.localdate,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


class SignForm(forms.Form):
    """A clinical sign of one mouse, beside ulceration and body condition."""

    mouse = forms.IntegerField(label="Mouse", min_value=1)
    sign = forms.ChoiceField(
        choices=[("", "Choose a sign")]
        + [
            choice
            for choice in ClinicalSign.Sign.choices
            if choice[0] not in ENTERED_IN_GRID
        ],
    )
    grade = forms.ChoiceField(
        choices=[("1", "1 mild"), ("2", "2 moderate"), ("3", "3 severe")]
    )
    body_site = forms.CharField(
        label="Where", max_length=60, required=False, help_text="As left eye."
    )
    note = forms.CharField(max_length=300, required=False)

    def __init__(self, *args, mice, session=None, **kwargs):
        super().__init__(
            *args, empty_permitted=True, use_required_attribute=False, **kwargs
        )
        self.mice, self.session = mice, session
        self.fields["grade"].initial = "1"

    def has_changed(self):
        # A grade alone is the default of a row that nobody used.
        return bool({"mouse", "sign", "body_site", "note"} & set(self.changed_data))

    def clean_mouse(self):
        number = self.cleaned_data["mouse"]
        mouse = self.mice.filter(number=number).first()
        if mouse is None:
            raise forms.ValidationError(
                f"Mouse {number} is not on study that day. Check the number."
            )
        return mouse

    def clean(self):
        cleaned = super().clean()
        is_known = not self.errors and self.has_changed() and not cleaned["note"]
        if is_known and self._is_graded_again(cleaned) and asks_why(self.session):
            self.add_error("note", "Say in the note why it is graded again.")
        return cleaned

    def _is_graded_again(self, cleaned):
        saved = self.session.clinical_signs.filter(mouse=cleaned["mouse"])
        newest = saved.filter(sign=cleaned["sign"]).order_by("pk").last()
        return newest is not None and newest.grade != int(cleaned["grade"])

    @property
    def row(self):
        """What a `TypedSign` is made of by name, or None when nothing was typed."""
        if not self.has_changed():
            return None
        names = ("mouse", "sign", "note", "body_site")
        typed = {name: self.cleaned_data[name] for name in names}
        grade = int(self.cleaned_data["grade"])
        return typed | {"grade": grade, "why": typed["note"]}


class BlankForm(SafeString):
    """The HTML of a form that nobody has typed into."""

    errors = {}


def blank_sign_forms(count):
    """As many blank `SignForm`s, drawn once for each language."""
    return _blank_sign_forms(count, get_language())


@lru_cache(maxsize=16)
def _blank_sign_forms(count, language):
    places = range(count)
    forms = [SignForm(prefix=f"sign{place}", mice=None) for place in places]
    return [BlankForm(form.render()) for form in forms]


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Reason", max_length=200)


class CloseForm(forms.Form):
    """A reason for each tumor without a value, the open questions, and two entries.

    `questions` are saved values that were asked about; they may stay open. Of two
    `entries` one has to be chosen.
    """

    reason = forms.CharField(
        label="Reason for all",
        max_length=200,
        required=False,
        widget=forms.TextInput({"list": "reasons", "autofocus": True}),
        help_text="A reason beside a mouse counts before this one.",
    )

    def __init__(self, *args, tumors, questions=(), entries=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.tumors, self.questions, self.entries = tumors, questions, entries
        self._add_questions()
        self._add_entries()
        for tumor in tumors:
            self.fields[f"y-{tumor.pk}"] = forms.CharField(
                label=f"Reason for {tumor}",
                max_length=200,
                required=False,
                widget=forms.TextInput(
                    {"list": "reasons", "aria-label": f"Reason for {tumor}"}
                ),
            )
        if not tumors:
            del self.fields["reason"]

    def _add_questions(self):
        for value in self.questions:
            self.fields[f"keep-{value.key}"] = forms.BooleanField(
                label=f"{value.name}: right as typed", required=False
            )

    def _add_entries(self):
        for entry in self.entries:
            self.fields[f"entry-{entry.write_id}"] = forms.ChoiceField(
                label=f"Which entry of {entry.mouse} counts",
                choices=[
                    ("", "Choose"),
                    ("aside", "the saved one"),
                    ("taken", f"the other: {words_of(entry.parts)}"),
                ],
                error_messages={
                    "required": f"{entry.mouse} has two entries. Choose which counts."
                },
            )

    @property
    def question_lines(self):
        return [(value, self[f"keep-{value.key}"]) for value in self.questions]

    @property
    def entry_lines(self):
        return [(one, self[f"entry-{one.write_id}"]) for one in self.entries]

    @property
    def kept(self):
        said = self.cleaned_data
        return [one.saved for one in self.questions if said[f"keep-{one.key}"]]

    @property
    def choices(self):
        said = self.cleaned_data
        return {one.write_id: said[f"entry-{one.write_id}"] for one in self.entries}

    def clean(self):
        cleaned = super().clean()
        missing = [tumor for tumor in self.tumors if not self._reason(tumor)]
        if missing:
            self.add_error(
                "reason",
                f"{missing[0].mouse} has no value. Give a reason for it, or one for "
                "all.",
            )
        return cleaned

    def _reason(self, tumor):
        own = self.cleaned_data.get(f"y-{tumor.pk}")
        return own or self.cleaned_data.get("reason", "")

    @property
    def reasons(self):
        return {tumor.pk: self._reason(tumor) for tumor in self.tumors}

    @property
    def lines(self):
        return [(tumor, self[f"y-{tumor.pk}"]) for tumor in self.tumors]


class _CorrectionForm(forms.Form):
    based_on_version = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(label="Why it is corrected", max_length=200)


class CorrectReadingForm(_CorrectionForm):
    length = forms.CharField(label="L, mm", max_length=20, required=False)
    width = forms.CharField(label="W, mm", max_length=20, required=False)
    state = forms.ChoiceField(choices=STATES, initial=MEASURED)
    reason = forms.CharField(
        label="Reason when it was not measured", max_length=200, required=False
    )
    field_order = ["length", "width", "state", "reason", "why", "based_on_version"]

    def __init__(self, *args, reading, **kwargs):
        super().__init__(
            *args,
            initial={
                "length": as_read(reading.length_mm),
                "width": as_read(reading.width_mm),
                "state": reading.state,
                "reason": reading.reason,
                "based_on_version": reading.version,
            },
            **kwargs,
        )
        self.reading = reading
        for name in ("length", "width"):
            self.fields[name].widget.attrs["inputmode"] = "decimal"

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        cells = TumorCells(
            l=cleaned["length"],
            w=cleaned["width"],
            s=cleaned["state"],
            y=cleaned["reason"],
        )
        try:
            cleaned["values"] = cells.values(str(self.reading.tumor.mouse))
        except Refusals as refused:
            names = {"l": "length", "w": "width", "s": "state", "y": "reason"}
            for cell, sentence in refused.sentences.items():
                self.add_error(names[cell], sentence)
        return cleaned


class CorrectWeightForm(_CorrectionForm):
    weight = forms.CharField(label="Body weight, g", max_length=20)
    field_order = ["weight", "why", "based_on_version"]

    def __init__(self, *args, weight, **kwargs):
        initial = {
            "weight": as_read(weight.weight_g),
            "based_on_version": weight.version,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["weight"].widget.attrs["inputmode"] = "decimal"

    def clean_weight(self):
        try:
            return grams(self.cleaned_data["weight"])
        except Unreadable as problem:
            raise forms.ValidationError(str(problem)) from problem
