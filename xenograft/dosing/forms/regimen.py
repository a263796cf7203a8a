import re
from decimal import Decimal

from django import forms

from xenograft.analysis import schedule
from xenograft.analysis.dose_volume import administration_problem
from xenograft.dosing.models import Agent, Regimen
from xenograft.dosing.plan import WEEKDAYS
from xenograft.study.models.bench_rules import rules_of
from xenograft.study.seen import SeenMixin

# Weight at which a dose per mouse is shown as mg/kg, and a volume as mL.
TYPICAL_WEIGHT_G = 25
TYPED_DOSE = re.compile(r"^(\d+(?:[.,]\d+)?)\s*(.*)$")
LARGEST_MISMATCH = Decimal("0.005")


class DoseField(forms.CharField):
    """mg/kg. A flat dose in mg per mouse is refused with what it would mean."""

    def clean(self, value):
        text = super().clean(value).strip()
        if not text:
            return None
        match = TYPED_DOSE.match(text)
        if not match:
            raise forms.ValidationError(
                f"“{text}” is not a dose. Enter mg/kg as a number, as 25."
            )
        number = Decimal(match[1].replace(",", "."))
        unit = match[2].casefold().replace(" ", "")
        if unit.startswith(("mg/kg", "mgperkg")) or not unit:
            return self._plausible(number)
        if unit.startswith("mg"):
            raise forms.ValidationError(f"{_flat(number)} Enter mg/kg.")
        raise forms.ValidationError(f"“{match[2]}” is not mg/kg. Enter mg/kg, as 25.")

    def _plausible(self, number):
        if number > schedule.HUMAN_DOSE_MG_PER_KG:
            raise forms.ValidationError(f"{_flat(number)} Enter mg/kg.")
        if number.normalize().as_tuple().exponent < -3:
            raise forms.ValidationError("Enter at most three decimals.")
        return number


def _flat(dose_mg):
    refusal = schedule.flat_dose_refusal(dose_mg, TYPICAL_WEIGHT_G)
    if refusal:
        return refusal
    mg_per_kg = dose_mg * 1000 / TYPICAL_WEIGHT_G
    return (
        f"{dose_mg:f} mg is a dose per mouse; at {TYPICAL_WEIGHT_G} g this is "
        f"{mg_per_kg:,.0f} mg/kg."
    )


