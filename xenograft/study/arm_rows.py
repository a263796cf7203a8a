"""What each arm gets, one line an arm: several regimens are joined with a plus."""

from xenograft.templatetags.xenograft import day, plain

NOT_ENTERED = "not entered"


def arm_rows(study):
    """[(arm, what it gets)] in the order of the design; None without a regimen.

    What it gets has compounds, doses, ways, concentrations, volumes and days as text.
    Two queries and one for the agents.
    """
    arms = study.arms.prefetch_related("regimens__agent")
    return [(arm, _given(list(arm.regimens.all()))) for arm in arms]


def _given(regimens):
    if not regimens:
        return None
    return {
        "compounds": _joined(str(one.agent) for one in regimens),
        "doses": _joined(_dose(one) for one in regimens),
        "ways": _once(
            f"{one.get_route_display()}, {one.times_text}" for one in regimens
        ),
        "concentrations": _joined(
            plain(one.concentration_mg_per_ml) for one in regimens
        ),
        "volumes": _joined(plain(one.volume_ml_per_kg) for one in regimens),
        "days": _once(_days(one) for one in regimens),
        "is_illustrative": any(one.is_illustrative for one in regimens),
    }


def _dose(regimen):
    if regimen.dose_mg_per_kg is None:
        return "0" if regimen.agent.is_vehicle else NOT_ENTERED
    return plain(regimen.dose_mg_per_kg)


def _days(regimen):
    first = day(regimen.start_day)
    return (
        f"{first} on"
        if regimen.end_day is None
        else (f"{first}–{day(regimen.end_day)}")
    )


def _joined(texts):
    return " + ".join(texts)


def _once(texts):
    """Each text once, in the order of the regimens."""
    return "; ".join(dict.fromkeys(texts))
