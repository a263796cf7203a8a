import pytest

from tests import builders
from xenograft.randomization import counting


def grown(study, count=9, per_arm=2):
    """Arms, and mice of 100 mm3 and more with a closed session on day -1."""
    arms = builders.four_arms(study, planned_count=per_arm)
    held = builders.session(study, -1)
    cage = builders.cage(study)
    for number in range(1, count + 1):
        mouse = builders.mouse(study, number, cage=cage)
        builders.measurement(held, builders.tumor(mouse), "6.5", f"{5.6 + number / 50}")
        builders.weight(held, mouse, f"{21 + number / 10:.1f}")
    return arms


@pytest.fixture
def ready(study):
    """A study with 8 places in four arms and 9 eligible mice."""
    grown(study)
    builders.draw_plan(study)
    return study


@pytest.fixture(autouse=True)
def counted_in_the_request(monkeypatch):
    """A test waits for what a page would show a little later."""
    counting.forget()
    monkeypatch.setattr(counting, "WAIT_SECONDS", 60)


@pytest.fixture(autouse=True)
def passwords(request):
    """Everybody's password is their role."""
    if "people" in request.fixturenames:
        for role, person in request.getfixturevalue("people").items():
            person.set_password(role)
            person.save()
