from xenograft.analysis.figures import model_figures

GAP = (0.039, -0.006, "slower than expected")
LABEL = "Growth rate (per day)"


def row(name, estimate, position=None):
    ends = {"low": estimate - 0.01, "high": estimate + 0.01}
    return {"name": name, "estimate": estimate, "position": position, **ends}


ROWS = [row("Expected", 0.039), row("Observed", -0.006, 4)]


def words(figure):
    (axes,) = figure.axes
    return [text.get_text() for text in axes.texts]


def test_every_row_has_its_interval_at_its_own_height():
    (axes,) = model_figures.forest(ROWS, LABEL).axes
    ends = [
        (list(line.get_xdata()), list(line.get_ydata()))
        for line in axes.lines
        if len(line.get_xdata()) == 2 and line.get_linewidth() > 1
    ]
    expected = [
        ([one["low"], one["high"]], [2 - at, 2 - at]) for at, one in enumerate(ROWS)
    ]
    assert ends == expected


def test_a_gap_is_an_arrow_from_the_expected_to_the_observed_rate():
    (axes,) = model_figures.forest(ROWS, LABEL, gap=GAP).axes
    arrows = [one for one in axes.texts if getattr(one, "arrow_patch", None)]
    assert [(one.xyann[0], one.xy[0]) for one in arrows] == [
        (0.039, 0.039),
        (0.039, -0.006),
    ]
    assert "slower than expected" in words(axes.figure)


def test_without_a_gap_nothing_is_said():
    assert "slower than expected" not in words(model_figures.forest(ROWS, LABEL))
