"""The study, its people, limits and arms."""

import itertools

from django.contrib.auth import get_user_model

from tests.builders.days import date_of
from xenograft import models
from xenograft.study.models.ending_rule import usual_ending_rules
from xenograft.study.models.limit import default_limits
from xenograft.study.models.study import CRITERIA

_numbers = itertools.count(1)


def person(username=None, **fields):
    username = username or f"person{next(_numbers)}"
    return get_user_model().objects.create_user(username, **fields)


def study(code=None, **fields):
    code = code or f"STUDY-{next(_numbers)}"
    fields.setdefault("title", "Defactinib and avutometinib in an LGSOC organoid")
    for name in CRITERIA:
        fields.setdefault(name, "None, stated.")
    fields.setdefault("arms_open_on", date_of(-60))
    return models.Study.objects.create(code=code, **fields)


def member(study, role, username=None):
    someone = person(username)
    models.Membership.objects.create(study=study, person=someone, role=role)
    return someone


def limits(study):
    return models.Limit.objects.bulk_create(default_limits(study))


def ending_rules(study):
    return models.EndingRule.objects.bulk_create(usual_ending_rules(study))


def arm(study, name="Vehicle", position=1, **fields):
    return models.Arm.objects.create(
        study=study, name=name, position=position, **fields
    )


def four_arms(study, planned_count=10):
    """Vehicle, A, B and A + B, in that order."""
    rows = [
        ("Vehicle", False, False),
        ("Defactinib", True, False),
        ("Avutometinib", False, True),
        ("Defactinib + avutometinib", True, True),
    ]
    return [
        arm(
            study,
            name,
            position,
            planned_count=planned_count,
            is_control=not (has_a or has_b),
            has_agent_a=has_a,
            has_agent_b=has_b,
        )
        for position, (name, has_a, has_b) in enumerate(rows, start=1)
    ]


def bench_rules(study, **fields):
    return models.BenchRules.objects.create(study=study, **fields)
