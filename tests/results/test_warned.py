"""Warnings of a page: few words in the field's own, the numbers folded away."""

from xenograft.results import warned

PLACE = {"block": "combinations", "combination": "AB", "table": "by_day"}


def told(method, item, day, short="the interval is a little narrow"):
    about = {"quantities": ["low"], "method": method, "said": "Held in 92%."}
    return {**PLACE, "item": item, "day": day, **about, "short": short}


def document(*told_ones):
    rows = [{"reference": "Bliss", "day": 7, "low": 1}, {"reference": "HSA", "day": 9}]
    return {
        "combinations": [{"both": "AB", "by_day": rows}],
        "warnings": list(told_ones),
    }


def test_one_line_for_each_kind_names_what_it_is_said_of():
    found = document(
        told("Bliss on rates, 3 days", "Bliss", 7),
        told("HSA on rates, 5 days", "HSA", 9),
    )
    warned.mark(found)
    (block,) = found["combinations"]
    expected = "Bliss (3 days of values), HSA (5 days of values)"
    assert block["warned_brief"] == [("the interval is a little narrow", expected)]
    assert block["by_day"][0]["warned"] == {"low": "the interval is a little narrow"}


def test_a_result_of_before_has_its_whole_sentence():
    one = told("Bliss on rates, 3 days", "Bliss", 7)
    del one["short"]
    found = document(one)
    warned.mark(found)
    assert found["combinations"][0]["warned_brief"][0][0] == "Held in 92%"
