import itertools

import pytest

from xenograft.analysis.figures import canvas


@pytest.mark.parametrize(
    ("value", "sign", "decimals", "label"),
    [
        (1500.0, "", 0, "1,500"),
        (-20.0, "+", 0, "−20"),
        (5.0, "+", 0, "+5"),
        (-0.0, "+", 0, "0"),
        (2.5, "", 1, "2.5"),
    ],
)
def test_ticks_have_thousands_and_a_true_minus(value, sign, decimals, label):
    assert canvas.tick_label(value, sign, decimals) == label


def empty_canvas(width_mm=218):
    return canvas.new_canvas(width_mm, 300, left=50, right=50, top=10, bottom=50)


def test_days_that_would_touch_are_not_all_labelled():
    plot = empty_canvas()
    canvas.set_x(plot, 0, 100, range(101), "Days")
    chosen = canvas.spaced_days(plot, range(101))
    assert {0, 100} <= set(chosen)
    places = [plot.axes.transData.transform((day, 1))[0] for day in chosen]
    gaps = [after - before for before, after in itertools.pairwise(places)]
    assert min(gaps) >= canvas.TICK_GAP_PT
    assert len(chosen) > 10


def test_a_log_scale_is_ruled_at_one_two_and_five():
    plot = empty_canvas()
    canvas.set_log_y(plot, 60, 1300, "Volume")
    labels = [text.get_text() for text in plot.axes.texts]
    assert labels == ["50", "100", "200", "500", "1,000", "2,000"]


def test_a_linear_scale_starts_at_its_lowest_value_and_ends_on_a_rule():
    plot = empty_canvas()
    canvas.set_linear_y(plot, 0, 1340, "Volume")
    assert plot.axes.get_ylim() == (0, 1400)


@pytest.mark.parametrize(
    ("top", "is_log", "highest"),
    [
        (1400, False, 1560),
        (300, False, 306),
        (300, True, 1560),
        (None, False, 1500),
    ],
)
def test_a_limit_is_shown_when_it_is_near_the_data(top, is_log, highest):
    limits = [(1500, "Volume limit")]
    assert canvas.highest_in_sight(top, limits, is_log) == pytest.approx(highest)


def test_a_long_name_of_the_axis_is_made_to_fit():
    plot = empty_canvas()
    canvas.set_linear_y(
        plot, 0, 1, "A name of sixty letters that is too long for it, really so"
    )
    [label] = plot.figure.texts
    height = plot.axes.get_window_extent().height
    assert canvas.text_width(label.get_text(), label.get_fontsize()) <= height + 1e-9


def test_a_warning_is_dotted_and_named_aside_of_the_name_of_a_dashed_limit():
    plot = empty_canvas()
    canvas.set_linear_y(plot, 0, 1600, "Volume")
    before = len(plot.axes.lines)
    limits = [(1500, "Limit"), (1200, "Warning", canvas.WARNING)]
    canvas.limit_lines(plot, limits, 1600)
    limit, warning = plot.axes.lines[before:]
    assert (limit.get_ydata()[0], warning.get_ydata()[0]) == (1500, 1200)
    assert limit.get_linestyle() == warning.get_linestyle() == "--"
    assert limit.get_color() != warning.get_color()
    names = {text.get_text(): text.get_position()[0] for text in plot.axes.texts}
    assert names["Limit"] < 0.1 < names["Warning"]


def named_at(curves):
    """Where the name of a warning at 1,200 stands, as a share of the width."""
    plot = empty_canvas()
    canvas.set_x(plot, 0, 20, [0, 10, 20], "Days")
    canvas.set_linear_y(plot, 0, 1600, "Volume")
    canvas.limit_lines(plot, [(1200, "Warning", canvas.WARNING)], 1600, curves)
    return plot.axes.texts[-1].get_position()[0]


def test_the_name_of_a_line_moves_away_from_a_curve():
    steep = [[(0, 100), (7, 1180), (9, 1300)]]
    assert named_at([]) == canvas.ASIDE
    assert named_at([[(0, 100), (20, 900)]]) == canvas.ASIDE
    assert named_at(steep) == canvas.LEFT


def test_a_name_without_a_clear_place_stays_where_it_is():
    assert named_at([[(0, 1220), (20, 1220)]]) == canvas.ASIDE
