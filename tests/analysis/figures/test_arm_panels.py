import pandas as pd
import pytest

from tests.analysis.figures.frames import ARMS, study_volumes
from xenograft.analysis.figures import style
from xenograft.analysis.figures.arm_panels import arm_panels
from xenograft.analysis.figures.mouse_curves import MouseLines


def mice_of(axes):
    (lines,) = [artist for artist in axes.artists if isinstance(artist, MouseLines)]
    return {int(style.mouse_of_gid(gid)) for gid, _ in lines.paths}


def gray_of(axes):
    (gray,) = [line for line in axes.lines if line.get_color() == style.SOFT]
    return gray


def titles(figure):
    return [
        text.get_text().replace("\n", " ")
        for text in figure.texts
        if text.get_weight() == "bold"
    ]


def test_each_arm_has_a_panel_with_its_own_mice():
    figure = arm_panels(study_volumes(), ARMS)
    volumes = study_volumes()
    assert titles(figure) == list(ARMS.values())
    for axes, arm in zip(figure.axes, ARMS, strict=True):
        assert mice_of(axes) == set(volumes[volumes["arm"] == arm]["mouse"])


def test_the_mice_of_other_arms_are_gray_and_not_joined():
    axes = arm_panels(study_volumes(), ARMS).axes[0]
    other = study_volumes().query("arm != 'VEH'")
    days = pd.Series(gray_of(axes).get_xdata())
    assert days.notna().sum() == len(other)
    assert days.isna().sum() == other["mouse"].nunique() - 1


def test_panels_share_their_axes():
    figure = arm_panels(study_volumes(), ARMS)
    assert len({axes.get_ylim() for axes in figure.axes}) == 1
    assert len({axes.get_xlim() for axes in figure.axes}) == 1


@pytest.mark.parametrize(("width_mm", "rows"), [(218, 1), (89, 2)])
def test_panels_stand_in_rows_that_stay_readable(width_mm, rows):
    figure = arm_panels(study_volumes(), ARMS, width_mm=width_mm)
    assert len({axes.get_position().y0 for axes in figure.axes}) == rows


def test_an_arm_without_values_has_no_panel():
    figure = arm_panels(study_volumes().query("arm != 'DEF'"), ARMS)
    assert titles(figure) == ["Vehicle", "Defactinib + avutometinib"]


def test_a_study_with_one_arm_has_no_gray_mice():
    figure = arm_panels(study_volumes().query("arm == 'VEH'"), ARMS)
    assert len(gray_of(figure.axes[0]).get_xdata()) == 0
