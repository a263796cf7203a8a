"""The open questions of a session, as the page that closes it lists them."""

from dataclasses import dataclass

from xenograft.measurement.corrections import in_words
from xenograft.measurement.models import BodyWeight, CaliperMeasurement
from xenograft.measurement.models.questioned import ASKED


@dataclass(frozen=True)
class OpenQuestion:
    """A saved value that was asked about: the newest of its tumor or mouse."""

    saved: object
    mouse: object
    name: str

    @property
    def key(self):
        return f"{'g' if isinstance(self.saved, BodyWeight) else 'l'}{self.saved.pk}"

    @property
    def value(self):
        return in_words(self.saved)

    @property
    def text(self):
        return self.saved.question


def open_questions(session):
    """[OpenQuestion] of a session, by cage and mouse. Two queries."""
    readings = CaliperMeasurement.objects.filter(ASKED, session=session)
    weights = BodyWeight.objects.filter(ASKED, session=session)
    found = [
        OpenQuestion(one, one.tumor.mouse, str(one.tumor))
        for one in readings.select_related("tumor__mouse__cage")
    ] + [
        OpenQuestion(one, one.mouse, f"{one.mouse} weight")
        for one in weights.select_related("mouse__cage")
    ]
    return sorted(found, key=lambda one: (_cage(one.mouse), one.mouse.number, one.name))


def _cage(mouse):
    return mouse.cage.name if mouse.cage else "~"
