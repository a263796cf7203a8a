"""One row of a session, as the browser sends it part by part."""

from decimal import Decimal

from django.db import transaction

from xenograft.analysis.volume import MEASURED
from xenograft.history.context import acting
from xenograft.implantation.models import Mouse
from xenograft.measurement.actions.grid import save_grid
from xenograft.measurement.actions.session import held_session
from xenograft.measurement.corrections import in_words
from xenograft.measurement.entry import AGAIN, TYPO
from xenograft.measurement.models import CaliperMeasurement
from xenograft.study.actions import Refused

KEPT = "kept as typed"
POSTURES = {f"{grade}": Decimal(grade) for grade in range(4)}


@transaction.atomic
def save_row(*, study, session, number, parts, by):
    """Save the parts of one mouse's row that `parts` names; the others stay.

    `parts` may hold tumor, weight, signs, note and keep, as texts. Returns the
    Outcome of `save_grid`: a part that differs from what somebody else saved
    since is a conflict there and is not written. Refused for a mouse that is not
    in the study, and when the session is closed.
    """
    mouse = Mouse.objects.of_study(study).filter(number=number).first()
    if mouse is None:
        raise Refused(f"Mouse {number} is not in {study.code}.")
    if "keep" in parts:
        _keep(study, session, mouse, parts["keep"], by)
    return save_grid(
        study=study,
        session=session,
        post=_posted(mouse, parts),
        signs=_signs(mouse, parts),
        by=by,
    )


def _posted(mouse, parts):
    """The parts under the names of the form's fields."""
    post = {}
    if tumor := parts.get("tumor"):
        state = tumor.get("state", "")
        cells = {
            "l": tumor.get("l", ""),
            "w": tumor.get("w", ""),
            "s": "" if state == MEASURED else state,
            "y": tumor.get("reason", ""),
            "b": tumor.get("base", ""),
            "k": _how(tumor),
        }
        post |= {f"{name}-{tumor['tumor']}": text for name, text in cells.items()}
    if weight := parts.get("weight"):
        cells = {"g": weight["g"], "h": weight.get("base", ""), "q": _how(weight)}
        post |= {f"{name}-{mouse.pk}": text for name, text in cells.items()}
    signs = parts.get("signs", {})
    post |= {f"u-{mouse.pk}": signs.get("ulceration", "")}
    return post | {f"c-{mouse.pk}": signs.get("condition", "")}


def _how(part):
    return AGAIN if part.get("how") == AGAIN else TYPO


def _signs(mouse, parts):
    found = []
    posture = POSTURES.get(parts.get("signs", {}).get("posture"))
    if posture is not None:
        found.append((mouse, "HUNCHED", posture, ""))
    if parts.get("note"):
        found.append((mouse, "OTHER", Decimal(0), parts["note"][:300]))
    return found


def _keep(study, session, mouse, keep, by):
    """The newest reading of a tumor is right although it was doubted."""
    held_session(study, session)
    readings = CaliperMeasurement.objects.filter(
        session=session, tumor__mouse=mouse, tumor=keep.get("tumor")
    )
    reading = readings.order_by("pk").last()
    if reading and not is_kept(reading):
        reading.note = _kept_note(reading)
        with acting(person=by, reason="Kept as typed"):
            reading.save(update_fields=["note"])


def _kept_note(reading):
    return f"{KEPT}: {in_words(reading)}"


def is_kept(reading):
    """Whether somebody said that just these values are right."""
    return reading is not None and reading.note == _kept_note(reading)
