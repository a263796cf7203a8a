"""One dose at a time through the API, as a browser sends it."""

import datetime as dt
import json
import uuid

from django.urls import reverse
from django.utils import timezone

from tests import builders
from tests.dosing.conftest import TICK, dosed, secrets_of
from xenograft.dosing.models import Dose
from xenograft.history.models import Change
from xenograft.study.models import Study


def cell_of(answer, key="2-1-PO"):
    return answer.json()["row"]["cells"][key]


def test_the_answer_holds_what_was_saved_and_how_it_looks(put, people):
    answer = put()
    cell = cell_of(answer)
    assert answer.status_code == 200
    assert (cell["status"], cell["ml"], cell["at"]) == ("GIVEN", "0.22", "09:12")
    assert "09:12" in answer.json()["row"]["html"]
    dose = Dose.objects.get()
    assert dose.given_by == people["doser"]
    assert dose.given_at == dt.datetime(2026, 11, 3, 9, 12, tzinfo=dt.UTC)


def test_the_same_write_twice_is_one_dose(put):
    write_id = uuid.uuid4()
    assert [put(write_id=write_id).status_code for _ in range(2)] == [200, 200]
    assert Dose.objects.count() == 1


def test_a_write_that_comes_again_after_it_was_taken_back_gives_nothing(put):
    write_id = uuid.uuid4()
    base = cell_of(put(write_id=write_id))["base"]
    assert cell_of(put(status="NOT_RECORDED", base=base))["status"] == ""
    answer = put(write_id=write_id)
    assert (answer.status_code, cell_of(answer)["words"]) == (409, "not recorded")
    assert not Dose.objects.standing().exists()


def test_two_people_who_tick_the_same_dose_at_once_have_ticked_one(put):
    put("director", at="2026-11-03T09:10:00Z")
    assert put("doser").status_code == 200
    assert Dose.objects.count() == 1


def test_two_ticks_half_an_hour_apart_may_be_two_doses_and_are_asked_about(put):
    put("director", at="2026-11-03T08:40:00Z")
    answer = put("doser")
    assert (answer.status_code, cell_of(answer)["at"]) == (409, "08:40")
    assert Dose.objects.count() == 1


def test_another_entry_without_having_seen_the_first_changes_nothing(put):
    put("director")
    answer = put("doser", status="MISSED", reason="refused", at="")
    assert answer.status_code == 409
    assert cell_of(answer)["words"] == "given 0.22 mL"
    assert Dose.objects.get().status == "GIVEN"


def test_the_entry_that_was_second_is_in_the_history_at_once_and_once(put, people):
    put("director")
    write_id = uuid.uuid4()
    typed = {"status": "MISSED", "reason": "refused", "at": "", "write_id": write_id}
    assert [put(**typed).status_code for _ in range(2)] == [409, 409]
    kept = Change.objects.get(table_name="xenograft_sentdose")
    assert "refused" in f"{kept.new['parts']}"
    assert kept.person_id == people["doser"].pk


def test_two_reasons_for_one_missed_dose_are_two_entries(put):
    put("director", status="MISSED", reason="refused", at="")
    assert put(status="MISSED", reason="reflux", at="").status_code == 409


def test_the_other_entry_can_be_chosen_and_history_keeps_the_first(put, people):
    base = cell_of(put("director"))["base"]
    answer = put(
        status="PARTIAL",
        ml="0,1",
        reason="reflux",
        base=base,
        why="two people entered this dose",
    )
    assert (answer.status_code, cell_of(answer)["words"]) == (
        200,
        "partial 0.10 mL (reflux)",
    )
    change = Change.objects.filter(table_name="xenograft_dose").order_by("id").last()
    assert change.reason == "two people entered this dose"


def test_a_change_that_comes_twice_is_one_change(put):
    base = cell_of(put())["base"]
    typed = {"status": "MISSED", "reason": "refused", "at": "", "base": base}
    assert [put(**typed).status_code for _ in range(2)] == [200, 200]
    assert Dose.objects.get().version == 2


def test_a_change_of_what_somebody_changed_since_is_asked_about(put):
    base = cell_of(put())["base"]
    put("doser", status="MISSED", reason="refused", at="", base=base)
    answer = put(status="MISSED", reason="reflux", at="", base=base)
    assert answer.status_code == 409
    # Taken back, the entry that was second is set aside; the dose stays as it is.
    assert put(status="NOT_RECORDED", base=base).status_code == 200
    assert put(status="NOT_RECORDED", base=base).status_code == 409
    assert Dose.objects.get().reason == "refused"


def test_taking_back_twice_takes_back_once(put):
    base = cell_of(put())["base"]
    statuses = [
        put(status="NOT_RECORDED", base=base, at="").status_code for _ in range(2)
    ]
    assert statuses == [200, 200]
    assert Dose.objects.get().version == 2


def test_taking_back_what_was_never_recorded_is_harmless(put):
    assert put(status="NOT_RECORDED", at="").status_code == 200


