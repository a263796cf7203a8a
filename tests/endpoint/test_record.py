"""The reasons of an endpoint, its masses and findings, and who did it."""

import re

import pytest

from tests import builders
from tests.endpoint.leaving import mouse_at_its_limit, typed, url
from xenograft.endpoint.models import Disposition

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def mouse(study):
    return mouse_at_its_limit(study)


def page_of(client, mouse):
    return client.get(url(mouse)).content.decode()


def test_a_mouse_found_dead_without_a_cause_has_an_unknown_one(director, mouse):
    dead = typed(reason="FOUND_DEAD", last_seen_alive_at="2026-11-12T17:00")
    director.post(url(mouse), dead)
    assert Disposition.objects.get().ending == "FOUND_DEAD_UNKNOWN"


def test_every_reached_reason_is_ticked_and_one_decides(director, mouse):
    builders.sign(
        mouse.study.sessions.get(), mouse, "ULCERATION", 3, observed_at=builders.at(9)
    )
    page = director.get(url(mouse)).content.decode()
    start = page.index('name="other_reasons" value="ULCERATION"')
    assert "checked" in page[start : page.index(">", start)]
    director.post(url(mouse), typed(other_reasons=["ULCERATION", "TUMOR_SIZE"]))
    left = Disposition.objects.get()
    assert (left.reason, left.other_reasons) == ("TUMOR_SIZE", ["ULCERATION"])


def test_an_endpoint_keeps_the_values_and_the_version_of_the_limits(director, mouse):
    director.post(url(mouse), typed())
    [volume] = [x for x in Disposition.objects.get().judged if x["kind"] == "VOLUME"]
    assert volume["value"] == pytest.approx(14.5**3 / 2, abs=0.01)
    assert (volume["state"], volume["limits_version"]) == ("REACHED", 1)


def test_a_moribund_mouse_leaves_where_signs_are_summed(director, study, mouse):
    study.limits.filter(kind="SIGNS").update(basis="SUM", action_level=6)
    held = study.sessions.get()
    builders.sign(held, mouse, "MORIBUND", 1, observed_at=builders.at(9))
    said = "clinical signs moribund, limit 6, 12 Nov 09:00"
    assert said in page_of(director, mouse)
    director.post(url(mouse), typed(reason="HUMANE_TUMOR"))
    assert Disposition.objects.get().reason == "HUMANE_TUMOR"
    assert "moribund, limit 6" in page_of(director, mouse)


def test_each_mass_is_weighed_and_asked_about_by_its_own_volume(director, mouse):
    left = builders.tumor(mouse, "L")
    builders.measurement(mouse.study.sessions.get(), left, "10", "10")
    weights = {"tumor_mg_R": "1462", "tumor_mg_L": "1462"}
    page = director.post(url(mouse), typed(**weights)).content.decode()
    assert "1,462 mg is 2.9 mg per mm³ of the last caliper volume (500 mm³" in page
    assert page.count("Weigh again, or tick that it is right.") == 1
    director.post(url(mouse), typed(**weights | {"tumor_mg_L": "480"}))
    done = Disposition.objects.get()
    assert done.tumor_weight_mg == 1942
    assert {x.tumor.side: x.weight_mg for x in done.excised.all()} == {
        "R": 1462,
        "L": 480,
    }


def test_findings_and_the_last_body_weight_are_kept_and_shown(director, mouse):
    director.post(url(mouse), typed(findings=["NECROTIC_CORE"], weight_g="21.4"))
    page = director.get(url(mouse)).content.decode()
    assert "necrotic core" in page and "21.4 g" in page


def test_the_page_of_an_endpoint_says_what_it_rested_on_and_counts_as(director, mouse):
    builders.ending_rules(mouse.study)
    director.post(url(mouse), typed(reason="ULCERATION"))
    page = director.get(url(mouse)).text
    assert "1,524 of 1,500 mm³" in page and "limits version 1" in page
    said = "time to a volume: event (censored in the sensitivity analysis)"
    assert f"survival: event; {said}" in page


def test_who_did_it_is_chosen_and_is_whoever_records_at_first(
    director, people, study, mouse
):
    builders.person("stranger")
    page = page_of(director, mouse)
    start = page.index('name="done_by"')
    choices = page[start : page.index("</select>", start)]
    assert f'value="{people["director"].pk}" selected' in choices
    assert "measurer" in choices and "stranger" not in choices
    director.post(url(mouse), typed(done_by=people["measurer"].pk))
    left = Disposition.objects.get()
    assert (left.done_by, left.decided_by) == (people["measurer"], people["director"])
    assert "Done by</dt><dd>measurer" in page_of(director, mouse)


def test_an_outsider_did_not_do_it(director, outsider, mouse):
    page = director.post(url(mouse), typed(done_by=outsider.pk)).content.decode()
    assert "Select a valid choice." in page and not Disposition.objects.exists()


def test_the_last_days_stand_beside_the_reasons(director, study, mouse):
    study.day_zero_on = builders.DAY_ZERO
    study.save()
    other = builders.tumor(mouse, "L")
    for day in range(1, 9):
        held = builders.session(study, day)
        builders.measurement(held, mouse.tumors.get(side="R"), "10", "10")
        builders.weight(held, mouse, "22.4")
    builders.measurement(held, other, "13.25", "8")
    words = re.sub(r"<[^>]+>|\s+", " ", page_of(director, mouse))
    rows = re.findall(r"(D\d) +\d+ Nov +([^D]*?)(?= +D\d| +Last value)", words)
    said = {day: " ".join(text.split()) for day, text in rows}
    assert list(said) == ["D3", "D4", "D5", "D6", "D7", "D8", "D9"]
    # 10 x 10 x 10 / 2 and 13.25 x 8 x 8 / 2; the left one was not read on the others.
    assert said["D8"] == "10.0 × 10.0 13.25 × 8.0 924 22.4"
    assert said["D7"] == "10.0 × 10.0 at least 500 22.4"
    assert said["D9"] == "14.5 × 14.5 at least 1,524 —"


def test_how_many_doses_were_given_is_told_to_who_may_see_doses(db, client):
    study = builders.treated_study(mice_per_arm=1, code="OVX-T")
    mouse = study.mice.first()
    people = {role: builders.member(study, role) for role in ("director", "measurer")}
    told = []
    for person in people.values():
        client.force_login(person)
        told.append("Treated</dt>" in page_of(client, mouse))
    assert told == [True, False]
    study.blinds_director = True
    study.save()
    client.force_login(people["director"])
    assert "Treated</dt>" not in page_of(client, mouse)
