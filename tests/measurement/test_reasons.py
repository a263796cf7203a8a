"""A correction keeps why: of a past day, of another person, after a closing."""

import json
import uuid

import pytest

from tests import builders
from xenograft.history.models import Change
from xenograft.measurement import actions

ASKED = "Say why the saved value is corrected."


@pytest.fixture
def of_yesterday(bench, yesterday):
    """A reading and a weight of the measurer, in the open session of yesterday."""
    bench.save(l="12.4", w="10.1", g="21.4")
    bench.session.held_on = yesterday
    bench.session.save()
    bench.page_address = bench.page_address.replace(f"{bench.today}", f"{yesterday}")
    return bench


def typed_over(bench, **cells):
    return bench.save(l="13.0", w="10.1", b=bench.base(), k="typo", **cells)


def reasons(bench, model="caliper_measurements"):
    rows = getattr(bench.session, model).all()
    changes = [Change.objects.of_row(row).corrections().first() for row in rows]
    return [change and change.reason for change in changes]


def sizes(bench):
    return [float(row.length_mm) for row in bench.session.caliper_measurements.all()]


def test_on_the_day_itself_ones_own_slip_needs_no_words(bench):
    bench.save(l="12.4", w="10.1")
    typed_over(bench)
    assert reasons(bench) == ["Typing error, corrected in the session"]


def test_the_value_of_a_past_day_stays_until_there_is_a_reason(of_yesterday):
    page = of_yesterday.page(typed_over(of_yesterday))
    assert ASKED in page and 'value="13.0"' in page
    assert sizes(of_yesterday) == [12.4]


def test_the_answer_keeps_correct_chosen_and_offers_a_field(of_yesterday):
    page = of_yesterday.page(typed_over(of_yesterday))
    assert 'value="typo" checked' in page
    assert f'name="v-{of_yesterday.tumor.pk}" value=""' in page


def test_the_reason_of_a_past_day_is_kept(of_yesterday):
    typed_over(of_yesterday, v="  read   wrongly ")
    assert (sizes(of_yesterday), reasons(of_yesterday)) == ([13.0], ["read wrongly"])


def test_a_weight_of_a_past_day_needs_a_reason_as_well(of_yesterday):
    weight = of_yesterday.session.body_weights.get()
    cells = {"g": "22.1", "h": f"{weight.pk}.1|21.4", "q": "typo"}
    assert ASKED in of_yesterday.page(of_yesterday.save(**cells))
    of_yesterday.save(**cells, f="balance not at zero")
    assert reasons(of_yesterday, "body_weights") == ["balance not at zero"]


def test_what_another_person_read_needs_a_reason_today_too(bench, other):
    bench.save(other, l="12.4", w="10.1")
    assert ASKED in bench.page(typed_over(bench))
    typed_over(bench, v="held the wrong mouse")
    assert reasons(bench) == ["held the wrong mouse"]


def test_after_a_closing_every_correction_needs_a_reason(bench, people):
    bench.save(l="12.4", w="10.1")
    own = {"study": bench.study, "session": bench.session, "by": people["measurer"]}
    actions.close_session(**own, reasons={})
    actions.reopen_session(**own, reason="A value is wrong")
    assert ASKED in bench.page(typed_over(bench))
    assert sizes(bench) == [12.4]


def test_a_second_reading_corrects_nothing_and_needs_no_reason(of_yesterday):
    of_yesterday.save(l="13.0", w="10.1", b=of_yesterday.base(), k="again")
    assert sizes(of_yesterday) == [12.4, 13.0]


def test_a_reason_of_a_thousand_letters_is_refused_in_words(of_yesterday):
    page = of_yesterday.page(typed_over(of_yesterday, v="a" * 1000))
    assert "longer than 200 characters" in page
    assert sizes(of_yesterday) == [12.4]


@pytest.fixture
def put(of_yesterday):
    held = of_yesterday.session
    address = f"/api/studies/OVX-014/sessions/{held.held_on}/rows/3/"

    def send(**more):
        reading = held.caliper_measurements.get()
        tumor = {"tumor": f"{of_yesterday.tumor.pk}", "state": "MEASURED"}
        tumor |= {"l": "13.0", "w": "10.1", "base": f"{reading.pk}.1", **more}
        body = {"write_id": str(uuid.uuid4()), "person": "measurer", "tumor": tumor}
        return of_yesterday.client.put(
            address, json.dumps(body), content_type="application/json"
        )

    return send


def test_a_device_is_asked_for_the_reason_and_the_old_value_stands(put, of_yesterday):
    answer = put()
    assert (answer.status_code, answer.json()["fields"]) == (422, {"v": ASKED})
    assert sizes(of_yesterday) == [12.4]


def test_a_device_sends_the_reason_with_the_value(put, of_yesterday):
    assert put(why="Misread").status_code == 200
    assert (sizes(of_yesterday), reasons(of_yesterday)) == ([13.0], ["Misread"])


def test_the_page_of_a_past_day_tells_the_device_to_ask(of_yesterday, measurer):
    address = f"/api/studies/OVX-014/sessions/{of_yesterday.session.held_on}/"
    assert measurer.get(address).json()["asks_why"] is True


