"""The page of curves: what it draws, and what it says of it."""

import json
import re

import pytest

from tests import builders
from tests.results.curve_pages import download, drawn_for, page, rows
from xenograft import models
from xenograft.results import frames
from xenograft.results.frames import states

pytestmark = pytest.mark.django_db


@pytest.fixture
def treated(client):
    return drawn_for(client)


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


@pytest.mark.parametrize("fig", ["mean", "mice", "arms"])
def test_limit_lines_can_be_left_out(client, treated, fig):
    text = page(client, treated, f"fig={fig}&scale=log").text
    assert "Volume limit" in text
    assert "Warning 1,200" in text
    text = page(client, treated, f"fig={fig}&scale=log&lines=off").text
    assert "Volume limit" not in text


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
