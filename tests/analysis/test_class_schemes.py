import pandas as pd
import pytest

from tests.analysis import response_rules
from tests.analysis.test_encyclopedia import curves
from xenograft.analysis import class_schemes, growth

WITNESSES = {
    class_schemes.RC_35: response_rules.rc_35,
    class_schemes.PDXNET: response_rules.pdxnet,
    class_schemes.PPTP: response_rules.pptp,
}


def classed(*volumes, start=250, days=(7, 14, 21, 28)):
    """The classes of one mouse that starts at `start`."""
    own = {"day": [0, *days], "volume_mm3": [start, *volumes]}
    frame = pd.DataFrame({"mouse": 1, **own}).dropna()
    return class_schemes.by_scheme(growth.since_baseline(frame)).loc[1]


@pytest.mark.parametrize(
    ("volumes", "scheme", "expected"),
    [
        ((250, 250, 160, 300), class_schemes.RC_35, "PR"),
        ((250, 250, 337.5, 300), class_schemes.RC_35, "SD"),
        ((250, 250, 340, 100), class_schemes.RC_35, "PD"),
        ((250, 250, 12.5, 300), class_schemes.PDXNET, "CR"),
        ((250, 250, 175, 300), class_schemes.PDXNET, "PR"),
        ((250, 250, 300, 300), class_schemes.PDXNET, "SD"),
        ((250, 250, 301, 300), class_schemes.PDXNET, "PD"),
        ((250, 120, 90, 80), class_schemes.PPTP, "MCR"),
        ((250, 90, 300, 900), class_schemes.PPTP, "CR"),
        ((250, 125, 300, 900), class_schemes.PPTP, "PR"),
        ((250, 200, 300, 312.5), class_schemes.PPTP, "SD"),
        ((250, 200, 300, 313), class_schemes.PPTP, "PD"),
        ((250, 200, 100, 40), class_schemes.GAO, "mPR"),
    ],
)
def test_a_class_is_that_of_its_published_rule(volumes, scheme, expected):
    assert classed(*volumes)[scheme] == expected


@pytest.mark.parametrize("scheme", [class_schemes.RC_35, class_schemes.PDXNET])
def test_a_mouse_that_left_before_day_21_is_not_evaluable(scheme):
    assert classed(100, 90, days=(7, 14))[scheme] == "NE"


def test_pptp_says_nothing_of_a_tumor_that_started_small():
    assert classed(60, 40, 30, 20, start=150)[class_schemes.PPTP] == "NE"


def test_pptp_reads_to_day_42():
    long = {"days": (20, 40, 60)}
    assert classed(200, 260, 2000, **long)[class_schemes.PPTP] == "SD"


def test_the_strict_classes_do_not_count_day_10():
    found = classed(10, 250, 250, days=(10, 14, 21))
    assert found[class_schemes.GAO] == "mSD"


def test_mice_without_a_class_count_as_not_evaluable():
    arms = pd.Series({1: "A", 2: "A"})
    classes = class_schemes.by_scheme(
        growth.since_baseline(
            pd.DataFrame({"mouse": 1, "day": [0, 21], "volume_mm3": [250.0, 100]})
        )
    )
    rows = {row["scheme"]: row for row in class_schemes.counts(classes, arms)}
    own = rows[class_schemes.RC_35]
    assert (own["PR"], own["NE"], own["n"]) == (1, 1, 2)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", WITNESSES)
def test_classes_of_the_encyclopedia_are_those_of_the_plain_rules(scheme):
    volumes = curves()
    found = class_schemes.by_scheme(volumes)[scheme]
    expected = {
        mouse: WITNESSES[scheme](
            own["day"].tolist(), own["volume_mm3"].tolist(), own["baseline_mm3"].iloc[0]
        )
        for mouse, own in volumes.sort_values("day").groupby("mouse")
        if own["baseline_mm3"].iloc[0] >= 13.5
    }
    assert len(expected) > 3000
    assert found.loc[list(expected)].to_dict() == expected
