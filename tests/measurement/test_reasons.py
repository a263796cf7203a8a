"""A correction keeps why: of a past day, of another person, after a closing."""

import json
import uuid

import pytest

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