def test_an_entry_of_another_person_is_not_taken_back_without_a_reason(put):
    base = cell_of(put("director"))["base"]
    answer = put("doser", status="NOT_RECORDED", base=base)
    assert (answer.status_code, "Say why" in answer.json()["message"]) == (422, True)
    assert Dose.objects.standing().count() == 1


def test_a_dose_is_recorded_by_the_weight_that_the_page_showed(put, ready, address):
    mouse = ready.mice.get(number=2)
    row = ready_row(put, address)
    later = builders.weight(
        ready.sessions.get(), mouse, "30.0", weighed_at=builders.at(0, 9, 20)
    )
    answer = put(basis=row["basis"], planned=row["planned"])
    assert (answer.status_code, cell_of(answer)["ml"]) == (200, "0.22")
    assert str(Dose.objects.get().weight_g) == "22.40"
    assert str(later.weight_g) == "30.0"


def ready_row(put, address):
    """Basis and volume that the sheet shows for mouse 2."""
    put("doser", status="NOT_RECORDED", at="")
    html = put("doser", status="NOT_RECORDED", at="").json()["row"]["html"]
    basis = html.split('name="2-basis" value="')[1].split('"')[0]
    return {"basis": basis, "planned": html.split('data-planned="')[1].split('"')[0]}


def test_a_weight_that_was_made_up_is_not_used(put):
    assert put(basis="2 99.9 2026-11-03:x").status_code == 200
    assert str(Dose.objects.get().weight_g) == "22.40"


def test_a_volume_that_changed_since_drawing_up_is_asked_about(put):
    answer = put(planned="0.30")
    assert answer.status_code == 422
    assert "this sheet showed 0.30 mL" in answer.json()["message"]
    assert not Dose.objects.exists()


def test_a_tick_made_before_a_hold_and_sent_after_it_is_kept_as_given(put, ready):
    builders.hold(ready.mice.get(number=2), held_at=builders.at(0, 9, 15))
    write_id = uuid.uuid4()
    first, again = (put(write_id=write_id) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["notice"] == "given before the hold began and sent after it"
    assert first.json()["notice"] in first.json()["row"]["html"]
    dose = Dose.objects.get()
    assert (dose.status, dose.given_at) == ("GIVEN", builders.at(0, 9, 12))


def test_a_part_told_after_a_hold_and_sent_twice_is_one_part(put, ready):
    builders.hold(ready.mice.get(number=2), held_at=builders.at(0, 9, 15))
    part = {"status": "PARTIAL", "ml": "0.1", "reason": "reflux"}
    part["write_id"] = uuid.uuid4()
    assert [put(**part).status_code for _ in range(2)] == [200, 200]
    assert Dose.objects.count() == 1


def test_the_sheet_says_nothing_new_when_nothing_changed(client, people, address, put):
    client.force_login(people["doser"])
    first = client.get(address).json()
    assert "rows" not in client.get(address, {"known": first["digest"]}).json()
    put()
    assert "rows" in client.get(address, {"known": first["digest"]}).json()


def test_a_doser_who_may_not_know_gets_no_arm_agent_or_dose(
    put, client, ready, address
):
    Study.objects.update(title="LGSOC organoids")
    answers = [put(), put("doser", status="MISSED", reason="refused", at="")]
    answers.append(client.get(address))
    for answer in answers:
        found = [word for word in secrets_of(ready) if word in answer.content.decode()]
        assert found == []


def test_the_queries_do_not_grow_with_the_mice(
    client, people, study, today, day, django_assert_max_num_queries
):
    dosed(study, mice_per_arm=5)
    client.force_login(people["doser"])
    address = reverse("dosing:api-sheet", args=[study.code, day(0)])
    with django_assert_max_num_queries(30):
        client.get(address)
    sent = {"dose": {**TICK, "at": "2026-11-03T09:12:00Z"}, "person": "doser"}
    body = json.dumps({**sent, "write_id": f"{uuid.uuid4()}"})
    with django_assert_max_num_queries(60):
        client.put(f"{address}2/1/PO/", body, content_type="application/json")
    assert Dose.objects.filter(given_at__lte=timezone.now()).count() == 1


def test_a_tick_reads_its_mouse_once_at_any_number_of_mice(
    study, today, client, people, django_assert_max_num_queries
):
    ready = dosed(study, mice_per_arm=5)
    client.force_login(people["doser"])
    sheet = reverse("dosing:api-sheet", args=[ready.code, today])
    body = {"person": "doser", "dose": {**TICK, "at": "2026-11-03T09:12:00Z"}}
    for number in (2, 3):
        body["write_id"] = f"{uuid.uuid4()}"
        # The second finds its queries composed.
        with django_assert_max_num_queries(30):
            answer = client.put(
                f"{sheet}{number}/1/PO/",
                json.dumps(body),
                content_type="application/json",
            )
        assert answer.status_code == 200
    assert Dose.objects.count() == 2
