"""Icons, arm keys, tabs and the formats of numbers and dates."""

import datetime as dt
import math
import re
from decimal import Decimal
from functools import lru_cache

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.dateformat import format as format_date
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.timezone import template_localtime
from django.utils.translation import get_language
from lucide.templatetags.lucide import lucide

register = template.Library()

NOTHING = "—"
MINUS = "−"
# Dash of the line, then the marker; place in the design decides both.
ARM_KEYS = [
    (None, '<circle class="marker" cx="17" cy="6" r="4.2"/>'),
    ("6 2.5", '<rect class="marker" x="13" y="2" width="8" height="8"/>'),
    ("1.8 2.2", '<path class="marker" d="M17 1.2 22 10H12Z"/>'),
    ("9 2.5 2 2.5", '<path class="marker" d="M17 .8 22.2 6 17 11.2 11.8 6Z"/>'),
    ("12 3", '<path class="marker" d="M17 11 12 2.2H22Z"/>'),
    (None, '<path class="marker edged" d="M15 1h4v3h3v4h-3v3h-4V8h-3V4h3Z"/>'),
    (
        "6 2.5",
        '<path class="marker edged" d="m13.2 1.2 3.8 2.6 3.8-2.6 1.4 1.6L18.8 6l3.4 '
        '3.2-1.4 1.6L17 8.2l-3.8 2.6-1.4-1.6L15.2 6l-3.4-3.2Z"/>',
    ),
    (
        "1.8 2.2",
        '<path class="marker edged" d="m17 .8 5.2 4-2 6.2h-6.4l-2-6.2Z"/>',
    ),
]
# <scid>, after escaping.
ALLELE = re.compile(r"&lt;([^&]+)&gt;")
TONES = {"success": "ok", "warning": "warn", "error": "danger"}
STATE_TONES = {"implanted": "ok", "on treatment": "ok", "locked": "info"}
WAITING = (
    ' <span class="pill solid">{}<span class="visually-hidden"> {} at a limit'
    "</span></span>"
)
TONE_ICONS = {"ok": "check", "warn": "triangle-alert", "danger": "octagon-alert"}


def _is_missing(number):
    return number is None or number == "" or math.isnan(float(number))


def _with_minus(text):
    """A true minus, and no sign on a zero that rounding made."""
    if not text.strip("-0.,"):
        return text.lstrip("-")
    return text.replace("-", MINUS)


def _fixed(number, decimals):
    return _with_minus(f"{number:,.{decimals}f}")


@register.filter
def volume(volume_mm3):
    """1,343 for mm3; one decimal below 100; a dash where there is none."""
    if _is_missing(volume_mm3):
        return NOTHING
    return _fixed(volume_mm3, 1 if 0 < round(volume_mm3, 1) < 100 else 0)


@register.filter
def grams(weight_g):
    """17.4 for grams; a dash where there is none."""
    return NOTHING if _is_missing(weight_g) else _fixed(weight_g, 1)


@register.filter
def caliper(diameter_mm):
    """12.4 or 12.45: one decimal at least, as a caliper reads; nothing for none."""
    return "" if diameter_mm is None else f"{diameter_mm:.2f}".removesuffix("0")


@register.filter
def milliliters(volume_ml):
    """0.24 for mL; a dash where there is none."""
    return NOTHING if _is_missing(volume_ml) else _fixed(volume_ml, 2)


@register.filter
def plain(number):
    """A number without the zeros it is stored with: 25, 0.3; a dash for none."""
    if _is_missing(number):
        return NOTHING
    return _with_minus(f"{Decimal(str(number)).normalize():f}")


@register.filter
def percent(change_percent, decimals=1):
    """+24.0% or −20.5%: a signed change, already in percent."""
    if _is_missing(change_percent):
        return NOTHING
    text = _fixed(change_percent, decimals)
    plus = "" if text.startswith(MINUS) or not text.strip("0.,") else "+"
    return f"{plus}{text}%"


@register.filter
def share(fraction):
    """71% for 0.707; a dash where there is none."""
    return NOTHING if _is_missing(fraction) else f"{_fixed(100 * fraction, 0)}%"


@register.filter
def day(day_number):
    """D16 since the first dose, D−4 before it."""
    return NOTHING if _is_missing(day_number) else f"D{_fixed(day_number, 0)}"


@register.filter
def implant_day(day_number):
    """I+24 since the implant, where day zero does not exist yet."""
    if _is_missing(day_number):
        return NOTHING
    plus = "+" if day_number >= 0 else ""
    return f"I{plus}{_fixed(day_number, 0)}"


