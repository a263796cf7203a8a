"""The page of curves asks few queries, however many mice there are."""

import pytest
from django.utils import timezone

from tests import builders
from tests.results.curve_pages import page
from xenograft.randomization.models import ArmView

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("query", ["fig=mean", "fig=mice", "fig=weight", "arms=1"])
@pytest.mark.parametrize("size", [1, 6])
def test_curves_take_at_most_15_queries_at_any_size(
    client, size, query, django_assert_max_num_queries
):
    study = builders.treated_study(mice_per_arm=size)
    director = builders.member(study, "director")
    client.force_login(director)
    builders.look_kept(study, director, "RESULTS")
    with django_assert_max_num_queries(15):
        assert page(client, study, query).status_code == 200


@pytest.mark.parametrize("size", [1, 6])
def test_weights_without_the_tumor_read_the_volumes_as_well(
    client, size, django_assert_max_num_queries
):
    study = builders.treated_study(mice_per_arm=size)
    director = builders.member(study, "director")
    client.force_login(director)
    builders.look_kept(study, director, "RESULTS")
    with django_assert_max_num_queries(15):
        assert page(client, study, "fig=weight&tumor=off").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fig", ["mean", "mice", "arms", "waterfall", "weight"])
@pytest.mark.parametrize("mice_per_arm", [1, 4])
def test_at_most_15_queries_at_any_size_with_the_first_look_of_a_day(
    client, django_assert_max_num_queries, fig, mice_per_arm
):
    study = builders.treated_study(mice_per_arm=mice_per_arm, days=(0, 7))
    builders.session(study, 9, is_closed=False)
    client.force_login(builders.member(study, "statistician"))
    with django_assert_max_num_queries(15):
        assert page(client, study, f"fig={fig}").status_code == 200
    assert ArmView.objects.get().viewed_on == timezone.localdate()
