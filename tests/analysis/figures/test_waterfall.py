import pandas as pd
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from tests.analysis.figures.frames import ARMS
from xenograft.analysis.figures import render, style
from xenograft.analysis.figures.waterfall import HIGHEST_PCT, bars, waterfall

RESPONSES = pd.DataFrame(
    {
        "mouse": [1, 2, 3, 4, 5],
        "arm": ["VEH", "VEH", "DEF", "D+A", "D+A"],
        "best_response_pct": [900.0, 250.0, None, -60.0, 12.0],
    }
)


def drawn(figure):
    """Mouse -> (place, height, color) of each bar."""
    return {
        style.mouse_of_gid(bar.get_gid()): (
            bar.get_x() + bar.get_width() / 2,
            bar.get_height(),
            bar.get_facecolor(),
        )
        for bar in figure.axes[0].patches
        if isinstance(bar, Rectangle)
    }


def test_bars_stand_in_order_of_the_response_and_gaps_are_left_out():
    assert list(bars(RESPONSES)["mouse"]) == [1, 2, 5, 4]
    assert list(bars(RESPONSES)["is_cut"]) == [True, False, False, False]


def test_the_order_of_the_rows_does_not_matter():
    shuffled = RESPONSES.sample(frac=1, random_state=1)
    assert bars(shuffled).equals(bars(RESPONSES))


def test_a_bar_ends_at_its_value_and_a_long_one_is_cut():
    found = {mouse: (x, round(y, 6)) for mouse, (x, y, _) in _bars().items()}
    assert found == {"1": (0, HIGHEST_PCT), "2": (1, 250), "5": (2, 12), "4": (3, -60)}


def _bars():
    return drawn(waterfall(RESPONSES, ARMS))


def test_an_arm_has_the_color_of_its_place_though_another_is_not_drawn():
    colors = {mouse: color for mouse, (_, _, color) in _bars().items()}
    assert colors["4"] == colors["5"]
    assert colors["4"] == to_rgba(style.arm_style(2).color)


def test_the_page_can_name_the_mouse_of_each_bar():
    svg = render.inline_svg(render.to_svg(waterfall(RESPONSES, ARMS)), "caption")
    for mouse in (1, 2, 4, 5):
        assert f'data-mouse="{mouse}"' in svg
    assert "style=" not in svg


def test_cutoffs_are_lines_in_sight():
    figure = waterfall(RESPONSES, ARMS, cutoffs=(35, -50))
    low, high = figure.axes[0].get_ylim()
    assert low <= -60 and high >= HIGHEST_PCT
    lines = [list(line.get_ydata()) for line in figure.axes[0].get_lines()]
    assert [35, 35] in lines and [-50, -50] in lines
