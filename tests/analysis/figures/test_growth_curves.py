import math

import numpy as np
import pytest
from matplotlib.collections import LineCollection

from tests.analysis.figures.frames import ARMS, study_means, study_volumes
from xenograft.analysis.arm_means import arm_means
from xenograft.analysis.figures import growth_curves, style

LIMIT = [(1500, "Volume limit 1,500 mm³")]


def texts(figure):
    drawn = [*figure.texts, *figure.axes[0].texts]
    return [text.get_text() for text in drawn]


def lines_of(figure, color):
    lines = figure.axes[0].get_lines()
    return [line for line in lines if line.get_color() == color]


def curve_of(figure, place):
    arm = style.arm_style(place)
    found = [
        line for line in lines_of(figure, arm.color) if line.get_marker() == arm.marker
    ]
    assert len(found) == 1
    return found[0]


def test_the_drawn_points_are_means_and_their_errors():
    means = study_means()
    points = growth_curves.drawn_points(means)
    np.testing.assert_array_equal(points["value"], means["mean"])
    np.testing.assert_array_equal(points["low"], means["mean"] - means["sem"])
    np.testing.assert_array_equal(points["high"], means["mean"] + means["sem"])


def test_the_drawn_points_of_a_log_scale_are_geometric():
    row = growth_curves.drawn_points(study_means(), "log").iloc[0]
    volumes = [101, 102, 103, 104]
    mean = math.prod(volumes) ** (1 / 4)
    assert row["value"] == pytest.approx(mean)
    assert row["low"] * row["high"] == pytest.approx(mean**2)


def test_days_that_are_not_drawn_are_not_among_the_points():
    means = arm_means(study_volumes(), {"VEH": 4, "DEF": 9, "D+A": 4})
    points = growth_curves.drawn_points(means)
    assert list(points["arm"].unique()) == ["VEH", "D+A"]


def test_fewer_than_three_mice_are_points_without_errors():
    points = growth_curves.drawn_points(study_means(mice_per_arm=2))
    assert points[["low", "high"]].isna().all(axis=None)


def test_the_curve_of_an_arm_goes_through_its_points():
    means = study_means()
    figure = growth_curves.mean_curves(means, ARMS)
    for place, arm in enumerate(ARMS):
        rows = means[means["arm"] == arm]
        curve = curve_of(figure, place)
        np.testing.assert_array_equal(curve.get_xdata(), rows["day"])
        np.testing.assert_array_equal(curve.get_ydata(), rows["mean"])


def test_the_bars_reach_one_standard_error_up_and_down():
    means = study_means()
    figure = growth_curves.mean_curves(means, ARMS)
    bars = [
        segment
        for collection in figure.axes[0].collections
        if isinstance(collection, LineCollection)
        for segment in collection.get_segments()
    ]
    expected = [
        [[day, mean - sem], [day, mean + sem]]
        for day, mean, sem in zip(
            means["day"], means["mean"], means["sem"], strict=True
        )
    ]
    np.testing.assert_allclose(bars, expected)


def test_an_arm_keeps_its_style_when_another_is_hidden():
    means = study_means()
    figure = growth_curves.mean_curves(means[means["arm"] != "VEH"], ARMS)
    assert not lines_of(figure, style.arm_style(0).color)
    assert curve_of(figure, 1).get_marker() == "s"


def test_the_mice_of_each_day_are_counted_under_the_axis():
    figure = growth_curves.mean_curves(study_means(), ARMS)
    counts = [text for text in figure.texts if text.get_text().isdigit()]
    found = [(text.get_text(), text.get_weight()) for text in counts]
    vehicle = [("4", "normal"), ("4", "normal"), ("3", "bold")]
    assert found == vehicle + [("4", "normal")] * 6
    assert growth_curves.COUNTS_TITLE in texts(figure)


def test_curves_are_named_at_their_ends():
    figure = growth_curves.mean_curves(study_means(), ARMS)
    assert {"Vehicle", "Defactinib", "Defactinib +\navutometinib"} <= set(texts(figure))


def test_curves_that_end_together_are_named_in_a_legend():
    means = study_means().assign(mean=100.0)
    figure = growth_curves.mean_curves(means, ARMS)
    handles = [line for line in figure.artists if len(line.get_xdata()) == 2]
    assert len(handles) == len(ARMS)


def test_a_truncated_curve_makes_a_legend():
    means = arm_means(study_volumes(), leave_rule="STOP_AT_FIRST_LOSS")
    figure = growth_curves.mean_curves(means, ARMS)
    handles = [line for line in figure.artists if len(line.get_xdata()) == 2]
    assert len(handles) == len(ARMS)


def test_the_linear_axis_starts_at_zero():
    assert growth_curves.mean_curves(study_means(), ARMS).axes[0].get_ylim()[0] == 0


def test_a_limit_near_the_data_is_a_named_dashed_line():
    means = study_means()
    means["mean"] *= 3
    figure = growth_curves.mean_curves(means, ARMS, limits=LIMIT)
    assert "Volume limit 1,500 mm³" in texts(figure)
    (line,) = lines_of(figure, style.LIMIT)
    assert list(line.get_ydata()) == [1500, 1500]
    assert line.is_dashed()


def test_a_limit_far_above_the_data_is_left_out_on_a_linear_scale():
    figure = growth_curves.mean_curves(study_means(), ARMS, limits=[(9000, "Far")])
    assert "Far" not in texts(figure)
    figure = growth_curves.mean_curves(
        study_means(), ARMS, limits=[(9000, "Far")], scale="log"
    )
    assert "Far" in texts(figure)


@pytest.mark.parametrize("scale", ["linear", "log"])
@pytest.mark.parametrize("width_mm", [89, 183, 218])
def test_a_study_without_points_is_an_empty_figure(scale, width_mm):
    figure = growth_curves.mean_curves(
        study_means().iloc[:0], ARMS, scale=scale, limits=LIMIT, width_mm=width_mm
    )
    assert figure.get_figwidth() == pytest.approx(width_mm / 25.4)


def test_weights_are_drawn_around_zero_with_their_limit():
    means = study_means().assign(mean=-3.0, sem=1.0)
    limit = [(-20, "Body-weight limit −20%")]
    figure = growth_curves.weight_curves(means, ARMS, limits=limit)
    assert {"−20", "0", "+5"} <= set(texts(figure))
    assert "Body-weight limit −20%" in texts(figure)
