import pytest
from django.urls import reverse

from tests import builders
from xenograft import models
from xenograft.measurement.actions.asking import answer_and_save
from xenograft.results import questions

pytestmark = pytest.mark.django_db
PASSWORD = "counts 40 mice"


@pytest.fixture
def ended(client):
    """A treated study whose mice have all left, and a client of its director."""
    study = builders.treated_study(mice_per_arm=2, code="OVX-20")
    for mouse in study.mice.all():
        builders.disposition(mouse, day=8, reason="STUDY_END")
    person = builders.member(study, "director")
    person.set_password(PASSWORD)
    person.save()
    client.force_login(person)
    return study


def lock(client, study, **typed):
    address = reverse("results:lock", args=[study.code])
    return client.post(
        address, {"study_code": study.code, "password": PASSWORD, **typed}
    )


def test_locking_keeps_a_last_analysis_signed_by_the_director(client, ended):
    answer = lock(client, ended)
    assert answer.url == reverse("results:analysis", args=[ended.code])
    ended.refresh_from_db()
    assert ended.locked_at is not None
    kept = models.AnalysisResult.objects.get()
    assert (kept.kind, kept.computed_by) == ("LOCKED", ended.memberships.get().person)
    text = client.get(answer.url).content.decode()
    assert "Locked result." in text
    assert "Interim view." not in text
    assert "Lock and sign" not in text


def test_before_locking_every_result_is_interim(client, ended):
    builders.analysis_result(ended)
    page = client.get(reverse("results:analysis", args=[ended.code]))
    assert "Interim view." in page.content.decode()


def test_a_wrong_password_locks_nothing(client, ended):
    page = lock(client, ended, password="guessed")
    assert "This is not your password. Nothing was locked." in page.content.decode()
    ended.refresh_from_db()
    assert ended.locked_at is None


def test_another_code_locks_nothing(client, ended):
    page = lock(client, ended, study_code="OVX-21")
    assert (
        "“OVX-21” is not the code of this study. Type OVX-20." in page.content.decode()
    )
    assert not models.AnalysisResult.objects.exists()


def test_mice_on_study_forbid_it(client, ended):
    builders.mouse(ended)
    page = lock(client, ended).content.decode()
    assert "Some mice are still on study. Record their endpoints first." in page
    ended.refresh_from_db()
    assert ended.locked_at is None


def test_an_open_session_forbids_it(client, ended):
    builders.session(ended, 9, is_closed=False)
    page = lock(client, ended).content.decode()
    assert "is open. Close it, so that its values count." in page
    assert models.Study.objects.get(pk=ended.pk).locked_at is None


def doubtful(study):
    """A reading that was asked about when it was saved."""
    mouse = study.mice.order_by("number").first()
    return builders.measurement(
        builders.session(study, 8),
        mouse.tumors.get(),
        "25.0",
        "24.0",
        question="60 times the last volume in 1 day. Measure again or keep.",
    )


def test_a_value_in_doubt_that_nobody_kept_forbids_it(client, ended):
    doubtful(ended)
    page = lock(client, ended).content.decode()
    assert "has an open question about a value of Mouse 1. Reopen it" in page
    assert models.Study.objects.get(pk=ended.pk).locked_at is None


def test_a_doubted_value_that_was_kept_is_no_question(ended):
    reading = doubtful(ended)
    assert questions.open_questions(ended)
    answer_and_save(reading, reading.Answer.KEPT, builders.person(), "Kept as typed")
    assert questions.open_questions(ended) == []


def test_the_questions_take_a_bounded_number_of_queries(
    ended, django_assert_max_num_queries
):
    doubtful(ended)
    with django_assert_max_num_queries(6):
        questions.open_questions(ended)


def test_a_study_without_arms_is_locked_without_an_analysis(client):
    study = builders.study()
    builders.disposition(builders.mouse(study))
    person = builders.member(study, "director")
    person.set_password(PASSWORD)
    person.save()
    client.force_login(person)
    assert lock(client, study).url == reverse("study:design", args=[study.code])
    assert not models.AnalysisResult.objects.exists()


def test_after_unlocking_results_are_interim_again_and_the_locked_one_stays(
    client, ended
):
    lock(client, ended)
    address = reverse("study:lock", args=[ended.code])
    client.post(address, {"reason": "A weight was wrong"})
    client.post(reverse("results:compute", args=[ended.code]), {})
    kinds = models.AnalysisResult.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["LOCKED", "INTERIM"]


def test_other_choices_of_a_locked_study_are_not_called_the_signed_result(
    client, ended
):
    lock(client, ended)
    address = reverse("results:analysis", args=[ended.code])
    assert "<b>Locked result.</b> Signed by" in client.get(address).content.decode()
    asked = {"day": "", "times_baseline": "2", "min_day": "10"}
    client.post(reverse("results:compute", args=[ended.code]), asked)
    text = client.get(f"{address}?times_baseline=2").content.decode()
    assert "Signed by" not in text
    assert "not the result that was signed" in text
    signed, other = models.AnalysisResult.objects.order_by("pk")
    assert (signed.is_signed, other.is_signed) == (True, False)
