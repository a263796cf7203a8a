"""What of a design is still to settle, a sentence each, before it can be relied on."""

from xenograft.study.models import Limit
from xenograft.study.roles import Role
from xenograft.templatetags.xenograft import plain

SIZES = {Limit.Kind.VOLUME, Limit.Kind.DIAMETER, Limit.Kind.BURDEN}
NOBODY = {
    Role.DIRECTOR: "Nobody directs this study, so nobody can decide endpoints.",
    Role.MEASURER: "Nobody is a measurer, so whoever measures may know the arms.",
    Role.WELFARE_OFFICER: "No animal welfare officer is told of limits.",
}


def to_settle(study, arms, limits, people):
    """Sentences about arms, limits and people, as `study.access` may know them.

    `arms` is what `arm_rows` gives, `people` pairs of a person and their access. Arms
    and regimens are spoken of until the draw, which fixes them.
    """
    if study.locked_at or not study.access.can["design"]:
        return []
    found = [] if study.has_randomization else _of_arms([arm for arm, _ in arms])
    return [*found, *_of_limits({one.kind for one in limits}), *_of_people(people)]


def _of_arms(arms):
    """Volume and times tell arms apart for whoever doses them."""
    given = {arm.name: list(arm.regimens.all()) for arm in arms}
    given = {name: regimens for name, regimens in given.items() if regimens}
    volumes = {name: _volume_text(own) for name, own in given.items()}
    times = {name: "; ".join(_times(own)) for name, own in given.items()}
    if len(set(volumes.values())) > 1:
        yield (
            f"The volume of a dose tells the arm ({_each(volumes)}). Give every arm "
            "the same, with vehicle where there is no drug."
        )
    if len(set(times.values())) > 1:
        yield f"The times of dosing tell the arm ({_each(times)}). Dose all alike."


def _volume_text(regimens):
    return f"{plain(sum(one.volume_ml_per_kg for one in regimens))} mL/kg"


def _times(regimens):
    return sorted({f"{one.get_route_display()}, {one.times_text}" for one in regimens})


def _each(texts):
    return ", ".join(f"{name}: {text}" for name, text in texts.items())


def _of_limits(kinds):
    if not kinds & SIZES:
        yield "No limit of tumor size is set, so nobody is told of a large tumor."
    if Limit.Kind.WEIGHT_LOSS not in kinds:
        yield "No limit of weight loss is set, so nobody is told of a thin mouse."


def _of_people(people):
    roles = {role for _, access in people for role in access.roles}
    for role, sentence in NOBODY.items():
        if role not in roles:
            yield f"{sentence} Add one under People."
