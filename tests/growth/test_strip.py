from xenograft.growth.strip import MARGIN, WIDTH, Strip

STRIP = Strip({"1": 0, "2": 100, "3": 200}, (100, 150), {"1", "3"})
PLACES = {name: place for name, place, _ in STRIP.dots}


def test_volumes_lie_between_the_margins_in_proportion():
    assert PLACES["1"] == MARGIN
    assert PLACES["3"] < WIDTH - MARGIN
    assert PLACES["3"] - PLACES["2"] == PLACES["2"] - PLACES["1"]


def test_the_dots_of_mice_that_are_not_eligible_are_open():
    assert [name for name, _, is_open in STRIP.dots if is_open] == ["1", "3"]


def test_the_window_starts_where_a_volume_at_its_edge_lies():
    assert STRIP.window["x"] == PLACES["2"]


def test_ticks_are_few_and_start_at_zero():
    labels = [label for label, _ in STRIP.ticks]
    assert labels == ["0", "50", "100", "150", "200"]


def test_without_a_mouse_the_window_is_still_drawn():
    assert Strip({}, (100, 150)).window["width"] > 0
