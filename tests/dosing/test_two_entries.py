"""Two entries of one dose: both are kept, everybody is asked, one is chosen."""

import json
import uuid

import pytest
from django.urls import reverse

from tests import builders
from tests.dosing.conftest import fresh
from xenograft.dosing.basis import version_of
from xenograft.dosing.models import Dose, Regimen, SentDose
from xenograft.history.models import Change
from xenograft.results.questions import open_questions

MISSED = {"status": "MISSED", "ml": "", "reason": "refused", "at": ""}


@pytest.fixture
def put(client, people, ready, day):
    """Sends a body about the morning dose of mouse 2 as `person`."""
    url = reverse("dosing:api-dose", args=[ready.code, day(0), 2, 1, "PO"])

    def send(person, **body):
        client.force_login(people[person])
        known = {"write_id": f"{uuid.uuid4()}", "person": people[person].username}
        return client.put(
            url, json.dumps({**known, **body}), content_type="application/json"
        )

    return send


@pytest.fixture
def two(put):
    """The director ticked mouse 2 at 09:12, and the doser says that it refused."""
    given = {"status": "GIVEN", "ml": "", "reason": "", "at": "2026-11-03T09:12:00Z"}
    put("director", dose={**given, "base": ""})
    put("doser", dose={**MISSED, "base": ""}, device="iPad")
    return SentDose.objects.get()


@pytest.fixture
def choose(put, two):
    def send(choice, person="director", why="seen by both", write_id=None):
        said = {"write_id": f"{write_id or two.write_id}", "choice": choice}
        return put(person, decide={**said, "why": why})

    return send


def reads(client, person, sheet):
    client.force_login(person)
    return client.get(sheet).content.decode()


def test_the_second_entry_is_kept_as_it_was_sent(two, people):
    assert (two.sent_by, two.device) == (people["doser"], "iPad")
    assert (two.parts["status"], two.parts["reason"]) == ("MISSED", "refused")
    assert Dose.objects.get().status == "GIVEN"


@pytest.mark.parametrize("role", ["director", "doser"])
def test_everybody_who_opens_the_sheet_sees_both(client, people, two, sheet, role):
    page = reads(client, people[role], sheet)
    assert "Mouse 2 AM: two entries." in page
    assert "Saved: given 0.22 mL at 09:12 by" in page
    assert "The other: missed (refused) by" in page
    assert page.count('name="decide"') == 2


def test_the_other_entry_is_taken_with_its_person_and_the_first_stays_to_be_read(
    choose, two, people
):
    answer = choose("taken")
    dose = Dose.objects.get()
    assert answer.json()["row"]["cells"]["2-1-PO"]["entries"] == []
    assert (dose.status, dose.reason) == ("MISSED", "refused")
    assert dose.given_by == people["doser"]
    two.refresh_from_db()
    assert (two.outcome, two.decided_by) == ("TAKEN", people["director"])
    change = Change.objects.filter(table_name="xenograft_dose").order_by("id").last()
    assert change.reason == "Two entries: seen by both"
    assert change.old["status"] == "GIVEN"


def test_the_saved_entry_stays_and_the_other_is_set_aside(choose, two, people):
    choose("aside")
    dose = Dose.objects.get()
    assert (dose.status, dose.given_by) == ("GIVEN", people["director"])
    two.refresh_from_db()
    assert two.outcome == "SET_ASIDE"


def test_a_choice_says_why(choose, two):
    answer = choose("taken", why=" ")
    assert (answer.status_code, "say why" in answer.json()["message"]) == (422, True)
    assert SentDose.objects.undecided().exists()


@pytest.mark.parametrize("write_id", ["no uuid", None])
def test_what_cannot_be_chosen_is_refused_in_words(choose, two, write_id):
    answer = choose("both", write_id=write_id)
    assert answer.status_code == 422
    assert SentDose.objects.undecided().exists()


def test_a_choice_that_comes_twice_is_one(choose):
    assert [choose("taken").status_code for _ in range(2)] == [200, 200]
    assert Dose.objects.get().version == 2


def test_an_entry_sent_again_is_one_entry_and_then_no_question(put, choose, two):
    write_id = f"{uuid.uuid4()}"
    sent = {"write_id": write_id, "dose": {**MISSED, "reason": "reflux", "base": ""}}
    assert [put("doser", **sent).status_code for _ in range(2)] == [409, 409]
    entry = SentDose.objects.get(parts__reason="reflux")
    choose("aside", write_id=entry.write_id)
    again = put("doser", **sent)
    assert again.status_code == 200
    assert again.json()["saved"]["dose"]["reason"] == "reflux"
    assert SentDose.objects.count() == 2


def test_who_takes_an_own_entry_back_sets_it_aside_and_the_dose_stays(put, two):
    undo = {"status": "NOT_RECORDED", "ml": "", "reason": "", "at": "", "base": ""}
    assert put("doser", dose=undo).status_code == 200
    two.refresh_from_db()
    assert two.outcome == "SET_ASIDE"
    assert Dose.objects.standing().get().status == "GIVEN"


