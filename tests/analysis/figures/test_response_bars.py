from matplotlib.patches import Rectangle

from xenograft.analysis.figures import render
from xenograft.analysis.figures.response_bars import response_bars

NONE = {"mCR": 0, "mPR": 0, "mSD": 0, "mPD": 0, "NE": 0}
ROWS = [
    {"arm": "A", "n": 4, **NONE, "mPD": 4},
    {"arm": "B", "n": 4, **NONE, "mCR": 1, "mSD": 2, "NE": 1},
]


def parts(figure):
    patches = figure.axes[0].patches
    return [
        (round(p.get_x(), 6), p.get_width()) for p in patches if type(p) is Rectangle
    ]


def test_each_class_with_mice_is_a_part_as_long_as_its_share():
    assert parts(response_bars(ROWS)) == [(0, 0.25), (0.25, 0.5), (0.75, 0.25), (0, 1)]


def test_a_part_says_its_class_and_count():
    texts = [text.get_text() for text in response_bars(ROWS).axes[0].texts]
    assert texts == ["CR 1", "SD 2", "NE 1", "PD 4"]


def test_it_keeps_the_policy_of_the_page():
    assert "style=" not in render.inline_svg(render.to_svg(response_bars(ROWS)), "x")
