"""Numbers of an analysis: shown short, with every digit in the page beside."""

from django import template
from django.utils.html import format_html

from xenograft.templatetags.xenograft import NOTHING, _is_missing, _with_minus

register = template.Library()


def _shown(value, text):
    """The text, with the number in full as its machine-readable value."""
    return format_html('<data value="{}">{}</data>', repr(value), text)


@register.filter
def num(value, digits=3):
    """0.135 or −0.006, thousands separated; a dash where there is none."""
    if _is_missing(value):
        return NOTHING
    return _shown(value, _with_minus(f"{value:,.{digits}f}"))


@register.filter
def signed(value, digits=0):
    """+983 or −11: a change."""
    if _is_missing(value):
        return NOTHING
    text = _with_minus(f"{value:+,.{digits}f}")
    return _shown(value, text if text.strip("+−0.,") else text.lstrip("+−"))


@register.filter
def pct(value, digits=0):
    """37% of a number already in percent."""
    if _is_missing(value):
        return NOTHING
    return _shown(value, _with_minus(f"{value:,.{digits}f}") + "%")


@register.filter
def pvalue(value):
    """0.018, or < 0.001."""
    if _is_missing(value):
        return NOTHING
    return _shown(value, "< 0.001" if value < 0.001 else f"{value:.3f}")


@register.simple_tag
def between(low, high, digits=3):
    """(0.122 to 0.147); an end that is not there is a dash, without either nothing."""
    if _is_missing(low) and _is_missing(high):
        return ""
    return format_html("({} to {})", num(low, digits), num(high, digits))


@register.simple_tag
def plus_minus(value, error, digits=0):
    """1,107 ± 125."""
    if _is_missing(value):
        return NOTHING
    if _is_missing(error):
        return num(value, digits)
    return format_html("{} ± {}", num(value, digits), num(error, digits))
