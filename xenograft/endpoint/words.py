"""The signs of the limits in words, and a value of one against its limit."""

from xenograft.analysis import endpoints

SIGN = {
    "VOLUME": ("Tumor volume", "{:,.0f} of {:,.0f} mm³"),
    "DIAMETER": ("Tumor diameter", "{:.1f} of {:g} mm"),
    "BURDEN": ("Tumor burden", "{:.1f}% of {:g}%"),
    "WEIGHT_LOSS": ("Weight loss", "{:.1f}% of {:g}%"),
    "BODY_CONDITION": ("Body condition", "{:g}, limit below {:g}"),
    "ULCERATION": ("Ulceration", "grade {:g} of {:g}"),
    "SIGNS": ("Clinical signs", "grade {:g} of {:g}"),
    "DURATION": ("Treatment", "day {:.0f} of {:.0f}"),
}
SUM_OF_SIGNS = "sum {:g} of {:g}"
# What is kept of a value that is past every limit, as of a moribund mouse.
BEYOND = 1e6
PAST_ALL = {
    "SIGNS": "moribund, limit {:g}",
    "BURDEN": "over 100% of {:g}%",
}


def against(kind, basis, value, level):
    """A value against its level: "1,343 of 1,500 mm³"."""
    if value >= BEYOND and kind in PAST_ALL:
        return PAST_ALL[kind].format(level)
    is_sum = (kind, basis) == ("SIGNS", "SUM")
    text = SUM_OF_SIGNS if is_sum else SIGN[kind][1]
    return with_minus(text.format(value, level))


def basis_said(kind, basis):
    """What the value is, where that is not the usual; of a sum of signs it is said."""
    return "" if kind == "SIGNS" else endpoints.unusual_basis(kind, basis)


def told_by(alert):
    """The value of an alert against its limit, and what it is where that is unusual."""
    rule = alert.limit.kind, alert.limit.basis
    text = against(*rule, alert.value, alert.reached_level)
    return ", ".join(part for part in (text, basis_said(*rule)) if part)


def with_minus(text):
    return text.replace("-", "−")
