from decimal import Decimal

import pytest

from tests import builders
from xenograft.dosing import plan
from xenograft.dosing.models import Agent, Regimen


def regimen(dose="25", volume="10", route="PO", is_vehicle=False, **fields):
    return Regimen(
        agent=Agent(name="Defactinib", is_vehicle=is_vehicle),
        dose_mg_per_kg=None if dose is None else Decimal(dose),
        volume_ml_per_kg=Decimal(volume),
        concentration_mg_per_ml=Decimal(dose or 0) / Decimal(volume),
        route=route,
        **fields,
    )


def test_25_mg_per_kg_at_22_4_g_is_0_22_ml_and_0_55_mg():
    # DOMAIN 3.3: 0.560 mg in 0.224 mL; the syringe reads to 0.01 mL.
    amount = plan.amount_for(Decimal("22.4"), [regimen()])
    (part,) = amount.parts
    assert amount.volume_ml == Decimal("0.22")
    assert part.planned_mg == Decimal("0.56")
    assert float(part.given_mg) == pytest.approx(0.55)


def test_two_regimens_of_one_session_are_rounded_together():
    # 5 mL/kg twice at 23 g: 0.115 mL each would round to 0.24 mL, the sum is 0.23.
    amount = plan.amount_for(Decimal(23), [regimen("25", "5"), regimen("0.3", "5")])
    assert amount.volume_ml == Decimal("0.23")
    assert [part.volume_ml for part in amount.parts] == [
        Decimal("0.12"),
        Decimal("0.11"),
    ]
    assert [float(part.given_mg) for part in amount.parts] == pytest.approx(
        [0.575, 0.0069]
    )


def test_what_rounding_adds_is_known_for_one_and_for_several_regimens():
    one = plan.amount_for(Decimal("22.4"), [regimen()])
    assert float(one.rounding_error) == pytest.approx(0.22 / 0.224 - 1)
    both = plan.amount_for(Decimal("22.4"), [regimen("25", "5"), regimen("0.3", "5")])
    assert both.rounding_error == one.rounding_error


def test_a_part_of_the_volume_has_that_part_of_the_dose():
    amount = plan.amount_for(Decimal("22.4"), [regimen()])
    (part,) = amount.of_volume(Decimal("0.11"))
    assert (float(part.given_mg), part.volume_ml) == (
        pytest.approx(0.275),
        Decimal("0.11"),
    )


def test_nothing_given_is_zero_mg_of_every_regimen():
    amount = plan.amount_for(Decimal(23), [regimen("25", "5"), regimen("0.3", "5")])
    assert [(p.given_mg, p.volume_ml) for p in amount.of_volume(0)] == [(0, 0), (0, 0)]


def test_a_vehicle_needs_no_dose_and_a_drug_does():
    assert plan.lacks_dose(regimen(None))
    assert not plan.lacks_dose(regimen(None, is_vehicle=True))


def test_administrations_of_one_time_and_route_belong_together():
    by_mouth = [
        regimen(frequency="BID", start_day=0),
        regimen(frequency="QD", start_day=0),
    ]
    weekly = regimen(route="IP", frequency="WEEKLY", weekdays="TUE", start_day=0)
    # Day zero of the builders is a Tuesday.
    found = plan.administrations(
        [*by_mouth, weekly], builders.DAY_ZERO, builders.DAY_ZERO
    )
    assert found == {(1, "IP"): [weekly], (1, "PO"): by_mouth, (2, "PO"): by_mouth[:1]}


@pytest.mark.parametrize(
    ("age", "word"),
    [(0, "fresh"), (3, "fresh"), (4, "old"), (7, "old"), (8, "too old")],
)
def test_a_weight_ages(age, word):
    assert plan.freshness(age, fresh_days=3, usable_days=7) == word
