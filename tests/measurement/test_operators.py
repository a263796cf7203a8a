import pytest

from tests import builders


@pytest.fixture
def others(bench):
    """Four mice more, and a colleague who has read all of them."""
    colleague = builders.person("okafor", first_name="M.", last_name="Okafor")
    tumors = [bench.tumor]
    tumors += [builders.tumor(builders.mouse(bench.study, n)) for n in range(4, 7)]
    for place, tumor in enumerate(tumors):
        side = f"{8 + place / 10:.1f}"
        builders.measurement(bench.session, tumor, side, side, measured_by=colleague)
    return tumors


def test_a_second_person_is_warned_of_before_the_draw(bench, others):
    page = bench.page()
    assert "A second person at this session." in page
    assert "M. Okafor (4) read tumors of this session." in page


def test_after_the_draw_nobody_is_warned(bench, others):
    builders.randomization(bench.study)
    assert "A second person" not in bench.page()


def test_the_first_person_is_not_warned(bench):
    bench.save(l="12.4", w="10.1")
    assert "A second person" not in bench.page()


def test_the_session_says_how_far_two_people_agree(bench, others, people):
    for place, tumor in enumerate(others):
        side = f"{8.2 + place / 10:.1f}"
        builders.measurement(
            bench.session, tumor, side, side, measured_by=people["measurer"]
        )
    page = bench.page()
    assert "M. Okafor: 4 tumors" in page
    assert "M. Okafor and measurer both read 4 tumors: the volumes of measurer" in page
    assert "differ by +8% on average, and the next tumor by +7% to +8% in 95%." in page
