import csv
import io
import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders
from xenograft import models
from xenograft.analysis import error_rates
from xenograft.analysis.survival.curves import medians
from xenograft.randomization.models import ArmView
from xenograft.results import frames, tables, words
from xenograft.results.frames import states
from xenograft.results.frames.analysis_input import event_times

pytestmark = pytest.mark.django_db


@pytest.fixture
def treated(client):
    """A treated study, and a client signed in as its statistician."""
    study = builders.treated_study()
    client.force_login(builders.member(study, "statistician"))
    return study


def page(client, study, query=""):
    return client.get(reverse("results:curves", args=[study.code]) + f"?{query}")


def download(client, study, figure, form, query=""):
    address = reverse("results:figure", args=[study.code, figure, form])
    return client.get(f"{address}?{query}")


def rows(response):
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def test_the_page_draws_each_arm_in_the_color_of_its_place(client, treated):
    text = page(client, treated).content.decode()
    svg = re.search(r"<svg[^>]*fig-svg.*?</svg>", text, re.DOTALL)[0]
    for place in (1, 2, 3, 4):
        assert f"arm-{place}-stroke" in svg
    assert "12 mice, closed sessions to D7." in text
    assert "style=" not in text


def test_the_caption_says_what_happens_when_mice_leave(client, treated):
    assert "fewer than half of its arm remain" in page(client, treated).content.decode()
    text = page(client, treated, "leave=LOCF").content.decode()
    assert "carried forward. This is biased" in text


def test_the_open_session_is_announced_and_not_drawn(client, treated):
    held = builders.session(treated, 10, is_closed=False)
    builders.measurement(held, treated.mice.first().tumors.get())
    text = page(client, treated).content.decode()
    assert "The session of Fri 13 Nov joins when it is closed." in text
    assert "closed sessions to D7." in text


def test_one_arm_alone_keeps_its_color(client, treated):
    text = page(client, treated, "arms=3").content.decode()
    svg = re.search(r"<svg[^>]*fig-svg.*?</svg>", text, re.DOTALL)[0]
    assert "arm-3-stroke" in svg
    assert "arm-1-stroke" not in svg


def test_every_download_of_the_page_is_there_with_the_same_choice(client, treated):
    text = page(client, treated, "fig=mice&scale=log&arms=1,2").content.decode()
    links = re.findall(r'href="([^"]+/curves/mice\.[^"]+)"', text)
    assert len(links) == 5
    for link in links:
        assert "fig=mice&amp;scale=log&amp;arms=1,2" in link
        assert client.get(link.replace("&amp;", "&")).status_code == 200


def test_an_unknown_choice_is_said_in_one_sentence(client, treated):
    text = page(client, treated, "scale=cubic").content.decode()
    assert "“cubic” is not a scale. The usual choice is shown." in text


def test_the_table_holds_the_drawn_means(client, treated):
    text = page(client, treated).content.decode()
    means = frames.means(frames.tumor_curves(treated), "volume_mm3", "STOP_AT_FRACTION")
    first = means.iloc[0]
    assert f"{first['mean']:.0f} ({first['mean'] - first['sem']:.0f} to" in text
    assert text.count("n 3)") == 12


def test_every_mouse_has_a_line_and_words_for_it(client, treated):
    text = page(client, treated, "fig=mice").content.decode()
    lines = set(re.findall(r'data-mouse="(\d+)"', text))
    assert lines == {str(mouse.pk) for mouse in treated.mice.all()}
    said = json.loads(re.search(r'id="mice"[^>]*>(.*?)</script>', text)[1])
    assert set(said) == lines
    first = said[str(treated.mice.get(number=1).pk)]
    assert first["name"] == "Mouse 1"
    assert first["place"] == "Vehicle"
    assert first["last"].startswith("D7: ")


def test_before_the_draw_there_is_one_curve_of_all_mice(client):
    study = builders.study()
    builders.four_arms(study)
    client.force_login(builders.member(study, "director"))
    held = builders.session(study, -10)
    for _ in range(3):
        builders.measurement(held, builders.tumor(builders.mouse(study)))
    text = page(client, study).content.decode()
    assert "3 mice, closed sessions to I+10." in text
    assert "Days since implantation" in text
    assert "Defactinib + avutometinib" not in text


