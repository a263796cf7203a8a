"""When the value of the session before is shown, and of which day it is."""

import datetime as dt

import pytest
from django.utils import timezone

from tests import builders


def test_previous_values_are_not_shown_before_the_new_one_is_saved(bench, yesterday):
    before = bench.study.sessions.create(held_on=yesterday, closed_at=timezone.now())
    builders.measurement(before, bench.tumor, "11.0", "10.0")
    assert ">550" not in bench.page()
    bench.save(l="12.0", w="10.0")
    page = bench.page()
    assert "550 <small>" in page
    assert ">+9%<" in page


@pytest.mark.parametrize(
    ("zero_days_ago", "said"), [(17, "D16"), (-3, "D−4"), (None, "I+24")]
)
def test_a_previous_value_says_the_day_of_the_study(bench, zero_days_ago, said):
    yesterday = bench.today - dt.timedelta(days=1)
    if zero_days_ago is not None:
        bench.study.day_zero_on = bench.today - dt.timedelta(days=zero_days_ago)
        bench.study.save()
    bench.tumor.implanted_on = yesterday - dt.timedelta(days=24)
    bench.tumor.save()
    before = bench.study.sessions.create(held_on=yesterday, closed_at=timezone.now())
    builders.measurement(before, bench.tumor, "11.0", "10.0")
    bench.save(l="12.0", w="10.0")
    assert f">550 <small>{said}</small><" in bench.page()


@pytest.mark.parametrize(
    ("setting", "shown"), [("ALWAYS", (True, True)), ("NEVER", (False, False))]
)
def test_a_study_may_show_previous_values_always_or_never(
    bench, yesterday, setting, shown
):
    builders.bench_rules(bench.study, previous_values=setting)
    before = bench.study.sessions.create(held_on=yesterday, closed_at=timezone.now())
    builders.measurement(before, bench.tumor, "11.0", "10.0")
    unread = "550 <small>" in bench.page()
    bench.save(l="12.0", w="10.0")
    assert (unread, "550 <small>" in bench.page()) == shown
    address = f"/api/studies/OVX-014/sessions/{bench.today}/"
    tumor = bench.client.get(address).json()["rows"][0]["tumors"][0]
    assert (tumor["previous"] == "550") == shown[1]
