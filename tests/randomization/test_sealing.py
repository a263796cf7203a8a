"""The seed, committed before the draw and sealed until it."""

from django.urls import reverse

from tests.randomization.pages import confirm, page_of, record_url
from xenograft.history.models import Change
from xenograft.randomization.models import Randomization


def test_the_record_shows_the_commitment_made_before(director, ready):
    commitment = ready.draw_plan.seed_commitment
    before = page_of(director, ready).text
    assert commitment[:16] in before
    confirm(director, ready)
    record = Randomization.objects.get()
    assert record.seed_commitment == commitment
    assert record.committed_at < record.randomized_at
    assert commitment in page_of(director, ready, "record").text


def test_the_seed_is_nowhere_in_the_database_before_the_draw(director, ready):
    from xenograft.randomization import sealing

    plan = ready.draw_plan
    seed = sealing.opened(plan.seed_sealed_hex, plan.seed_commitment).hex()
    stored = [str(change.new) for change in Change.objects.of_study(ready)]
    assert not any(seed in text for text in stored)
    assert seed not in page_of(director, ready).text


def test_another_key_of_the_site_cannot_open_the_seed(director, ready, settings):
    url = reverse("randomization:randomize", args=[ready.code])
    based_on = director.get(url).context["based_on"]
    director.post(
        reverse("randomization:freeze", args=[ready.code]), {"based_on": based_on}
    )
    sent = {"study_code": ready.code, "based_on": based_on, "password": "director"}
    form = {name: sent[name] for name in sent}
    plan = ready.draw_plan
    plan.seed_sealed_hex = "00" * 32
    plan.save()
    page = director.post(url, form).text
    assert "The committed seed cannot be opened" in page
    assert not Randomization.objects.exists()


def test_the_plan_commits_a_seed_and_a_new_plan_needs_a_reason(director, study):
    url = reverse("randomization:plan", args=[study.code])
    typed = {"method": "COMPLETE", "reserve_rule": "RANDOM"}
    assert director.post(url, typed).status_code == 302
    first = study.__class__.objects.get(pk=study.pk).draw_plan.seed_commitment
    assert "Say why the plan is fixed once more." in director.post(url, typed).text
    director.post(url, typed | {"reason": "sex was forgotten"})
    again = study.__class__.objects.get(pk=study.pk).draw_plan.seed_commitment
    assert again != first
    reasons = Change.objects.of_study(study).values_list("reason", flat=True)
    assert "sex was forgotten" in reasons


def test_after_the_draw_the_plan_stays(director, ready):
    confirm(director, ready)
    assert page_of(director, ready, "plan").url == record_url(ready)
