import numpy as np
import pandas as pd
import pytest

from tests.analysis.figures.frames import ARMS
from xenograft.analysis.figures import render, style
from xenograft.analysis.figures.event_free import event_free, steps
from xenograft.analysis.figures.mouse_curves import MouseLines

TIMES = pd.DataFrame(
    {
        "mouse": range(1, 9),
        "arm": ["VEH"] * 4 + ["DEF"] * 4,
        "day": [5.0, 7, 7, 9, 6, 12, 12, 12],
        "is_event": [True, True, True, False, True, False, False, False],
    }
)


def parts(figure):
    """Mouse -> the days and percents of its own part of the figure."""
    return {
        style.mouse_of_gid(gid): path.vertices
        for artist in figure.axes[0].artists
        if isinstance(artist, MouseLines)
        for gid, path in artist.paths
    }


def test_steps_begin_at_day_0_with_every_mouse():
    first = steps(TIMES).drop_duplicates("arm")
    assert list(first["day"]) == [0, 0]
    assert list(first["event_free_pct"]) == [100, 100]
    assert list(first["n_at_risk"]) == [4, 4]


def test_a_step_is_the_share_without_the_event():
    own = steps(TIMES).query("arm == 'VEH'").set_index("day")["event_free_pct"]
    assert own.to_dict() == {0: 100, 5: 75, 7: pytest.approx(25), 9: pytest.approx(25)}


def test_mice_with_an_event_on_one_day_share_its_step():
    drawn = parts(event_free(TIMES, ARMS))
    np.testing.assert_allclose(drawn["1"], [[5, 100], [5, 75]])
    np.testing.assert_allclose(drawn["2"], [[7, 75], [7, 50]])
    np.testing.assert_allclose(drawn["3"], [[7, 50], [7, 25]])


def test_a_censored_mouse_is_a_tick_on_the_line_of_its_arm():
    drawn = parts(event_free(TIMES, ARMS))
    assert set(drawn) == {str(mouse) for mouse in TIMES["mouse"]}
    assert drawn["4"][:, 0].tolist() == [9, 9]
    assert drawn["4"][:, 1].mean() == pytest.approx(25)


def test_the_numbers_below_are_the_mice_at_risk():
    figure = event_free(TIMES, ARMS)
    texts = [text.get_text() for text in figure.texts]
    assert "Mice at risk" in texts
    counts = [text for text in texts if text.isdigit()]
    assert counts.count("4") >= 4


def test_the_page_can_name_each_mouse_and_keeps_its_policy():
    svg = render.inline_svg(render.to_svg(event_free(TIMES, ARMS)), "caption")
    assert svg.count('class="fig-mouse') == 8
    assert "style=" not in svg


def test_all_mice_without_the_event_draw_a_straight_line():
    times = TIMES.assign(is_event=False)
    assert set(steps(times)["event_free_pct"]) == {100}
    event_free(times, ARMS)
