"""Every p and interval of a document is of a method whose errors were counted."""

from functools import lru_cache

import pytest

from tests.analysis.blocks.test_whole import rows_of
from xenograft.analysis import error_rates
from xenograft.analysis.blocks import lines
from xenograft.analysis.blocks.given import Given
from xenograft.analysis.blocks.warnings import RULES, _methods
from xenograft.analysis.blocks.whole import whole

DOSES = {
    "Control": "{}",
    "A": '{"a": 1}',
    "B": '{"b": 1}',
    "Combination": '{"a": 1, "b": 1}',
}
ENDS = ("p", "p_holm", "low", "high", "_low", "_high", "_p")


@lru_cache
def document():
    rows = rows_of("SW837")
    # The arms of the study by the part that they play.
    arm = rows["arm"].map(dict(zip(rows["arm"].unique(), DOSES, strict=True)))
    return whole(Given(rows.assign(arm=arm, agents=arm.map(DOSES))))


def numbers():
    """(block, table, quantity, row item) of each p and limit of the document."""
    for item in lines.items(document()):
        for name, value in item.row.items():
            if name.endswith(ENDS) and isinstance(value, float):
                yield item, name


def test_every_p_and_limit_is_of_a_counted_method():
    known = set(error_rates.counts()["method"])
    seen = set()
    for item, name in numbers():
        methods = [of for quantities, of in _methods(item) if name in quantities]
        place = (item.place["block"], item.place["table"], name)
        assert methods, place
        assert set(methods) <= known, place
        seen.add(place[:2])
    assert seen >= {place for place in RULES if place[0] != "survival"} - {
        ("sensitivity", "rows"),
    }


def test_each_warning_is_that_of_its_method_and_stands_at_its_numbers():
    found = document()["warnings"]
    assert found
    for one in found:
        assert one["said"] == error_rates.warning(one["method"])
    told = [line for line in lines.lines(document()) if line["warning"]]
    assert len(told) == sum(len(one["quantities"]) for one in found)


def test_a_ratio_of_medians_has_its_warning_in_the_lines():
    told = {
        line["quantity"]: line["warning"]
        for line in lines.lines(document())
        if line["item"] == "A TGI_MEDIAN" and line["table"] == "definitions"
    }
    assert "too wide" in told["low"]
    assert told["estimate"] == ""


@pytest.mark.parametrize(("events", "few"), [(1, ", few events"), (6, "")])
def test_tests_of_few_events_are_a_method_of_their_own(events, few):
    block = {
        "control": "C",
        "problem": "",
        "arms": [
            {"arm": "C", "n": 8, "n_events": 2, "low": None, "p": None},
            {"arm": "T", "n": 8, "n_events": events, "low": None, "p": 0.4},
        ],
    }
    found = lines.items({"time_to_volume": block})
    (row,) = [item for item in found if item.place["item"] == "T"]
    methods = {method for _, method in _methods(row)}
    expected = {"log-rank of two arms", "hazard ratio"}
    assert methods == {"median time"} | {name + few for name in expected}
