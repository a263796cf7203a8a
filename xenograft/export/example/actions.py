"""The example study, written once through the rooms it passes."""

import datetime as dt

import numpy as np
from django.db import transaction

from xenograft.analysis.allocation import commitment
from xenograft.endpoint.actions import check
from xenograft.export.example import bench, corrections, course, endings, protocol
from xenograft.export.example.clock import (
    CLOSED_DAYS,
    DRAW_DAY,
    GROWTH_DAYS,
    IMPLANT_DAY,
    INTERIM_DAY,
    TREATMENT_DAY,
    Clock,
)
from xenograft.export.example.treatment import Treatment
from xenograft.growth.cohort import Cohort
from xenograft.growth.models import FrozenList
from xenograft.history.context import acting
from xenograft.implantation.models import Mouse
from xenograft.randomization import actions, chain, draw, freezing
from xenograft.randomization.models import DrawPlan, Randomization
from xenograft.results import actions as results
from xenograft.results import choices
from xenograft.study.models import Study
from xenograft.study.roles import Role

SEED = 20261122
DRAW_SEED = bytes.fromhex("4f56582d303134" + "5a" * 25)
METHOD = DrawPlan.Method.COVARIATE_CONSTRAINED
MICE = 48
# Number -> true volume (mm3) at the draw of the eight that stay out; 0 is no take.
INELIGIBLE = {4: 172, 9: 62, 13: 0, 20: 181, 27: 78, 33: 186, 41: 55, 46: 170}
LEFT_OUT = "Outside 100-150 mm³ at the draw."


@transaction.atomic
def make_example(*, today):
    """Write the example, `today` being its treatment day 19: (study, whether new).

    The same `today` gives the same study. A study with the example's code is left
    as it is.
    """
    found = Study.objects.filter(code__iexact=protocol.CODE).first()
    if found:
        return found, False
    clock, rng = Clock(today), np.random.default_rng(SEED)
    people = protocol.people()
    with acting(person=people[Role.DIRECTOR]):
        study = protocol.study(people, clock.date(INTERIM_DAY))
        protocol.tumor_model(study, clock.date(IMPLANT_DAY))
        arms = protocol.arms(study)
        regimens = protocol.regimens(study, arms)
    courses, mice, tumors = _implanted(study, clock, people, rng)
    at_bench = bench.Bench(study, tumors, clock, people[Role.MEASURER], rng)
    with acting(person=people[Role.MEASURER]):
        bench.growth_sessions(at_bench, mice, courses, GROWTH_DAYS)
        bench.draw_session(at_bench, mice, courses, DRAW_DAY, INELIGIBLE)
        at_bench.write()
    with acting(person=people[Role.DIRECTOR]):
        by = people[Role.DIRECTOR]
        placed = _randomized(study, arms, mice, clock, by)
        _leave_out(mice, clock, by)
    treated = Treatment(at_bench, people, mice, courses, placed, regimens)
    treated.run(CLOSED_DAYS, TREATMENT_DAY)
    corrections.correct(at_bench.mistyped, people[Role.MEASURER])
    check(mice=Mouse.objects.of_study(study), at=clock.at(TREATMENT_DAY, 12))
    return study, True


def analyze(study):
    """Compute the analysis of the example as its biostatistician; the kept result."""
    member = study.memberships.get(role=Role.STATISTICIAN)
    usual = choices.read({})
    return results.compute(study=study, choices=usual, by=member.person)


def _implanted(study, clock, people, rng):
    courses = course.cohort(MICE, INELIGIBLE, rng)
    implanted_on = clock.date(IMPLANT_DAY)
    with acting(person=people[Role.MEASURER]):
        mice = bench.mice(study, MICE, implanted_on - dt.timedelta(weeks=7))
        tumors = bench.implants(mice, implanted_on, people[Role.MEASURER])
    return courses, mice, tumors


def _randomized(study, arms, mice, clock, by):
    """The draw of the randomization room, with the example's own seed."""
    plan = DrawPlan.objects.create(
        study=study,
        method=METHOD,
        seed_sealed_hex="",
        seed_commitment=commitment(DRAW_SEED),
        committed_by=by,
        committed_at=clock.at(DRAW_DAY - 7, 10, 5),
    )
    inputs = draw.inputs_of(study, Cohort(study), arms, plan)
    frozen = FrozenList.objects.create(
        study=study,
        session=Cohort(study).session,
        inputs=inputs,
        inputs_sha256=draw.sha256_of(inputs),
        seed_commitment=plan.seed_commitment,
        frozen_by=by,
        frozen_at=clock.at(DRAW_DAY, 14, 5),
    )
    chain.committed(plan)
    freezing.keep_frozen(frozen)
    result = draw.result_of(inputs, DRAW_SEED)
    made = Randomization.objects.create(
        study=study,
        method=METHOD,
        engine_version=actions.engine_of(result),
        seed_hex=DRAW_SEED.hex(),
        seed_commitment=plan.seed_commitment,
        committed_at=plan.committed_at,
        inputs=inputs,
        inputs_sha256=draw.sha256_of(inputs),
        result=result,
        randomized_by=by,
        randomized_at=clock.at(DRAW_DAY, 14, 20),
    )
    placed = actions.assign(made, mice, arms)
    chain.drawn(made)
    return {one.mouse.number: one.arm for one in placed}


def _leave_out(mice, clock, by):
    for number in INELIGIBLE:
        endings.left(
            mice[number],
            DRAW_DAY,
            clock,
            "REMOVED",
            by,
            hour=15,
            method="",
            reason_note=LEFT_OUT,
        )
