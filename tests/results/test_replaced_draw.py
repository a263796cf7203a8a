"""Every report tells of a draw that was replaced: both records and the reason."""

import csv
import io

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from tests import builders
from xenograft import models
from xenograft.export import writing
from xenograft.results import actions, choices
from xenograft.results.paper.methods import methods

pytestmark = pytest.mark.django_db
REASON = "Cage 4 was mixed up"


@pytest.fixture
def study():
    made = builders.treated_study(mice_per_arm=2, days=(0, 3, 7))
    director = builders.member(made, "director")
    signed = {"voided_by": director, "voided_with": director}
    first = builders.randomization(
        made, batch=2, voided_at=timezone.now(), voided_reason=REASON, **signed
    )
    for draw, name in ((first, "first"), (made.randomizations.get(batch=1), "second")):
        rows = models.Randomization.objects.filter(pk=draw.pk)
        rows.update(result={"record": {"name": name}}, batch=1)
    actions.compute(study=made, choices=choices.read({}), by=None)
    return made


def hashes(study):
    return [one.record_sha256 for one in study.randomizations.all()]


@pytest.mark.parametrize("page", ["results:analysis", "results:curves"])
def test_a_page_of_results_tells_of_it(client, study, page):
    client.force_login(builders.member(study, "statistician"))
    shown = client.get(reverse(page, args=[study.code])).text
    assert "A draw of this study was replaced." in shown
    assert REASON in shown
    assert all(one in shown for one in hashes(study))


def test_the_text_of_the_methods_tells_of_it(study):
    result = models.AnalysisResult.objects.get()
    told = dict(methods(study, result.document))["Allocation"]
    assert REASON in told
    assert all(one in told for one in hashes(study))


def test_the_command_tells_of_it(study, capsys):
    call_command("analyze", study.code)
    shown = capsys.readouterr().out
    assert REASON in shown
    assert all(one in shown for one in hashes(study))


def test_the_export_has_both(study):
    out = io.StringIO()
    writing.write(out, "randomization.csv", study)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert [row["voided_reason"] for row in rows if row["voided_reason"]] == [REASON]
    assert len(rows) == 2


def test_nothing_is_told_where_no_draw_was_replaced(client):
    study = builders.treated_study(mice_per_arm=2)
    client.force_login(builders.member(study, "statistician"))
    for page in ("results:analysis", "results:paper", "results:curves"):
        assert "was replaced" not in client.get(reverse(page, args=[study.code])).text