@pytest.mark.parametrize("figure", ["mean", "mice", "arms", "waterfall", "weight"])
def test_a_study_without_values_says_when_curves_begin(client, figure):
    study = builders.study()
    client.force_login(builders.member(study, "director"))
    response = page(client, study, f"fig={figure}")
    assert response.status_code == 200
    assert "Curves begin when a measurement session is closed." in (
        response.content.decode()
    )
    assert download(client, study, figure, "csv").status_code == 404


def test_fewer_than_three_mice_have_points_and_no_error_bars(client):
    study = builders.treated_study(mice_per_arm=2)
    client.force_login(builders.member(study, "director"))
    assert "Fewer than three mice have no error bar." in (
        page(client, study).content.decode()
    )
    found = rows(download(client, study, "mean", "csv"))
    assert {(row["n"], row["low"], row["sem"]) for row in found} == {("2", "", "")}


@pytest.mark.parametrize(
    ("form", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")]
)
@pytest.mark.parametrize("figure", ["mean", "mice", "arms", "weight"])
def test_downloads_are_files_named_after_study_and_figure(
    client, treated, figure, form, start
):
    response = download(client, treated, figure, form)
    assert response.content.startswith(start)
    assert response["Content-Disposition"] == (
        f'attachment; filename="{treated.code}_{figure}.{form}"'
    )


@pytest.mark.parametrize(("width", "dots"), [("89", 1051), ("183", 2161), ("x", 2161)])
def test_a_png_has_300_dpi_at_the_width_of_a_column(client, treated, width, dots):
    content = download(client, treated, "mean", "png", f"width={width}").content
    assert abs(int.from_bytes(content[16:20], "big") - dots) <= 1


def test_the_csv_of_means_holds_exactly_the_drawn_points(client, treated):
    found = rows(download(client, treated, "mean", "csv"))
    means = frames.means(frames.tumor_curves(treated), "volume_mm3", "STOP_AT_FRACTION")
    assert len(found) == len(means) == 12
    assert list(found[0]) == [
        *("study", "arm", "day", "n", "n_left"),
        *("mean", "sem", "low", "high", "unit"),
    ]
    names = dict(treated.arms.values_list("position", "name"))
    for row, mean in zip(found, means.itertuples(), strict=True):
        assert row["study"] == treated.code
        assert (row["arm"], int(row["day"])) == (names[mean.arm], mean.day)
        assert float(row["mean"]) == mean.mean
        assert float(row["sem"]) == pytest.approx(mean.sem, rel=1e-9)
        assert row["unit"] == "mm3"


def test_the_csv_of_mice_has_a_row_for_each_point_of_each_line(client, treated):
    found = rows(download(client, treated, "mice", "csv"))
    assert len(found) == 36
    assert found[0] == {
        "study": treated.code,
        "mouse": "1",
        "arm": "Vehicle",
        "day": "0",
        "date": "2026-11-03",
        "volume_mm3": repr(6.0 * 5.8 * 5.8 / 2),
    }
    relative = rows(download(client, treated, "mice", "csv", "scale=relative"))
    assert relative[0]["relative_volume"] == "1.0"


def test_the_csv_follows_scale_error_and_arms(client, treated):
    found = rows(download(client, treated, "mean", "csv", "scale=log&err=sd&arms=2"))
    assert {row["arm"] for row in found} == {"Defactinib"}
    assert {"geometric_mean", "sd_factor"} < set(found[0])
    weights = rows(download(client, treated, "weight", "csv"))
    assert {row["unit"] for row in weights} == {"percent"}


def test_the_weights_can_be_drawn_without_the_tumor(client, treated):
    """22.0 g at D0; 100 (22 - 0.10 - 22) / 22 of 6.0 x 5.8 mm of the first mouse."""
    for number in (5, 9):
        held = treated.sessions.filter(
            caliper_measurements__tumor__mouse__number=number
        )
        models.BodyWeight.objects.filter(
            session__in=held, mouse__number=number
        ).delete()
    query = "tumor=off&leave=AVAILABLE_CASE"
    text = page(client, treated, f"fig=weight&{query}").content.decode()
    assert "Body weight without the tumor, mean ± SEM" in text
    assert "The last tumor volume is taken off, 1 mm³ as 1 mg" in text
    found = rows(download(client, treated, "weight", "csv", query))
    assert {row["unit"] for row in found} == {"percent, tumor taken off"}
    own = [row for row in found if row["arm"] == "Vehicle"]
    expected = -100 * (6.0 * 5.8 * 5.8 / 2) / 1000 / 22
    assert float(own[0]["mean"]) == pytest.approx(expected, rel=1e-9)
    assert "tumor" not in download(client, treated, "weight", "csv").content.decode()


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


def test_a_name_that_a_spreadsheet_could_run_is_disarmed(client, treated):
    treated.arms.filter(position=1).update(name="=1+1")
    found = rows(download(client, treated, "mean", "csv"))
    assert found[0]["arm"] == "'=1+1"


def test_the_page_draws_exactly_what_the_csv_holds_when_a_mouse_is_left_out(
    client, treated
):
    mouse = treated.mice.get(number=1)
    held = treated.sessions.get(held_on=builders.DAY_ZERO)
    held.caliper_measurements.filter(tumor__mouse=mouse).delete()
    text = page(client, treated, "fig=mice&scale=relative").content.decode()
    assert "1 mouse is left out: no volume within 3 days before D0." in text
    found = rows(download(client, treated, "mice", "csv", "scale=relative"))
    assert "1" not in {row["mouse"] for row in found}


@pytest.mark.parametrize("figure", ["mean.gif", "spider.png"])
def test_another_figure_or_format_is_not_found(client, treated, figure):
    address = reverse("results:curves", args=[treated.code]) + figure
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("role", ["measurer", "doser", "welfare_officer"])
def test_who_does_not_see_arms_gets_no_curves(client, treated, role):
    client.force_login(builders.member(treated, role))
    for response in (
        page(client, treated),
        *(download(client, treated, "mice", form) for form in ("csv", "svg")),
    ):
        assert response.status_code == 403
        assert b"Vehicle" not in response.content
        assert b"Defactinib + " not in response.content


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


@pytest.mark.parametrize("fig", ["mean", "mice", "arms"])
def test_limit_lines_can_be_left_out(client, treated, fig):
    text = page(client, treated, f"fig={fig}&scale=log").text
    assert "Volume limit" in text
    assert "Warning 1,200" in text
    text = page(client, treated, f"fig={fig}&scale=log&lines=off").text
    assert "Volume limit" not in text


def test_the_drawing_for_inside_a_page_follows_its_theme(client, treated):
    text = download(client, treated, "mean", "inline").text
    assert text.startswith("<svg")
    assert "arm-1-stroke" in text
    assert "style=" not in text


@pytest.fixture
def long(client):
    """A treated study with volumes to D14, and a client of its statistician."""
    study = builders.treated_study(days=(0, 3, 7, 10, 14))
    client.force_login(builders.member(study, "statistician"))
    return study


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


def test_a_day_with_few_of_an_arm_measured_is_drawn_open_and_said(client, treated):
    arm = treated.arms.get(position=1)
    mouse = arm.assignments.order_by("mouse__number").last().mouse
    last = treated.sessions.order_by("held_on").last()
    assert "Open points" not in page(client, treated).content.decode()
    rows_of = mouse.tumors.get().measurements.filter(session=last)
    rows_of.update(state="NOT_DONE", reason="Not found", length_mm=None, width_mm=None)
    states.forget()
    text = page(client, treated).content.decode()
    assert "Open points: fewer than 80% of the arm were measured that day." in text
    found = frames.means(frames.tumor_curves(treated), "volume_mm3", "STOP_AT_FRACTION")
    few = found[found["is_open"]]
    assert list(zip(few["arm"], few["day"], few["n"], strict=True)) == [(1, 7, 2)]


@pytest.mark.parametrize("figure", ["mean", "mice", "weight"])
def test_days_can_be_counted_from_the_implant(client, treated, figure):
    mouse = treated.mice.get(number=1)
    tumor = mouse.tumors.get()
    usual = rows(download(client, treated, figure, "csv"))
    found = rows(download(client, treated, figure, "csv", "x=implant"))
    earlier = (builders.DAY_ZERO - tumor.implanted_on).days
    assert [float(row["day"]) for row in found] == [
        float(row["day"]) + earlier for row in usual
    ]
    assert [row.get("date") for row in found] == [row.get("date") for row in usual]
    text = page(client, treated, f"fig={figure}&x=implant").content.decode()
    assert "Days since implantation" in text
    assert f"closed sessions to I+{7 + earlier}." in text


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
