"""The weight that a page showed, signed, so that a dose given by it keeps it.

A newer weight may arrive between drawing up and ticking. What went in was computed
from the one that was on the page, and so is what is recorded.
"""

import datetime as dt
from decimal import Decimal

from django.core.signing import BadSignature, Signer
from django.utils.crypto import salted_hmac

SALT = "xenograft.dosing.basis"


def sealed(mouse, weight_g, weighed_on):
    """The weight (g) of a mouse and its date as a text that cannot be made up."""
    return Signer(salt=SALT).sign(f"{mouse.pk} {weight_g} {weighed_on}")


def opened(mouse, text):
    """(weight in g, date) of a sealed text of this mouse, or None."""
    try:
        key, weight_g, weighed_on = Signer(salt=SALT).unsign(text).split()
    except BadSignature:
        return None
    if key != f"{mouse.pk}":
        return None
    return Decimal(weight_g), dt.date.fromisoformat(weighed_on)


def version_of(dose):
    """Names the state of a recorded dose; its key would count the agents of an arm."""
    return salted_hmac(SALT, f"{dose.pk}.{dose.version}").hexdigest()[:16]
