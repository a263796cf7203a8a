import pandas as pd

from xenograft.analysis.figures.readout_points import readout_points


def test_the_bars_of_the_last_hour_are_inside_the_axes():
    arms = {1: "Vehicle", 2: "A", 3: "B", 4: "A and B"}
    rows = [(arm, 8, 8.1, value) for arm in arms for value in (90, 110)]
    readouts = pd.DataFrame(rows, columns=["arm", "hours", "after_hours", "value"])
    axes = readout_points(readouts, arms, y_label="p-FAK").axes[0]
    # A bar has one height; rules and ticks are placed in shares of the axes.
    bars = [line for line in axes.lines if list(line.get_ydata()) == [100, 100]]
    ends = [max(bar.get_xdata()) for bar in bars]
    assert len(ends) == len(arms)
    assert max(ends) <= axes.get_xlim()[1]
