"""Small studies to draw."""

import pandas as pd

from xenograft.analysis.arm_means import arm_means

ARMS = {"VEH": "Vehicle", "DEF": "Defactinib", "D+A": "Defactinib + avutometinib"}
DAYS = (0, 3, 7)


def study_volumes(mice_per_arm=4, arms=ARMS):
    """Mice that grow by their arm's factor; the last vehicle mouse leaves early."""
    rows = [
        (10 * place + number, arm, day, (100 + number) * (1 + day / (2 + 4 * place)))
        for place, arm in enumerate(arms)
        for number in range(1, mice_per_arm + 1)
        for day in DAYS
        if not (place == 0 and number == mice_per_arm and day == 7)
    ]
    return pd.DataFrame(rows, columns=["mouse", "arm", "day", "volume_mm3"])


def study_means(**choices):
    return arm_means(study_volumes(**choices))
