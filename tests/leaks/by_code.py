"""Leaks of what a code stands for, to who knows arms by code."""

from functools import partial

from tests.leaks.making import END, put
from xenograft.study.models import Arm


def told_of_codes(study_code):
    """The arms in the order of their codes, and what each stands for."""
    arms = Arm.objects.filter(study__code=study_code).order_by("code")
    return list(arms.prefetch_related("regimens__agent", "preparations"))


def place_of(arm):
    return arm.position


CURVES = "GET", "results:curves"
CODED_LEAKS = {
    "the codes in the order of the design": (
        CURVES,
        partial(put, END, lambda a: str([arm.code for arm in sorted(a, key=place_of)])),
    ),
    "the name beside the code": (CURVES, partial(put, END, lambda a: a[0].name)),
    "which code is the control": (
        CURVES,
        partial(put, END, lambda a: " ".join(str(arm.is_control) for arm in a)),
    ),
    "a color by the place in the design": (
        CURVES,
        partial(put, END, lambda a: f'<i class="arm-{a[0].position}"></i>'),
    ),
    "the dose of a code": (
        CURVES,
        partial(put, END, lambda a: str(a[0].regimens.all()[0].dose_mg_per_kg)),
    ),
    "the key of an arm": (CURVES, partial(put, END, lambda a: str(a[0].pk))),
    "how many mice were planned for a code": (
        CURVES,
        partial(put, END, lambda a: f"{a[0].planned_count + a[0].position}"),
    ),
}
