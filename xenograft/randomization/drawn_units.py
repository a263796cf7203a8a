"""The units of a draw: mice with their values, or cages with the means of theirs."""

from decimal import Decimal

VOLUME, WEIGHT, AGE, MICE = "volume_mm3", "weight_g", "age_d", "mice_count"


def covariates(one, day):
    """The values of a mouse at the draw, as text; empty for what is not known."""
    age = _age(one.mouse, day)
    return {
        VOLUME: "" if one.volume_mm3 is None else f"{one.volume_mm3:f}",
        WEIGHT: "" if one.weight_g is None else f"{one.weight_g:f}",
        AGE: "" if age is None else f"{age:f}",
        "cage": str(one.mouse.cage or ""),
        "sex": one.mouse.sex,
    }


def unit_of(one, experimental_unit):
    """The name of what is drawn: the mouse, or its cage."""
    if experimental_unit == "CAGE":
        return str(one.mouse.cage or f"mouse {one.mouse.number}")
    return str(one.mouse.number)


def units_of(cohort, experimental_unit):
    """The units of the engine: mice with their values, or cages with their means."""
    together = {}
    for one in cohort.eligible:
        together.setdefault(unit_of(one, experimental_unit), []).append(one)
    return [
        _unit(name, mice, cohort, experimental_unit) for name, mice in together.items()
    ]


def _unit(name, mice, cohort, experimental_unit):
    ages = [_age(one.mouse, cohort.session.held_on) for one in mice]
    values = {
        VOLUME: _mean([one.volume_mm3 for one in mice]),
        WEIGHT: _mean([one.weight_g for one in mice]),
        AGE: _mean(ages),
    }
    tumors = [one.mouse.tumors.all() for one in mice]
    levels = {
        "sex": _one_of({one.mouse.sex for one in mice} - {"U"}),
        "batch": _one_of({str(t.implanted_on or "") for own in tumors for t in own}),
        "masses": _one_of({"one" if len(own) == 1 else "two" for own in tumors}),
    }
    if experimental_unit == "CAGE":
        values[MICE] = len(mice)
    else:
        levels["cage"] = str(mice[0].mouse.cage or "")
    return {"id": name, "values": values, "levels": levels}


def _age(mouse, day):
    return mouse.born_on and Decimal((day - mouse.born_on).days)


def _mean(values):
    """Exact to a thousandth; None where a value is missing."""
    if None in values:
        return None
    return (
        (sum(values) / len(values)).quantize(Decimal("0.001"))
        if len(values) > 1
        else values[0]
    )


def _one_of(levels):
    return levels.pop() if len(levels) == 1 else ""
