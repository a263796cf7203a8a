"""In which order the mice of a day are measured and dosed."""

from xenograft.analysis import allocation


def in_order(study, on, mice):
    """The mice as they come, by cage and number; or at random, where that is planned.

    At random the cages stand in an order of the day, and so do the mice in each. Both
    come from streams of the draw's own key, which decide nothing else: the order says
    nothing of an arm, is the same for everybody, and can be made again from the record.
    """
    key = _key_of(study) if study.has_random_order else None
    if key is None:
        return mice
    return sorted(mice, key=lambda mouse: _place(key, on, mouse))


def _place(key, on, mouse):
    cage = mouse.cage.name if mouse.cage else ""
    return (
        allocation.rank_of(key, f"rack-order/{on}/{cage}"),
        cage,
        allocation.rank_of(key, f"handling-order/{on}/{mouse.number}"),
    )


def _key_of(study):
    """The key of the first draw that stands; None before it, or of an imported list."""
    drawn = study.randomizations.filter(voided_at=None).exclude(seed_hex="")
    first = drawn.order_by("batch").values_list("seed_hex", "inputs__document").first()
    if first is None:
        return None
    seed_hex, document = first
    text = allocation.canonical(document or {})
    return allocation.allocation_key(text, bytes.fromhex(seed_hex))
