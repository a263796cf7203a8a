"""Two readers of one stain, and how far they are apart."""

from xenograft.analysis.target import READERS_DIFFER_PCT, readers_differ
from xenograft.measurement.corrections import name_of
from xenograft.samples.models import Assay

STAINS = (Assay.IHC_H_SCORE, Assay.IHC_PERCENT, Assay.IHC_INTENSITY)


def differences(readouts):
    """A sentence for each stain of a specimen whose two readers are far apart.

    A third reader has decided: then nothing is said.
    """
    stains = {}
    for one in readouts:
        if one.assay in STAINS and one.read_by:
            stain = one.assay, f"{one.target} {one.phosphosite}".strip()
            stains.setdefault(stain, {})[one.read_by] = one.value
    return [said for (_, name), read in stains.items() if (said := _said(name, read))]


def _said(name, read):
    apart = readers_differ(list(read.values())) if len(read) == 2 else None
    if apart is None or apart <= READERS_DIFFER_PCT:
        return ""
    first, second = map(name_of, read)
    return f"{name}: {first} and {second} differ by {apart:.0f}%. Let a third read it."
