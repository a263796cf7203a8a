import datetime as dt
import io
from collections import Counter

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import call_command

from tests import builders
from xenograft.dosing.models import Dose, Regimen
from xenograft.endpoint.models import Alert, Disposition
from xenograft.export.example.actions import make_example
from xenograft.export.example.protocol import CODE
from xenograft.history.models import Change
from xenograft.measurement.frames import daily_volumes, tumor_volumes
from xenograft.measurement.models import CaliperMeasurement
from xenograft.randomization import actions as randomization
from xenograft.results.files import input_sha256
from xenograft.results.models import AnalysisResult
from xenograft.samples import engagement
from xenograft.study.models import Study
from xenograft.study.roles import Role

TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def example(db):
    return make_example(today=TODAY)[0]


def test_the_example_is_a_treated_study_of_48_mice_in_four_arms(example):
    assert Study.objects.with_state().get(pk=example.pk).state == "on treatment"
    assert example.mice.count() == 48
    arms = example.arms.order_by("position")
    assert [arm.assignments.count() for arm in arms] == [10] * 4
    assert set(arms.factorial().values()) == set(arms)
    assert example.tumor_model.kind == "ORGANOID"
    assert set(example.memberships.values_list("role", flat=True)) == set(Role)


def test_the_draw_of_the_example_repeats_from_its_seed(example):
    assert randomization.repeats(example.randomizations.get())


def test_all_drawn_mice_were_inside_the_window_and_the_others_outside(example):
    volumes = daily_volumes(example)
    at_the_draw = volumes[volumes["day"] == -1].set_index("number")
    inside = at_the_draw["volume_mm3"].between(100, 150)
    assert inside.sum() == 40
    assert (inside == (at_the_draw["position"] > 0)).all()


def test_today_is_treatment_day_19_with_an_open_session_partly_filled(example):
    open_session = example.sessions.get(closed_at=None)
    assert open_session.held_on == TODAY
    volumes = tumor_volumes(example, closed_only=False)
    assert volumes["day"].max() == 19
    assert open_session.caliper_measurements.count() == 17
    on_study = example.mice.on_study().count()
    assert 30 < on_study < 40


def test_every_kind_of_event_is_in_the_example(example):
    doses = Dose.objects.of_study(example)
    assert set(doses.values_list("status", flat=True)) == {
        *("GIVEN", "PARTIAL", "MISSED", "WITHHELD")
    }
    states = CaliperMeasurement.objects.of_study(example)
    assert set(states.values_list("state", flat=True)) == {
        *("MEASURED", "NOT_PALPABLE", "PALPABLE_BELOW_LOQ", "NOT_MEASURABLE"),
        "NOT_DONE",
    }
    left = Disposition.objects.of_study(example)
    assert Counter(left.values_list("reason", flat=True)) == {
        "REMOVED": 8,
        "TUMOR_SIZE": 5,
        "FOUND_DEAD": 1,
    }
    assert not left.filter(reason="TUMOR_SIZE", tumor_weight_mg=None).exists()


def test_mice_that_left_have_nothing_later(example):
    for left in Disposition.objects.of_study(example).select_related("mouse"):
        later = {"session__held_on__gt": left.left_on}
        assert not left.mouse.weights.filter(**later).exists()
        assert not left.mouse.doses.filter(slot_on__gt=left.left_on).exists()


def test_specimens_come_after_their_last_dose(example):
    gaps = [
        specimen.minutes_after_last_dose
        for mouse in example.mice.all()
        for specimen in mouse.specimens.all()
    ]
    # Two of each mouse at its volume limit, and a core of those that were biopsied.
    assert len(gaps) == 2 * 5 + 16
    assert all(0 < gap < 24 * 60 for gap in gaps)


def test_target_engagement_is_read_in_every_arm_at_both_hours(example):
    _, kind, points, arms = engagement.drawing(example)
    assert (kind.target, kind.phosphosite) == ("p-FAK", "Y397")
    counts = Counter(zip(points["arm"], points["hours"], strict=True))
    assert all(counts[arm, hours] == 2 for arm in arms for hours in (4, 8))
    mean = points.groupby("arm")["value"].mean()
    assert mean[[1, 3]].min() > 150 > mean[[2, 4]].max()


