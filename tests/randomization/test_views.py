"""The page that draws: what it lists, asks for and refuses."""

import re

import pytest
from django.db import IntegrityError
from django.urls import reverse

from tests import builders
from tests.randomization.conftest import grown
from tests.randomization.pages import confirm, page_of, record_url
from tests.randomization.test_actions import frozen
from xenograft.randomization import actions
from xenograft.randomization.models import Randomization


def test_the_page_lists_who_goes_in_and_who_does_not(director, ready):
    small = builders.mouse(ready, 30)
    builders.measurement(ready.sessions.get(), builders.tumor(small), "4", "4")
    page = page_of(director, ready).content.decode()
    assert "9 eligible" in page
    assert "Too small" in page
    assert "1 more than planned" in page


def test_typing_the_code_randomizes_and_shows_the_record(director, ready):
    answer = confirm(director, ready, "ovx-014")
    assert answer.url == record_url(ready)
    page = director.get(record_url(ready)).content.decode()
    assert "8 mice into 4 arms" in page
    assert Randomization.objects.get().seed_hex in page
    assert "surplus, not selected" in page


def test_another_code_draws_nothing(director, ready):
    page = confirm(director, ready, "OVX-041").content.decode()
    assert "“OVX-041” is not the code of this study. Type OVX-014." in page
    assert 'value="OVX-041"' in page
    assert not Randomization.objects.exists()


def test_pressing_twice_leads_to_the_same_draw(director, ready):
    confirm(director, ready)
    seed = Randomization.objects.get().seed_hex
    again = director.post(
        reverse("randomization:randomize", args=[ready.code]),
        {"study_code": ready.code},
        follow=True,
    )
    assert "This study was randomized already." in again.content.decode()
    assert Randomization.objects.get().seed_hex == seed


def test_losing_a_race_leads_to_the_winner_record(director, ready, monkeypatch):
    def lost(**given):
        raise IntegrityError

    monkeypatch.setattr(actions, "randomize", lost)
    assert confirm(director, ready).url == record_url(ready)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (
            lambda s: type(s).objects.update(inclusion_criteria=""),
            "The protocol does not state its inclusion criteria.",
        ),
        (lambda s: s.draw_plan.delete(), "How the study is drawn is not fixed yet."),
        (lambda s: s.sessions.update(closed_at=None), "no closed measurement session"),
        (lambda s: s.arms.update(is_control=False), "No arm is the control."),
        (lambda s: s.arms.all().delete(), "fewer than two arms"),
        (lambda s: s.arms.update(planned_count=0), "No mice are planned for Vehicle"),
        (
            lambda s: type(s).objects.update(window_min_mm3=149),
            "0 eligible mice are fewer than 4 arms.",
        ),
        (
            lambda s: type(s).objects.update(locked_at=builders.at(0)),
            "OVX-014 is locked.",
        ),
    ],
)
def test_what_is_missing_is_one_plain_sentence(director, ready, spoil, sentence):
    spoil(ready)
    answer = page_of(director, ready)
    assert sentence in answer.content.decode()
    assert "Randomize 8 mice" not in answer.content.decode()
    confirm(director, ready)
    assert not Randomization.objects.exists()


@pytest.mark.parametrize("role", ["measurer", "doser", "welfare_officer"])
@pytest.mark.parametrize("name", ["randomize", "record"])
def test_who_sees_no_arms_sees_no_draw(as_role, ready, role, name):
    assert page_of(as_role(role), ready, name).status_code == 403


def test_a_statistician_reads_the_record_and_does_not_draw(as_role, people, ready):
    client = as_role("statistician")
    assert page_of(client, ready, "randomize").status_code == 403
    assert page_of(client, ready, "record").status_code == 404
    client.force_login(people["director"])
    confirm(client, ready)
    client.force_login(people["statistician"])
    assert page_of(client, ready, "record").status_code == 200


def test_a_director_who_measures_does_not_see_the_draw(director, people, ready):
    from xenograft.study.models import Membership

    Membership.objects.create(study=ready, person=people["director"], role="measurer")
    assert page_of(director, ready, "record").status_code == 403


def test_an_outsider_finds_nothing(client, outsider, ready):
    client.force_login(outsider)
    assert page_of(client, ready).status_code == 404


def test_the_pages_take_few_queries(director, ready, django_assert_max_num_queries):
    with django_assert_max_num_queries(24):
        page_of(director, ready)
    confirm(director, ready)
    page_of(director, ready, "record")  # the first of a day keeps that it was opened
    with django_assert_max_num_queries(24):
        page_of(director, ready, "record")


def test_a_wrong_password_draws_nothing(director, ready):
    page = confirm(director, ready, password="guess").text
    assert "This is not your password. Nothing was drawn." in page
    assert "guess" not in page
    assert not Randomization.objects.exists()


def test_a_mouse_outside_the_window_can_be_included_with_a_reason(director, ready):
    tumor = builders.tumor(builders.mouse(ready))
    builders.measurement(ready.sessions.last(), tumor, "9", "9")
    builders.measurement(builders.session(ready, -4), tumor, "6", "6")
    page = page_of(director, ready).text
    link = reverse("growth:decide", args=[ready.code, tumor.mouse.number])
    assert f'<a href="{link}" aria-label="Include 10 with a reason">' in page
    assert page.count('<circle class="out"') == 1
    frozen(ready)
    assert link not in page_of(director, ready).text


def test_the_volume_before_stands_beside_that_of_the_draw(director, ready):
    first = ready.mice.get(number=1).tumors.get()
    builders.measurement(builders.session(ready, -4), first, "6", "5")
    row = re.search(r"<b>1</b>.*?</tr>", page_of(director, ready).text, re.S)[0]
    assert re.findall(r">([0-9.]+)<", row) == ["1", "75.0", "103", "21.1"]


def test_feasibility_is_told_and_no_allocation(director, ready):
    page = page_of(director, ready, "feasibility").text
    assert "The draw can be made." in page


def test_the_default_draw_says_what_it_promises(director, study):
    grown(study, count=40, per_arm=10)
    builders.draw_plan(study, "COVARIATE_CONSTRAINED", balances_cage=False)
    page = page_of(director, study, "feasibility").text
    assert "Volume, means" in page
    assert "Tried with throw-away draws" in page


def test_counts_without_a_common_part_are_warned_of(director, study):
    grown(study, count=7)
    builders.draw_plan(study)
    page = page_of(director, study, "feasibility").text
    assert "all 7 mice are one block" in page
