"""What of an ending SEND wants in its own words, derived from its reason."""

from django.db.models import Case, Value, When

from xenograft.export.files.column import Column

# DSDECOD of each reason. DOMAIN 4.7.
TERMS = {
    "TUMOR_SIZE": "NON-MORIBUND SACRIFICE",
    "ULCERATION": "NON-MORIBUND SACRIFICE",
    "HUMANE_TUMOR": "MORIBUND SACRIFICE",
    "HUMANE_TOXICITY": "MORIBUND SACRIFICE",
    "FOUND_DEAD": "FOUND DEAD",
    "ACCIDENT": "ACCIDENTAL DEATH",
    "SCHEDULED_PD": "INTERIM SACRIFICE",
    "STUDY_END": "TERMINAL SACRIFICE",
    "REMOVED": "REMOVED FROM STUDY ALIVE",
}
SCHEDULED = ("SCHEDULED_PD", "STUDY_END")


def _term():
    cases = [When(reason=reason, then=Value(term)) for reason, term in TERMS.items()]
    return Case(*cases, default=Value(""))


def _unscheduled():
    return Case(When(reason__in=SCHEDULED, then=Value("")), default=Value("Y"))


SEND = {
    "dsdecod": Column(
        "how it left, as DSDECOD of SEND",
        _term(),
        values=", ".join(dict.fromkeys(TERMS.values())),
    ),
    "dsuschfl": Column(
        "Y where that was not planned, as DSUSCHFL of SEND",
        _unscheduled(),
        values="Y, empty",
    ),
}
