"""Dealing mice into arms, and how alike the arms are.

Everything that decides a draw is an integer, so the same seed and the same mice
give the same arms on every machine. In order: `design` makes the input, `feasibility`
tries it, `draw` makes the record, `balance` describes it, `verifier.py` repeats it.
"""

from xenograft.analysis.allocation.acceptable import acceptable_bits
from xenograft.analysis.allocation.adjusted import adjusted_tests, balanced_terms
from xenograft.analysis.allocation.balance import (
    balance,
    largest_differences,
    mean_differences,
    values_at_draw,
)
from xenograft.analysis.allocation.canonical import canonical, sha256_of
from xenograft.analysis.allocation.checks import Refusal, places_of
from xenograft.analysis.allocation.deal import (
    METHOD_VERSIONS,
    deal,
    inputs_document,
)
from xenograft.analysis.allocation.document import check, design, sizes_for
from xenograft.analysis.allocation.feasibility import feasibility, tolerances
from xenograft.analysis.allocation.generator import (
    GENERATOR,
    SEED_BYTES,
    Generator,
    allocation_key,
    commitment,
    rank_of,
)
from xenograft.analysis.allocation.meaning import acceptable_count, analysis_of
from xenograft.analysis.allocation.places import replacement
from xenograft.analysis.allocation.record import draw, order_of, repeats
from xenograft.analysis.allocation.redraw import (
    arms_of_draw,
    balanced,
    between_arms,
    difference_of_means,
    randomization_test,
    redraws,
    rolling_redraws,
    units_of_test,
)
from xenograft.analysis.allocation.rolling import rolling_design
from xenograft.analysis.allocation.units import (
    VOLUME_UNIT_MM3,
    units_of,
    volume_units,
)

__all__ = [
    "GENERATOR",
    "METHOD_VERSIONS",
    "SEED_BYTES",
    "VOLUME_UNIT_MM3",
    "Generator",
    "Refusal",
    "acceptable_bits",
    "acceptable_count",
    "adjusted_tests",
    "allocation_key",
    "analysis_of",
    "arms_of_draw",
    "balance",
    "balanced",
    "balanced_terms",
    "between_arms",
    "canonical",
    "check",
    "commitment",
    "deal",
    "design",
    "difference_of_means",
    "draw",
    "feasibility",
    "inputs_document",
    "largest_differences",
    "mean_differences",
    "order_of",
    "places_of",
    "randomization_test",
    "rank_of",
    "redraws",
    "repeats",
    "replacement",
    "rolling_design",
    "rolling_redraws",
    "sha256_of",
    "sizes_for",
    "tolerances",
    "units_of",
    "units_of_test",
    "values_at_draw",
    "volume_units",
]
