"""One text for one value, so that a hash means the same everywhere."""

import hashlib
import json


def canonical(value):
    """Canonical JSON text (RFC 8785) of dicts, lists, text and whole numbers.

    Keys stand in the order of their UTF-16 units, there are no spaces, and letters
    of any alphabet are written as they are. A float raises TypeError: what decides
    a draw, or describes one, has no rounding.
    """
    return json.dumps(_ordered(value), separators=(",", ":"), ensure_ascii=False)


def _ordered(value):
    if isinstance(value, float):
        raise TypeError("A float cannot stand in the record of a draw.")
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return {key: _ordered(value[key]) for key in keys}
    if isinstance(value, list | tuple):
        return [_ordered(one) for one in value]
    return value


def sha256_of(document):
    """SHA-256 of a document's UTF-8 bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(document.encode()).hexdigest()
