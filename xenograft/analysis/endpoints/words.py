"""The words of the limits: kinds, bases, states, and why a state is unknown."""

REACHED = "REACHED"
APPROACHING = "APPROACHING"
CLEAR = "CLEAR"
UNKNOWN = "UNKNOWN"
STATES = (
    (REACHED, "reached"),
    (APPROACHING, "approaching"),
    (CLEAR, "below the warning level"),
    (UNKNOWN, "not known"),
)
# From the one that speaks for a mouse to the one that is silent.
ORDER = (REACHED, UNKNOWN, APPROACHING, CLEAR)

NOT_MEASURED = "NOT_MEASURED"
NOT_WEIGHED = "NOT_WEIGHED"
NOT_SEEN = "NOT_SEEN"
NO_BASELINE = "NO_BASELINE"
NO_REFERENCE = "NO_REFERENCE"
CANNOT_MEASURE = "CANNOT_MEASURE"
REASONS_UNKNOWN = (
    (NOT_MEASURED, "not measured when due"),
    (NOT_WEIGHED, "not weighed when due"),
    (NOT_SEEN, "not looked at when due"),
    (NO_BASELINE, "no weight at day 0"),
    (NO_REFERENCE, "no normal weight for its sex and age"),
    (CANNOT_MEASURE, "the tumor could not be measured"),
)

# What a level is compared with. The first of a kind is the usual one.
BASES = {
    "VOLUME": (("SUM", "all masses"), ("LARGEST", "largest mass")),
    "DIAMETER": (("LONGEST", "longest diameter"), ("MEAN", "mean of L and W")),
    "BURDEN": (("GROSS", "of body weight"), ("NET", "of weight without the tumor")),
    "WEIGHT_LOSS": (
        ("BASELINE", "since day 0"),
        ("MAXIMUM", "since the most so far"),
        ("AGE", "below the normal weight of its age"),
    ),
    "BODY_CONDITION": (("SCORE", "score"),),
    "ULCERATION": (("GRADE", "grade"),),
    "SIGNS": (("WORST", "worst sign"), ("SUM", "sum of the signs")),
    "DURATION": (("DAYS", "days since day 0"),),
}
# Body condition falls towards its limit, everything else rises.
FALLING = ("BODY_CONDITION",)
OF_SIZE = ("VOLUME", "DIAMETER", "BURDEN")
OF_SIGNS = ("BODY_CONDITION", "ULCERATION", "SIGNS")


def usual_basis(kind):
    """The basis of a kind of limit where nobody chose one."""
    return BASES[kind][0][0]


def unusual_basis(kind, basis):
    """What a value is, where a limit goes by something else than usual; else ""."""
    return "" if basis in ("", usual_basis(kind)) else dict(BASES[kind])[basis]
