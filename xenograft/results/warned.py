"""Warnings of an analysis beside the numbers of its page."""

from xenograft.analysis.blocks.lines import PLACE, items
from xenograft.analysis.error_rates import named

# Keys that the page alone adds to the rows and the blocks of a document.
OF_ROW, OF_BLOCK, BRIEF = "warned", "warned_of", "warned_brief"


def mark(document):
    """Each row gets `warned`, key -> the warning in a few words; its block all of them.

    `warned_brief` of a block is a list of (words, names of what they are said of), one
    for each kind of warning; `warned_of` all of (method, sentence) -> names of rows.
    """
    known = {}
    for one in document.get("warnings", []):
        known.setdefault(_place(one), []).append(one)
    for item in list(items(document)):
        for one in known.get(_place(item.place), []):
            said = dict.fromkeys(one["quantities"], _brief(one))
            item.row.setdefault(OF_ROW, {}).update(said)
            _gather(item.found, one)
    for block in _blocks(document):
        if BRIEF in block:
            block[BRIEF] = [(said, _joined(of)) for said, of in block[BRIEF].items()]


def _blocks(document):
    for found in document.values():
        yield from (one for one in _several(found) if isinstance(one, dict))


def _several(found):
    return found if isinstance(found, list) else [found]


def _place(of):
    return tuple(of[name] for name in PLACE)


def _brief(one):
    """Results of before have the whole sentence only."""
    return one.get("short", one["said"].rstrip("."))


def _gather(block, one):
    key = (one["method"], one["said"])
    names = block.setdefault(OF_BLOCK, {}).setdefault(key, [])
    name = one["item"].removesuffix(one["method"]).strip()
    if name and name not in names:
        names.append(name)
    what, days = named(one["method"])
    of_kind = block.setdefault(BRIEF, {}).setdefault(_brief(one), {})
    of_kind.setdefault(what, set()).update(days)


def _joined(of_kind):
    """Names with the days of values they rest on: "Bliss (3 and 5 days of values)"."""
    parts = []
    for name, days in of_kind.items():
        counts = " and ".join(sorted(days))
        parts.append(f"{name} ({counts} days of values)" if days else name)
    return ", ".join(parts)
