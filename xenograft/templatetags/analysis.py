"""Numbers of an analysis: shown short, with every digit in the page beside."""

import re

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.text import slugify

from xenograft.analysis.class_schemes import SCHEMES
from xenograft.analysis.units import CAGE, named, worded
from xenograft.templatetags.xenograft import NOTHING, _is_missing, _with_minus

register = template.Library()

# A tag of the page, where only the label for listeners is read by people.
_TAG = re.compile(r"(<[^>]*>)")
_LABEL = re.compile(r'(?<=aria-label=")[^"]*')


def _shown(value, text):
    """The text, as HTML, with the number in full as its machine-readable value."""
    # Both are of a number, so there is nothing to escape; a page has a thousand.
    return mark_safe(f'<data value="{value!r}">{text}</data>')  # noqa: S308


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
    return _shown(value, "&lt; 0.001" if value < 0.001 else f"{value:.3f}")


@register.filter
def classes(row):
    """[(class, mice)] of a row of a scheme of responses, in the order of the scheme."""
    return [(name, row[name]) for name in SCHEMES[row["scheme"]][2]]


@register.simple_tag
def between(low, high, digits=3):
    """(0.122 to 0.147); an end that is not there is a dash, without either nothing."""
    if _is_missing(low) and _is_missing(high):
        return ""
    return format_html("({} to {})", num(low, digits), num(high, digits))


@register.simple_tag
def mark(row, name, block):
    """A star beside a number that errs too often, down to what is said of it."""
    if not isinstance(row, dict) or name not in row.get("warned", {}):
        return ""
    said = "Warning: " + row["warned"][name]
    link = '<a class="star" href="#warned-{}" title="{}" aria-label="{}">*</a>'
    return format_html(link, block, said, said)


@register.simple_tag(takes_context=True)
def formula(context, name, text, *of):
    """A heading that opens the formula `name` of its block: a button, no script.

    `of` makes the place of the formula on the page a name of its own.
    """
    said = dict(context["formulas"])[name]
    place = slugify("-".join(map(str, ("formula", *of, name, text))))
    return format_html(
        '<button type="button" class="formula" popovertarget="{0}">{1}</button>'
        '<span class="formula-said" popover tabindex="-1" autofocus id="{0}">'
        "<b>{2}</b> {3}</span>",
        place,
        text,
        name,
        said,
    )


@register.simple_tag
def plus_minus(value, error, digits=0):
    """1,107 ± 125."""
    if _is_missing(value):
        return NOTHING
    if _is_missing(error):
        return num(value, digits)
    return format_html("{} ± {}", num(value, digits), num(error, digits))


@register.simple_block_tag
def of_units(content, document):
    """A part of a page, said of cages where they are what the document counts."""
    if not document or document["data"].get("unit") != CAGE:
        return content
    names = [str(conditional_escape(name)) for name in named(document)]

    def said(text):
        return worded(text, CAGE, names)

    parts = [
        _LABEL.sub(lambda label: said(label[0]), part)
        if part.startswith("<")
        else said(part)
        for part in _TAG.split(content)
    ]
    # The page's own markup, of which only words were changed.
    return mark_safe("".join(parts))  # noqa: S308
