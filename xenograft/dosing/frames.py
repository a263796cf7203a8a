"""Planned and given doses of a study as a frame."""

import pandas as pd
from django.utils import timezone

from xenograft.analysis.compliance import OVERDUE, compliance, compliance_of_arms
from xenograft.dosing.calendar import Calendar
from xenograft.dosing.models import Dose
from xenograft.implantation.models import Mouse

COLUMNS = [
    *("mouse", "number", "position", "arm", "agent", "is_vehicle"),
    *("slot_on", "slot_number", "status"),
    *("planned_mg", "actual_mg", "planned_ml", "actual_ml"),
]


def doses_due(study, now):
    """What was recorded, and what nobody told of, for each mouse and regimen.

    Columns: mouse (key), number, position and arm, agent, is_vehicle, slot_on,
    slot_number, status (as recorded, or OVERDUE when the window passed without a
    word), planned_mg and actual_mg (mg), planned_ml (mL, before rounding to the
    syringe) and actual_ml (mL). Amounts of an overdue dose are missing, and so is
    what was planned for a mouse without a weight. Doses after a mouse left, and on
    the day it left unless recorded, are not due. Six queries.
    """
    mice = {mouse.pk: mouse for mouse in _mice(study)}
    doses = list(
        Dose.objects.of_study(study).standing().select_related("regimen__agent")
    )
    told = {_key(d.mouse_id, d.regimen_id, d.slot_on, d.slot_number) for d in doses}
    rows = [_recorded(mice[dose.mouse_id], dose) for dose in doses]
    rows += _overdue(study, mice.values(), told, now)
    frame = pd.DataFrame.from_records(rows, columns=COLUMNS)
    amounts = COLUMNS[-4:]
    frame[amounts] = frame[amounts].astype(float)
    return frame


def _mice(study):
    mice = Mouse.objects.of_study(study).filter(assignment__isnull=False)
    return mice.select_related("assignment__arm", "disposition").order_by("number")


def _key(mouse, regimen, slot_on, number):
    return mouse, regimen, slot_on, number


def _recorded(mouse, dose):
    rate, weight_g = dose.regimen.volume_ml_per_kg, dose.weight_g
    planned_ml = rate * weight_g / 1000 if weight_g else None
    said = dose.slot_on, dose.slot_number, dose.status
    amounts = dose.planned_mg, dose.amount_mg, planned_ml, dose.volume_ml
    return (*_of(mouse, dose.regimen), *said, *amounts)


def _overdue(study, mice, told, now):
    slots = Calendar([study], timezone.localdate(now)).slots()
    passed = {
        arm.pk: [slot for slot in own if slot.window[1] < now]
        for arm, own in slots.items()
    }
    return [
        (*_of(mouse, regimen), slot.slot_on, slot.number, OVERDUE, *[None] * 4)
        for mouse in mice
        for slot in passed.get(mouse.assignment.arm_id, [])
        if _is_there(mouse, slot.slot_on)
        for regimen in slot.regimens
        if _key(mouse.pk, regimen.pk, slot.slot_on, slot.number) not in told
    ]


def _is_there(mouse, day):
    disposition = getattr(mouse, "disposition", None)
    return disposition is None or disposition.left_on > day


def _of(mouse, regimen):
    arm = mouse.assignment.arm
    agent = regimen.agent
    return mouse.pk, mouse.number, arm.position, arm.name, agent.name, agent.is_vehicle


def mice_given(doses, sees_arms):
    """A dict for each row of `compliance` of a frame of `doses_due`.

    One row per mouse and agent for those who see arms, in mg, of a vehicle in mL.
    For all others one row per mouse, in mL of all that it got: how many agents a
    mouse gets, and what is in them, tells its arm.
    """
    if sees_arms:
        by = ["number", "position", "arm", "agent"]
        return compliance(_amounts(doses, sees_arms), by).to_dict("records")
    return compliance(_together(doses), ["number"]).to_dict("records")


def arms_given(doses, least):
    """A dict for each row of `compliance_of_arms`: arms and agents, in their order."""
    by = ["position", "arm", "agent"]
    per_mouse = compliance(_amounts(doses, sees_arms=True), [*by, "number"])
    return compliance_of_arms(per_mouse, by, least).to_dict("records")


def _together(doses):
    """One row per mouse and slot: the mL of all its regimens."""
    slots = _amounts(doses, sees_arms=False).groupby(
        ["number", "slot_on", "slot_number"]
    )
    return pd.DataFrame(
        {
            "status": slots["status"].first(),
            "planned_mg": slots["planned_mg"].sum(min_count=1),
            "actual_mg": slots["actual_mg"].sum(min_count=1),
        }
    ).reset_index()


def _amounts(doses, sees_arms):
    in_ml = doses["is_vehicle"].astype(bool) | (not sees_arms)
    given = doses.copy()
    for kind in ("planned", "actual"):
        given[f"{kind}_mg"] = doses[f"{kind}_mg"].mask(in_ml, doses[f"{kind}_ml"])
    return given
