import pandas as pd
import pytest

from xenograft.analysis.endpoints import EVENTS, ending_events, usual_rules


def events(ending, rules=None):
    rows = pd.DataFrame({"ending": [ending]}, index=[7])
    found = ending_events(rows, usual_rules() if rules is None else rules)
    return tuple(bool(found.loc[7, name]) for name in EVENTS)


# DOMAIN 4.7: survival, time to a volume, the same in the sensitivity analysis.
@pytest.mark.parametrize(
    ("ending", "counts"),
    [
        ("TUMOR_SIZE", (True, True, True)),
        ("ULCERATION", (True, True, False)),
        ("HUMANE_TOXICITY", (True, False, False)),
        ("FOUND_DEAD_UNKNOWN", (True, True, False)),
        ("FOUND_DEAD_PROCEDURE", (True, False, False)),
        ("ACCIDENT", (False, False, False)),
        ("SCHEDULED_PD", (False, False, False)),
        ("STUDY_END", (False, False, False)),
        (None, (False, False, False)),
    ],
)
def test_an_ending_is_an_event_or_censored(ending, counts):
    assert events(ending) == counts


def test_the_protocol_decides_and_not_the_program():
    rules = usual_rules().assign(volume_is_event=False)
    assert events("TUMOR_SIZE", rules) == (True, False, True)
