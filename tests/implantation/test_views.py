import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders
from xenograft.implantation.models import Cage, Mouse, Tumor

RANGE = {
    "first_number": 1,
    "last_number": 6,
    "first_cage": "C01",
    "mice_per_cage_count": 4,
    "ear_marks": "none, L, R, LR",
    "sex": "F",
    "born_on": "2026-08-30",
    "strain": "NSG",
    "source": "in house",
    "lines": "",
}


def add(client, **typed):
    return client.post(reverse("implantation:add", args=["OVX-014"]), RANGE | typed)


def text(answer):
    return answer.content.decode()


def test_mice_are_added_with_their_cages_and_marks(measurer, study):
    add(measurer)
    rows = study.mice.values_list("number", "cage__name", "ear_mark", "sex", "strain")
    assert list(rows) == [
        (1, "C01", "", "F", "NSG"),
        (2, "C01", "L", "F", "NSG"),
        (3, "C01", "R", "F", "NSG"),
        (4, "C01", "LR", "F", "NSG"),
        (5, "C02", "", "F", "NSG"),
        (6, "C02", "L", "F", "NSG"),
    ]


def test_a_pasted_list_wins_over_the_numbers(measurer, study):
    add(measurer, lines="17, B2, R, 900012345678901")
    assert list(study.mice.values_list("number", "cage__name", "rfid")) == [
        (17, "B2", "900012345678901")
    ]


def test_a_number_in_use_is_named_and_nothing_is_added(measurer, study):
    builders.mouse(study, 3)
    page = text(add(measurer))
    assert "Mouse 3 is in OVX-014 already. Nothing was added" in page
    assert 'value="in house"' in page
    assert study.mice.count() == 1


def test_sending_the_form_twice_adds_nothing_the_second_time(measurer, study):
    add(measurer)
    page = text(add(measurer))
    assert "Mouse 1 and 5 more are in OVX-014 already." in page
    assert study.mice.count() == 6


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"lines": "4\n4"}, "Mouse 4 is in the list twice. Nothing was added."),
        (
            {"lines": "4,,,900012345678901\n5,,,900012345678901"},
            "RFID tag 900012345678901 is in the list twice. Nothing was added.",
        ),
        ({"lines": "four\nfive"}, "Line 2: “five” is not a mouse number."),
        ({"last_number": ""}, "Enter both numbers, or paste a list below."),
        ({"first_number": 9}, "6 is below 9. Enter both again."),
        ({"last_number": 9000}, "At most 2,000 mice can be added at once."),
        ({"born_on": "2999-01-01"}, "1 Jan 2999 is in the future."),
    ],
)
def test_bad_input_gets_one_sentence_and_adds_nothing(measurer, typed, sentence):
    assert sentence in text(add(measurer, **typed))
    assert not Mouse.objects.exists()


def test_a_tag_of_another_mouse_is_named(measurer, study):
    builders.mouse(study, 40, rfid="900012345678901")
    page = text(add(measurer, lines="4,,,900012345678901"))
    assert "RFID tag 900012345678901 belongs to Mouse 40. Nothing was added." in page


def test_a_locked_study_takes_no_mice(measurer, study):
    study.locked_at = timezone.now()
    study.save()
    assert "OVX-014 is locked." in text(add(measurer))
    assert not Mouse.objects.exists()


def test_the_list_shows_each_mouse_with_its_last_volume(measurer, study):
    mouse = builders.mouse(study, 3, cage=builders.cage(study, "C07"), ear_mark="LR")
    tumor = builders.tumor(mouse)
    builders.measurement(builders.session(study, 0), tumor, "6.0", "6.0")
    builders.measurement(builders.session(study, 2), tumor, "7.0", "6.0")
    builders.disposition(builders.mouse(study, 4), day=10)
    page = text(measurer.get(reverse("implantation:mice", args=["OVX-014"])))
    for shown in ["C07", "LR", "right", ">126<", "On study", "tumor size limit"]:
        assert shown in page


@pytest.mark.parametrize(
    ("query", "numbers"),
    [("state=on", [1]), ("state=off", [2]), ("sex=M", [2]), ("number=1", [1])],
)
def test_the_list_is_filtered(measurer, study, query, numbers):
    builders.mouse(study, 1, sex="F")
    builders.disposition(builders.mouse(study, 2, sex="M"))
    answer = measurer.get(reverse("implantation:mice", args=["OVX-014"]) + "?" + query)
    assert [row.record.number for row in answer.context["table"].rows] == numbers


