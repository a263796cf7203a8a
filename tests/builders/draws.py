"""The draw, its plan and record, and who looked at the arms."""

from tests.builders.measurements import session
from xenograft import models
from xenograft.randomization import chain, looks, sealing
from xenograft.study.access import study_for


def draw_plan(study, method="RANK_BLOCK", **fields):
    """A plan with a committed seed; by blocks, which take no time to draw."""
    sealed, committed = sealing.new_seed()
    return models.DrawPlan.objects.create(
        study=study,
        method=method,
        seed_sealed_hex=sealed,
        seed_commitment=committed,
        **fields,
    )


def draw_entry(study, by=None, **about):
    """The next entry about the draw, as if something had been refused."""
    return chain.add(study=study, kind="REFUSED", by=by, **about)


def frozen_list(study, **fields):
    """The list of mice as it is now, frozen for the draw."""
    fields.setdefault("inputs", {"mice": [], "arms": [], "document": {}})
    fields.setdefault("session", study.sessions.last() or session(study))
    return models.FrozenList.objects.create(study=study, **fields)


def replacement(assignment, entering, reason="Fight wounds", **fields):
    fields.setdefault("leaving", assignment.mouse)
    return models.Replacement.objects.create(
        assignment=assignment, entering=entering, reason=reason, rule="RANDOM", **fields
    )


def arm_view(study, reason="audit", **fields):
    return models.ArmView.objects.create(study=study, reason=reason, **fields)


def look_kept(study, person, seen):
    """As if `person` had opened a page of this kind earlier today."""
    looks.keep([study_for(person, study.code)], by=person, seen=seen)


def awareness(study, role="measurer", stage="OUTCOME", state="BLINDED", **fields):
    return models.Awareness.objects.create(
        study=study, role=role, stage=stage, state=state, **fields
    )


def randomization(study, method="RANK_BLOCK", seed_hex="00" * 32, **fields):
    return models.Randomization.objects.create(
        study=study, method=method, seed_hex=seed_hex, **fields
    )


def assignment(randomization, mouse, arm, block=1):
    return models.Assignment.objects.create(
        randomization=randomization,
        mouse=mouse,
        drawn_mouse=mouse,
        arm=arm,
        block=block,
    )
