"""What devices send: once is once, and of two entries both are kept."""

import json
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from tests import builders
from xenograft.history.models import Change
from xenograft.measurement import actions
from xenograft.measurement.models import SentRow
from xenograft.study.actions import Refused

TABLET = "Linux armv8l"


@pytest.fixture
def held(study):
    builders.tumor(builders.mouse(study, 7), implanted_on=None)
    return study.sessions.create(held_on=timezone.localdate())


class Device:
    """Somebody's tablet: what it sends of mouse 7, and the last answer."""

    def __init__(self, held, person):
        self.held, self.person, self.client = held, person, Client()
        self.client.force_login(person)
        self.mouse = held.study.mice.get(number=7)
        self.tumor = f"{self.mouse.tumors.get().pk}"

    def send(self, write_id=None, **parts):
        code, day = self.held.study.code, self.held.held_on
        body = {
            "write_id": str(write_id or uuid.uuid4()),
            "person": self.person.username,
            "typed_at": timezone.now().isoformat(),
            "device": TABLET,
            **parts,
        }
        return self.client.put(
            f"/api/studies/{code}/sessions/{day}/rows/7/",
            json.dumps(body),
            content_type="application/json",
        )

    def reads(self, length, width, base="", why="", **more):
        size = {"l": length, "w": width, "state": "MEASURED", "base": base, "why": why}
        return self.send(tumor=size | {"tumor": self.tumor}, **more)

    def weighs(self, grams, base=""):
        return self.send(weight={"g": grams, "base": base})

    def grades(self, grade, base=""):
        signs = {"ulceration": grade, "base": {"ulceration": base}}
        return self.send(signs=signs)

    def notes(self, text, base=""):
        return self.send(note={"text": text, "base": base})

    def decides(self, entry, choice):
        return self.send(decide={"write_id": str(entry.write_id), "choice": choice})


@pytest.fixture
def one(held, people):
    return Device(held, people["measurer"])


@pytest.fixture
def two(held, people):
    return Device(held, people["director"])


def sizes(held):
    rows = held.caliper_measurements.order_by("pk")
    return [(float(row.length_mm), float(row.width_mm)) for row in rows]


def test_a_row_is_kept_as_it_was_sent_with_who_when_and_device(one, held):
    before = timezone.now()
    one.reads("12,4", "10.1 mm")
    row = SentRow.objects.get()
    assert (row.outcome, row.device, row.sent_by) == ("SAVED", TABLET, one.person)
    assert (row.parts["tumor"]["l"], row.parts["tumor"]["w"]) == ("12,4", "10.1 mm")
    assert before <= row.typed_at <= row.received_at


def test_the_same_write_again_changes_nothing_even_after_a_correction(one, two, held):
    key = uuid.uuid4()
    base = one.reads("12.4", "10.1", write_id=key).json()["row"]["tumors"][0]["base"]
    assert two.reads("12.8", "10.1", base=base, why="misread").status_code == 200
    again = one.reads("12.4", "10.1", write_id=key)
    assert (again.status_code, sizes(held)) == (200, [(12.8, 10.1)])
    assert again.json()["saved"]["tumor"]["l"] == "12.4"


def test_a_sign_sent_twice_is_there_once_whatever_came_between(one, two, held):
    key, signs = uuid.uuid4(), {"ulceration": "1", "base": {"ulceration": ""}}
    one.send(write_id=key, signs=signs)
    two.grades("2", base="1")
    one.send(write_id=key, signs=signs)
    grades = held.clinical_signs.order_by("pk").values_list("grade", flat=True)
    assert list(grades) == [1, 2]


def test_a_key_of_somebody_else_or_of_another_mouse_is_refused(one, two, held):
    key = uuid.uuid4()
    one.reads("12.4", "10.1", write_id=key)
    assert two.reads("12.4", "10.1", write_id=key).status_code == 422


def test_a_row_without_a_key_is_refused(one):
    assert one.send(write_id="x", weight={"g": "21"}).status_code == 422


