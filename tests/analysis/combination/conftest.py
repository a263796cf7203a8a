"""The effects on a reference study, computed once."""

import pytest

from tests.analysis import mixed_sets
from tests.analysis.combination_sets import design_of
from xenograft.analysis.combination import rates
from xenograft.analysis.mixed import slopes


@pytest.fixture(scope="session")
def computed():
    known = {}

    def compute(study):
        if study not in known:
            values, design = mixed_sets.relative_logs(study), design_of(study)
            whole = slopes.fit(values)
            rate = dict(zip(whole.slopes, whole.estimates, strict=True))
            better = min((design.a, design.b), key=rate.get)
            known[study] = rates.over_time(values, design, normal=True, better=better)
        return known[study]

    return compute
