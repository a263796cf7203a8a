"""The CSV files of what was read at the bench, table by table."""

from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from xenograft.analysis.ulceration import UNRELIABLE_GRADE
from xenograft.analysis.volume import STATES
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


def _is_reliable():
    """Of mice that ever had a grade-3 ulcer, the newest grade of the day decides."""
    graded = ClinicalSign.objects.order_by("-session__held_on", "-observed_at", "-pk")
    had = graded.filter(sign="ULCERATION", grade__gte=UNRELIABLE_GRADE)
    newest = graded.filter(
        sign__in=["ULCERATION", "NORMAL"],
        mouse=OuterRef("tumor__mouse"),
        session__held_on__lte=OuterRef("session__held_on"),
    ).annotate(is_good=Q(grade__lt=UNRELIABLE_GRADE))
    good = Coalesce(Subquery(newest.values("is_good")[:1]), Value(value=True))
    return Case(
        When(tumor__mouse__in=had.order_by().values("mouse"), then=good),
        default=Value(value=True),
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
    "volume_reliable": Column(
        "False while the newest ulceration of the mouse is grade 3: kept, and set "
        "aside by curves and analyses",
        _is_reliable(),
        values="True, False",
    ),
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
    "body_site": Column("where on the body", "body_site"),
    "note": Column("note", "note"),
    "greatest_diameter_mm": Column(
        "greatest diameter of an ulcer", "greatest_diameter_mm", "mm"
    ),
    "is_wet": Column("the ulcer is wet", "is_wet", values="True, False"),
    "treatment": Column("treatment given for the ulcer", "treatment"),
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
}
