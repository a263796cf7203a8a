"""What was typed into a dosing sheet: checked cell by cell, never lost."""

import datetime as dt
import re
import uuid

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from xenograft.dosing import pressed
from xenograft.dosing.gaps import GivenTimes
from xenograft.dosing.models import Dose
from xenograft.dosing.rows import SILENT, in_words
from xenograft.dosing.stops import stop_at
from xenograft.measurement.corrections import name_of

FIELD = re.compile(r"^(\d+-\d+-[A-Z]{2})-(given|status|ml|reason|at|planned)$")
# Two people who tell of the same dose within this time tell of one dose.
SAME_DOSE = dt.timedelta(minutes=10)
GIVEN = Dose.Status.GIVEN
WITH_VOLUME = [Dose.Status.PARTIAL, Dose.Status.WRONG]
NOTHING_IN = [Dose.Status.MISSED, Dose.Status.WITHHELD]
OTHERWISE = [choice for choice in Dose.Status.choices if choice[0] != GIVEN]


class MilliliterField(forms.DecimalField):
    def __init__(self, **kwargs):
        super().__init__(
            min_value=0,
            max_digits=5,
            decimal_places=2,
            error_messages={
                "invalid": "Not a number of mL.",
                "max_decimal_places": "A syringe reads to 0.01 mL.",
            },
            **kwargs,
        )

    def to_python(self, value):
        if isinstance(value, str):
            value = value.strip().removesuffix("mL").strip().replace(",", ".")
        return super().to_python(value)


class ClockField(forms.TimeField):
    """A time of the day as somebody types it, or the instant at which it was ticked."""

    def __init__(self, **kwargs):
        super().__init__(
            input_formats=["%H:%M", "%H:%M:%S"],
            error_messages={"invalid": "Not a time. Enter it as 09:30."},
            **kwargs,
        )

    def to_python(self, value):
        if isinstance(value, str) and "T" in value:
            return self._instant(value)
        return super().to_python(value)

    def _instant(self, text):
        try:
            found = parse_datetime(text)
        except ValueError:
            found = None
        if found is None or timezone.is_naive(found):
            raise forms.ValidationError(self.error_messages["invalid"])
        return found