def test_of_two_entries_both_are_on_the_server_from_the_first_moment(one, two, held):
    one.reads("11.1", "8.8")
    answer = two.reads("11.9", "8.1")
    entry = SentRow.objects.undecided().get()
    assert (answer.status_code, sizes(held)) == (409, [(11.1, 8.8)])
    assert (entry.parts["tumor"]["l"], entry.sent_by) == ("11.9", two.person)
    seen_by_one = one.weighs("21.0").json()["row"]["entries"]
    assert [(e["words"], e["by"]) for e in seen_by_one] == [
        ("11.9 × 8.1 mm", "director")
    ]


CHOICES = {
    "taken": ([(11.1, 8.8), (11.9, 8.1)], "TAKEN"),
    "aside": ([(11.1, 8.8)], "SET_ASIDE"),
    "again": ([(11.1, 8.8)], "AGAIN"),
}


@pytest.mark.parametrize("choice", CHOICES)
def test_anybody_may_choose_and_both_stay_readable(one, two, held, choice):
    one.reads("11.1", "8.8")
    two.reads("11.9", "8.1")
    entry = SentRow.objects.undecided().get()
    answer = one.decides(entry, choice)
    entry.refresh_from_db()
    assert (sizes(held), entry.outcome) == CHOICES[choice]
    assert (entry.decided_by, answer.json()["row"]["entries"]) == (one.person, [])
    assert entry.parts["tumor"]["l"] == "11.9"


def test_an_entry_that_is_taken_is_a_reading_of_who_typed_it(one, two, held):
    one.reads("11.1", "8.8")
    two.reads("11.9", "8.1")
    one.decides(SentRow.objects.undecided().get(), "taken")
    last = held.caliper_measurements.order_by("measured_at", "pk").last()
    assert (float(last.length_mm), last.measured_by) == (11.9, two.person)
    assert Change.objects.of_row(last).get().person_id == one.person.pk


def test_a_choice_is_made_once(one, two, held):
    one.reads("11.1", "8.8")
    two.reads("11.9", "8.1")
    entry = SentRow.objects.undecided().get()
    one.decides(entry, "aside")
    two.decides(entry, "taken")
    entry.refresh_from_db()
    assert (entry.outcome, sizes(held)) == ("SET_ASIDE", [(11.1, 8.8)])


def test_weights_signs_and_notes_are_never_replaced_either(one, two, held):
    one.weighs("21.0")
    one.grades("1")
    one.notes("left ear torn")
    answers = [two.weighs("22.0"), two.grades("3"), two.notes("limps")]
    assert [answer.status_code for answer in answers] == [409] * 3
    assert SentRow.objects.undecided().count() == 3
    for entry in SentRow.objects.undecided():
        two.decides(entry, "taken")
    weights = held.body_weights.order_by("pk").values_list("weight_g", flat=True)
    assert [float(weight) for weight in weights] == [21.0, 22.0]
    told = held.clinical_signs.order_by("pk").values_list("sign", "grade", "note")
    assert [(sign, float(grade), note) for sign, grade, note in told] == [
        ("ULCERATION", 1, ""),
        ("OTHER", 0, "left ear torn"),
        ("ULCERATION", 3, ""),
        ("OTHER", 0, "limps"),
    ]


def test_the_same_grade_and_note_from_two_people_merge_silently(one, two, held):
    one.grades("2")
    one.notes("limps")
    answers = [two.grades("2"), two.notes("limps")]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert held.clinical_signs.count() == 2


def test_only_the_value_that_was_seen_is_kept_as_typed(one, two, held):
    base = one.reads("5.9", "7.3").json()["row"]["tumors"][0]["base"]
    two.reads("5.8", "7.3", base=base, why="misread")
    one.send(keep={"tumor": one.tumor, "base": base})
    reading = held.caliper_measurements.get()
    assert (reading.version, reading.answer) == (2, "")
    one.send(keep={"tumor": one.tumor, "base": f"{reading.pk}.2"})
    reading.refresh_from_db()
    assert (reading.answer, reading.answered_by) == ("KEPT", one.person)


