import math

import pandas as pd
import pytest

from xenograft.analysis.compliance import compliance, compliance_of_arms


def doses(mouse, *rows, arm="A"):
    names = ["status", "planned_mg", "actual_mg"]
    return pd.DataFrame(rows, columns=names).assign(mouse=mouse, arm=arm)


# DOMAIN 3.6: planned 5 x 0.56 mg; given 0.56, 0.56, 0.30, 0, 0.56 is 0.707.
WORKED = [
    ("GIVEN", 0.56, 0.56),
    ("GIVEN", 0.56, 0.56),
    ("PARTIAL", 0.56, 0.30),
    ("MISSED", 0.56, 0),
    ("GIVEN", 0.56, 0.56),
]


def of_one(*rows):
    return compliance(doses(1, *rows), ["mouse"]).iloc[0]


def test_the_worked_example_of_one_mouse():
    row = of_one(*WORKED)
    assert row["adherence"] == pytest.approx(1.98 / 2.80)
    assert row["adherence"] == pytest.approx(0.707, abs=0.0005)
    assert (row["due_count"], row["given_count"], row["missed_count"]) == (5, 3, 1)


def test_a_dose_withheld_lowers_the_intensity_alone():
    row = of_one(("GIVEN", 1, 1), ("WITHHELD", 1, 0))
    assert (row["adherence"], row["intensity"]) == (1, 0.5)


def test_a_dose_of_which_nobody_told_is_counted_and_in_no_sum():
    row = of_one(*WORKED, ("OVERDUE", None, None))
    assert row["adherence"] == pytest.approx(1.98 / 2.80)
    assert (row["due_count"], row["overdue_count"]) == (6, 1)


def test_a_mouse_with_overdue_doses_only_has_no_adherence():
    assert math.isnan(of_one(("OVERDUE", None, None))["adherence"])


def test_what_is_not_due_makes_no_row():
    assert compliance(doses(1, ("PLANNED", 1, None)), ["mouse"]).empty


def test_an_arm_has_the_median_and_the_range_of_its_mice():
    frame = pd.concat(
        [
            doses(1, ("GIVEN", 1, 1)),
            doses(2, ("PARTIAL", 1, 0.8)),
            doses(3, ("MISSED", 1, 0)),
            doses(4, ("OVERDUE", None, None)),
        ]
    )
    per_mouse = compliance(frame, ["arm", "mouse"])
    (row,) = compliance_of_arms(per_mouse, ["arm"], least=0.8).to_dict("records")
    spread = [row[f"adherence_{name}"] for name in ("median", "min", "max")]
    assert (row["mice_count"], spread, row["reached_count"]) == (3, [0.8, 0, 1], 2)
    assert (row["missed_count"], row["overdue_count"]) == (1, 0)
