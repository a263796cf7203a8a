"""The waterfall of responses and the steps of event-free mice."""

import json
import re

import pytest

from tests import builders
from tests.results.curve_pages import download, drawn_for, page, rows
from xenograft.analysis import error_rates
from xenograft.analysis.survival.curves import medians
from xenograft.results import frames, tables, words
from xenograft.results.frames.analysis_input import event_times

pytestmark = pytest.mark.django_db


@pytest.fixture
def treated(client):
    return drawn_for(client)


def test_limits_of_an_event_free_curve_carry_how_often_they_hold(
    client, treated, monkeypatch
):
    found = rows(download(client, treated, "survival", "csv"))
    expected = error_rates.warning(error_rates.OF_CURVE)
    assert {row["warning"] for row in found} == {expected}
    monkeypatch.setattr(tables.error_rates, "warning", lambda _: "Too narrow.")
    monkeypatch.setattr(words, "short", lambda _: "the interval is a little narrow")
    found = rows(download(client, treated, "survival", "csv"))
    assert {row["warning"] for row in found} == {"Too narrow."}
    text = page(client, treated, "fig=survival").content.decode()
    assert "95% limits by log(−log); the interval is a little narrow." in text


@pytest.fixture
def long(client):
    """With volumes to D14."""
    return drawn_for(client, days=(0, 3, 7, 10, 14))


def test_the_waterfall_has_a_bar_for_every_mouse_and_its_csv_the_responses(
    client, long
):
    text = page(client, long, "fig=waterfall").content.decode()
    assert text.count('class="fig-mouse') == 12
    found = rows(download(client, long, "waterfall", "csv"))
    expected = frames.responses(frames.tumor_curves(long))
    best = dict(zip(expected["mouse"], expected["best_response_pct"], strict=True))
    names = {str(mouse.number): mouse.pk for mouse in long.mice.all()}
    assert len(found) == 12
    for row in found:
        assert float(row["best_response_pct"]) == best[names[row["mouse"]]]
        assert row["n"] == "2"
    drawn = [float(row["best_response_pct"]) for row in found]
    assert drawn == sorted(drawn, reverse=True)


def test_the_waterfall_names_a_mouse_with_its_best_change_and_class(client, long):
    text = page(client, long, "fig=waterfall").content.decode()
    said = json.loads(re.search(r'id="mice"[^>]*>(.*?)</script>', text)[1])
    first = said[str(long.mice.get(number=1).pk)]
    assert re.fullmatch(r"best [+−][\d,.]+% on D1[04], m(PD|SD|PR|CR)", first["last"])


@pytest.mark.parametrize("form", ["png", "svg", "pdf", "csv"])
def test_the_waterfall_can_be_downloaded(client, long, form):
    assert download(client, long, "waterfall", form, "width=89").status_code == 200


def test_without_a_late_volume_the_waterfall_says_what_is_missing(client, treated):
    text = page(client, treated, "fig=waterfall").content.decode()
    assert "No mouse has a volume from D10 on." in text


@pytest.fixture
def timed(long):
    """The rules of endings are there, and a mouse has left for its tumor."""
    builders.ending_rules(long)
    builders.disposition(long.mice.get(number=1), day=14)
    return long


@pytest.mark.parametrize("event", ["4x", "2x", "death"])
def test_event_free_mice_are_drawn_and_downloaded_as_steps(client, timed, event):
    text = page(client, timed, f"fig=survival&event={event}").content.decode()
    assert text.count('class="fig-mouse') == 12
    found = rows(download(client, timed, "survival", "csv", f"event={event}"))
    assert {row["event"] for row in found} == {event}
    first = [row for row in found if float(row["day"]) == 0]
    assert [row["n_at_risk"] for row in first] == ["3"] * 4
    assert [float(row["event_free_pct"]) for row in first] == [100] * 4


def test_the_steps_are_those_of_the_analysis(client, timed):
    expected = medians(event_times(timed, "2x"))["median_days"]
    text = page(client, timed, "fig=survival&event=2x").content.decode()
    arm = timed.arms.get(position=1)
    assert f"{arm.name} {expected[1]:.1f} days" in text


def test_a_death_is_named_with_its_day(client, timed):
    text = page(client, timed, "fig=survival&event=death").content.decode()
    said = json.loads(re.search(r'id="mice"[^>]*>(.*?)</script>', text)[1])
    assert said[str(timed.mice.get(number=1).pk)]["last"] == "event on D14"
    assert said[str(timed.mice.get(number=2).pk)]["last"] == "no event until D14"


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_event_free_mice_can_be_downloaded_as_a_figure(client, timed, form):
    answer = download(client, timed, "survival", form, "width=89&arms=1,2")
    assert answer.status_code == 200


def test_before_the_draw_no_times_are_drawn(client):
    study = builders.study()
    client.force_login(builders.member(study, "director"))
    text = page(client, study, "fig=survival").content.decode()
    assert "times begin when they are randomized" in text