def test_biopsied_mice_stay_on_study_and_34_of_40_mice_are_left(example):
    assert example.mice.on_study().filter(specimens__isnull=False).distinct().count()
    assert example.mice.on_study().count() == 34


def test_all_doses_of_the_example_are_marked_as_illustrative(example):
    marks = Regimen.objects.of_study(example).values_list("is_illustrative", flat=True)
    assert set(marks) == {True}


def test_every_arm_gets_the_same_volume(example):
    doses = Regimen.objects.of_study(example).order_by()
    volumes = Counter(doses.values_list("arm__position", "volume_ml_per_kg"))
    assert volumes == {(position, 5): 2 for position in (1, 2, 3, 4)}


def test_people_were_told_of_each_mouse_at_a_limit(example):
    alerts = Alert.objects.of_study(example).open()
    assert alerts.count() >= 2
    assert all(alert.messages.count() == 2 for alert in alerts)


def test_corrections_keep_both_values_the_person_and_the_reason(example):
    changes = Change.objects.filter(study_id=example.pk).exclude(reason="")
    changes = changes.exclude(reason="Check of the limits")
    assert changes.count() == 5
    assert set(changes.values_list("person_name", flat=True)) == {"novak"}
    for change in changes:
        assert change.operation == "update"
        assert change.old != change.new
    assert not changes.filter(person_id=None).exists()


def test_the_example_opens_with_its_analysis(db):
    call_command("example_study", today=TODAY, stdout=io.StringIO())
    kept = AnalysisResult.objects.get(study__code=CODE)
    assert kept.computed_by.username == "haddad"
    assert kept.data_sha256 == input_sha256(kept.study)


def test_a_second_call_leaves_the_example_alone(example):
    changes = Change.objects.count()
    study, is_new = make_example(today=TODAY + dt.timedelta(days=30))
    assert (study, is_new) == (example, False)
    assert Change.objects.count() == changes


def test_the_same_day_gives_the_same_study(db):
    first = make_example(today=TODAY)[0]
    before = tumor_volumes(first, closed_only=False).drop(columns=["mouse", "tumor"])
    arms = list(before["position"])
    first.code = "OTHER"
    first.save()
    second = make_example(today=TODAY)[0]
    after = tumor_volumes(second, closed_only=False).drop(columns=["mouse", "tumor"])
    assert before.equals(after)
    assert arms == list(after["position"])


def test_nothing_in_the_example_lies_in_the_future(db):
    from django.utils import timezone

    study = make_example(today=timezone.localdate())[0]
    now = timezone.now()
    assert not Dose.objects.of_study(study).filter(given_at__gt=now).exists()
    readings = CaliperMeasurement.objects.of_study(study)
    assert not readings.filter(measured_at__gt=now).exists()


def test_demo_prints_a_sign_in_for_each_role_that_works_twice(db, rf):
    for _ in range(2):
        out = io.StringIO()
        call_command("demo", "--no-serve", "--port", "8123", stdout=out)
    text = out.getvalue()
    assert "OVX-014 is there already" in text
    assert "http://127.0.0.1:8123/" in text
    for role, name in [("Study director", "okafor"), ("Measurer", "novak")]:
        line = next(line for line in text.splitlines() if role in line)
        assert line.split()[-2] == name
        passphrase = line.split()[-1]
        assert len(passphrase) >= 15
        assert authenticate(rf.post("/"), username=name, password=passphrase)
    assert sum("-counts-" in line for line in text.splitlines()) == len(Role)


def test_demo_never_sets_the_password_of_somebody_else(db):
    own = builders.person("okafor", password="a passphrase of her own")
    out = io.StringIO()
    call_command("demo", "--no-serve", stdout=out)
    assert "okafor" not in out.getvalue()
    assert (
        get_user_model()
        .objects.get(pk=own.pk)
        .check_password("a passphrase of her own")
    )


def test_people_of_the_example_have_no_password_until_a_demo(example):
    people = get_user_model().objects.filter(memberships__study=example)
    assert [person.has_usable_password() for person in people] == [False] * 6
