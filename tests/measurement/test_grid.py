"""The measuring grid: one save keeps the good rows and loses nothing typed."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders
from xenograft.history.models import Change
from xenograft.measurement.models import BodyWeight, CaliperMeasurement


def field(page, name):
    """The value of an input of the page."""
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


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


def test_a_changed_value_is_asked_about_and_not_lost(bench):
    bench.save(l="12.4", w="10.1")
    page = bench.page(bench.save(l="14.2", w="10.1", b=bench.base()))
    assert "Mouse 3 is saved as 12.4 × 10.1 mm" in page
    assert "by measurer" in page
    assert field(page, f"l-{bench.tumor.pk}") == "14.2"
    assert len(bench.readings) == 1


def test_the_answer_second_reading_keeps_both(bench):
    bench.save(l="12.4", w="10.1")
    bench.save(l="14.2", w="10.1", b=bench.base(), k="again")
    assert [length for _, length, _ in bench.readings] == ["12.40", "14.20"]
    assert "Read before: 12.4 × 10.1 mm, 632 mm³" in bench.page()


def test_the_answer_correct_replaces_it_and_the_history_keeps_the_old(bench):
    bench.save(l="12.4", w="10.1", g="21.4")
    weight = bench.session.body_weights.get()
    bench.save(
        l="14.2", w="10.1", b=bench.base(), k="typo",
        g="24.1", h=f"{weight.pk}.1|21.4", q="typo",
    )  # fmt: skip
    page = bench.page()
    assert [length for _, length, _ in bench.readings] == ["14.20"]
    assert '<s class="was">12.4 × 10.1 mm</s>' in page
    assert '<s class="was">21.4 g</s>' in page
    assert "Typing error, corrected in the session" in page


def test_the_answer_keep_drops_what_was_typed(bench):
    bench.save(l="12.4", w="10.1")
    bench.save(l="14.2", w="10.1", b=bench.base(), k="theirs")
    assert [length for _, length, _ in bench.readings] == ["12.40"]


def test_a_form_left_open_while_another_person_saved_shows_both(bench, other):
    bench.save(other, l="12.4", w="10.1", g="21.4")
    page = bench.page(bench.save(l="13.0", w="10.1", g="22.5"))
    assert "Mouse 3 is saved as 12.4 × 10.1 mm" in page
    assert "Mouse 3 weight is saved as 21.4 g" in page
    assert "by director" in page
    assert "while your form was open" in page
    assert field(page, f"l-{bench.tumor.pk}") == "13.0"
    assert field(page, f"g-{bench.mouse.pk}") == "22.5"
    base = field(page, f"b-{bench.tumor.pk}")
    bench.save(l="13.0", w="10.1", b=base, k="again")
    assert [length for _, length, _ in bench.readings] == ["12.40", "13.00"]


def test_an_answer_given_before_the_other_value_was_shown_does_not_count(bench, other):
    bench.save(l="12.4", w="10.1")
    base = bench.base()
    bench.save(other, l="12.8", w="10.1", b=base, k="typo", v="Misread")
    page = bench.page(bench.save(l="13.0", w="10.1", b=base, k="typo"))
    assert "Mouse 3 is saved as 12.8 × 10.1 mm" in page
    assert [length for _, length, _ in bench.readings] == ["12.80"]


def test_two_people_with_the_same_values_merge_silently(bench, other):
    bench.save(other, l="12.4", w="10.1")
    assert bench.save(l="12.4", w="10.1").status_code == 302
    assert len(bench.readings) == 1


def test_one_person_sizes_and_another_weighs_without_a_question(bench, other):
    bench.save(other, l="12.4", w="10.1")
    assert bench.save(g="21.4").status_code == 302
    assert len(bench.readings) == bench.session.body_weights.count() == 1


def test_a_second_reading_with_equal_values_can_be_asked_for(bench):
    bench.save(l="12.4", w="10.1")
    page = bench.page(bench.client.get(bench.page_address + f"?again={bench.tumor.pk}"))
    assert field(page, f"l-{bench.tumor.pk}") == ""
    assert f'name="k-{bench.tumor.pk}" value="again"' in page
    again = {"l": "12.4", "w": "10.1", "b": bench.base(), "k": "again"}
    bench.save(**again)
    bench.save(**again)
    assert len(bench.readings) == 2


def test_a_cleared_cell_does_not_remove_a_saved_value(bench):
    bench.save(l="12.4", w="10.1")
    page = bench.page(bench.save(b=bench.base(), l="", w=""))
    assert "a saved value stays until another one is typed" in page
    assert len(bench.readings) == 1


def test_a_value_after_the_mouse_left_is_refused_and_kept_in_sight(bench, yesterday):
    bench.mouse.disposition = builders.models.Disposition.objects.create(
        mouse=bench.mouse, left_on=yesterday, reason="FOUND_DEAD"
    )
    page = bench.page(bench.save(l="12.4", w="10.1", g="21"))
    assert f"Mouse 3 left the study on {yesterday:%-d %b %Y}." in page
    assert field(page, f"l-{bench.tumor.pk}") == "12.4"
    assert not bench.readings


def test_a_mouse_that_has_left_is_not_on_the_grid(bench, yesterday):
    builders.models.Disposition.objects.create(
        mouse=bench.mouse, left_on=yesterday, reason="FOUND_DEAD"
    )
    assert f'name="l-{bench.tumor.pk}"' not in bench.page()


def test_a_mouse_can_be_measured_on_the_day_it_leaves(bench):
    builders.models.Disposition.objects.create(
        mouse=bench.mouse, left_on=bench.today, reason="TUMOR_SIZE"
    )
    bench.save(l="12.4", w="10.1")
    assert len(bench.readings) == 1


def test_a_value_before_the_implant_is_refused(bench):
    bench.tumor.implanted_on = bench.today + dt.timedelta(days=1)
    bench.tumor.save()
    page = bench.page(bench.save(l="12.4", w="10.1"))
    assert "Mouse 3 was implanted on" in page
    assert field(page, f"l-{bench.tumor.pk}") == "12.4"
    assert not bench.readings


def test_a_mouse_of_another_study_is_refused_and_named_by_its_values(bench):
    stranger = builders.tumor(builders.mouse(builders.study("OTHER-1")))
    answer = bench.client.post(
        bench.page_address,
        {
            f"l-{stranger.pk}": "12.4",
            f"w-{stranger.pk}": "10.1",
            f"g-{stranger.mouse_id}": "20",
        },
    )
    page = bench.page(answer)
    assert "“12.4 × 10.1” was typed for a mouse that is not in OVX-014" in page
    assert "“20” was typed for a mouse that is not in OVX-014" in page
    assert not CaliperMeasurement.objects.exists()
    assert not BodyWeight.objects.exists()


def test_a_session_closed_meanwhile_keeps_what_was_typed(bench):
    bench.session.closed_at = timezone.now()
    bench.session.save()
    page = bench.page(bench.save(l="12.4", w="10.1", g="21.4"))
    assert "This session was closed." in page
    assert field(page, f"l-{bench.tumor.pk}") == "12.4"
    assert field(page, f"g-{bench.mouse.pk}") == "21.4"
    assert not bench.readings


def test_a_study_locked_meanwhile_keeps_what_was_typed(bench):
    bench.study.locked_at = timezone.now()
    bench.study.save()
    page = bench.page(bench.save(l="12.4", w="10.1"))
    assert "OVX-014 is locked." in page
    assert field(page, f"l-{bench.tumor.pk}") == "12.4"


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


def test_previous_values_are_not_shown_before_the_new_one_is_saved(bench, yesterday):
    before = bench.study.sessions.create(held_on=yesterday, closed_at=timezone.now())
    builders.measurement(before, bench.tumor, "11.0", "10.0")
    assert ">550" not in bench.page()
    bench.save(l="12.0", w="10.0")
    page = bench.page()
    assert "550 <small>" in page
    assert ">+9%<" in page


@pytest.mark.parametrize(
    ("zero_days_ago", "said"), [(17, "D16"), (-3, "D−4"), (None, "I+24")]
)
def test_a_previous_value_says_the_day_of_the_study(bench, zero_days_ago, said):
    yesterday = bench.today - dt.timedelta(days=1)
    if zero_days_ago is not None:
        bench.study.day_zero_on = bench.today - dt.timedelta(days=zero_days_ago)
        bench.study.save()
    bench.tumor.implanted_on = yesterday - dt.timedelta(days=24)
    bench.tumor.save()
    before = bench.study.sessions.create(held_on=yesterday, closed_at=timezone.now())
    builders.measurement(before, bench.tumor, "11.0", "10.0")
    bench.save(l="12.0", w="10.0")
    assert f">550 <small>{said}</small><" in bench.page()


@pytest.mark.parametrize(
    ("setting", "shown"), [("ALWAYS", (True, True)), ("NEVER", (False, False))]
)
def test_a_study_may_show_previous_values_always_or_never(
    bench, yesterday, setting, shown
):
    builders.bench_rules(bench.study, previous_values=setting)
    before = bench.study.sessions.create(held_on=yesterday, closed_at=timezone.now())
    builders.measurement(before, bench.tumor, "11.0", "10.0")
    unread = "550 <small>" in bench.page()
    bench.save(l="12.0", w="10.0")
    assert (unread, "550 <small>" in bench.page()) == shown
    address = f"/api/studies/OVX-014/sessions/{bench.today}/"
    tumor = bench.client.get(address).json()["rows"][0]["tumors"][0]
    assert (tumor["previous"] == "550") == shown[1]


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


def test_a_day_without_a_session_is_not_found(bench):
    for date in ["2020-01-01", "20200101", "2020-13-45", "today"]:
        address = reverse("measurement:session", args=["OVX-014", date])
        assert bench.client.get(address).status_code == 404