@register.filter
def duration(minutes):
    """2 h 45 min, or 45 min; a dash where there is none."""
    if _is_missing(minutes):
        return NOTHING
    hours, rest = divmod(round(minutes), 60)
    return f"{hours} h {rest} min" if hours else f"{rest} min"


@register.filter
def clock(instant):
    """09:12, 24 hours, as the clock of the lab shows it."""
    if not instant:
        return NOTHING
    local = template_localtime(instant)
    return f"{local.hour:02}:{local.minute:02}"


@register.filter
def longdate(date):
    """Sun 22 Nov."""
    if not date:
        return NOTHING
    # Two times of different zones may be equal and have other dates.
    is_plain = not isinstance(date, dt.datetime)
    return _longdate(date, get_language()) if is_plain else format_date(date, "D j M")


@lru_cache(maxsize=512, typed=True)
def _longdate(date, language):
    """A page of hundreds of mice says the same few days."""
    return format_date(date, "D j M")


@register.filter
def fulldate(date):
    """22 Nov 2026."""
    return format_date(date, "j M Y") if date else NOTHING


@register.filter(expects_localtime=True)
def moment(instant):
    """22 Nov 09:12."""
    return format_date(instant, "j M H:i") if instant else NOTHING


@register.filter
def tone(level):
    """The class of a callout for a level of django.contrib.messages."""
    return TONES.get(level, "info")


@register.filter
def state_tone(state):
    """The class of the pill for a state of a study."""
    return STATE_TONES.get(state, "")


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name, classes=""):
    """A lucide icon beside words: drawn inline, silent for a screen reader."""
    return lucide(
        name, size=None, **{"class": f"ic {classes}".strip(), "aria-hidden": "true"}
    )


@register.simple_tag
def tone_icon(tone):
    return icon(TONE_ICONS.get(tone, "info"))


@register.simple_tag
@lru_cache(maxsize=32)
def arm_key(position):
    """Line and marker of the arm at this place (1 is the control)."""
    place = (int(position) - 1) % len(ARM_KEYS)
    dash, marker = ARM_KEYS[place]
    return format_html(
        '<svg class="armkey arm-{}" viewBox="0 0 34 12" aria-hidden="true">'
        '<line x1="0" y1="6" x2="34" y2="6"{}/>{}</svg>',
        place + 1,
        format_html(' stroke-dasharray="{}"', dash) if dash else "",
        mark_safe(marker),  # noqa: S308
    )


@register.simple_tag
def meter(done, total, classes="acc"):
    """A bar that says "17 of 35" to those who cannot see it."""
    share = min(100, 100 * done / total) if total else 0
    return format_html(
        '<svg class="meter {}" role="img" aria-label="{} of {}">'
        '<rect width="{}%" height="100%"/></svg>',
        classes,
        done,
        total,
        f"{share:.1f}",
    )


@register.simple_tag(takes_context=True)
def tab(context, name, label, *rooms, counts=None):
    """A tab of the study, current on its own page and on every page of `rooms`.

    `counts` is {study code: mice that wait for a decision}, said behind the label.
    """
    code = context["study"].code
    return _link(context, name, label, rooms, [code], counts[code] if counts else 0)


@register.simple_tag(takes_context=True)
def place(context, name, label, *rooms, counts=None):
    """A link of the top bar, current as a tab is; `counts` as there, of all studies."""
    count = sum(counts.values()) if counts else 0
    return _link(context, name, label, rooms, [], count)


def _link(context, name, label, rooms, arguments, count):
    try:
        address = reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
    match = getattr(context.get("request"), "resolver_match", None)
    current = ""
    if match and match.view_name == name:
        current = mark_safe(' aria-current="page"')
    elif match and match.namespace in rooms:
        current = mark_safe(' aria-current="true"')
    told = format_html(WAITING, count, "mouse" if count == 1 else "mice")
    return format_html(
        '<a href="{}"{}>{}{}</a>', address, current, label, told if count else ""
    )


@register.filter
def sorted_as(column):
    """The aria-sort of a column: ascending, descending, none, or "" when fixed."""
    if not column.orderable:
        return ""
    if not column.is_ordered:
        return "none"
    return "descending" if column.order_by_alias.is_descending else "ascending"


@register.filter
def spoken_name(table):
    """What a screen reader calls the table: `attrs["aria-label"]` of its Meta."""
    return table.attrs.get("aria-label", "Table")


@register.filter
def is_cards(table):
    """Whether each row of the table becomes a card on a phone."""
    return "cards" in table.attrs.get("class", "").split()


@register.filter
def strain(name):
    """Official nomenclature with its alleles raised: NOD.Cg-Prkdc<scid> as typed."""
    return mark_safe(ALLELE.sub(r"<sup>\1</sup>", escape(name)))  # noqa: S308
