from pathlib import Path

import pandas as pd
import pytest

from xenograft.analysis import error_rates

METHODS = sorted(error_rates.counts()["method"].unique())
TEXT = (Path(__file__).resolve().parents[2] / "docs" / "methods.md").read_text()


@pytest.fixture
def counted(monkeypatch):
    """A table of one method "M": what was counted of the usual and the small spread."""

    def put(usual, small):
        names = ("tests", "below", "intervals", "holding")
        rows = [
            {"spread": spread, "method": "M", **dict(zip(names, of, strict=True))}
            for spread, of in (("usual", usual), ("small", small))
        ]
        monkeypatch.setattr(error_rates, "counts", lambda: pd.DataFrame(rows))
        return error_rates.warning.__wrapped__("M")

    return put


@pytest.mark.parametrize("method", METHODS)
def test_the_row_of_the_methods_is_that_of_the_table(method):
    assert error_rates.row_of_methods(method) in TEXT


def test_a_share_within_its_noise_has_no_warning(counted):
    # 2.58 standard errors of 5 % of 1,000 tests are 17.8 tests.
    assert counted((1000, 67, 1000, 933), (1000, 33, 1000, 967)) == ""


def test_a_p_below_five_percent_too_often_is_said(counted):
    said = counted((1000, 69, 0, 0), (1000, 50, 0, 0))
    assert said.startswith("p was below 0.05 in 6.9% of drawn studies")


def test_a_p_below_five_percent_too_seldom_is_called_cautious(counted):
    said = counted((1000, 30, 0, 0), (1000, 50, 0, 0))
    assert "only 3.0% of drawn studies" in said
    assert "cautious" in said


@pytest.mark.parametrize(("holding", "word"), [(929, "narrow"), (971, "wide")])
def test_an_interval_that_holds_outside_93_to_97_percent_is_said(
    counted, holding, word
):
    said = counted((0, 0, 1000, holding), (0, 0, 1000, 950))
    assert f"{holding / 10:.1f}% of drawn studies: too {word}" in said


def test_what_fails_with_the_small_spread_alone_is_said_too(counted):
    said = counted((1000, 50, 1000, 950), (1000, 90, 1000, 950))
    assert "9.0% of drawn studies" in said


@pytest.mark.parametrize("method", METHODS)
def test_every_warning_has_its_few_words(method):
    said = error_rates.short(method)
    assert bool(said) == bool(error_rates.warning(method))
    assert len(said) < 70


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("Bliss on rates, 3 days", ("Bliss", "3")),
        ("hazard ratio, few events", ("hazard ratio with few events", "")),
        ("TGI_MEDIAN", ("TGI and T/C of medians", "")),
    ],
)
def test_a_method_is_called_in_the_words_of_the_field(method, name):
    assert error_rates.named(method) == name


# Page -> the methods of the intervals and p that it shows.
OTHER_PAGES = {
    "curves": [error_rates.OF_CURVE],
    "overview": ["TGI_DELTA"],
    "board of limits": [error_rates.OF_LIMIT],
    "randomization test": [error_rates.OF_REDRAWS],
    "target engagement": [
        *(error_rates.OF_READOUTS, error_rates.OF_TWICE, error_rates.OF_ONE_BATCH)
    ],
}


@pytest.mark.parametrize("page", OTHER_PAGES)
def test_what_other_pages_show_is_counted(page):
    assert set(OTHER_PAGES[page]) <= set(METHODS)


@pytest.mark.parametrize("page", ["overview", "board of limits"])
def test_pages_without_a_place_for_a_warning_show_what_needs_none(page):
    assert not any(error_rates.warning(method) for method in OTHER_PAGES[page])


def test_no_name_of_a_method_is_a_code():
    for method in METHODS:
        assert "_" not in error_rates.named(method)[0]


@pytest.mark.parametrize(
    ("events", "arms", "name"), [(7, 2, ", few events"), (8, 2, "")]
)
def test_few_events_are_fewer_than_four_an_arm(events, arms, name):
    assert error_rates.few(events, arms) == name
