import json

import pytest
from django.test import RequestFactory

from xenograft.study.bodies import sent_json


def put(text):
    return RequestFactory().put("/", text, content_type="application/json")


def test_what_was_sent_comes_back():
    assert sent_json(put(json.dumps({"note": "crüst"}))) == {"note": "crüst"}


@pytest.mark.parametrize("text", ["{", "", json.dumps({"note": "a\0b"})])
def test_no_json_and_a_nul_in_it_are_refused(text):
    with pytest.raises(ValueError):
        sent_json(put(text))
