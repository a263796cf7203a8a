import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders

MASKED = ["measurer", "doser", "welfare_officer"]


def page_of(client, study):
    answer = client.get(reverse("bench:overview", args=[study.code]))
    assert answer.status_code == 200
    return answer.content.decode()


def words(page):
    """The text of a page with one space between words."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def test_a_new_study_begins_with_its_mice(director, study):
    page = page_of(director, study)
    assert 'class="now" aria-current="step"><b>Implant</b>' in page
    assert "48 mice planned" in page and "Add mice" in page


def test_the_bar_tells_the_role_in_this_study(director, study):
    bar = page_of(director, study).split('class="who"')[1].split("</a>")[0]
    assert words(f"<a{bar}").endswith("· Study director")


def test_a_treated_study_is_at_its_treatment(director, treated):
    page = page_of(director, treated)
    assert 'aria-current="step"><b>Treat</b>' in page
    assert "Tumor measured in 12 of 12" in page
    assert "0 of 12 mice off study" in page
    assert "Sessions closed to 10 Nov" in page


def test_an_arm_shows_its_mice_and_the_mean_of_the_last_closed_session(
    director, treated
):
    # Vehicle on day 7: 10.0 x 9.8, 10.1 x 9.9 and 10.2 x 10.0 mm.
    volumes = [10 * 9.8**2 / 2, 10.1 * 9.9**2 / 2, 10.2 * 10.0**2 / 2]
    mean = sum(volumes) / 3
    sem = (sum((v - mean) ** 2 for v in volumes) / 2 / 3) ** 0.5
    assert f"3 / 3 {mean:.0f} ± {sem:.1f} (3) {volumes[1]:.0f}" in words(
        page_of(director, treated)
    )


def _volumes(arm, step):
    """The three mice of an arm of `builders.treated_study` at a session, mm³."""
    sizes = [6 + step * (4 - arm) * 0.5 + place * 0.1 for place in range(3)]
    return [length * (length - 0.2) ** 2 / 2 for length in sizes]


def _rise(arm):
    return sum(_volumes(arm, 2)) / 3 - sum(_volumes(arm, 0)) / 3


@pytest.mark.parametrize("arm", [1, 2, 3])
def test_an_arm_shows_its_growth_inhibition(director, treated, arm):
    inhibited = 100 * (1 - _rise(arm) / _rise(0))
    page = words(page_of(director, treated))
    assert "TGI, D7 (95% CI)" in page and "on D7, the last day with" in page
    assert f"{inhibited:.0f}% (" in page


def test_a_day_with_too_few_of_an_arm_is_not_compared(director, treated):
    last = treated.sessions.latest("held_on").held_on
    for mouse in (1, 5):  # two of the three vehicle mice
        measured = treated.mice.get(number=mouse).tumors.get().measurements
        measured.filter(session__held_on=last).update(
            state="NOT_DONE", length_mm=None, width_mm=None, reason="not found"
        )
    assert "TGI, D3 (95% CI)" in words(page_of(director, treated))


def test_the_last_mean_of_weights_is_a_change_since_day_zero(director, treated):
    # Every mouse weighs the same on all days.
    assert "0.0%" in words(page_of(director, treated)).split("Weight vs D0, mean")[1]


def test_an_open_session_does_not_move_the_means(director, treated):
    before = words(page_of(director, treated)).split("Arms")[1].split("Mice meas")[0]
    held = builders.session(treated, 9, is_closed=False)
    for tumor in treated.mice.get(number=1).tumors.all():
        builders.measurement(held, tumor, "14", "14")
    after = words(page_of(director, treated)).split("Arms")[1].split("Mice meas")[0]
    assert after == before


def test_a_mouse_that_left_is_no_longer_counted_as_on_study(director, treated):
    builders.disposition(treated.mice.get(number=1), 8)
    page = words(page_of(director, treated))
    assert "Vehicle vehicle only 2 / 3" in page and "1 of 12 mice off study" in page


def test_satellites_are_told_apart_and_compared_with_nothing(director, treated):
    before = words(page_of(director, treated))
    volume = before.split("Vehicle vehicle only 3 / 3 ")[1].split(" ")[0]
    mouse = treated.mice.get(number=1)
    mouse.assignment.is_satellite = True
    mouse.assignment.save()
    page = words(page_of(director, treated))
    assert "Vehicle vehicle only 2 / 2 and 1 satellite" in page
    assert f"{volume} (3)" not in page


def test_a_mouse_at_a_limit_is_an_alert_with_its_decision(director, treated):
    held = builders.session(treated, 9, is_closed=False)
    builders.measurement(held, treated.mice.get(number=2).tumors.get(), "15", "15")
    page = page_of(director, treated)
    assert "Tumor volume 1,688 of 1,500 mm³." in page
    assert reverse("endpoint:record", args=[treated.code, 2]) in page


def test_mice_that_lack_everything_stand_once_as_not_measured(director, treated):
    page = words(page_of(director, treated))
    assert "12 mice not measured when due" in page


def test_mice_that_were_measured_alone_are_named_as_not_weighed(director, treated):
    now = timezone.now()
    days = (now.date() - builders.DAY_ZERO).days
    held = builders.session(treated, days, is_closed=False)
    mass = treated.mice.get(number=2).tumors.get()
    builders.measurement(held, mass, "9", "8", measured_at=now)
    page = words(page_of(director, treated))
    assert "11 mice not measured when due" in page and "1 mouse not " in page


def test_a_session_due_is_on_the_list(measurer, treated):
    assert "Last session 10 Nov, due by 13 Nov" in page_of(measurer, treated)


def test_a_session_of_today_shows_how_far_it_is(measurer, treated):
    held = builders.session(treated, 9, is_closed=False)
    builders.measurement(held, treated.mice.get(number=2).tumors.get(), "8", "8")
    page = words(page_of(measurer, treated))
    assert "Measure today 1 of 12 Sessions" in page


SHRANK = "Untreated tumors that shrank by more than half"


@pytest.fixture
def regressed(treated):
    """The first mouse, of the control, in a later session."""
    held = builders.session(treated, 9)
    first = treated.mice.get(number=1)
    builders.measurement(held, first.tumors.get(), "5", "5")
    return treated


def test_a_control_that_shrinks_is_told_to_the_lead(director, regressed):
    page = words(page_of(director, regressed))
    assert f"{SHRANK} and did not grow again. Mouse 1, 480 to 62.5 mm³." in page


def test_controls_that_grow_are_not_told_of(director, treated):
    assert SHRANK not in page_of(director, treated)


def test_that_a_control_shrinks_tells_no_masked_person_an_arm(as_role, regressed):
    for role in MASKED:
        assert SHRANK not in page_of(as_role(role), regressed)


@pytest.mark.parametrize("role", MASKED)
def test_nobody_masked_reads_an_arm_in_the_overview(
    as_role, treated, names_no_arm, role
):
    page = page_of(as_role(role), treated)
    names_no_arm(page)
    assert "Last closed session" in page


def test_the_figure_is_asked_for_only_by_those_who_see_arms(as_role, director, treated):
    drawn = reverse("results:figure", args=[treated.code, "mean", "svg"])
    assert drawn in page_of(director, treated)
    assert "/curves/" not in page_of(as_role("welfare_officer"), treated)


def test_an_outsider_finds_no_study(client, outsider, study):
    client.force_login(outsider)
    answer = client.get(reverse("bench:overview", args=[study.code]))
    assert answer.status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_study(
    director, people, on_day_nine, django_assert_max_num_queries
):
    large = builders.treated_study(mice_per_arm=8, code="OVX-L")
    builders.models.Membership.objects.create(
        study=large, person=people["director"], role="director"
    )
    builders.look_kept(large, people["director"], "OVERVIEW")
    with django_assert_max_num_queries(48):
        page_of(director, large)
