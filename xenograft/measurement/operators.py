"""Who reads in a session, how far they agree, and when a second reader is a risk."""

from collections import Counter

from xenograft.analysis.agreement import operator_agreement
from xenograft.measurement.corrections import name_of
from xenograft.templatetags.xenograft import percent

# 6,532 pairs of readings (DOMAIN 1.2, S15).
WHY_ONE = (
    "The draw may rest on this session. In 6,532 paired readings another operator at "
    "the draw put 59% of mice into another stratum. Let one person read every mouse, "
    "or read again what the other read."
)


class Operators:
    """Of `readings`, [(tumor, name, volume in mm3)]; `reader` is who measures now."""

    def __init__(self, study, readings, reader=None):
        self.is_before_draw = not getattr(study, "has_randomization", True)
        self.readings = readings
        self.reader = name_of(reader) if reader else None

    @property
    def counts(self):
        """[(name, tumors)] of those who read, the busiest first."""
        pairs = {(name, tumor) for tumor, name, _ in self.readings}
        counts = Counter(name for name, _ in pairs)
        return sorted(counts.items(), key=lambda one: (-one[1], one[0]))

    @property
    def warning(self):
        """A sentence when a second person reads before the draw, else ""."""
        others = [f"{name} ({n})" for name, n in self.counts if name != self.reader]
        is_second = len(self.counts) > 1 or (others and self.reader)
        if not (self.is_before_draw and is_second):
            return ""
        if self.reader:
            return f"{' and '.join(others)} read tumors of this session. {WHY_ONE}"
        names = " and ".join(f"{name} ({n})" for name, n in self.counts)
        return f"More than one person read this session: {names}. {WHY_ONE}"

    @property
    def agreement(self):
        """A sentence for each two people who read the same tumors."""
        return [_sentence(one) for one in operator_agreement(self.readings)]


def _sentence(one):
    tumors = "1 tumor" if one.count == 1 else f"{one.count} tumors"
    mean = percent(100 * (one.ratio - 1), 0)
    text = f"{one.first} and {one.second} both read {tumors}: the volumes of "
    text += f"{one.second} differ by {mean} on average"
    if one.low is None:
        return f"{text}. Limits of agreement need three tumors."
    low, high = (percent(100 * (end - 1), 0) for end in (one.low, one.high))
    return f"{text}, and the next tumor by {low} to {high} in 95%."