def test_the_other_entry_is_recorded_when_the_saved_one_was_taken_back(
    client, people, ready, day, choose, two
):
    page = reverse("dosing:correct", args=[ready.code, day(0), 2, 1, "PO"])
    client.force_login(people["director"])
    typed = {"status": "NOT_RECORDED", "why": "wrong mouse", "based_on": 1}
    assert client.post(page, typed).status_code == 302
    choose("taken")
    dose = Dose.objects.standing().get()
    assert (dose.status, dose.given_by) == ("MISSED", people["doser"])


def test_an_entry_by_another_weight_is_taken_with_the_weight_it_was_drawn_up_by(
    put, choose, ready, client, people, sheet
):
    html = reads(client, people["doser"], sheet)
    basis = html.split('name="2-basis" value="')[1].split('"')[0]
    mouse = ready.mice.get(number=2)
    later = builders.at(0, 9, 20)
    builders.weight(ready.sessions.get(), mouse, "30.0", weighed_at=later)
    given = {"status": "GIVEN", "at": "2026-11-03T09:12:00Z", "ml": "", "reason": ""}
    put("director", dose={**given, "base": ""})
    second = {**given, "at": "2026-11-03T08:12:00Z", "planned": "0.22"}
    put("doser", dose={**second, "basis": basis, "base": ""})
    entry = SentDose.objects.get(parts__status="GIVEN")
    choose("taken", write_id=entry.write_id)
    dose = Dose.objects.get()
    assert (str(dose.weight_g), str(dose.volume_ml)) == ("22.40", "0.22")


def test_without_scripts_a_form_left_open_overwrites_nothing_and_asks(
    client, people, two, sheet
):
    page = reads(client, people["doser"], sheet)
    assert page.count('name="decide"') == 2
    posted = {"decide": f"{two.write_id}:taken"}
    answer = client.post(sheet, posted, follow=True).content.decode()
    assert "say why the entry counts" in answer
    posted[f"2-why-{two.write_id}"] = "I held the mouse"
    client.post(sheet, posted)
    assert Dose.objects.get().status == "MISSED"


def test_a_plain_sheet_that_differs_is_kept_and_asked_about(client, people, sheet):
    client.force_login(people["director"])
    client.post(sheet, {"2-1-PO-given": "on", "write_id": f"{uuid.uuid4()}"})
    client.force_login(people["doser"])
    late = {"2-1-PO-status": "MISSED", "2-1-PO-reason": "refused"}
    late["write_id"] = f"{uuid.uuid4()}"
    pages = [client.post(sheet, late).content.decode() for _ in range(2)]
    assert "Both are kept. Choose below which one counts." in pages[0]
    assert "Mouse 2 AM: two entries." in pages[0]
    assert SentDose.objects.get().sent_by == people["doser"]
    assert Dose.objects.get().status == "GIVEN"


def test_today_counts_open_entries(client, people, two):
    page = reads(client, people["doser"], reverse("bench:today"))
    assert "Two entries of a dose" in page
    assert "1 dose: choose which one counts" in page


def test_compliance_names_the_mouse_and_the_day(client, people, ready, choose, two):
    address = reverse("dosing:compliance", args=[ready.code])
    page = reads(client, people["director"], address)
    assert "1 of Tue 3 Nov" in page
    assert "two entries</span>" in page
    choose("aside")
    assert "two entries" not in reads(client, people["director"], address)


def test_a_study_with_two_entries_of_a_dose_has_an_open_question(ready, choose, two):
    said = (
        "The dosing sheet of 3 Nov 2026 has two entries of a dose of Mouse 2. "
        "Choose there which one counts."
    )
    assert said in open_questions(fresh(ready))
    choose("aside")
    assert said not in open_questions(fresh(ready))


@pytest.fixture
def homeless(two, put, ready):
    """The dose that was saved is taken back, and then another plan comes."""
    director = two.mouse.doses.get()
    base = version_of(director)
    undone = {"status": "NOT_RECORDED", "ml": "", "reason": "", "base": base}
    assert put("director", dose=undone, write_id=f"{uuid.uuid4()}").status_code == 200
    Regimen.objects.update(start_day=3)
    return two


def test_an_entry_whose_dose_is_not_planned_any_more_can_be_settled(
    homeless, client, people, ready, sheet
):
    page = reads(client, people["director"], sheet)
    assert "Entries of doses that are not planned any more" in page
    assert "missed (refused) by" in page
    said = {
        "decide": f"{homeless.write_id}:aside",
        f"2-why-{homeless.write_id}": "The plan was changed before it",
    }
    answer = client.post(sheet, said, follow=True)
    assert "The other entry stays in the history." in answer.content.decode()
    homeless.refresh_from_db()
    assert (homeless.outcome, homeless.decided_by) == ("SET_ASIDE", people["director"])
    change = Change.objects.of_row(homeless).first()
    assert change.reason == "Two entries: The plan was changed before it"
    assert not any("two entries" in text for text in open_questions(fresh(ready)))
    assert "not planned any more" not in reads(client, people["director"], sheet)


def test_it_is_not_settled_without_a_reason(homeless, client, people, sheet):
    client.force_login(people["director"])
    said = {"decide": f"{homeless.write_id}:aside"}
    answer = client.post(sheet, said, follow=True)
    assert "say why the entry counts, or why it does not" in answer.content.decode()
    homeless.refresh_from_db()
    assert homeless.is_open
