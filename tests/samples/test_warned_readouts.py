"""What is said of the p of readouts, by what they were read on."""

import pandas as pd
import pytest
from django.urls import reverse

from tests import builders
from xenograft.analysis import error_rates
from xenograft.samples import engagement


@pytest.mark.parametrize(
    ("mice", "batches", "method"),
    [
        ([1, 2, 3], ["a", "a", "a"], error_rates.OF_ONE_BATCH),
        ([1, 2, 3], [None, None, None], error_rates.OF_ONE_BATCH),
        ([1, 2, 3], ["a", "b", "b"], error_rates.OF_READOUTS),
        ([1, 2, 3], ["a", "a", None], error_rates.OF_READOUTS),
        ([1, 1, 2], ["a", "b", "b"], error_rates.OF_TWICE),
    ],
)
def test_the_method_is_that_of_the_batches(monkeypatch, mice, batches, method):
    monkeypatch.setattr(error_rates, "warning", str.upper)
    points = pd.DataFrame({"mouse": mice, "batch": batches, "y": 1.0, "hours": 4.0})
    assert engagement.warning(points) == method.upper()


@pytest.mark.django_db
def test_the_page_says_it_under_the_comparisons(client, treated, monkeypatch):
    monkeypatch.setattr(error_rates, "warning", lambda method: f"Seen: {method}.")
    client.force_login(builders.member(treated, "director"))
    page = client.get(reverse("samples:engagement", args=[treated.code])).text
    assert "Seen: difference of readouts of one batch." in page
