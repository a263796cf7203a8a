from decimal import Decimal

import pytest

from xenograft.analysis.dose_volume import administration_problem


@pytest.mark.parametrize(
    ("route", "volume_ml", "ml_per_kg", "level"),
    [
        ("PO", "0.21", "10", None),
        ("PO", "0.30", "12", "warn"),
        ("PO", "1.30", "51", "error"),
        ("SC", "0.30", "12", "warn"),
        ("IP", "0.50", "20", None),
        ("IP", "2.10", "81", "error"),
        ("IV", "0.13", "6", "warn"),
        ("IV", "0.70", "26", "error"),
        ("IM", "0.10", "4", None),
        ("IM", "0.11", "4.4", "warn"),
        ("IM", "0.21", "8.4", "error"),
    ],
)
def test_an_administration_is_judged_by_its_route(route, volume_ml, ml_per_kg, level):
    problem = administration_problem(route, Decimal(volume_ml), Decimal(ml_per_kg))
    assert (problem and problem[0]) == level


def test_two_muscles_share_the_volume():
    _, sentence = administration_problem("IM", Decimal("0.21"), Decimal("8.4"))
    assert sentence == (
        "0.105 mL in each of two muscles is above the maximum of 0.1 mL."
    )