class EntryForm(forms.Form):
    """One cell: what happened, how many mL went in, why, and when."""

    given = forms.BooleanField(required=False)
    status = forms.ChoiceField(choices=[("", ""), *OTHERWISE], required=False)
    ml = MilliliterField(required=False)
    reason = forms.CharField(max_length=200, required=False)
    at = ClockField(required=False)

    def __init__(self, *args, planned_ml, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.planned_ml, self.on = planned_ml, on

    def clean(self):
        cleaned = super().clean()
        problem = self._problem(cleaned) if not self.errors else None
        if problem:
            raise forms.ValidationError(problem)
        return cleaned

    def _problem(self, cleaned):
        status, ml = cleaned["status"], cleaned["ml"]
        if cleaned["given"] and status:
            return f"Ticked as given and marked {status.lower()}. Keep one of them."
        if not cleaned["given"] and not status:
            return "Choose what happened: given, partial, missed, withheld or wrong."
        if status and not cleaned["reason"]:
            return f"Say why the dose was {status.lower()}."
        if status in WITH_VOLUME and ml is None:
            return "Enter how many mL went in."
        if status == Dose.Status.PARTIAL and not 0 < ml < self.planned_ml:
            return (
                f"{ml} mL is not a part of the planned {self.planned_ml} mL. "
                "Enter less, or choose given or wrong."
            )
        return self._time_problem(cleaned)

    def _time_problem(self, cleaned):
        if self.outcome not in [GIVEN, *WITH_VOLUME]:
            return None
        if cleaned["at"] is None and self.on != timezone.localdate():
            return f"Enter the time it was given on {self.on:%d %b}, as 09:30."
        if self.given_at > timezone.now() + dt.timedelta(minutes=1):
            given = timezone.localtime(self.given_at)
            return f"{given:%H:%M} is in the future. Enter the time it was."
        return None

    @property
    def outcome(self):
        return self.cleaned_data["status"] or GIVEN

    @property
    def volume_ml(self):
        if self.outcome in WITH_VOLUME:
            return self.cleaned_data["ml"]
        return self.planned_ml if self.outcome == GIVEN else 0

    @property
    def given_at(self):
        """The instant, or None when nothing was given."""
        if self.outcome not in [GIVEN, *WITH_VOLUME]:
            return None
        clock = self.cleaned_data["at"]
        if clock is None:
            return timezone.now()
        if isinstance(clock, dt.datetime):
            return clock
        return timezone.make_aware(dt.datetime.combine(self.on, clock))

    @property
    def in_words(self):
        return in_words(self.outcome, self.volume_ml, self.cleaned_data["reason"])


def typed_into(sheet, posted):
    """Put what was typed beside its cell; what has no cell goes to `sheet.errors`."""
    cells = {cell.key: cell for cell in sheet.cells}
    strangers = set()
    for name, value in posted.items():
        match = FIELD.match(name)
        if not match or not value.strip():
            continue
        key, part = match.groups()
        if key in cells:
            cells[key].typed[part] = value.strip()
        elif part not in SILENT:
            strangers.add(int(key.split("-")[0]))
    for row in sheet.rows:
        row.old_weight_reason = posted.get(f"{row.mouse.number}-old-weight", "").strip()
        row.take_basis(posted.get(f"{row.mouse.number}-basis", ""), sheet.on)
    pressed.whole_cage(sheet, posted.get("whole", ""))
    pressed.rest(sheet, posted.get("rest", ""), posted.get("rest-reason", ""))
    sheet.errors += [
        f"Mouse {number} is not on this sheet then: it has left, or no dose is "
        "planned. Nothing was saved for it."
        for number in sorted(strangers)
    ]


def checked(sheet, posted, by):
    """[(cell, form)] of what can be saved; the other cells get their sentence.

    A cell whose write was taken already is left as it stands now.
    """
    typed_into(sheet, posted)
    taken, sent_before = sheet.write_ids, sheet.sent_before
    for cell in sheet.cells:
        write_id = write_id_of(posted, cell)
        cell.repeated = sent_before.get(write_id)
        cell.is_repeat = write_id in taken or cell.repeated is not None
    typed = [cell for cell in sheet.cells if cell.is_touched and not cell.is_repeat]
    given = GivenTimes(sheet.study, sheet.on, number=sheet.number) if typed else None
    found = []
    for cell in typed:
        form = _form_of(cell, sheet.on, posted.get("time", "").strip())
        cell.errors = _problems(cell, form, given, by)
        if not cell.errors and not cell.doses:
            given.add(cell, form)
            found.append((cell, form))
    return found


def write_id_of(posted, cell):
    """The name of one write of a cell: the page's own, made different for each cell."""
    try:
        return uuid.uuid5(uuid.UUID(posted.get("write_id", "")), cell.key)
    except ValueError:
        return None


def _problems(cell, form, given, by):
    cell.is_before_stop = _is_before_stop(cell, form)
    problem = "" if cell.doses else _cannot(cell)
    if problem or not form.is_valid():
        return [problem] if problem else sentences(form)
    if cell.doses:
        return _conflict(cell, form, by)
    return list(filter(None, [given.problem(cell, form)]))


def _is_before_stop(cell, form):
    """Given before the mouse was put on hold or reached a limit, and sent after it."""
    if cell.doses or not cell.row.stop or not form.is_valid() or not form.given_at:
        return False
    return stop_at(cell.row.mouse, form.given_at) is None


def _form_of(cell, on, time):
    typed = {"at": time, **cell.typed}
    planned = cell.amount.volume_ml if cell.amount else 0
    return EntryForm(typed, planned_ml=planned, on=on)


def _cannot(cell):
    row, status = cell.row, cell.typed.get("status", "")
    if status in NOTHING_IN:
        return ""
    if row.stop and status != Dose.Status.WRONG and not cell.is_before_stop:
        return f"{row.stop.sentence} Mark the dose as withheld."
    if row.weight_g is None:
        return "No weight yet. Weigh the mouse first."
    if cell.amount is None:
        return f"Bottle {row.bottle_code} has no dose yet. Ask the study director."
    if cell.too_much and status != Dose.Status.WRONG:
        return f"{cell.too_much} Do not give it: ask the study director."
    if row.freshness == "too old" and not row.old_weight_reason:
        return (
            f"The weight is {row.age_days} days old. Weigh the mouse, or say why it is "
            "dosed by this weight."
        )
    return _other_volume(cell)


def _other_volume(cell):
    """The dose was changed between drawing up and ticking: what went in is asked."""
    shown, now = cell.typed.get("planned"), f"{cell.amount.volume_ml:.2f}"
    if shown in (None, now) or cell.typed.get("status") in WITH_VOLUME:
        return ""
    return (
        f"The planned volume is {now} mL now, and this sheet showed {shown} mL. If "
        f"{shown} mL went in, enter it as wrong with the reason."
    )


def _conflict(cell, form, by):
    """Both entries, when somebody else saved another one; nothing when equal."""
    dose, saved = cell.dose, cell.in_words
    if saved == form.in_words and _is_same_time(dose, form, by):
        return []
    cell.has_conflict = True
    cell.other = form
    mine = f"{form.in_words}{when(form.given_at)}"
    who = "You" if dose.given_by == by else name_of(dose.given_by)
    said = f"{who} saved {saved}{when(dose.given_at)}; you chose {mine}."
    if dose.given_at and form.given_at:
        said += " If the mouse was dosed twice, correct the saved one as wrong."
    said += " Both are kept. Choose below which one counts."
    return [said]


def _is_same_time(dose, form, by):
    """One person who sends twice says the same; two people may have dosed twice."""
    if dose.given_by == by or dose.given_at is None:
        return True
    return abs(dose.given_at - form.given_at) <= SAME_DOSE


def when(instant):
    return f" at {timezone.localtime(instant):%H:%M}" if instant else ""


def sentences(form):
    return [sentence for found in form.errors.values() for sentence in found]
