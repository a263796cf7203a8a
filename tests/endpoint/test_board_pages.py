"""The pages of the board: of a study and of all of them, as cards and as a table."""

import pytest
from django.urls import reverse

from tests import builders
from tests.endpoint.alerting import NOW
from tests.endpoint.leaving import mouse_at_its_limit

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def mouse(study):
    return mouse_at_its_limit(study)


@pytest.mark.parametrize("role", ["measurer", "welfare_officer", "director"])
def test_the_board_names_the_mouse_and_never_an_arm(as_role, study, mouse, dose, role):
    page = as_role(role).get(reverse("endpoint:board", args=[study.code]))
    page = page.content.decode()
    assert "1,524 of 1,500 mm³" in page
    assert "Secret arm" not in page and "0.5% MC" not in page
    assert ("Record endpoint" in page) == (role == "director")


def test_the_board_of_all_studies_shows_only_my_studies(director, mouse):
    other = builders.study("OTHER-1")
    builders.limits(other)
    mass = builders.tumor(builders.mouse(other, 77))
    builders.measurement(builders.session(other, 9), mass, "18", "18")
    page = director.get(reverse("endpoint:all")).content.decode()
    assert "1,524 of 1,500 mm³" in page and "OTHER-1" not in page


def test_the_table_has_the_rows_of_the_board(director, study, mouse):
    url = reverse("endpoint:board", args=[study.code])
    page = director.get(url, {"view": "table", "sort": "-nearness"}).content.decode()
    assert "Tumor volume: 1,524 of 1,500 mm³" in page and "102%" in page
    assert 'class="ecard' not in page


def test_the_board_of_all_studies_can_be_of_one(director, people, mouse):
    other = builders.study("OTHER-1")
    builders.limits(other)
    member = builders.models.Membership.objects.create
    member(study=other, person=people["director"], role="director")
    mass = builders.tumor(builders.mouse(other, 77))
    builders.measurement(builders.session(other, 9), mass, "18", "18")
    url = reverse("endpoint:all")
    assert "Mouse 77" in director.get(url).content.decode()
    page = director.get(url, {"study": "OVX-014"}).content.decode()
    assert "Mouse 77" not in page and "1,524 of 1,500 mm³" in page


def test_an_impossible_choice_shows_everything(director, mouse):
    page = director.get(reverse("endpoint:all"), {"study": "NONE", "kind": "x"})
    assert "1,524 of 1,500 mm³" in page.content.decode()


def test_the_officer_agrees_on_the_board_and_does_not_decide(as_role, study, mouse):
    builders.recheck(mouse, asked_at=NOW)
    url = reverse("endpoint:board", args=[study.code])
    page = as_role("welfare_officer").get(url).content.decode()
    assert "Agree to the recheck" in page and "Record endpoint" not in page
    assert "Agree to the recheck" not in as_role("director").get(url).content.decode()


def test_the_pages_have_a_bounded_number_of_queries(
    director, people, django_assert_max_num_queries
):
    study = builders.treated_study(mice_per_arm=4, code="OVX-T")
    builders.models.Membership.objects.create(
        study=study, person=people["director"], role="director"
    )
    with django_assert_max_num_queries(24):
        director.get(reverse("endpoint:all"))
    with django_assert_max_num_queries(24):
        director.get(reverse("endpoint:board", args=[study.code]))
    with django_assert_max_num_queries(32):
        director.get(reverse("endpoint:record", args=[study.code, 1]))
