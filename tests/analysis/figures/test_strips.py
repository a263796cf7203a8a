import numpy as np
import pandas as pd

from xenograft.analysis.figures import strips

ARMS = {"C": "Vehicle", "AB": "Defactinib + avutometinib"}
VALUES = pd.DataFrame(
    {"arm": ["C", "C", "AB", "AB"], "volume_mm3": [100.0, 120, 130, np.nan]}
)


def drawn():
    return strips.strips(VALUES, ARMS, y_label="Tumor volume (mm³)")


def texts(figure):
    own = [text for axes in figure.axes for text in axes.texts]
    return {text.get_text() for text in figure.texts + own}


def test_the_name_of_a_combination_stands_whole_in_two_lines():
    assert "Defactinib +\navutometinib" in texts(drawn())


def test_a_gap_is_no_mark():
    marks = [line for line in drawn().axes[0].lines if line.get_linestyle() == "None"]
    assert [len(line.get_ydata()) for line in marks if line.get_zorder() == 3] == [2, 1]
