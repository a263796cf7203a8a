"""Who knew the arms at the four stages of ARRIVE 2.0, item 5, and what shows it."""

from collections import Counter

from xenograft.randomization.models import ArmView, Awareness, Randomization
from xenograft.study.roles import Access, Role

STAGES = list(Awareness.Stage)
BLINDED, NOT_BLINDED, NOT_APPLICABLE = Awareness.State
# Whose work belongs to a stage: nobody else has to say whether they knew.
AT_WORK = {
    Awareness.Stage.ALLOCATION: [Role.DIRECTOR],
    Awareness.Stage.CONDUCT: list(Role),
    Awareness.Stage.OUTCOME: [Role.MEASURER, Role.DIRECTOR, Role.WELFARE_OFFICER],
    Awareness.Stage.ANALYSIS: [Role.STATISTICIAN, Role.DIRECTOR],
}
BEFORE, DURING, AFTER = "before the draw", "from the draw to the lock", "after the lock"
PERIODS = (BEFORE, DURING, AFTER)


def table(study):
    """One row per role: (role, [(state, comment, whether a person stated it)])."""
    stated = {(one.stage, one.role): one for one in study.awareness.all()}
    return [
        (role, [_cell(study, stage, role, stated) for stage in STAGES]) for role in Role
    ]


def _cell(study, stage, role, stated):
    said = stated.get((stage.value, role.value))
    if said:
        return Awareness.State(said.state), said.comment, True
    return enforced(study, stage, role), "", False


def enforced(study, stage, role):
    """What this program saw to, before anybody says otherwise.

    At the allocation nobody can know an arm, for the server draws in one step; an
    imported allocation was made where this program was not, so there it is not known.
    """
    if role not in AT_WORK[stage]:
        return NOT_APPLICABLE
    if stage is Awareness.Stage.ALLOCATION:
        return BLINDED if draws(study).exclude(seed_hex="").exists() else NOT_BLINDED
    if role is Role.DIRECTOR:
        return BLINDED if study.blinds_director else NOT_BLINDED
    return NOT_BLINDED if Access([role], study).sees_arms else BLINDED


def draws(study):
    return Randomization.objects.of_study(study)


def evidence(study):
    """[(role, {period: looks})] from the log, for each role that looked.

    A look counts for each role that its person has now; "" is for who left the study.
    Pages that a role opens count once for each person, kind of page, and day.
    """
    roles = {}
    for member in study.memberships.all():
        roles.setdefault(member.person_id, []).append(member.get_role_display())
    first = draws(study).order_by("randomized_at").first()
    counts = Counter()
    looks = ArmView.objects.of_study(study).order_by()
    for at, person in looks.values_list("viewed_at", "viewed_by"):
        period = _period(at, first and first.randomized_at, study.locked_at)
        for role in roles.get(person, [""]):
            counts[role, period] += 1
    found = sorted({role for role, _ in counts})
    return [(role, [counts[role, one] for one in PERIODS]) for role in found]


def _period(at, drawn_at, locked_at):
    if drawn_at is None or at < drawn_at:
        return BEFORE
    return AFTER if locked_at and at >= locked_at else DURING


def sentences(study):
    """Item 5 as text to paste: each stage, how it was done, and each emergency."""
    rows = table(study)
    parts = [_stage_said(place, rows) for place, _ in enumerate(STAGES)]
    return " ".join([*parts, _how(study), *_log_said(study)])


def _stage_said(place, rows):
    said = []
    for state in (BLINDED, NOT_BLINDED):
        roles = [
            role.label.lower() + (f" ({cells[place][1]})" if cells[place][1] else "")
            for role, cells in rows
            if cells[place][0] is state
        ]
        if roles:
            said.append(f"{state.label}: {', '.join(roles)}")
    return f"{STAGES[place].label}: {'; '.join(said) or 'not applicable'}."


def _how(study):
    bottles = "for each mouse" if study.has_bottle_per_mouse else "for each arm"
    return (
        f"The server masked by role; doses came from bottles with a code {bottles}; "
        "measuring screens showed neither arms nor codes."
    )


def _log_said(study):
    every = ArmView.objects.of_study(study)
    looks = list(every.with_reason().select_related("mouse").order_by("viewed_at"))
    yield (
        f"{len(looks)} look{'' if len(looks) == 1 else 's'} at arms with a reason "
        f"{'is' if len(looks) == 1 else 'are'} logged."
    )
    by_role = every.by_role().count()
    if by_role:
        yield (
            f"Pages with arms that a role opens: {by_role} logged, each person, kind "
            "of page and day once."
        )
    for one in looks:
        if one.seen == ArmView.Seen.MOUSE:
            yield (
                f"{one.mouse} was unmasked on {one.viewed_at:%-d %b %Y} in an "
                f"emergency: {one.reason.rstrip('.')}."
            )
