"""A seed in the database that the database alone cannot give away."""

import hashlib
import hmac
import secrets

from django.conf import settings

from xenograft.analysis.allocation import SEED_BYTES, commitment


def new_seed():
    """(sealed seed, commitment), both as hexadecimal digits; the seed is not kept."""
    seed = secrets.token_bytes(SEED_BYTES)
    committed = commitment(seed)
    return _mixed(seed, committed).hex(), committed


def opened(sealed_hex, committed):
    """The seed, or None where the key of this site is no longer the same."""
    seed = _mixed(bytes.fromhex(sealed_hex), committed)
    return seed if commitment(seed) == committed else None


def _mixed(text, committed):
    """Exclusive or with a pad that this site's key makes for this commitment only."""
    key = settings.SECRET_KEY.encode()
    pad = hmac.new(key, b"draw seed\0" + committed.encode(), hashlib.sha256).digest()
    return bytes(one ^ other for one, other in zip(text, pad, strict=True))
