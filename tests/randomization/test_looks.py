"""Whoever opens a page with arms by right of role leaves a row, one each day."""

import datetime as dt
import io
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders
from xenograft.randomization import awareness, looks
from xenograft.randomization.models import ArmView

pytestmark = pytest.mark.django_db


@pytest.fixture
def study():
    return builders.treated_study(code="OVX-014", mice_per_arm=2, days=(0,))


def curves(client, study):
    return client.get(reverse("results:curves", args=[study.code]))


def masking(client, study):
    return client.get(reverse("randomization:masking", args=[study.code]))


def test_a_page_with_arms_leaves_who_when_what_and_why(director, study, people):
    curves(director, study)
    look = ArmView.objects.get()
    assert look.viewed_by == people["director"]
    assert (look.seen, look.mouse) == ("RESULTS", None)
    assert look.reason == "By right of role: Study director"
    assert timezone.now() - look.viewed_at < dt.timedelta(minutes=1)


def test_the_same_kind_of_page_leaves_one_row_a_day(director, study):
    curves(director, study)
    director.get(reverse("results:figure", args=[study.code, "mean", "csv"]))
    curves(director, study)
    assert ArmView.objects.count() == 1
    a_day = dt.timedelta(days=1)
    yesterday = timezone.localdate() - a_day
    ArmView.objects.update(viewed_at=timezone.now() - a_day, viewed_on=yesterday)
    looks.forget()
    curves(director, study)
    assert ArmView.objects.count() == 2


def test_each_kind_and_each_person_has_a_row(as_role, study):
    for role in ("director", "key_holder"):
        client = as_role(role)
        curves(client, study)
        client.get(reverse("bench:overview", args=[study.code]))
    rows = ArmView.objects.values_list("viewed_by__username", "seen")
    assert set(rows) == {
        (role, seen)
        for role in ("director", "key_holder")
        for seen in ("RESULTS", "OVERVIEW")
    }


@pytest.mark.parametrize("role", ["measurer", "doser", "welfare_officer"])
def test_who_is_masked_leaves_none(as_role, study, role):
    as_role(role).get(reverse("bench:overview", args=[study.code]))
    assert not ArmView.objects.exists()


def test_codes_alone_are_no_look(as_role, study):
    type(study).objects.update(arms_open_on=None)
    assert curves(as_role("statistician"), study).status_code == 200
    assert not ArmView.objects.exists()


def test_before_the_draw_there_is_nothing_to_see(director):
    study = builders.study(code="OVX-021")
    builders.four_arms(study)
    builders.member(study, "director", "early")
    director.force_login(study.memberships.get().person)
    director.get(reverse("bench:overview", args=[study.code]))
    assert not ArmView.objects.exists()


def test_a_page_that_was_not_given_is_no_look(director, study):
    assert director.get(f"/studies/{study.code}/mice/9999/").status_code == 404
    assert not ArmView.objects.exists()


def queries_of_looks(director, study, django_assert_max_num_queries):
    with django_assert_max_num_queries(100) as asked:
        director.get(reverse("bench:overview", args=[study.code]))
    found = [one["sql"].split()[0] for one in asked.captured_queries
             if '"xenograft_armview"' in one["sql"]]  # fmt: skip
    return found


def test_a_look_costs_one_statement_on_the_first_page_of_a_day_and_then_none(
    director, study, django_assert_max_num_queries
):
    asked = director, study, django_assert_max_num_queries
    assert queries_of_looks(*asked) == ["INSERT"]
    assert queries_of_looks(*asked) == []
    looks.forget()  # as another process of the server
    assert queries_of_looks(*asked) == ["INSERT"]
    assert ArmView.objects.count() == 1


def test_the_masking_page_and_the_report_tell_them(director, study):
    curves(director, study)
    page = masking(director, study).content.decode()
    assert "curves and results by arm" in page
    assert "By right of role: Study director; on 1 day" in page
    assert dict(awareness.evidence(study)) == {"Study director": [0, 1, 0]}
    assert "1 logged, each person, kind of page and day once" in (
        awareness.sentences(study)
    )


def test_days_are_counted_with_the_first_and_the_last(study, people):
    for day in (3, 4, 8):
        builders.arm_view(
            study,
            "By right of role: Study director",
            seen="RESULTS",
            viewed_by=people["director"],
            viewed_at=builders.at(day),
        )
    (row,) = looks.by_role(study)
    assert (row["person"], row["days"]) == ("director", 3)
    assert (row["first_at"], row["last_at"]) == (builders.at(3), builders.at(8))


def test_it_goes_into_the_export(director, study):
    curves(director, study)
    url = reverse("export:download", args=[study.code])
    query = {"files": "arm_views.csv", "arms": "left-out", "sessions": "closed"}
    sent = b"".join(director.get(url, query).streaming_content)
    text = zipfile.ZipFile(io.BytesIO(sent)).read("arm_views.csv")
    assert b"RESULTS,,By right of role: Study director,director," in text
