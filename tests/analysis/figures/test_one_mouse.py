import numpy as np
import pandas as pd

from xenograft.analysis.figures import render, style
from xenograft.analysis.figures.mouse_curves import MouseLines
from xenograft.analysis.figures.one_mouse import volume_of_mouse, weight_of_mouse


def values(days, numbers, is_open=False, net=np.nan):
    frame = pd.DataFrame({"day": days, "value": numbers, "is_open": False, "net": net})
    frame.loc[frame.index[-1], "is_open"] = is_open
    return frame


def lines(figure):
    """(days, values) of each line that is drawn of values."""
    return [
        (line.get_xdata().tolist(), line.get_ydata().tolist())
        for line in figure.axes[0].lines
        if line.get_transform() == figure.axes[0].transData
    ]


def texts(figure):
    return [text.get_text().strip() for text in figure.axes[0].texts]


def test_the_line_passes_through_the_values_and_jumps_gaps():
    drawn = lines(volume_of_mouse(values([0, 3, 7], [100, np.nan, 300.0])))
    assert ([0, 7], [100, 300]) in drawn


def test_a_value_of_an_open_session_hangs_on_a_dotted_line():
    figure = volume_of_mouse(values([0, 3, 7], [100, 200, 300.0], is_open=True))
    drawn = lines(figure)
    assert ([0, 3], [100, 200]) in drawn and ([3, 7], [200, 300]) in drawn
    assert ([7], [300]) in drawn


def test_the_others_are_grey_and_raise_the_axis():
    others = pd.DataFrame(
        {"mouse": [8, 8, 9], "arm": "A", "day": [0, 3, 0], "volume_mm3": [1, 900, 2]}
    )
    figure = volume_of_mouse(values([0, 3], [100, 200.0]), others, place=1)
    found = [a for a in figure.axes[0].artists if isinstance(a, MouseLines)]
    assert found[0].arm.color == style.SOFT
    assert [path.vertices.tolist() for _, path in found[0].paths] == [
        [[0, 1], [3, 900]],
        [[0, 2]],
    ]
    assert figure.axes[0].get_ylim()[1] >= 900


def test_without_a_place_the_mouse_has_the_color_of_the_ink():
    svg = render.to_svg(volume_of_mouse(values([0, 3], [100, 200.0])))
    assert style.INK in svg and style.ARM_STYLES[1].color not in svg


def test_limits_and_warnings_are_named_where_they_are_in_sight():
    levels = [(1500, "Limit 1,500", "limit"), (1200, "Warning 1,200", "warning")]
    near = volume_of_mouse(values([0, 3], [100, 1300.0]), limits=levels)
    far = volume_of_mouse(values([0, 3], [100, 120.0]), limits=levels)
    assert {"Limit 1,500", "Warning 1,200"} <= set(texts(near))
    assert not {"Limit 1,500", "Warning 1,200"} & set(texts(far))


def test_an_event_outside_the_days_is_left_out():
    events = [(0, "First dose", "solid"), (90, "Later", "dotted")]
    figure = volume_of_mouse(values([0, 3], [100, 200.0]), events=events)
    assert "First dose" in texts(figure) and "Later" not in texts(figure)


def test_the_axis_of_weight_holds_its_limit_and_shades_what_lies_below():
    levels = [(-20, "Limit −20%", "limit"), (-10, "Warning −10%", "warning")]
    figure = weight_of_mouse(values([0, 3], [0, -3.0]), limits=levels)
    low, high = figure.axes[0].get_ylim()
    assert low < -20 and high >= 5
    assert figure.axes[0].patches[0].get_height() == -20 - low


def test_weight_without_the_tumor_is_a_second_line():
    own = values([0, 3], [0, -3.0], net=[-1.0, -5.0])
    assert ([0, 3], [-1, -5]) in lines(weight_of_mouse(own))


def test_a_mouse_without_a_value_is_an_empty_figure():
    empty = values([0], [np.nan])
    assert render.to_svg(volume_of_mouse(empty)) and render.to_svg(
        weight_of_mouse(empty)
    )
