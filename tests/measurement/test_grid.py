"""The measuring grid: one save keeps the good rows and loses nothing typed."""

import re

import pytest

from tests import builders
from tests.measurement.inputs import field
from xenograft.history.models import Change
from xenograft.measurement.models import BodyWeight, CaliperMeasurement


def test_a_reading_and_a_weight_are_saved_with_who_and_the_volume(bench, people):
    answer = bench.save(l="12,4", w=" 10.1 mm", g="+21.4 g")
    row = bench.session.caliper_measurements.get()
    assert answer.status_code == 302
    assert (str(row.length_mm), str(row.width_mm)) == ("12.40", "10.10")
    assert row.volume_mm3 == pytest.approx(632.462, abs=1e-9)
    assert row.measured_by == people["measurer"]
    assert str(bench.session.body_weights.get().weight_g) == "21.40"


BAD_CELLS = [
    ({"l": "abc", "w": "9"}, "Mouse 3 L: “abc” is not a number."),
    ({"l": "1_2", "w": "9"}, "Mouse 3 L: “1_2” is not a number."),
    ({"l": "١٢", "w": "9"}, "Mouse 3 L: “١٢” is not a number."),
    ({"l": "1e2", "w": "9"}, "Mouse 3 L: “1e2” is not a number."),
    ({"l": "9", "w": "-3"}, "Mouse 3 W: -3 is below 0."),
    ({"l": "12.345", "w": "9"}, "12.345: the caliper reads two decimals at most."),
    ({"l": "0", "w": "9"}, "L is 0 mm. Choose the state of the tumor instead."),
    ({"l": "9", "w": "0"}, "W is 0 mm. Choose the state of the tumor instead."),
    ({"l": "9", "w": ""}, "W is missing. Enter both L and W, or neither."),
    ({"l": "", "w": "9"}, "L is missing. Enter both L and W, or neither."),
    ({"l": "300", "w": "9"}, "L is 300 mm, over 30 mm. Check the decimal point"),
    ({"l": "9", "w": "30.1"}, "W is 30.1 mm, over 30 mm."),
    ({"l": "9", "s": "NOT_PALPABLE"}, "a tumor that is not palpable has no"),
    ({"s": "NOT_DONE"}, "Mouse 3: say why the tumor was not measured."),
    ({"s": "NOT_MEASURABLE"}, "Mouse 3: say why the tumor was not measured."),
    ({"s": "GONE"}, "Mouse 3: choose a state from the list."),
    ({"y": "ulcer"}, "Mouse 3: enter L and W, or choose a state."),
    ({"g": "heavy"}, "Mouse 3 weight: “heavy” is not a number."),
    ({"g": "214"}, "Mouse 3 weight: 214 g is not the weight of a mouse"),
]


@pytest.mark.parametrize(("cells", "sentence"), BAD_CELLS)
def test_a_bad_cell_keeps_what_was_typed_and_gets_one_sentence(bench, cells, sentence):
    page = bench.page(bench.save(**cells))
    names = bench.fields(**cells)
    assert sentence in page
    assert 'aria-invalid="true"' in page
    assert page.count('role="alert">') == 2  # the summary and the row
    for name, value in names.items():
        if not name.startswith("s-"):
            assert field(page, name) == value
    assert not CaliperMeasurement.objects.exists()
    assert not BodyWeight.objects.exists()


def test_one_save_keeps_the_good_rows_and_the_typed_value_of_the_bad_one(bench):
    good = builders.tumor(builders.mouse(bench.study, 4))
    answer = bench.client.post(
        bench.page_address,
        bench.fields(l="12.x", w="9", g="21")
        | {f"l-{good.pk}": "8", f"w-{good.pk}": 7},
    )
    page = bench.page(answer)
    assert "Saved 2 values. 1 row is not saved yet" in page
    assert field(page, f"l-{bench.tumor.pk}") == "12.x"
    assert field(page, f"l-{good.pk}") == "8.0"
    assert good.measurements.count() == 1
    assert str(bench.session.body_weights.get().weight_g) == "21.00"