class AgentForm(SeenMixin, forms.ModelForm):
    class Meta:
        model = Agent
        fields = ["name", "is_vehicle", "lot", "clinical_reference"]

    def __init__(self, *args, study, is_fixed=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.study = study
        if is_fixed:
            self.fields["is_vehicle"].disabled = True

    def _get_validation_exclusions(self):
        # The study is set here, so that a name used twice is found.
        return super()._get_validation_exclusions() - {"study"}


class RegimenForm(SeenMixin, forms.ModelForm):
    dose_mg_per_kg = DoseField(
        label="Dose, mg/kg per administration", required=False, max_length=40
    )
    weekdays = forms.MultipleChoiceField(
        choices=[(day, day.capitalize()) for day in WEEKDAYS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="For a frequency on named weekdays.",
    )
    reason = forms.CharField(label="Reason for the change", max_length=200)

    class Meta:
        model = Regimen
        fields = [
            "arm",
            "agent",
            "dose_mg_per_kg",
            "volume_ml_per_kg",
            "concentration_mg_per_ml",
            "route",
            "frequency",
            "every_days",
            "weekdays",
            "start_day",
            "end_day",
            "days_on",
            "days_off",
            "slot_times",
            "window_hours",
            "min_gap_hours",
        ]
        help_texts = {
            "concentration_mg_per_ml": "Left empty, it is dose ÷ volume.",
            "every_days": "For every n days.",
            "end_day": "Left empty: until the mouse leaves.",
            "days_on": "For a cycle, as 21 days on and 7 off.",
            "slot_times": "As 08:00,17:00.",
            "window_hours": "Before and after. Left empty: 6 for two or three doses "
            "a day, else 24.",
            "min_gap_hours": "Left empty: 4 for three doses a day, else 8. Two doses "
            "closer than this are refused.",
        }

    def __init__(self, *args, study, needs_reason=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["arm"].queryset = study.arms.all()
        self.fields["agent"].queryset = study.agents.all()
        self.initial |= _as_typed(self.instance)
        self.warnings = []
        self.fields["dose_mg_per_kg"].help_text = _dose_help(study)
        if not needs_reason:
            del self.fields["reason"]
        elif self.instance.pk:
            self.fields["arm"].disabled = self.fields["agent"].disabled = True

    def clean_weekdays(self):
        return ",".join(self.cleaned_data["weekdays"])

    def clean(self):
        cleaned = super().clean()
        self._check_dose(cleaned)
        self._check_schedule(cleaned)
        if not self.errors:
            self._check_volume(cleaned)
            self._check_concentration(cleaned)
        return cleaned

    def _check_dose(self, cleaned):
        agent, dose = cleaned.get("agent"), cleaned.get("dose_mg_per_kg")
        if agent is None or "dose_mg_per_kg" in self.errors:
            return
        if agent.is_vehicle and dose:
            self.add_error("dose_mg_per_kg", f"{agent} is a vehicle: its dose is 0.")
        elif agent.is_vehicle:
            cleaned["dose_mg_per_kg"] = Decimal(0)
        elif dose == 0:
            self.add_error(
                "dose_mg_per_kg", f"0 mg/kg is for a vehicle, and {agent} is not one."
            )
        elif dose and schedule.high_dose_warning(dose):
            self.warnings.append(schedule.high_dose_warning(dose))

    def _check_schedule(self, cleaned):
        frequency = cleaned.get("frequency")
        if frequency == "QND" and not cleaned.get("every_days"):
            self.add_error("every_days", "Enter the n of every n days, 1 or more.")
        if frequency == "WEEKLY" and not cleaned.get("weekdays"):
            self.add_error("weekdays", "Choose the weekdays.")
        if bool(cleaned.get("days_on")) != bool(cleaned.get("days_off")):
            self.add_error("days_on", "A cycle needs both days on and days off.")
        start, end = cleaned.get("start_day"), cleaned.get("end_day")
        if None not in (start, end) and end < start:
            self.add_error("end_day", f"D{end} is before the first day, D{start}.")

    def _check_volume(self, cleaned):
        """The volumes of one route in one session add up (DOMAIN 3.4)."""
        route, volume = cleaned["route"], cleaned["volume_ml_per_kg"]
        if volume <= 0:
            self.add_error("volume_ml_per_kg", "Enter a volume above 0 mL/kg.")
            return
        others = (
            cleaned["arm"].regimens.filter(route=route).exclude(pk=self.instance.pk)
        )
        total = volume + sum(one.volume_ml_per_kg for one in others)
        at_once_ml = total * TYPICAL_WEIGHT_G / 1000
        rules = rules_of(cleaned["arm"].study)
        limits = rules.volume_limits
        problem = administration_problem(route, at_once_ml, total, limits)
        level, sentence = problem or ("", "")
        if others and sentence:
            sentence = f"{sentence} This is the sum of all that {cleaned['arm']} gets."
        if level == "error":
            self.add_error("volume_ml_per_kg", sentence)
        elif level:
            self.warnings.append(sentence)
        times = schedule.SLOTS_PER_DAY.get(cleaned["frequency"], 1)
        notice = schedule.daily_volume_notice(
            route, total * times, rules.po_day_ml_per_kg
        )
        if notice:
            self.warnings.append(notice)

    def _check_concentration(self, cleaned):
        dose, volume = cleaned["dose_mg_per_kg"], cleaned.get("volume_ml_per_kg")
        typed = cleaned["concentration_mg_per_ml"]
        if dose is None or not volume:
            return
        if typed is None or not dose:
            cleaned["concentration_mg_per_ml"] = round(dose / volume, 4)
        elif abs(typed * volume - dose) > LARGEST_MISMATCH * dose:
            self.add_error(
                "concentration_mg_per_ml",
                f"{typed.normalize():f} mg/mL at {volume.normalize():f} mL/kg gives "
                f"{(typed * volume).normalize():f} mg/kg, not {dose.normalize():f}. "
                "Change one of the three, or leave this empty.",
            )


def _as_typed(regimen):
    """Weekdays as a list, and numbers without the zeros they are stored with."""
    numbers = ["dose_mg_per_kg", "volume_ml_per_kg", "concentration_mg_per_ml"]
    known = {name: getattr(regimen, name) for name in numbers}
    plain = {
        name: f"{n.normalize():f}" for name, n in known.items() if regimen.pk and n
    }
    return {"weekdays": regimen.weekdays.split(","), **plain}


def _dose_help(study):
    """A published dose is named as such and never filled in."""
    names = [agent.name.casefold() for agent in study.agents.all()]
    hint = "Left empty until the scientist enters it. 0 for a vehicle."
    if any("defactinib" in name for name in names):
        hint += " Defactinib: 25 mg/kg PO BID (literature, verify)."
    return hint