def test_the_list_takes_few_queries(measurer, django_assert_max_num_queries):
    builders.treated_study(mice_per_arm=10, code="BIG-1")
    builders.models.Membership.objects.create(
        study=builders.models.Study.objects.get(code="BIG-1"),
        person=builders.models.Membership.objects.get(role="measurer").person,
        role="measurer",
    )
    with django_assert_max_num_queries(12):
        measurer.get(reverse("implantation:mice", args=["BIG-1"]))


def cages(client, **typed):
    return client.post(reverse("implantation:cages", args=["OVX-014"]), typed)


def test_a_cage_is_added_once(measurer, study):
    cages(measurer, add="yes", name="C01", rack_position="Rack 2")
    page = text(cages(measurer, add="yes", name="C01", rack_position=""))
    assert "Cage C01 is in OVX-014 already." in page
    assert Cage.objects.count() == 1


def test_mice_move_to_another_cage(measurer, study):
    old, new = builders.cage(study, "C01"), builders.cage(study, "C02")
    for number in range(1, 5):
        builders.mouse(study, number, cage=old)
    cages(measurer, move="yes", numbers="1, 3-4", cage=new.pk)
    assert [mouse.number for mouse in new.mice.all()] == [1, 3, 4]


def test_a_mouse_that_is_not_there_cannot_move(measurer, study):
    cage = builders.cage(study, "C01")
    page = text(cages(measurer, move="yes", numbers="9", cage=cage.pk))
    assert "Mouse 9 is not in OVX-014." in page


def test_a_person_who_only_sees_cannot_change_a_cage(as_role, study):
    assert cages(as_role("statistician"), add="yes", name="C01").status_code == 403


def implant(client, mice, **typed):
    given = {
        "implanted_on": "2026-10-14",
        "sides": "R",
        "site": "flank",
        "cells_count": 1_000_000,
        "matrix_lot": "M-114",
        "passage_number": 4,
        "implanted_by": builders.models.Membership.objects.get(
            role="measurer"
        ).person_id,
        "mice": [mouse.pk for mouse in mice],
    }
    return client.post(reverse("implantation:implant", args=["OVX-014"]), given | typed)


def test_many_mice_are_implanted_in_one_form(measurer, study, people):
    mice = [builders.mouse(study) for _ in range(3)]
    implant(measurer, mice[:2], sides="RL")
    assert list(
        Tumor.objects.values_list(
            "mouse__number", "side", "cells_count", "matrix_lot", "passage_number"
        )
    ) == [
        (1, "L", 1_000_000, "M-114", 4),
        (1, "R", 1_000_000, "M-114", 4),
        (2, "L", 1_000_000, "M-114", 4),
        (2, "R", 1_000_000, "M-114", 4),
    ]
    assert {tumor.implanted_by for tumor in Tumor.objects.all()} == {people["measurer"]}


def test_the_same_implant_sent_twice_is_recorded_once(measurer, study):
    mouse = builders.mouse(study)
    implant(measurer, [mouse])
    page = text(implant(measurer, [mouse], matrix_lot="M-115"))
    assert "A ticked mouse carries a tumor already" in page
    assert 'value="M-115"' in page
    assert Tumor.objects.count() == 1


def test_no_tick_is_said_and_ticks_survive_an_error(measurer, study):
    left_out, ticked = builders.mouse(study), builders.mouse(study)
    page = text(implant(measurer, [ticked], cells_count="many"))
    assert f'id="m{ticked.pk}" aria-label="Implant mouse 2" checked' in page
    assert f'id="m{left_out.pk}" aria-label="Implant mouse 1">' in page
    assert "No mouse is ticked." in text(implant(measurer, []))


def test_an_implant_is_neither_in_the_future_nor_before_birth(measurer, study):
    mouse = builders.mouse(study, born_on=dt.date(2026, 10, 20))
    assert "Mouse 1 was born on 20 Oct 2026, after this date." in text(
        implant(measurer, [mouse])
    )
    assert "1 Jan 2999 is in the future." in text(
        implant(measurer, [mouse], implanted_on="2999-01-01")
    )


def test_a_mouse_of_another_study_cannot_be_implanted_here(measurer):
    stranger = builders.mouse(builders.study())
    implant(measurer, [stranger])
    assert not Tumor.objects.exists()


def test_a_mouse_kept_for_samples_says_so_until_it_leaves(director, study):
    for number, day in ((1, 14), (2, None)):
        mouse = builders.mouse(study, number)
        builders.collection_plan(study, 4 + number, [mouse], final_day=day)
    builders.mouse(study, 3)
    address = reverse("implantation:mice", args=[study.code])
    page = director.get(address).text
    assert page.count("Samples on D14") == page.count("Samples at its end") == 1
    builders.disposition(study.mice.get(number=1), 14, reason="SCHEDULED_PD")
    assert "Samples on D14" not in director.get(address).text
