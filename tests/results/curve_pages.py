"""What the tests of curves share: the page, its downloads, and the rows of a CSV."""

import csv
import io

from django.urls import reverse

from tests import builders


def drawn_for(client, **fields):
    """A treated study, and the client signed in as its statistician."""
    study = builders.treated_study(**fields)
    client.force_login(builders.member(study, "statistician"))
    return study


def page(client, study, query=""):
    return client.get(reverse("results:curves", args=[study.code]) + f"?{query}")


def download(client, study, figure, form, query=""):
    address = reverse("results:figure", args=[study.code, figure, form])
    return client.get(f"{address}?{query}")


def rows(response):
    return list(csv.DictReader(io.StringIO(response.content.decode())))
