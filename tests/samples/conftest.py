import pytest
from django.utils import timezone

from tests import builders


@pytest.fixture
def on_day_ten(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: builders.at(10, 18))


@pytest.fixture
def mouse(study):
    return builders.mouse(study, 4)


@pytest.fixture
def specimen(mouse):
    return builders.specimen(mouse)


@pytest.fixture
def specimens(study):
    """Of three mice, labeled S1, S2 and S3."""
    mice = [builders.mouse(study) for _ in range(3)]
    return [builders.specimen(mouse, label=f"S{mouse.number}") for mouse in mice]


@pytest.fixture
def treated():
    """Vehicle and a drug, two mice each, on one blot, four hours after a dose."""
    study = builders.study("WB-1")
    vehicle, drug, *_ = builders.four_arms(study)
    agent = builders.agent(study)
    draw, blot = builders.randomization(study), builders.assay_run(study)
    for arm, ratio in [(vehicle, 0.8), (vehicle, 1.2), (drug, 0.25), (drug, 0.15)]:
        mouse = builders.mouse(study)
        builders.assignment(draw, mouse, arm)
        regimen = arm.regimens.first() or builders.regimen(arm, agent)
        builders.dose(mouse, regimen, 10, given_at=builders.at(10, 7))
        specimen = builders.specimen(mouse, collected_at=builders.at(10, 11))
        about = {"assay": "WESTERN", "unit": "ratio", "run": blot}
        builders.readout(specimen, ratio, **about)
    return study
