import pytest

from tests.analysis.allocation.cohorts import document, mice
from xenograft.analysis import allocation
from xenograft.analysis.allocation import Refusal, sizes_for


def changed(place, part, name, value):
    units = mice(40)
    units[place][part][name] = value
    return units


REFUSED = [
    ({"count": 3, "arms": [(c, 1) for c in "ABCD"]}, "3 mice are fewer than 4 arms."),
    (
        {"units": changed(7, "values", "weight_g", None)},
        "The weight of M007 is missing.",
    ),
    (
        {"units": changed(7, "values", "weight_g", "heavy")},
        "The weight of M007 is “heavy”, which is no number.",
    ),
    (
        {
            "units": [
                {"id": f"{n:02}", "values": {"volume_mm3": "120.0"}, "levels": {}}
                for n in range(40)
            ],
            "numeric": ["volume_mm3"],
        },
        "Every volume is 120.0, so it cannot balance the arms. Check the values, or "
        "leave it out.",
    ),
    (
        {
            "units": [{**one, "levels": {"cage": "C1"}} for one in mice(40)],
            "factors": {"cage": "cap"},
        },
        "All are in one cage, C1, so it cannot be spread over the arms. Leave it out.",
    ),
    ({"arms": [("A", 40), ("B", 0)]}, "Arm B needs a planned count of 1 or more."),
    ({"arms": [("A", 40)]}, "A draw needs two or more arms with different codes."),
    (
        {"units": changed(3, "levels", "cage", "<b>C1</b>")},
        "The name “<b>C1</b>” cannot stand in the record of a draw; use letters, "
        "numbers and spaces.",
    ),
    ({"units": [*mice(39), mice(1)[0]]}, "M000 is in the list twice."),
    ({"arms": [("A", 30), ("B", 30)]}, "40 mice do not fill 60 places."),
    (
        {"units": changed(7, "levels", "sex", ""), "factors": {"sex": "even"}},
        "The sex of M007 is missing.",
    ),
    ({"method": "SERPENTINE"}, "There is no method SERPENTINE for a whole cohort."),
    (
        {"units": changed(0, "values", "volume_mm3", "-3")},
        "A volume is below 0. Check the values.",
    ),
    (
        {"numeric": [], "method": "RANK_BLOCK"},
        "This method needs the tumor volume of every mouse.",
    ),
    (
        {"numeric": [], "method": "COMPLETE", "arms": [("A", 10), ("B", 10)]},
        "A reserve by volume needs the tumor volume of every mouse.",
    ),
]


@pytest.mark.parametrize(("changes", "sentence"), REFUSED)
def test_what_cannot_be_drawn_is_refused_in_one_sentence(changes, sentence):
    with pytest.raises(Refusal) as refused:
        document(**changes)
    assert str(refused.value) == sentence


def test_a_stored_document_is_checked_again_at_the_draw():
    broken = {**document(), "method": "SERPENTINE"}
    with pytest.raises(Refusal, match="no method"):
        allocation.draw(broken, bytes(32))


def test_the_volume_comes_first_and_keeps_its_spread():
    volume, weight = document()["numeric"]
    assert volume == {"name": "volume_mm3", "role": "primary", "spread": 1}
    assert weight == {"name": "weight_g", "role": "secondary", "spread": 0}


def test_a_covariate_with_outliers_can_be_balanced_by_rank():
    assert document(ranked=["weight_g"])["numeric"][1]["scale"] == "rank"


def test_too_many_mice_leave_a_reserve():
    found = document(40, [("A", 15), ("B", 15)])
    assert found["reserve"] == {"rule": "NEAREST_MEDIAN", "size": 10}


@pytest.mark.parametrize(
    ("planned", "count", "sizes"),
    [
        ([10, 10, 10, 10], 38, [10, 10, 9, 9]),
        ([10, 10, 10, 10], 44, [10, 10, 10, 10]),
        ([20, 10], 29, [19, 10]),
        ([20, 10], 15, [10, 5]),
    ],
)
def test_arms_shrink_in_their_ratio_when_mice_are_few(planned, count, sizes):
    arms = list(zip("ABCD", planned, strict=False))
    assert [size for _, size in sizes_for(arms, count)] == sizes
