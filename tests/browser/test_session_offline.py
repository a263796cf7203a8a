"""A limit reached without a connection, and the way to the endpoint page."""

import pytest
from django.utils import timezone

from tests import builders
from tests.browser.caliper import Caliper, measured_study


@pytest.fixture
def held(study):
    builders.bench_rules(study, call_name="Dr. Roth", call_telephone="+1 555 0100")
    return measured_study(study, 3, timezone.localdate())


def test_offline_a_reached_limit_gives_the_telephone_number(session, held):
    session.context.set_offline(True)
    Caliper(session).press("17.0", "14.5", "21.4")
    note = session.locator(".rownote .n.danger")
    note.wait_for()
    assert "Volume limit reached." in note.inner_text()
    assert "Offline: nobody was told. Call Dr. Roth +1 555 0100." in note.inner_text()
    session.context.set_offline(False)
    session.locator("[data-net]", has_text="All saved").wait_for(timeout=60_000)
    session.locator(".rownote", has_text="Set the mouse aside.").wait_for()
    assert "nobody was told" not in session.locator(".rownote").first.inner_text()


def test_e_leads_to_the_endpoint_of_the_mouse_in_hand(session):
    Caliper(session).press("#2")
    session.keyboard.press("e")
    session.wait_for_url("**/mice/2/endpoint/")
