import pytest
from django.http import QueryDict

from xenograft.results import forms
from xenograft.results.forms import Options

ARMS = {1: "Vehicle", 2: "Defactinib", 3: "Avutometinib"}


def read(query):
    options, _, notes = forms.read(QueryDict(query), ARMS)
    return options, notes


def test_an_address_without_a_query_shows_the_means_of_all_arms():
    assert read("") == (
        Options(
            fig="mean",
            scale="linear",
            x="zero",
            tumor="in",
            err="sem",
            leave="STOP_AT_FRACTION",
            event="4x",
            lines="on",
            arms=(),
        ),
        [],
    )


@pytest.mark.parametrize("query", ["arms=3,1", "arms=3&arms=1", "arms=1,3,3"])
def test_arms_are_read_from_a_list_or_from_ticks(query):
    assert read(query)[0].arms == (1, 3)


def test_all_arms_ticked_is_the_same_as_none_named():
    assert read("arms=1&arms=2&arms=3")[0].arms == ()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("fig=spider", "“spider” is not a figure."),
        ("scale=cubic", "“cubic” is not a scale."),
        ("err=ci", "“ci” is not an error bar."),
        ("leave=GUESS", "“GUESS” is not a rule for mice that leave."),
        ("lines=some", "“some” is not a choice of limit lines."),
        ("arms=9", "“9” is not an arm of this study."),
        ("arms=x", "“x” is not an arm of this study."),
    ],
)
def test_an_unknown_value_falls_back_and_is_named_in_a_sentence(query, sentence):
    options, notes = read(query)
    assert options == Options()
    assert notes == [f"{sentence} The usual choice is shown."]


def test_what_is_known_stays_beside_what_is_not():
    options, notes = read("fig=mice&scale=cubic&arms=2")
    assert options == Options(fig="mice", arms=(2,))
    assert len(notes) == 1


@pytest.mark.parametrize(
    "options",
    [
        Options(),
        Options("mice", "log", err="sd", leave="LOCF", lines="off", arms=(1, 3)),
        Options(scale="relative", arms=(2,)),
        Options("weight", tumor="off"),
    ],
)
def test_the_query_of_a_choice_reads_as_that_choice(options):
    assert read(options.query()) == (options, [])


def test_a_link_changes_one_thing_only():
    assert Options(fig="mice", arms=(1, 2)).query(scale="log") == (
        "fig=mice&scale=log&arms=1,2"
    )
