"""What a person reads when a page is not there or the server fails."""

import re

import pytest
from django.urls import reverse


@pytest.fixture
def failing(measurer, monkeypatch):
    def fails(study):
        raise ValueError("No such thing.")

    monkeypatch.setattr("xenograft.bench.views.tasks_of", fails)
    measurer.raise_request_exception = False
    return measurer


def test_a_failure_says_its_time_and_a_reference_that_the_log_has(failing, caplog):
    page = failing.get(reverse("bench:today")).text
    (reference,) = re.findall(r"the reference ([0-9a-f]{8}):", page)
    said = [record.message for record in caplog.records]
    assert f"Reference {reference}: GET /today/" in said
    assert re.search(r"the time, \d+ \w{3} \d{4} \d\d:\d\d:\d\d", page)


def test_a_page_that_is_not_there_offers_to_look_for_it(measurer, client):
    page = measurer.get("/studies/NONE-1/").text
    assert 'id="find-here"' in page and f'action="{reverse("bench:find")}"' in page


def test_nobody_signed_in_is_offered_nothing_to_look_in(db, client):
    client.logout()
    assert 'id="find-here"' not in client.get("/no/such/page/").text
