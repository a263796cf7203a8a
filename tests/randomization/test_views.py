import datetime as dt
import itertools
import re
import subprocess
import sys

import pytest
from django.db import IntegrityError
from django.urls import reverse

from tests import builders
from tests.randomization.conftest import grown
from tests.randomization.test_actions import frozen
from xenograft.history.models import Change
from xenograft.randomization import actions, frames
from xenograft.randomization.models import ArmView, Randomization


def confirm(client, study, typed=None, password="director"):
    url = reverse("randomization:randomize", args=[study.code])
    form = client.get(url).context
    based_on = form["based_on"] if form else ""
    freeze = reverse("randomization:freeze", args=[study.code])
    client.post(freeze, {"based_on": based_on})
    sent = {"study_code": typed or study.code, "password": password}
    return client.post(url, {**sent, "based_on": based_on})


def record_url(study):
    return reverse("randomization:record", args=[study.code])


def page_of(client, study, name="randomize"):
    return client.get(reverse(f"randomization:{name}", args=[study.code]))


def test_the_page_lists_who_goes_in_and_who_does_not(director, ready):
    small = builders.mouse(ready, 30)
    builders.measurement(ready.sessions.get(), builders.tumor(small), "4", "4")
    page = page_of(director, ready).content.decode()
    assert "9 eligible" in page
    assert "Too small" in page
    assert "1 more than planned" in page


def test_typing_the_code_randomizes_and_shows_the_record(director, ready):
    answer = confirm(director, ready, "ovx-014")
    assert answer.url == record_url(ready)
    page = director.get(record_url(ready)).content.decode()
    assert "8 mice into 4 arms" in page
    assert Randomization.objects.get().seed_hex in page
    assert "surplus, not selected" in page


def test_another_code_draws_nothing(director, ready):
    page = confirm(director, ready, "OVX-041").content.decode()
    assert "“OVX-041” is not the code of this study. Type OVX-014." in page
    assert 'value="OVX-041"' in page
    assert not Randomization.objects.exists()


def test_pressing_twice_leads_to_the_same_draw(director, ready):
    confirm(director, ready)
    seed = Randomization.objects.get().seed_hex
    again = director.post(
        reverse("randomization:randomize", args=[ready.code]),
        {"study_code": ready.code},
        follow=True,
    )
    assert "This study was randomized already." in again.content.decode()
    assert Randomization.objects.get().seed_hex == seed


def test_losing_a_race_leads_to_the_winner_record(director, ready, monkeypatch):
    def lost(**given):
        raise IntegrityError

    monkeypatch.setattr(actions, "randomize", lost)
    assert confirm(director, ready).url == record_url(ready)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (
            lambda s: type(s).objects.update(inclusion_criteria=""),
            "The protocol does not state its inclusion criteria.",
        ),
        (lambda s: s.draw_plan.delete(), "How the study is drawn is not fixed yet."),
        (lambda s: s.sessions.update(closed_at=None), "no closed measurement session"),
        (lambda s: s.arms.update(is_control=False), "No arm is the control."),
        (lambda s: s.arms.all().delete(), "fewer than two arms"),
        (lambda s: s.arms.update(planned_count=0), "No mice are planned for Vehicle"),
        (
            lambda s: type(s).objects.update(window_min_mm3=149),
            "0 eligible mice are fewer than 4 arms.",
        ),
        (
            lambda s: type(s).objects.update(locked_at=builders.at(0)),
            "OVX-014 is locked.",
        ),
    ],
)
def test_what_is_missing_is_one_plain_sentence(director, ready, spoil, sentence):
    spoil(ready)
    answer = page_of(director, ready)
    assert sentence in answer.content.decode()
    assert "Randomize 8 mice" not in answer.content.decode()
    confirm(director, ready)
    assert not Randomization.objects.exists()


def test_repeating_the_draw_says_that_it_matches(director, ready):
    confirm(director, ready)
    page = director.get(record_url(ready), {"repeat": "yes"}).content.decode()
    assert "It matches." in page


def test_a_changed_record_says_that_it_does_not_match(director, ready):
    confirm(director, ready)
    Randomization.objects.update(seed_hex="00" * 32)
    page = director.get(record_url(ready), {"repeat": "yes"}).content.decode()
    assert "It does not match." in page


def test_an_imported_allocation_has_a_record_without_a_seed(director, study):
    arm = builders.arm(study, is_control=True)
    draw = builders.randomization(study, "IMPORTED", "")
    builders.assignment(draw, builders.mouse(study), arm)
    page = director.get(record_url(study)).content.decode()
    assert "Imported, method not recorded" in page
    assert "Repeat the draw" not in page


def test_one_mouse_per_arm_shows_no_spread(director, study):
    grown(study, count=4, per_arm=1)
    builders.draw_plan(study)
    confirm(director, study)
    page = director.get(record_url(study)).content.decode()
    assert "± —" in page
    assert "nan" not in page


