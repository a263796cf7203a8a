"""From a document and a seed to the record of a draw."""

from xenograft.analysis.allocation.canonical import canonical, sha256_of
from xenograft.analysis.allocation.document import check
from xenograft.analysis.allocation.generator import (
    GENERATOR,
    Generator,
    allocation_key,
    commitment,
)
from xenograft.analysis.allocation.methods import method_of
from xenograft.analysis.allocation.places import split


def draw(document, seed):
    """The record of the one allocation that this document and seed (32 bytes) give.

    A dict of text and whole numbers: engine, rng, input (the whole document),
    input_sha256, seed_commitment, allocation (a list of [id, arm's code] by id),
    handling_order (all ids in random order); `level`, `allowed_estimate` and
    `attempt` of a covariate-constrained draw; `blocks` ([id, stratum, number]) of a
    blocked one; `reserve` and `satellites` where the document has them. The record
    is kept and hashed as `canonical(record)`; the seed is not in it.
    """
    check(document)
    text = canonical(document)
    key = allocation_key(text, seed)
    method = method_of(document)
    core, extra = split(document, key)
    ids = [unit["id"] for unit in document["units"]]
    return {
        "engine": {"name": method.engine, "version": method.version},
        "rng": GENERATOR,
        "input": document,
        "input_sha256": sha256_of(text),
        "seed_commitment": commitment(seed),
        "handling_order": Generator(key, "handling-order").shuffled(ids),
        **extra,
        **method.deal(core, key),
    }


def repeats(record, seed):
    """Whether the recorded input and this seed give the record once more."""
    return canonical(draw(record["input"], seed)) == canonical(record)


def order_of(record, seed, label, items):
    """A random order of the items from a stream of the draw's own key.

    For the treatment behind each opaque arm code (label "treatment-map"), cages on
    the rack ("rack-order") or a day's handling ("handling-order/2026-03-04"): the
    record and the seed repeat it, and it says nothing of the allocation.
    """
    key = allocation_key(canonical(record["input"]), seed)
    return Generator(key, label).shuffled(items)
