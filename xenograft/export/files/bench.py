"""The CSV files of what was read and given at the bench, table by table."""

from xenograft.analysis.volume import STATES
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
from xenograft.export.files.mice import SIDES
from xenograft.export.files.sent import TUMOR_SENT, PartsSent
from xenograft.measurement.models import (
    BodyWeight,
    CaliperMeasurement,
    ClinicalSign,
    SentRow,
    Session,
)

MOUSE = Column("mouse", mouse_name("mouse__"))
DATE = Column("date of the session", "session__held_on")

ANSWER = {
    "question": Column("what was asked about the value", "question"),
    "answer": Column(
        "how that was answered; empty while open",
        "answer",
        values=choices(BodyWeight.Answer.choices),
    ),
    "answered_at": Column("when it was answered, UTC", "answered_at"),
    "answered_by": Column("who answered", "answered_by__username"),
}

SENT_ROWS = {
    "mouse": MOUSE,
    "date": DATE,
    "write_id": Column("key that the device gave the row", "write_id"),
    "typed_at": Column("when it was typed, by the device's clock, UTC", "typed_at"),
    "received_at": Column("when it came, UTC", "received_at"),
    "sent_by": Column("who typed it", "sent_by__username"),
    "device": Column("kind of device", "device"),
    "tumor": Column("tumor, where one was measured", TUMOR_SENT, values=SIDES),
    "parts": Column("what was typed, as JSON", PartsSent("parts"), field="parts"),
    "outcome": Column(
        "what became of it", "outcome", values=choices(SentRow.Outcome.choices)
    ),
    "decided_at": Column("when one of two entries was chosen, UTC", "decided_at"),
    "decided_by": Column("who chose", "decided_by__username"),
}

SESSIONS = {
    "date": Column("date", "held_on"),
    "opened_by": Column("who opened the session", "opened_by__username"),
    "closed_at": Column("when it was closed, UTC; empty while open", "closed_at"),
    "closed_by": Column("who closed it", "closed_by__username"),
}

CALIPERS = {
    "mouse": Column("mouse", mouse_name("tumor__mouse__")),
    "tumor": Column("side of the tumor", "tumor__side", values=SIDES),
    "date": DATE,
    "measured_at": Column("when it was read, UTC", "measured_at"),
    "measured_by": Column("who measured", "measured_by__username"),
    "state": Column("state of the tumor", "state", values=choices(STATES)),
    "reason": Column("why it was not measured", "reason"),
    "length_mm": Column("first diameter, as read", "length_mm", "mm"),
    "width_mm": Column("second diameter, as read", "width_mm", "mm"),
    "imported_volume_mm3": Column(
        "volume of a list without diameters", "imported_volume_mm3", "mm³"
    ),
    "volume_mm3": Column("L × W² ÷ 2, L the larger diameter", "volume_mm3", "mm³"),
    "note": Column("note", "note"),
    **ANSWER,
}

WEIGHTS = {
    "mouse": MOUSE,
    "date": DATE,
    "weighed_at": Column("when it was weighed, UTC", "weighed_at"),
    "weighed_by": Column("who weighed", "weighed_by__username"),
    "weight_g": Column("body weight, tumor included", "weight_g", "g"),
    **ANSWER,
}

SIGNS = {
    "mouse": MOUSE,
    "date": DATE,
    "observed_at": Column("when it was seen, UTC", "observed_at"),
    "observed_by": Column("who saw it", "observed_by__username"),
    "sign": Column("sign", "sign", values=choices(ClinicalSign.Sign.choices)),
    "grade": Column("grade: body condition 1 to 5, other signs 0 to 3", "grade"),
    "note": Column("note", "note"),
}

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

BY_DAY = ("session__held_on", "mouse__number")

FILES = {
    "sessions.csv": File(
        "one row per measuring day", Session, ("held_on",), SESSIONS, session="pk"
    ),
    "caliper_measurements.csv": File(
        "one row per caliper reading of a tumor",
        CaliperMeasurement,
        (
            "session__held_on",
            "tumor__mouse__number",
            "tumor__side",
            "measured_at",
            "pk",
        ),
        CALIPERS,
        session="session",
    ),
    "body_weights.csv": File(
        "one row per weighing of a mouse",
        BodyWeight,
        (*BY_DAY, "weighed_at", "pk"),
        WEIGHTS,
        session="session",
    ),
    "clinical_signs.csv": File(
        "one row per sign, or explicit normal, of a mouse",
        ClinicalSign,
        (*BY_DAY, "observed_at", "pk"),
        SIGNS,
        session="session",
    ),
    "sent_rows.csv": File(
        "one row per part of a row that a device sent",
        SentRow,
        (*BY_DAY, "pk"),
        SENT_ROWS,
        session="session",
    ),
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