@pytest.mark.parametrize("role", ["measurer", "doser", "welfare_officer"])
@pytest.mark.parametrize("name", ["randomize", "record"])
def test_who_sees_no_arms_sees_no_draw(as_role, ready, role, name):
    assert page_of(as_role(role), ready, name).status_code == 403


def test_a_statistician_reads_the_record_and_does_not_draw(as_role, people, ready):
    client = as_role("statistician")
    assert page_of(client, ready, "randomize").status_code == 403
    assert page_of(client, ready, "record").status_code == 404
    client.force_login(people["director"])
    confirm(client, ready)
    client.force_login(people["statistician"])
    assert page_of(client, ready, "record").status_code == 200


def test_a_director_who_measures_does_not_see_the_draw(director, people, ready):
    from xenograft.study.models import Membership

    Membership.objects.create(study=ready, person=people["director"], role="measurer")
    assert page_of(director, ready, "record").status_code == 403


def test_an_outsider_finds_nothing(client, outsider, ready):
    client.force_login(outsider)
    assert page_of(client, ready).status_code == 404


def test_the_pages_take_few_queries(director, ready, django_assert_max_num_queries):
    with django_assert_max_num_queries(24):
        page_of(director, ready)
    confirm(director, ready)
    page_of(director, ready, "record")  # the first of a day keeps that it was opened
    with django_assert_max_num_queries(24):
        page_of(director, ready, "record")


def test_a_wrong_password_draws_nothing(director, ready):
    page = confirm(director, ready, password="guess").text
    assert "This is not your password. Nothing was drawn." in page
    assert "guess" not in page
    assert not Randomization.objects.exists()


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


def test_the_allocation_is_shown_when_asked_and_each_look_is_kept(director, ready):
    confirm(director, ready)
    cells = 'aria-label="Allocation, table"'
    page = page_of(director, ready, "record").text
    assert cells not in page
    assert "Nobody has asked for the allocation." in page
    assert "Say why you look." in director.post(record_url(ready), {"reason": ""}).text
    page = director.post(record_url(ready), {"reason": "labels for cages"}).text
    assert cells in page
    assert "labels for cages" in page
    view = ArmView.objects.with_reason().get()
    assert (view.reason, view.mouse) == ("labels for cages", None)


def test_the_verifier_repeats_the_record_that_the_page_gives(director, ready, tmp_path):
    confirm(director, ready)
    for name, file in [("file", "draw.json"), ("verifier", "verify.py")]:
        (tmp_path / file).write_bytes(page_of(director, ready, name).content)
    run = [sys.executable, "-I", tmp_path / "verify.py", tmp_path / "draw.json"]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "equal\n")


def test_the_text_for_the_report_names_what_was_balanced(director, ready):
    confirm(director, ready)
    page = page_of(director, ready, "record").text
    assert "8 units were allocated to 4 arms" in page
    assert "Balanced by the draw: tumor volume" in page
    assert "Nobody could see or predict an assignment before the draw" in page
    assert "Not controlled: the order of measuring and dosing" in page


def test_a_complete_draw_is_not_said_to_balance_anything(director, study):
    grown(study)
    builders.draw_plan(study, "COMPLETE")
    confirm(director, study)
    assert "Balanced by the draw: nothing." in page_of(director, study, "record").text
    page = page_of(director, study, "certificate").text
    assert "<dt>Balanced</dt><dd>nothing</dd>" in page


def test_the_certificate_says_in_the_report_how_many_qualified(director, ready):
    confirm(director, ready)
    page = page_of(director, ready, "certificate").text
    bits = re.search(r"about 2<sup>([0-9.]+)</sup>", page)[1]
    assert f"About 2^{bits} allocations qualified." in page


def test_a_mouse_outside_the_window_can_be_included_with_a_reason(director, ready):
    tumor = builders.tumor(builders.mouse(ready))
    builders.measurement(ready.sessions.last(), tumor, "9", "9")
    builders.measurement(builders.session(ready, -4), tumor, "6", "6")
    page = page_of(director, ready).text
    link = reverse("growth:decide", args=[ready.code, tumor.mouse.number])
    assert f'<a href="{link}" aria-label="Include 10 with a reason">' in page
    assert page.count('<circle class="out"') == 1
    frozen(ready)
    assert link not in page_of(director, ready).text


def test_the_volume_before_stands_beside_that_of_the_draw(director, ready):
    first = ready.mice.get(number=1).tumors.get()
    builders.measurement(builders.session(ready, -4), first, "6", "5")
    row = re.search(r"<b>1</b>.*?</tr>", page_of(director, ready).text, re.S)[0]
    assert re.findall(r">([0-9.]+)<", row) == ["1", "75.0", "103", "21.1"]


