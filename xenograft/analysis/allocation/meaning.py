"""What a draw means for its analysis, and how many draws there could have been."""

import math
from collections import Counter

from xenograft.analysis.allocation.ladder import all_allocations
from xenograft.analysis.allocation.methods import DEFAULT

WAYS = {
    "COVARIATE_CONSTRAINED": "Adjust for every covariate that was balanced; an "
    "analysis without them is too cautious.",
    "RANK_BLOCK": "Use the block as a factor, or ln volume at the draw as a covariate.",
    "STRATIFIED_BLOCK": "Use the strata as a factor, or their covariates.",
    "COMPLETE": "No restriction; ln volume at the draw as a covariate gains precision.",
    "ROLLING_BATCH": "Use the batch as a factor and adjust for what was balanced.",
}


def analysis_of(record):
    """What the method asks of the analysis: adjust_for, factors, unit, sentence.

    `adjust_for` names the covariates and `factors` the factors that the draw
    balanced, "block" or "batch" among them; `unit` is MOUSE or CAGE: what counts as
    one in every n. The randomization test redraws with the same restrictions.
    """
    document = record["input"]
    method = document.get("method", DEFAULT)
    own = {"ROLLING_BATCH": ["batch"], "RANK_BLOCK": ["block"]}.get(method, [])
    restricted = method != "COMPLETE"
    return {
        "adjust_for": [one["name"] for one in document["numeric"] if restricted],
        "factors": [one["name"] for one in document["factors"] if restricted] + own,
        "unit": document.get("unit", "MOUSE"),
        "sentence": WAYS[method],
    }


def acceptable_count(record):
    """How many allocations the method could have given, or None where not counted.

    Exact for blocks and complete randomization; an estimate by nested sampling for a
    covariate-constrained draw of fewer than 2**64 allocations. The choice of reserve
    and satellites is not counted.
    """
    sizes = list(Counter(code for _, code in record["allocation"]).values())
    if "level" in record:
        return int(record["allowed_estimate"]) or None
    if "blocks" in record:
        return _of_blocks(record)
    if record["input"].get("method") == "ROLLING_BATCH":
        return None
    return all_allocations(sizes)


def _of_blocks(record):
    """Every block's permutations; which mice share a block is taken as given."""
    code, blocks = dict(record["allocation"]), {}
    for unit, stratum, number in record["blocks"]:
        blocks.setdefault((stratum, number), Counter())[code[unit]] += 1
    counts = (all_allocations(list(block.values())) for block in blocks.values())
    return math.prod(counts)
