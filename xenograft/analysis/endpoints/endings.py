"""How each way of leaving a study counts: as an event, or censored."""

import pandas as pd

# ending: (words, survival, time to a volume, the same in the sensitivity analysis).
# True is an event. DOMAIN 4.7: choices, to be frozen in the protocol.
ENDINGS = {
    "TUMOR_SIZE": ("tumor size limit reached", True, True, True),
    "ULCERATION": ("ulceration", True, True, False),
    "HUMANE_TUMOR": ("humane endpoint, tumor-related", True, True, True),
    "HUMANE_TOXICITY": ("humane endpoint, toxicity", True, False, False),
    "FOUND_DEAD_TUMOR": ("found dead, of the tumor", True, True, True),
    "FOUND_DEAD_TOXICITY": ("found dead, of toxicity", True, False, False),
    "FOUND_DEAD_PROCEDURE": ("found dead, of a procedure", True, False, False),
    "FOUND_DEAD_UNKNOWN": ("found dead, cause unknown", True, True, False),
    "ACCIDENT": ("accident", False, False, False),
    "SCHEDULED_PD": ("planned sampling", False, False, False),
    "STUDY_END": ("end of study", False, False, False),
    "REMOVED": ("removed alive", False, False, False),
}
ENDING_CHOICES = [(code, words) for code, (words, *_) in ENDINGS.items()]
# A mouse that left because it reached a limit.
AT_A_LIMIT = ("TUMOR_SIZE", "ULCERATION", "HUMANE_TUMOR", "HUMANE_TOXICITY")
EVENTS = ("survival_is_event", "volume_is_event", "sensitivity_is_event")


def usual_rules():
    """The rules a new study starts with: ending and the three columns of events."""
    rows = [(ending, *events) for ending, (_, *events) in ENDINGS.items()]
    return pd.DataFrame(rows, columns=["ending", *EVENTS])


def ending_events(endings, rules):
    """Whether each mouse that left is an event, by the rules of its protocol.

    `endings` has one row per mouse with ending (missing while it is on study) and any
    other columns, which are kept; `rules` has ending and survival_is_event (death of
    any cause), volume_is_event (time to a tumor volume) and sensitivity_is_event (the
    same, read the other way where the protocol is in doubt). Adds these three columns;
    a mouse on study is censored in all of them. DOMAIN 4.7.
    """
    known = rules.set_index("ending")[list(EVENTS)]
    found = known.reindex(endings["ending"]).set_axis(endings.index)
    events = found.eq(True)
    return endings.assign(**{name: events[name] for name in EVENTS})
