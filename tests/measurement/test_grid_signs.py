"""Clinical signs of the grid, and the limits that speak under its rows."""

import pytest
from django.utils import timezone

from tests import builders


def test_ulceration_and_body_condition_are_kept_once(bench):
    bench.save(u="2", c="2.5", z="|")
    bench.save(u="2", c="3", z="2|2.5")
    rows = bench.session.clinical_signs.values_list("sign", "grade")
    assert sorted((sign, float(grade)) for sign, grade in rows) == [
        ("BODY_CONDITION", 2.5),
        ("BODY_CONDITION", 3),
        ("ULCERATION", 2),
    ]


def test_a_sign_and_normal_for_the_rest_are_recorded(bench):
    builders.mouse(bench.study, 4)
    bench.client.post(
        bench.page_address,
        {
            "sign0-mouse": 3,
            "sign0-sign": "HUNCHED",
            "sign0-grade": "2",
            "rest-normal": "yes",
        },
    )
    rows = bench.session.clinical_signs.values_list("mouse__number", "sign")
    assert sorted(rows) == [(3, "HUNCHED"), (4, "NORMAL")]


def test_a_sign_says_where_and_the_same_sign_elsewhere_is_another(bench):
    sign = {"sign0-mouse": 3, "sign0-sign": "SWELLING", "sign0-grade": "2"}
    for place in ("left flank", "left flank", "right paw", ""):
        bench.client.post(bench.page_address, sign | {"sign0-body_site": place})
    rows = bench.session.clinical_signs.order_by("pk")
    assert list(rows.values_list("body_site", flat=True)) == ["left flank", "right paw"]


def test_a_weight_loss_is_said_with_and_without_the_tumor(bench, yesterday):
    builders.limits(bench.study)
    type(bench.study).objects.update(day_zero_on=yesterday)
    before = bench.study.sessions.create(held_on=yesterday, closed_at=timezone.now())
    tumor = bench.mouse.tumors.get()
    builders.weight(before, bench.mouse, "20.5")
    builders.measurement(before, tumor, "10", "10")
    assert bench.save(l="10", w="10", g="17").status_code == 302
    told = "19.5% lost without the tumor, 17.1% with it; the limit is 20%."
    assert told in bench.page()


def test_a_sign_of_an_unknown_mouse_is_named_and_the_grid_is_saved(bench):
    answer = bench.client.post(
        bench.page_address,
        bench.fields(l="12.4", w="10.1") | {"sign0-mouse": 77, "sign0-sign": "HUNCHED"},
    )
    assert "Mouse 77 is not on study that day." in bench.page(answer)
    assert len(bench.readings) == 1


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"l": "14", "w": "13.25"}, "<b>Approaching the volume limit.</b> 1,229 of"),
        ({"l": "17", "w": "13.5"}, "<b>Volume limit reached.</b> 1,549 of 1,500 mm³."),
        ({"l": "15", "w": "9"}, "<b>Approaching the diameter limit.</b> 15 of 20 mm."),
        ({"g": "18"}, "<b>Approaching the body-weight limit.</b> 18.2% lost"),
        ({"g": "17.4"}, "<b>Body-weight limit reached.</b> 20.9% lost"),
        ({"u": "3"}, "<b>Ulceration limit reached.</b> Grade 3; the limit is 3."),
        ({"c": "1.5"}, "<b>Body-condition limit reached.</b> Condition 1.5"),
        (
            {"l": "16", "w": "15.5", "g": "18.5"},
            "<b>Tumor-burden limit reached.</b> 10.4% of body weight",
        ),
    ],
)
def test_a_limit_speaks_under_the_row_after_saving(bench, yesterday, cells, sentence):
    builders.limits(bench.study)
    type(bench.study).objects.update(day_zero_on=yesterday)
    before = bench.study.sessions.create(held_on=yesterday, closed_at=timezone.now())
    builders.weight(before, bench.mouse, "22.0")
    assert bench.save(**cells).status_code == 302
    assert sentence in bench.page()
