"""Warnings of an analysis beside the numbers of its page."""

from xenograft.analysis.blocks.lines import PLACE, items

# Keys that the page alone adds to the rows and the blocks of a document.
OF_ROW, OF_BLOCK = "warned", "warned_of"


def mark(document):
    """Each row gets `warned`, key -> sentence; its block all of them, by method.

    `warned_of` of a block is a list of (method, names of rows, sentence).
    """
    known = {}
    for one in document.get("warnings", []):
        known.setdefault(_place(one), []).append(one)
    for item in list(items(document)):
        for one in known.get(_place(item.place), []):
            said = dict.fromkeys(one["quantities"], one["said"])
            item.row.setdefault(OF_ROW, {}).update(said)
            _gather(item.found, one)


def _place(of):
    return tuple(of[name] for name in PLACE)


def _gather(block, one):
    of_block = block.setdefault(OF_BLOCK, {})
    key = (one["method"], one["said"])
    names = of_block.setdefault(key, [])
    name = one["item"].removesuffix(one["method"]).strip()
    if name and name not in names:
        names.append(name)
