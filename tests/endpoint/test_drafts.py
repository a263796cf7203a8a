"""What is typed about an endpoint is kept before it is recorded."""

import pytest

from tests.endpoint.alerting import NOW
from tests.endpoint.leaving import mouse_at_its_limit, typed, url
from xenograft.endpoint.models import Disposition, EndpointDraft

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def mouse(study):
    return mouse_at_its_limit(study)


def keep(client, mouse, **fields):
    return client.post(
        url(mouse, "draft"), typed(**fields), headers={"Accept": "application/json"}
    )


def test_what_is_typed_is_kept_and_there_again(director, people, mouse):
    answer = keep(
        director,
        mouse,
        necropsy_note="Soft core",
        reason="ULCERATION",
        findings=["ASCITES"],
        **{"specimen-0-handling": "FFPE_NBF", "specimen-0-position": "Box 2"},
    )
    assert answer.json() == {"saved_at": "18:00"}
    page = director.get(url(mouse)).content.decode()
    assert "Soft core" in page and "Draft saved 13 Nov 18:00" in page
    assert 'value="Box 2"' in page
    for ticked in ("ULCERATION", "ASCITES"):
        start = page.index(f'value="{ticked}"')
        if ticked == "ULCERATION":
            start = page.index(f'name="reason" value="{ticked}"')
        assert "checked" in page[start : page.index(">", start)]


def test_a_draft_records_nothing_and_is_one_per_mouse(director, study, mouse):
    keep(director, mouse, necropsy_note="One")
    keep(director, mouse, necropsy_note="Two")
    assert EndpointDraft.objects.get().typed["necropsy_note"] == ["Two"]
    assert study.mice.on_study().get() == mouse


def test_without_a_script_the_draft_is_kept_by_its_button(director, mouse):
    answer = director.post(url(mouse, "draft"), typed(), follow=True)
    assert "Draft of mouse 4 kept." in answer.content.decode()


def test_a_recorded_endpoint_ends_its_draft_and_keeps_it(director, mouse):
    keep(director, mouse)
    director.post(url(mouse), typed())
    draft = EndpointDraft.objects.get()
    assert Disposition.objects.exists() and draft.recorded_at == NOW


def test_whoever_measures_drafts_and_records_only_a_mouse_found_dead(measurer, mouse):
    assert keep(measurer, mouse).status_code == 200
    page = measurer.post(url(mouse), typed()).content.decode()
    assert "TUMOR_SIZE is not one of the available choices." in page
    dead = typed(
        reason="FOUND_DEAD", last_seen_alive_at="2026-11-12T17:00", cause="PROCEDURE"
    )
    measurer.post(url(mouse), dead)
    left = Disposition.objects.get()
    assert (left.reason, left.cause) == ("FOUND_DEAD", "PROCEDURE")
    assert left.ending == "FOUND_DEAD_PROCEDURE"
