import numpy as np
import pandas as pd
import pytest

from tests.analysis.figures.frames import ARMS, study_volumes
from xenograft.analysis.figures import render, style
from xenograft.analysis.figures.mouse_curves import MouseLines, mouse_curves


def mice_of(figure):
    return {
        style.mouse_of_gid(gid): path.vertices
        for artist in figure.axes[0].artists
        if isinstance(artist, MouseLines)
        for gid, path in artist.paths
    }


def test_every_mouse_has_its_own_line():
    volumes = study_volumes().sample(frac=1, random_state=1)
    drawn = mice_of(mouse_curves(volumes, ARMS))
    assert set(drawn) == {str(mouse) for mouse in volumes["mouse"]}
    own = study_volumes().query("mouse == 12")[["day", "volume_mm3"]]
    np.testing.assert_array_equal(drawn["12"], own)


def test_gaps_are_jumped():
    volumes = pd.DataFrame(
        {"mouse": 1, "arm": "VEH", "day": [0, 3, 7], "volume_mm3": [100, np.nan, 300]}
    )
    assert mice_of(mouse_curves(volumes, ARMS))["1"].tolist() == [[0, 100], [7, 300]]


def test_a_log_scale_leaves_zeros_out():
    volumes = pd.DataFrame(
        {"mouse": 1, "arm": "VEH", "day": [0, 3], "volume_mm3": [100.0, 0.0]}
    )
    drawn = mice_of(mouse_curves(volumes, ARMS, scale="log"))
    assert drawn["1"].tolist() == [[0, 100]]


@pytest.mark.parametrize(
    ("kind", "marker", "name"),
    [("ENDPOINT", "X", "Endpoint reached"), ("FOUND_DEAD", "P", "Found dead")],
)
def test_the_end_of_a_mouse_is_marked_on_its_line(kind, marker, name):
    endings = pd.DataFrame({"mouse": [4], "kind": [kind]})
    figure = mouse_curves(study_volumes(), ARMS, endings=endings)
    (mark,) = [
        line
        for line in figure.axes[0].get_lines()
        if line.get_marker() == marker and line.get_color() == style.INK
    ]
    assert (list(mark.get_xdata()), list(mark.get_ydata())) == ([3], [104 * 2.5])
    assert name in [text.get_text() for text in figure.texts]


def test_another_column_can_be_drawn():
    volumes = study_volumes().assign(relative_volume=2.0).drop(columns="volume_mm3")
    drawn = mice_of(mouse_curves(volumes, ARMS, value="relative_volume"))
    assert set(drawn["1"][:, 1]) == {2.0}


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_a_study_without_volumes_is_an_empty_figure(scale):
    figure = mouse_curves(study_volumes().iloc[:0], ARMS, scale=scale)
    assert mice_of(figure) == {}
    assert render.to_svg(figure).endswith("</svg>\n")


def test_lines_are_drawn_in_the_color_of_their_arm():
    svg = render.to_svg(mouse_curves(study_volumes(), ARMS))
    group = svg[svg.index(f'<g id="{style.mouse_gid(11)}"') :]
    assert "stroke: #0072b2" in group[: group.index("</g>")]