@pytest.mark.parametrize("role", ["director", "welfare_officer"])
def test_one_mouse_is_unmasked_with_a_reason(as_role, people, director, ready, role):
    confirm(director, ready)
    mouse = Randomization.objects.get().assignments.first().mouse
    url = reverse("randomization:unmask", args=[ready.code, mouse.number])
    client = as_role(role)
    arm = mouse.assignment.arm.name
    assert f"<b>{arm}</b>" not in client.get(url).text
    assert "Say why you look." in client.post(url, {"reason": ""}).text
    assert f"<b>{arm}</b>" in client.post(url, {"reason": "seizure"}).text
    view = ArmView.objects.get()
    assert (view.mouse, view.viewed_by) == (mouse, people[role])


def test_feasibility_is_told_and_no_allocation(director, ready):
    page = page_of(director, ready, "feasibility").text
    assert "The draw can be made." in page


def test_the_default_draw_says_what_it_promises(director, study):
    grown(study, count=40, per_arm=10)
    builders.draw_plan(study, "COVARIATE_CONSTRAINED", balances_cage=False)
    page = page_of(director, study, "feasibility").text
    assert "Volume, means" in page
    assert "Tried with throw-away draws" in page


def test_whole_cages_are_drawn_where_the_cage_is_the_unit(director, study):
    builders.four_arms(study, planned_count=4)
    study.experimental_unit = "CAGE"
    study.save()
    builders.draw_plan(study)
    held = builders.session(study, -1)
    for number in range(16):
        cage, _ = study.cages.get_or_create(name=f"C{number // 2}")
        mouse = builders.mouse(study, cage=cage)
        builders.measurement(held, builders.tumor(mouse), "6.5", f"{5.7 + number / 50}")
    assert confirm(director, study).status_code == 302
    by_cage = {}
    for one in Randomization.objects.get().assignments.select_related("mouse"):
        by_cage.setdefault(one.mouse.cage_id, set()).add(one.arm_id)
    assert len(by_cage) == 8
    assert all(len(arms) == 1 for arms in by_cage.values())
    assert {arm.assignments.count() for arm in study.arms.all()} == {4}


def drawn_with_ages(director, study):
    """Nine mice born a day apart, drawn; the ages of the drawn ones by arm."""
    grown(study)
    builders.draw_plan(study)
    for mouse in study.mice.all():
        born_on = builders.at(-50).date() - dt.timedelta(mouse.number)
        study.mice.filter(pk=mouse.pk).update(born_on=born_on)
    confirm(director, study)
    made = Randomization.objects.get()
    day = dt.date.fromisoformat(made.inputs["session_on"])
    ages = {}
    for one in made.assignments.select_related("mouse", "arm"):
        ages.setdefault(one.arm.name, []).append((day - one.mouse.born_on).days)
    return made, ages


def test_the_balance_tells_the_age_of_each_arm(director, study):
    made, ages = drawn_with_ages(director, study)
    rows = {row["name"]: row["age"] for row in frames.balance_rows(made)}
    assert {name: row["mean"] for name, row in rows.items()} == {
        name: pytest.approx(sum(own) / len(own)) for name, own in ages.items()
    }
    address = reverse("randomization:certificate", args=[study.code])
    page = director.get(address).text
    assert "Age, days" in page
    assert f"{rows['Vehicle']['mean']:.1f} ± " in page


def test_a_record_without_ages_has_none_for_them(director, study):
    made, _ = drawn_with_ages(director, study)
    for row in made.inputs["mice"]:
        del row["age_d"]
    assert {row["age"]["mean"] for row in frames.balance_rows(made)} == {None}


def test_the_certificate_compares_each_pair_of_arms_once(director, ready):
    confirm(director, ready)
    page = page_of(director, ready, "certificate")
    compared = [(pair["arm_a"], pair["arm_b"]) for pair in page.context["pairs"]]
    names = list(ready.arms.order_by("position").values_list("name", flat=True))
    assert sorted(map(sorted, compared)) == sorted(
        sorted(pair) for pair in itertools.combinations(names, 2)
    )
    assert "<dt>Balanced</dt><dd>tumor volume" in page.text


def test_the_balance_of_whole_cages_counts_cages(director, study):
    test_whole_cages_are_drawn_where_the_cage_is_the_unit(director, study)
    made = Randomization.objects.get()
    assert {row["volume"]["n"] for row in frames.balance_rows(made)} == {2}
    frame = frames.at_the_draw(made)
    units = made.result["record"]["input"]["units"]
    drawn = {one["id"]: float(one["values"]["volume_mm3"]) for one in units}
    assert dict(zip(frame["cage"], frame["volume_mm3"], strict=True)) == {
        name: pytest.approx(volume, abs=0.001) for name, volume in drawn.items()
    }
    address = reverse("randomization:certificate", args=[study.code])
    assert "Cages drawn" in director.get(address).text


def test_counts_without_a_common_part_are_warned_of(director, study):
    grown(study, count=7)
    builders.draw_plan(study)
    page = page_of(director, study, "feasibility").text
    assert "all 7 mice are one block" in page
