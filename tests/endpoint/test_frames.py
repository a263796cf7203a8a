import datetime as dt

from tests import builders
from xenograft.endpoint import frames


def test_endings_of_a_study_say_what_they_count_as(study):
    agent = builders.agent(study, is_vehicle=True)
    regimen = builders.regimen(builders.arm(study), agent, 0)
    reasons = ["TUMOR_SIZE", "SCHEDULED_PD", "FOUND_DEAD", None]
    for number, reason in enumerate(reasons, 1):
        mouse = builders.mouse(study, number)
        # A rolling start: each mouse has a day zero of its own.
        builders.dose(mouse, regimen, day=number)
        if reason:
            builders.disposition(mouse, 10, reason)
    found = frames.endings(study).set_index("number")
    assert found["day"].dropna().to_dict() == {1: 9, 2: 8, 3: 7}
    assert found["ending"].tolist()[:3] == [
        "TUMOR_SIZE",
        "SCHEDULED_PD",
        "FOUND_DEAD_UNKNOWN",
    ]
    assert found["survival_is_event"].tolist() == [True, False, True, False]
    assert found["volume_is_event"].tolist() == [True, False, True, False]
    assert found["left_on"].dt.date.tolist()[0] == builders.DAY_ZERO + dt.timedelta(10)


def test_the_rules_of_the_protocol_count(study):
    builders.ending_rules(study)
    study.ending_rules.filter(ending="TUMOR_SIZE").update(survival_is_event=False)
    builders.disposition(builders.mouse(study, 1), 10, "TUMOR_SIZE")
    found = frames.endings(study)
    assert found["survival_is_event"].tolist() == [False]
    assert found["volume_is_event"].tolist() == [True]


def test_an_ending_taken_back_does_not_count(study):
    mouse = builders.mouse(study, 1)
    left = builders.disposition(mouse, 10, "TUMOR_SIZE")
    left.taken_back_at, left.taken_back_reason = builders.at(11), "Wrong mouse"
    left.save()
    assert frames.endings(study)["ending"].isna().all()
