"""How the pages of a draw call what it balances."""

from django import template

from xenograft.randomization.report import NAMES, UNITS

register = template.Library()


@register.filter
def in_words(name):
    """The name of a covariate or factor of a record, as people say it."""
    return NAMES.get(name, name)


@register.filter
def unit_of(name):
    """The unit of a covariate of a record, "" where it has none."""
    return UNITS.get(name, "")
