"""The CSV files of what was planned and given at the bench, table by table."""

from xenograft.dosing.models import (
    Agent,
    ClosedDay,
    Dose,
    Hold,
    Preparation,
    Regimen,
    SentDose,
)
from xenograft.export.files.column import Column, File, choices, mouse_name

MOUSE = Column("mouse", mouse_name("mouse__"))

AGENTS = {
    "agent": Column("name of the agent", "name"),
    "is_vehicle": Column("vehicle only", "is_vehicle", values="True, False"),
    "lot": Column("lot", "lot"),
    "clinical_reference": Column(
        "human dose, for reference; never used to compute one", "clinical_reference"
    ),
}

REGIMENS = {
    "arm": Column("arm", "arm__name"),
    "agent": Column("agent", "agent__name"),
    "dose_mg_per_kg": Column("dose per administration", "dose_mg_per_kg", "mg/kg"),
    "route": Column("route", "route", values=choices(Regimen.Route.choices)),
    "frequency": Column(
        "frequency", "frequency", values=choices(Regimen.Frequency.choices)
    ),
    "every_days": Column("every n days", "every_days", "days"),
    "weekdays": Column("named weekdays", "weekdays"),
    "days_on": Column("days of a cycle with doses", "days_on", "days"),
    "days_off": Column("days of a cycle without", "days_off", "days"),
    "start_day": Column("first day", "start_day", "days since day 0"),
    "end_day": Column("last day", "end_day", "days since day 0"),
    "slot_times": Column("times of day", "slot_times"),
    "window_hours": Column(
        "in time this long before and after; empty for 6 with two or three doses a "
        "day, else 24",
        "window_hours",
        "hours",
    ),
    "min_gap_hours": Column(
        "at least between two doses; empty for 4 with three doses a day, else 8",
        "min_gap_hours",
        "hours",
    ),
    "volume_ml_per_kg": Column("volume", "volume_ml_per_kg", "mL/kg"),
    "concentration_mg_per_ml": Column(
        "concentration", "concentration_mg_per_ml", "mg/mL"
    ),
    "is_illustrative": Column(
        "an illustration, not advice", "is_illustrative", values="True, False"
    ),
}

DOSES = {
    "mouse": MOUSE,
    "arm": Column("arm of the regimen", "regimen__arm__name"),
    "agent": Column("agent", "regimen__agent__name"),
    "slot_on": Column("planned date", "slot_on"),
    "slot_number": Column("planned dose of the day, from 1", "slot_number"),
    "status": Column("what happened", "status", values=choices(Dose.Status.choices)),
    "given_at": Column("when it was given, UTC", "given_at"),
    "weight_g": Column("weight the amount was computed from", "weight_g", "g"),
    "planned_mg": Column("amount planned", "planned_mg", "mg"),
    "amount_mg": Column("amount given", "amount_mg", "mg"),
    "volume_ml": Column("volume given", "volume_ml", "mL"),
    "reason": Column("why not as planned", "reason"),
    "lot": Column("lot on the bottle", "preparation__label"),
    "given_by": Column("who gave it", "given_by__username"),
    "taken_back_at": Column(
        "when it was taken back, UTC; empty while it stands", "taken_back_at"
    ),
    "taken_back_by": Column("who took it back", "taken_back_by__username"),
    "taken_back_reason": Column("why it was taken back", "taken_back_reason"),
}

SENT_DOSES = {
    "mouse": MOUSE,
    "slot_on": Column("planned date", "slot_on"),
    "slot_number": Column("planned dose of the day, from 1", "slot_number"),
    "route": Column("route", "route", values=choices(Regimen.Route.choices)),
    "write_id": Column("key that the device gave the entry", "write_id"),
    "typed_at": Column("when it was typed, by the device's clock, UTC", "typed_at"),
    "received_at": Column("when it came, UTC", "received_at"),
    "sent_by": Column("who told it", "sent_by__username"),
    "device": Column("kind of device", "device"),
    "parts": Column("what was told, as JSON", "parts"),
    "outcome": Column(
        "what became of it", "outcome", values=choices(SentDose.Outcome.choices)
    ),
    "decided_at": Column("when one of two entries was chosen, UTC", "decided_at"),
    "decided_by": Column("who chose", "decided_by__username"),
}

PREPARATIONS = {
    "arm": Column("arm", arm="arm"),
    "label": Column("lot on the bottle", "label"),
    "made_on": Column("date on which it was made", "made_on"),
    "use_by": Column("last date on which it is good", "use_by"),
    "recorded_by": Column("who recorded it", "recorded_by__username"),
}

CLOSED_DAYS = {
    "closed_on": Column("date on which no dose is planned", "closed_on"),
    "reason": Column("why", "reason"),
}

HOLDS = {
    "mouse": MOUSE,
    "reason": Column("why it is not dosed", "reason"),
    "held_at": Column("when that was decided, UTC", "held_at"),
    "held_by": Column("who decided", "held_by__username"),
    "lifted_at": Column("when it was lifted, UTC; empty while it stands", "lifted_at"),
    "lifted_by": Column("who lifted it", "lifted_by__username"),
    "lifted_reason": Column("why it was lifted", "lifted_reason"),
}

FILES = {
    "agents.csv": File(
        "one row per agent or vehicle", Agent, ("name",), AGENTS, names_arms=True
    ),
    "regimens.csv": File(
        "one row per agent of an arm",
        Regimen,
        ("arm__position", "agent__name"),
        REGIMENS,
        names_arms=True,
    ),
    "preparations.csv": File(
        "one row per filling of a bottle",
        Preparation,
        ("arm__bottle_code", "made_on", "pk"),
        PREPARATIONS,
        names_arms=True,
    ),
    "closed_days.csv": File(
        "one row per date on which nobody doses",
        ClosedDay,
        ("closed_on",),
        CLOSED_DAYS,
    ),
    "dose_holds.csv": File(
        "one row per hold: a mouse that is not dosed",
        Hold,
        ("mouse__number", "held_at", "pk"),
        HOLDS,
    ),
    "doses.csv": File(
        "one row per planned dose: given, partial, missed, withheld; and those taken "
        "back",
        Dose,
        ("mouse__number", "slot_on", "slot_number", "regimen__agent__name", "pk"),
        DOSES,
        names_arms=True,
    ),
    "sent_doses.csv": File(
        "one row per entry that differed from a dose that was saved before",
        SentDose,
        ("mouse__number", "slot_on", "slot_number", "pk"),
        SENT_DOSES,
        names_arms=True,
    ),
}
