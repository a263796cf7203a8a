"""A training study says in every report that it is one."""

import base64
import csv
import hashlib
import io
import re
import zipfile
import zlib

import pytest
from django.urls import reverse

from tests import builders
from xenograft import models
from xenograft.results import actions, choices
from xenograft.results.paper.methods import methods
from xenograft.results.summary import summary
from xenograft.samples import labels
from xenograft.study import training

pytestmark = pytest.mark.django_db
SAID = "This is a training study: nothing of it is a result."
EXPORTED = "arms=coded&sessions=closed&files=study.csv"
KINDS = ["svg", "png", "pdf", "csv"]


@pytest.fixture
def study(db):
    made = builders.treated_study(code="OVX-014", mice_per_arm=3)
    models.Study.objects.filter(pk=made.pk).update(is_training=True)
    return models.Study.objects.get(pk=made.pk)


@pytest.fixture
def made(study):
    """A kept analysis of the study, and a specimen to be labeled."""
    builders.specimen(study.mice.first())
    return actions.compute(study=study, choices=choices.read({}), by=None)


def figure(client, study, kind):
    return client.get(
        reverse("results:figure", args=[study.code, "mean", kind])
    ).content


def test_every_page_of_it_says_so(director, study):
    page = director.get(reverse("bench:overview", args=[study.code])).text
    assert "Training only" in page
    assert 'class="watermark printonly"' in page


def test_the_text_for_arrive_says_so_first(director, study):
    page = director.get(reverse("randomization:record", args=[study.code])).text
    assert f"<dt>Item 4a</dt><dd>{SAID}" in page


def test_the_methods_say_so_first(study):
    made = actions.compute(study=study, choices=choices.read({}), by=None)
    assert methods(study, made.document)[0] == ("Training", SAID)


def test_a_file_of_a_figure_has_it_across(director, study):
    assert b"TRAINING" in figure(director, study, "svg")
    models.Study.objects.update(is_training=False)
    assert b"TRAINING" not in figure(director, study, "svg")


def downloads(client, study):
    """{name of the file: bytes} of what leaves a study as a file."""
    code = [study.code]
    urls = [
        *(reverse("results:figure", args=[*code, "mean", kind]) for kind in KINDS),
        reverse("results:results-csv", args=code),
        reverse("results:input-csv", args=code),
        reverse("bench:history-csv", args=code),
        reverse("samples:labels", args=code),
        f"{reverse('export:download', args=code)}?{EXPORTED}",
        reverse("randomization:file", args=code),
    ]
    answers = [client.get(url) for url in urls]
    assert [one.status_code for one in answers] == [200] * len(urls)
    return {one["Content-Disposition"].split('"')[1]: one.getvalue() for one in answers}


def test_the_name_of_every_file_says_so(director, study, made):
    files = downloads(director, study)
    assert len(files) == 10
    assert [name for name in files if not name.startswith("TRAINING_")] == []
    models.Study.objects.update(is_training=False)
    assert [name for name in downloads(director, study) if "TRAINING" in name] == []


def test_every_row_of_a_csv_says_so(director, study, made):
    found = downloads(director, study)
    tables = {n: data.decode() for n, data in found.items() if n.endswith(".csv")}
    assert len(tables) == 4
    for text in tables.values():
        first, *rows = csv.reader(io.StringIO(text))
        assert first[-1] == "training"
        assert {row[-1] for row in rows} == {"Training study: no result"}


def test_the_hash_of_the_data_is_that_of_the_file(director, study, made):
    text = downloads(director, study)["TRAINING_OVX-014_input.csv"]
    assert hashlib.sha256(text).hexdigest() == made.data_sha256


def test_a_zip_begins_with_a_notice(director, study, made):
    found = downloads(director, study)
    zipped = next(data for name, data in found.items() if name.endswith(".zip"))
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        assert archive.namelist()[0] == "TRAINING.txt"
        assert archive.read("TRAINING.txt").decode() == SAID


def test_every_label_says_so():
    def words(**given):
        pdf = labels.sheet([("OVX-1-T1", ["one"]), ("OVX-1-T2", ["two"])], **given)
        packed = re.search(rb"stream\r?\n(.*?)~>", pdf, re.DOTALL)[1]
        return zlib.decompress(base64.a85decode(packed))

    assert words(mark="TRAINING").count(b"(TRAINING)") == 2
    assert b"TRAINING" not in words()


def test_the_sheet_of_a_session_says_so(director, study):
    day = study.sessions.last().held_on
    page = director.get(reverse("measurement:session", args=[study.code, day])).text
    assert "Training only" in page
    assert 'class="watermark printonly"' in page


def test_the_analysis_in_json_and_in_text_says_so(study, made):
    assert made.as_json()["training"] is True
    assert SAID in summary(made)


def test_a_message_says_so_first():
    practice = models.Study(code="T-1", is_training=True)
    assert training.subject(practice, "T-1 mouse 3") == "TRAINING: T-1 mouse 3"
    assert training.subject(models.Study(), "T-1 mouse 3") == "T-1 mouse 3"


def test_it_is_chosen_when_the_study_is_made(client, db):
    client.force_login(builders.person())
    page = client.get(reverse("study:new-blank")).text
    assert 'name="is_training"' in page


def test_it_cannot_be_changed_afterwards(director, study):
    url = reverse("study:protocol", args=[study.code])
    assert 'name="is_training"' not in director.get(url).text