def test_what_was_typed_cannot_run_in_the_page(bench):
    page = bench.page(bench.save(l="<script>alert(1)</script>", w="9"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize(
    ("cells", "row"),
    [
        ({"s": "NOT_PALPABLE"}, ("NOT_PALPABLE", None, "")),
        ({"s": "PALPABLE_BELOW_LOQ"}, ("PALPABLE_BELOW_LOQ", None, "")),
        (
            {"s": "NOT_MEASURABLE", "y": "ulcer"},
            ("NOT_MEASURABLE", None, "ulcer"),
        ),
        ({"s": "NOT_DONE", "y": "not found"}, ("NOT_DONE", None, "not found")),
    ],
)
def test_a_state_is_kept_without_diameters(bench, cells, row):
    bench.save(**cells)
    assert bench.readings == [row]


def test_a_wider_than_long_reading_is_kept_as_typed_with_a_notice(bench):
    bench.save(l="6.9", w="8.2")
    row = bench.session.caliper_measurements.get()
    page = bench.page()
    assert (str(row.length_mm), str(row.width_mm)) == ("6.90", "8.20")
    assert row.volume_mm3 == pytest.approx(195.201, abs=1e-9)
    assert "W is larger than L." in page
    assert "the volume uses the larger as length" in page


def test_the_same_form_sent_twice_adds_nothing(bench):
    bench.save(l="12.4", w="10.1", g="21.4", u="1", z="|")
    bench.save(l="12.4", w="10.1", g="21.4", u="1", z="|")
    assert len(bench.readings) == 1
    assert bench.session.body_weights.count() == 1
    assert bench.session.clinical_signs.count() == 1


def test_an_untouched_row_is_not_saved_again(bench):
    bench.save(l="12.4", w="10.1")
    base = bench.base()
    builders.measurement(bench.session, bench.tumor, "12.9", "10.1")
    bench.save(l="12.4", w="10.1", b=base)
    assert [length for _, length, _ in bench.readings] == ["12.40", "12.90"]


def test_a_cleared_cell_does_not_remove_a_saved_value(bench):
    bench.save(l="12.4", w="10.1")
    page = bench.page(bench.save(b=bench.base(), l="", w=""))
    assert "a saved value stays until another one is typed" in page
    assert len(bench.readings) == 1


def test_a_bilateral_mouse_has_two_rows_and_one_weight(bench):
    left = builders.tumor(bench.mouse, side="L")
    page = bench.page()
    assert f'name="l-{bench.tumor.pk}"' in page
    assert f'name="l-{left.pk}"' in page
    assert page.count(f'name="g-{bench.mouse.pk}"') == 1
    assert "Mouse 3 left length, mm" in page


def test_rows_come_by_cage_and_never_show_an_arm(bench):
    arm = builders.arm(bench.study, "Defactinib", bottle_code="QZ7X")
    draw = builders.randomization(bench.study)
    for number, cage in [(9, "C01"), (1, "C02"), (5, "C01")]:
        mouse = builders.mouse(bench.study, number)
        mouse.cage, _ = bench.study.cages.get_or_create(name=cage)
        mouse.save()
        builders.tumor(mouse)
        builders.assignment(draw, mouse, arm)
    page = bench.page()
    numbers = [int(n) for n in re.findall(r'role="rowheader"><b>(\d+)', page)]
    assert numbers == [5, 9, 1, 3]
    assert "Defactinib" not in page
    assert arm.bottle_code not in page


def test_saving_is_credited_in_the_history(bench, people):
    bench.save(l="12.4", w="10.1")
    change = Change.objects.of_row(bench.session.caliper_measurements.get()).get()
    assert change.person_id == people["measurer"].pk


def test_the_grid_of_many_mice_takes_few_queries(bench, django_assert_max_num_queries):
    post = {}
    for number in range(10, 60):
        tumor = builders.tumor(builders.mouse(bench.study, number))
        post |= {f"l-{tumor.pk}": "8", f"w-{tumor.pk}": "7", f"g-{tumor.mouse_id}": 21}
    with django_assert_max_num_queries(35):
        bench.client.post(bench.page_address, post)
    assert len(bench.readings) == 50
    with django_assert_max_num_queries(12):
        bench.client.get(bench.page_address)
