import pandas as pd

from xenograft.analysis.figures.readout_points import readout_points

COLUMNS = ["arm", "mouse", "hours", "after_hours", "value"]


def test_a_mouse_read_twice_counts_once_in_the_mean():
    rows = [(1, 7, 8, 8.0, 50), (1, 7, 8, 8.0, 70), (1, 9, 8, 8.0, 100)]
    readouts = pd.DataFrame(rows, columns=COLUMNS)
    axes = readout_points(readouts, {1: "Vehicle"}, y_label="p-FAK").axes[0]
    # Of 60 and 100; the mean of the three readouts would be 73.
    levels = [
        list(line.get_ydata()) for line in axes.lines if len(line.get_ydata()) == 2
    ]
    assert [80, 80] in levels and [220 / 3, 220 / 3] not in levels


def test_the_bars_of_the_last_hour_are_inside_the_axes():
    arms = {1: "Vehicle", 2: "A", 3: "B", 4: "A and B"}
    rows = [(arm, value, 8, 8.1, value) for arm in arms for value in (90, 110)]
    readouts = pd.DataFrame(rows, columns=COLUMNS)
    axes = readout_points(readouts, arms, y_label="p-FAK").axes[0]
    # A bar has one height; rules and ticks are placed in shares of the axes.
    bars = [line for line in axes.lines if list(line.get_ydata()) == [100, 100]]
    ends = [max(bar.get_xdata()) for bar in bars]
    assert len(ends) == len(arms)
    assert max(ends) <= axes.get_xlim()[1]
