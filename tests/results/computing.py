"""What the tests of the analysis share: a study, its button, its numbers."""

import csv
import io
import math

import numpy as np
from django.urls import reverse

from tests import builders
from xenograft.results import actions, choices

DAYS = (0, 3, 7, 10, 14)
CHOICES = {"times_baseline": "4", "min_day": "10"}


def combined_study(effects=(0.0, -0.03, -0.04, -0.1), doses=(25, 25), mice=5):
    study = builders.study()
    builders.limits(study)
    arms = builders.four_arms(study, planned_count=mice)
    vehicle = builders.agent(study, "0.5% MC", is_vehicle=True)
    drugs = [builders.agent(study, name) for name in ("Defactinib", "Avutometinib")]
    draw = builders.randomization(study)
    first = [builders.regimen(arm, vehicle, 0) for arm in arms]
    builders.regimen(arms[1], drugs[0], doses[0])
    builders.regimen(arms[2], drugs[1], 1.5)
    builders.regimen(arms[3], drugs[0], doses[1])
    builders.regimen(arms[3], drugs[1], 1.5)
    sessions = [builders.session(study, day) for day in DAYS]
    rng = np.random.default_rng(4)
    for place in range(4 * mice):
        one = builders.mouse(study)
        tumor = builders.tumor(one)
        builders.assignment(draw, one, arms[place % 4], block=place // 4 + 1)
        builders.dose(one, first[place % 4])
        rate = 0.1 + effects[place % 4] + 0.01 * rng.standard_normal()
        level = 120 * math.exp(0.1 * rng.standard_normal())
        for day, held in zip(DAYS, sessions, strict=True):
            noise = math.exp(0.05 * rng.standard_normal())
            side = (2 * level * noise * math.exp(rate * day)) ** (1 / 3)
            builders.measurement(held, tumor, f"{side:.2f}", f"{side - 0.01:.2f}")
            builders.weight(held, one, "22.0")
    return study


def page(client, study, query=""):
    return client.get(reverse("results:analysis", args=[study.code]) + f"?{query}")


def computed(client, study, **typed):
    """The page after its button was pressed."""
    address = reverse("results:compute", args=[study.code])
    return client.post(address, typed, follow=True)


def result_of(study, **typed):
    asked = choices.read(typed)
    return actions.compute(study=study, choices=asked, by=None)


def numbers(client, study, **typed):
    """results.csv as rows."""
    answer = client.get(reverse("results:results-csv", args=[study.code]), typed)
    return list(csv.DictReader(io.StringIO(answer.content.decode())))