def test_the_page_of_today_asks_only_for_what_others_read(bench, other):
    bench.save(other, l="12.4", w="10.1")
    answer = bench.client.get(f"/api/studies/OVX-014/sessions/{bench.today}/").json()
    assert answer["asks_why"] is False
    assert answer["rows"][0]["tumors"][0]["person"] == "director"


@pytest.fixture
def graded(of_yesterday):
    """An ulceration of grade 1, told yesterday."""
    builders.sign(of_yesterday.session, of_yesterday.mouse, "ULCERATION", 1)
    return of_yesterday


AGAIN = "Mouse 3: ulceration 1 is saved. Say why it is graded again."


def grades(bench):
    return [float(one.grade) for one in bench.session.clinical_signs.order_by("pk")]


def test_another_grade_on_a_past_day_says_why(graded):
    page = graded.page(graded.save(u="2", c="", z="1|"))
    assert AGAIN in page
    assert f'name="d-{graded.mouse.pk}" value=""' in page
    assert '<option value="2" selected>' in page
    assert grades(graded) == [1]
    graded.save(u="2", c="", z="1|", d="seen again on the  photograph")
    assert grades(graded) == [1, 2]
    change = Change.objects.of_row(graded.session.clinical_signs.last()).first()
    assert change.reason == "seen again on the photograph"


def test_the_first_grade_of_a_past_day_needs_no_words(of_yesterday):
    of_yesterday.save(u="2", c="3", z="|")
    assert sorted(grades(of_yesterday)) == [2, 3]


def test_on_the_day_itself_another_grade_needs_no_words(bench):
    bench.save(u="1", c="", z="|")
    bench.save(u="2", c="", z="1|")
    assert grades(bench) == [1, 2]


def test_a_device_is_asked_why_it_grades_again(graded):
    held = graded.session

    def send(**why):
        signs = {"ulceration": "2", "base": {"ulceration": "1"}, **why}
        body = {"write_id": str(uuid.uuid4()), "person": "measurer", "signs": signs}
        address = f"/api/studies/OVX-014/sessions/{held.held_on}/rows/3/"
        return graded.client.put(
            address, json.dumps(body), content_type="application/json"
        )

    answer = send()
    assert (answer.status_code, answer.json()["fields"]) == (422, {"d": AGAIN})
    assert send(why="Misread").status_code == 200
    assert grades(graded) == [1, 2]


def test_another_sign_of_a_past_day_is_graded_again_with_a_note(of_yesterday):
    builders.sign(of_yesterday.session, of_yesterday.mouse, "HUNCHED", 1)
    sign = {"sign0-mouse": "3", "sign0-sign": "HUNCHED", "sign0-grade": "2"}
    client, address = of_yesterday.client, of_yesterday.page_address
    page = client.post(address, sign).content.decode()
    assert "Say in the note why it is graded again." in page
    assert grades(of_yesterday) == [1]
    client.post(address, sign | {"sign0-note": "the first was of mouse 4"})
    assert grades(of_yesterday) == [1, 2]


@pytest.fixture
def reopened(bench, people):
    """A session that was closed without a value of its mouse, and opened again."""
    own = {"study": bench.study, "session": bench.session, "by": people["director"]}
    actions.close_session(**own, reasons={bench.tumor.pk: "not found"})
    actions.reopen_session(**own, reason="Found on the other rack")
    return bench


def test_what_is_added_after_a_reopening_has_its_reason(reopened):
    reading = reopened.session.caliper_measurements.get()
    base = f"{reading.pk}.1|NOT_DONE|||not found"
    cells = {"l": "12.4", "w": "10.1", "s": "", "y": "", "b": base, "k": "typo"}
    assert reopened.save(**cells, g="21.4", u="1", c="", z="|").status_code == 302
    reading.refresh_from_db()
    assert (reading.state, float(reading.length_mm)) == ("MEASURED", 12.4)
    rows = [
        reading,
        reopened.session.body_weights.get(),
        reopened.session.clinical_signs.get(),
    ]
    assert [Change.objects.of_row(row).first().reason for row in rows] == [
        "After reopening: Found on the other rack"
    ] * 3


def test_what_is_changed_after_a_reopening_needs_a_reason_of_its_own(reopened):
    reading = reopened.session.caliper_measurements.get()
    base = f"{reading.pk}.1|NOT_DONE|||not found"
    reopened.save(l="12.4", w="10.1", s="", y="", b=base, k="typo")
    assert ASKED in reopened.page(typed_over(reopened))
    assert sizes(reopened) == [12.4]


def test_a_device_adds_without_being_asked_after_a_reopening(reopened):
    address = f"/api/studies/OVX-014/sessions/{reopened.today}/"
    said = reopened.client.get(address).json()
    assert (said["asks_why"], said["is_reopened"]) == (True, True)
    reading = reopened.session.caliper_measurements.get()
    tumor = {"tumor": f"{reopened.tumor.pk}", "state": "MEASURED"}
    tumor |= {"l": "13.0", "w": "10.1", "base": f"{reading.pk}.1"}
    body = {"write_id": str(uuid.uuid4()), "person": "measurer", "tumor": tumor}
    answer = reopened.client.put(
        f"{address}rows/3/", json.dumps(body), content_type="application/json"
    )
    assert answer.status_code == 200
    assert reasons(reopened) == ["After reopening: Found on the other rack"]
