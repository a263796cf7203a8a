import pandas as pd
import pytest

from xenograft.analysis import endpoints
from xenograft.analysis.endpoints.trend import days_to_level_of


@pytest.mark.parametrize(
    "volumes",
    [
        [(0, 100), (3, 180), (6, 300)],
        [(0, 900), (3, 500), (6, 700), (9, 1180)],
        [(0, 300), (3, 200), (6, 100)],
        [(0, 1000), (3, 1400), (6, 1600)],
        [(0, 300)],
        [],
    ],
)
def test_one_mouse_without_a_frame_has_the_same_days_to_a_level(volumes):
    frame = pd.DataFrame(volumes, columns=["day", "volume_mm3"]).assign(mouse=1)
    of_all = endpoints.days_to_level(frame, pd.Series({1: 1500.0}))
    alone = days_to_level_of(volumes[::-1], 1500.0)
    wanted = of_all.get(1, float("nan"))
    found = float("nan") if alone is None else alone
    assert found == pytest.approx(wanted, rel=1e-12, nan_ok=True)