def test_a_question_is_stored_with_the_value_and_with_its_answer(one, held):
    said = one.reads("5.9", "7.3").json()["row"]["tumors"][0]
    reading = held.caliper_measurements.get()
    assert reading.question.startswith("W is larger than L. 5.9 × 7.3 mm")
    assert (said["notes"][0]["asks"], reading.answer) == (True, "")
    one.reads("7.3", "5.9", base=said["base"])
    reading.refresh_from_db()
    assert (reading.answer, reading.answered_by) == ("CORRECTED", one.person)
    assert reading.question.startswith("W is larger than L.")


def test_a_second_reading_answers_the_question_about_the_first(one, held):
    base = one.reads("5.9", "7.3").json()["row"]["tumors"][0]["base"]
    size = {"l": "7.2", "w": "5.9", "state": "MEASURED", "base": base, "how": "again"}
    one.send(tumor=size | {"tumor": one.tumor})
    first, second = held.caliper_measurements.order_by("pk")
    assert (first.answer, second.question) == ("AGAIN", "")


def test_a_weight_far_from_the_last_asks_and_is_kept(one, held):
    before = held.study.sessions.create(
        held_on=held.held_on - timezone.timedelta(days=3), closed_at=timezone.now()
    )
    builders.weight(before, one.mouse, "20")
    said = one.weighs("17.4").json()["row"]
    (note,) = [note for note in said["notes"] if note["asks"]]
    assert note["text"] == "17.4 g is 13% less than the last weight, 20.0 g."
    one.send(keep=note["keep"])
    assert held.body_weights.get().answer == "KEPT"


def test_a_reading_typed_offline_has_the_time_of_the_typing(one, held):
    typed_at = max(timezone.now() - timezone.timedelta(minutes=40), day_start(held))
    one.reads("12.4", "10.1", typed_at=typed_at.isoformat())
    assert held.caliper_measurements.get().measured_at == typed_at


@pytest.mark.parametrize("wrong", ["2031-01-01T09:00:00Z", "yesterday", "", None, 7])
def test_a_time_that_cannot_be_true_is_the_time_of_the_server(one, held, wrong):
    before = timezone.now()
    assert one.reads("12.4", "10.1", typed_at=wrong).status_code == 200
    assert before <= held.caliper_measurements.get().measured_at <= timezone.now()


def day_start(held):
    return timezone.make_aware(
        timezone.datetime.combine(held.held_on, timezone.datetime.min.time())
    )


def test_a_session_with_two_entries_closes_once_one_is_chosen(one, two, held):
    one.reads("11.1", "8.8")
    two.reads("11.9", "8.1")
    closing = {"study": held.study, "session": held, "by": one.person, "reasons": {}}
    with pytest.raises(Refused, match="Mouse 7 has two entries"):
        actions.close_session(**closing)
    entry = SentRow.objects.undecided().get()
    page = one.client.get(f"/studies/OVX-014/sessions/{held.held_on}/close/")
    assert "the other: 11.9 × 8.1 mm" in page.content.decode()
    one.client.post(
        f"/studies/OVX-014/sessions/{held.held_on}/close/",
        {f"entry-{entry.write_id}": "taken", "close": "yes"},
    )
    held.refresh_from_db()
    assert (held.is_open, sizes(held)[-1]) == (False, (11.9, 8.1))


def test_closing_lists_open_questions_and_keeps_what_is_marked(one, held):
    one.reads("5.9", "7.3")
    address = f"/studies/OVX-014/sessions/{held.held_on}/close/"
    page = one.client.get(address).content.decode()
    assert "W is larger than L. 5.9 × 7.3 mm" in page
    reading = held.caliper_measurements.get()
    one.client.post(address, {f"keep-l{reading.pk}": "on", "close": "yes"})
    reading.refresh_from_db()
    held.refresh_from_db()
    assert (reading.answer, held.is_open) == ("KEPT", False)


def test_the_plain_form_asks_before_another_grade_is_put_beside(one, two, held):
    one.grades("2")
    page = f"/studies/OVX-014/sessions/{held.held_on}/"
    key = one.mouse.pk
    typed = {f"u-{key}": "1", f"c-{key}": "", f"z-{key}": "|"}
    answer = two.client.post(page, typed).content.decode()
    assert "somebody else graded it while your form was open" in answer
    assert held.clinical_signs.count() == 1
    two.client.post(page, typed | {f"z-{key}": "2|"})
    assert held.clinical_signs.count() == 2
