"""A measurer's pages, prints and answers hold no arm, agent or dose, byte by byte.

A sheet is printed from the page itself, so its bytes are those of the page.
"""

import json
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders

# Words that nothing else of the pages has.
ARMS = ["Zebrafink", "Quokkamid", "Zebrafink + Quokkamid", "Placebovehikel"]
AGENTS = ["Xylotinib", "Yttrozole", "Wolframol"]
DOSES = ["37.25", "43.75", "7.125"]


@pytest.fixture
def masked(study):
    """A treated study whose arms, agents and doses have telling names."""
    builders.limits(study)
    draw = builders.randomization(study)
    held = study.sessions.create(held_on=timezone.localdate())
    for place, name in enumerate(ARMS):
        arm = builders.arm(study, name, place + 1, bottle_code="QZVK"[place] * 4)
        mouse = builders.mouse(study, place + 1)
        builders.tumor(mouse, implanted_on=None)
        builders.assignment(draw, mouse, arm)
        agent = builders.agent(study, AGENTS[place % 3] + (" 2" if place > 2 else ""))
        regimen = builders.regimen(arm, agent, DOSES[place % 3])
        builders.dose(mouse, regimen)
    return held


def secrets(study):
    codes = list(study.arms.values_list("bottle_code", flat=True))
    return [*ARMS, *AGENTS, *DOSES, *codes]


def found_in(content, study):
    text = content.decode("utf-8", "replace")
    return [secret for secret in secrets(study) if secret in text]


def row(held, number):
    tumor = held.study.mice.get(number=number).tumors.get()
    # A limit, a question and the way to the endpoint are all in the answer.
    return {
        "write_id": str(uuid.uuid4()),
        "person": "measurer",
        "tumor": {"tumor": f"{tumor.pk}", "l": "17.0", "w": "21.0", "base": ""}
        | {"state": "MEASURED", "reason": ""},
        "weight": {"g": "17.4", "base": ""},
    }


def test_no_arm_agent_or_dose_is_in_what_a_measurer_gets(measurer, study, masked):
    answers = [
        measurer.put(
            f"/api/studies/OVX-014/sessions/{masked.held_on}/rows/{number}/",
            json.dumps(row(masked, number)),
            content_type="application/json",
        )
        for number in (1, 2, 3)
    ]
    day = masked.held_on.isoformat()
    addresses = [
        reverse("measurement:session", args=["OVX-014", day]),
        reverse("measurement:api-session", args=["OVX-014", day]),
        reverse("measurement:close", args=["OVX-014", day]),
        reverse("measurement:sessions", args=["OVX-014"]),
        reverse("bench:today"),
    ]
    answers += [measurer.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [200] * 8
    assert [found_in(answer.content, study) for answer in answers] == [[]] * 8


def test_the_search_finds_them_where_a_director_may_see_them(director, study, masked):
    page = director.get(reverse("study:design", args=["OVX-014"])).content
    assert set(found_in(page, study)) >= set(ARMS)
