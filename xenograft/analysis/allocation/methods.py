"""The methods of drawing by code, each with its engine's name and version."""

from collections.abc import Callable
from typing import NamedTuple

from xenograft.analysis.allocation.blocks import complete, rank_block, stratified_block
from xenograft.analysis.allocation.checks import check_cohort
from xenograft.analysis.allocation.constrained import constrained
from xenograft.analysis.allocation.rolling import check_batch, rolling


class Method(NamedTuple):
    """How a method is named in a record, what it needs, what refuses and draws it."""

    engine: str
    version: str
    needs_volume: bool
    check: Callable
    deal: Callable


# For a cohort that is dealt at once.
COHORT_METHODS = {
    "COVARIATE_CONSTRAINED": Method("ccr-swap", "1", True, check_cohort, constrained),
    "RANK_BLOCK": Method("rank-block", "2", True, check_cohort, rank_block),
    "STRATIFIED_BLOCK": Method(
        "stratified-block", "1", True, check_cohort, stratified_block
    ),
    "COMPLETE": Method("complete", "1", False, check_cohort, complete),
}
METHODS = {
    **COHORT_METHODS,
    "ROLLING_BATCH": Method("rolling-batch", "1", True, check_batch, rolling),
}
DEFAULT = "COVARIATE_CONSTRAINED"


def method_of(document):
    """The method of a document; without one it is the default."""
    return METHODS[document.get("method", DEFAULT)]
