"""Mice that have no value that day, sessions and studies that are closed to one."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from tests import builders
from tests.measurement.inputs import field
from xenograft.measurement.models import BodyWeight, CaliperMeasurement


def test_a_value_after_the_mouse_left_is_refused_and_kept_in_sight(bench, yesterday):
    bench.mouse.disposition = builders.models.Disposition.objects.create(
        mouse=bench.mouse, left_on=yesterday, reason="FOUND_DEAD"
    )
    page = bench.page(bench.save(l="12.4", w="10.1", g="21"))
    assert f"Mouse 3 left the study on {yesterday:%-d %b %Y}." in page
    assert field(page, f"l-{bench.tumor.pk}") == "12.4"
    assert not bench.readings


def test_a_mouse_that_has_left_is_not_on_the_grid(bench, yesterday):
    builders.models.Disposition.objects.create(
        mouse=bench.mouse, left_on=yesterday, reason="FOUND_DEAD"
    )
    assert f'name="l-{bench.tumor.pk}"' not in bench.page()


def test_a_mouse_can_be_measured_on_the_day_it_leaves(bench):
    builders.models.Disposition.objects.create(
        mouse=bench.mouse, left_on=bench.today, reason="TUMOR_SIZE"
    )
    bench.save(l="12.4", w="10.1")
    assert len(bench.readings) == 1


def test_a_value_before_the_implant_is_refused(bench):
    bench.tumor.implanted_on = bench.today + dt.timedelta(days=1)
    bench.tumor.save()
    page = bench.page(bench.save(l="12.4", w="10.1"))
    assert "Mouse 3 was implanted on" in page
    assert field(page, f"l-{bench.tumor.pk}") == "12.4"
    assert not bench.readings


def test_a_mouse_of_another_study_is_refused_and_named_by_its_values(bench):
    stranger = builders.tumor(builders.mouse(builders.study("OTHER-1")))
    answer = bench.client.post(
        bench.page_address,
        {
            f"l-{stranger.pk}": "12.4",
            f"w-{stranger.pk}": "10.1",
            f"g-{stranger.mouse_id}": "20",
        },
    )
    page = bench.page(answer)
    assert "“12.4 × 10.1” was typed for a mouse that is not in OVX-014" in page
    assert "“20” was typed for a mouse that is not in OVX-014" in page
    assert not CaliperMeasurement.objects.exists()
    assert not BodyWeight.objects.exists()


def test_a_session_closed_meanwhile_keeps_what_was_typed(bench):
    bench.session.closed_at = timezone.now()
    bench.session.save()
    page = bench.page(bench.save(l="12.4", w="10.1", g="21.4"))
    assert "This session was closed." in page
    assert field(page, f"l-{bench.tumor.pk}") == "12.4"
    assert field(page, f"g-{bench.mouse.pk}") == "21.4"
    assert not bench.readings


def test_a_study_locked_meanwhile_keeps_what_was_typed(bench):
    bench.study.locked_at = timezone.now()
    bench.study.save()
    page = bench.page(bench.save(l="12.4", w="10.1"))
    assert "OVX-014 is locked." in page
    assert field(page, f"l-{bench.tumor.pk}") == "12.4"


def test_a_day_without_a_session_is_not_found(bench):
    for date in ["2020-01-01", "20200101", "2020-13-45", "today"]:
        address = reverse("measurement:session", args=["OVX-014", date])
        assert bench.client.get(address).status_code == 404
