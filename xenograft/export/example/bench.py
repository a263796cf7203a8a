"""Mice, implants and measuring sessions of the example."""

import datetime as dt

from xenograft.export.example import corrections, course
from xenograft.history.context import acting
from xenograft.implantation.models import Cage, Mouse, Tumor
from xenograft.measurement.models import (
    BodyWeight,
    CaliperMeasurement,
    ClinicalSign,
    Session,
)

PER_CAGE = 4
MARKS = ["none", "left", "right", "both"]


def mice(study, count, born_on):
    """Mice in cages of four; ear marks repeat from cage to cage."""
    cages = [
        Cage.objects.create(
            study=study, name=f"C{number:02}", rack_position=f"A{number}"
        )
        for number in range(1, count // PER_CAGE + 1)
    ]
    Mouse.objects.bulk_create(
        Mouse(
            study=study,
            number=number,
            cage=cages[(number - 1) // PER_CAGE],
            ear_mark=MARKS[(number - 1) % PER_CAGE],
            rfid=f"9780000140{number:05}",
            sex=Mouse.Sex.FEMALE,
            born_on=born_on - dt.timedelta(days=number % 3),
            strain="NSG",
            source="Breeding unit 2",
        )
        for number in range(1, count + 1)
    )
    return {mouse.number: mouse for mouse in study.mice.select_related("cage")}


def implants(mice, implanted_on, by):
    """One organoid implant per mouse, in the right flank."""
    Tumor.objects.bulk_create(
        Tumor(
            mouse=mouse,
            implanted_on=implanted_on,
            cells_count=1_000_000,
            matrix_lot="MAT-3302",
            volume_ul=100,
            passage_number=6,
            implanted_by=by,
        )
        for mouse in mice.values()
    )
    tumors = Tumor.objects.filter(mouse__in=mice.values())
    return {tumor.mouse_id: tumor for tumor in tumors}


class Bench:
    """Holds sessions and gathers what is read in them; `write` stores it."""

    def __init__(self, study, tumors, clock, by, rng):
        self.study, self.tumors, self.clock = study, tumors, clock
        self.by, self.rng = by, rng
        self.readings, self.weights, self.signs = [], [], []
        self.mistyped = []

    def session(self, day, is_closed=True):
        """Open the session of a day, and close it at eleven."""
        closing = {"closed_at": self.clock.at(day, 11), "closed_by": self.by}
        with acting(person=self.by):
            return Session.objects.create(
                study=self.study,
                held_on=self.clock.date(day),
                opened_by=self.by,
                **(closing if is_closed else {}),
            )

    def measure(self, session, day, mouse, read, weight_g, place, sign=None):
        """One mouse at the bench: calipers, balance, and how it looks."""
        at = self.clock.at(day, 8, 52 + 2 * place)
        state, length_mm, width_mm, *reason = read
        common = {"session": session}
        self.readings.append(
            CaliperMeasurement(
                **common,
                tumor=self.tumors[mouse.pk],
                measured_at=at,
                measured_by=self.by,
                state=state,
                length_mm=length_mm,
                width_mm=width_mm,
                reason="".join(reason),
            )
        )
        self.weights.append(
            BodyWeight(
                **common,
                mouse=mouse,
                weighed_at=at,
                weighed_by=self.by,
                weight_g=weight_g,
            )
        )
        self.signs.append(
            ClinicalSign(
                **common,
                mouse=mouse,
                observed_at=at,
                observed_by=self.by,
                **(sign or {"sign": "NORMAL", "grade": 0}),
            )
        )

    def write(self):
        """Store what was gathered, a few values as they were first mistyped."""
        wrong = corrections.mistype(self.readings, self.weights, self.clock)
        self.mistyped += wrong
        CaliperMeasurement.objects.bulk_create(self.readings)
        BodyWeight.objects.bulk_create(self.weights)
        ClinicalSign.objects.bulk_create(self.signs)
        self.readings, self.weights, self.signs = [], [], []


def growth_sessions(bench, mice, courses, days):
    """Sessions between implantation and the draw, all mice."""
    for day in days:
        session = bench.session(day)
        for place, one in enumerate(courses):
            read = course.reading(one, day, bench.rng)
            weight_g = course.weighing(one, day, bench.rng)
            bench.measure(session, day, mice[one.number], read, weight_g, place)


def draw_session(bench, mice, courses, day, ineligible):
    """The session that the draw rests on: eight of the mice outside the window."""
    session = bench.session(day)
    for place, one in enumerate(courses):
        is_wanted = one.number not in ineligible
        read = course.reading_at_the_draw(one, is_wanted, bench.rng)
        weight_g = course.weighing(one, day, bench.rng)
        bench.measure(session, day, mice[one.number], read, weight_g, place)
    return session
