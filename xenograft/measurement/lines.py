"""The lines of the grid of a session as HTML: a page has hundreds of them.

Composed here and not in a template, where the forty values of a line are looked up one
by one and cost several times as much. A line is made of pieces, (markup, values), that
are filled in all at once.
"""

from functools import lru_cache
from html import escape
from itertools import chain

from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from xenograft.measurement.tables import day_label
from xenograft.templatetags.xenograft import icon, longdate, percent, volume

DASH = "—"
START = '<tr class="mrow{}" id="{}" role="row"'
DEVICE = (
    ' data-mouse="{}" data-label="{}" data-name="{}" data-tag="{}" data-url="{}{}/"'
)
OF_TUMOR = ' data-tumor="{}"'
NAME = (
    ">\n"
    '<th scope="row" class="c-mouse" role="rowheader"><b>{}</b><span>{}{}</span></th>\n'
)
INPUT = (
    '<td class="c-{0}" data-l="{1}, mm" role="cell"><input name="{0}-{{}}" value="{{}}"'
    ' inputmode="decimal" autocomplete="off" maxlength="40"'
    ' aria-label="{{}} {2}, mm"{{}}{{}}></td>\n'
)
LENGTH, WIDTH = INPUT.format("l", "L", "length"), INPUT.format("w", "W", "width")
READ = (
    '<td class="c-l strong" data-l="L, mm" role="cell">{}</td>'
    '<td class="c-w strong" data-l="W, mm" role="cell">{}</td>\n'
)
VOLUME = '<td class="c-v" data-l="Volume, mm³" role="cell"><output>{}</output></td>\n'
BEFORE = '<td class="c-prev only-lg" role="cell">{} <small>{}</small></td>\n'
NO_BEFORE = '<td class="c-prev only-lg" role="cell"></td>\n'
CHANGE = '<td class="c-chg" data-l="Change" role="cell">{}</td>\n'
NO_TUMOR = (
    '<td colspan="2" class="c-l muted" role="cell">No tumor</td>'
    '<td class="c-v" role="cell"></td><td class="c-prev only-lg" role="cell"></td>'
    '<td class="c-chg" role="cell"></td>\n'
)
WEIGHT = '<td class="c-bw" data-l="Weight, g" role="cell">'
WEIGHT_INPUT = (
    '<input name="g-{}" value="{}" inputmode="decimal" autocomplete="off"'
    ' maxlength="40" aria-label="{} body weight, g"{}{}>'
    '<input type="hidden" name="h-{}" value="{}">'
)
WEIGHED = '<span class="strong">{}</span>'
WEIGHT_CHANGE = '</td>\n<td class="c-bwp" data-l="vs D0" role="cell">{}</td>\n'
NO_WEIGHT = '<td class="c-bw" role="cell"></td><td class="c-bwp" role="cell"></td>\n'
OBSERVED = '<td class="c-obs" role="cell">'
CHIPS = '<span class="chips" data-chips></span>'
STATE = (
    '<select name="s-{}" aria-label="{} state"{}>{}</select> '
    '<input class="why" name="y-{}" value="{}" maxlength="220" placeholder="reason"'
    ' autocomplete="off" aria-label="{} reason when not measured"{}>'
    '<input type="hidden" name="b-{}" value="{}">'
)
IS_AGAIN = '<input type="hidden" name="k-{}" value="again">'
SIGNS = (
    ' <select name="u-{}" aria-label="{} ulceration grade">{}</select>'
    ' <select name="c-{}" aria-label="{} body condition">{}</select>'
    '<input type="hidden" name="z-{}" value="{}">'
)
PILL = ' <span class="pill">{}</span>'
STATUS = '</td>\n<td class="c-stat" role="cell"><span data-status>'
CONFLICT = '<span class="st conflict">{}{}</span>'
SECOND = '<span class="st none">Second reading</span>'
SAVED = '<span class="st saved">{}<span class="w">Saved</span>{}</span>'
MORE = '<span class="more">'
LINK = '<a href="{}" aria-label="{} {}">{}</a>'
END = "</span></td></tr>\n"
NOTE = (
    '<tr class="rownote" id="n{}" role="row"><td colspan="10" role="cell">{}</td></tr>'
    "\n"
)
INVALID = mark_safe(' aria-invalid="true"')


class Lines:
    """How the lines of one page are drawn; every value in them is escaped."""

    def __init__(self, study, *, is_editing, is_today):
        self.is_editing, self.is_today = is_editing, is_today
        self.zero_on, self.implanted_on = study.anchor_on, study.implanted_on
        self.correct = _address("measurement:correct", study)
        self.correct_weight = _address("measurement:correct-weight", study)

    def draw(self, row, rows_url=""):
        """The line of a `Row`, without what is said under it."""
        name = f" · {row.tumor.get_side_display()}" if row.is_one_of_several else ""
        pieces = (
            (START, (_tones(row), row.key)),
            *(self._device(row, rows_url) if self.is_editing else ()),
            (NAME, (row.mouse.name, mark_of(row.mouse), name)),
            *(self._sizes(row) if row.tumor else ((NO_TUMOR, ()),)),
            *(self._weight(row) if row.is_first else ((NO_WEIGHT, ()),)),
            *((OBSERVED, ()), *self._observations(row), (STATUS, ())),
            *(*self._status(row), *self._more(row), (END, ())),
        )
        return _filled(pieces)

    def note(self, row, words):
        """What is said under the line of a row; `words` is HTML."""
        return _filled([(NOTE, (row.key, words))])

    def _device(self, row, rows_url):
        """What the script knows the line by."""
        mouse = row.mouse
        told = mouse.number, mouse.name, row.name, mouse.rfid, rows_url, mouse.number
        yield DEVICE, told
        if row.tumor:
            yield OF_TUMOR, (row.tumor.pk,)

    def _sizes(self, row):
        yield from self._diameters(row)
        yield VOLUME, (volume(row.reading.volume_mm3) if row.is_saved else "",)
        before, change = row.previous, row.change_percent
        if before:
            yield BEFORE, (volume(before.volume_mm3), self._day(before.held_on))
        else:
            yield NO_BEFORE, ()
        yield CHANGE, ("" if change is None else percent(change, 0),)

    def _day(self, date):
        """D16 or I+24, as the bar at the top calls the day of the session."""
        if not (self.zero_on or self.implanted_on):
            return longdate(date)
        return day_label(date, self.zero_on, self.implanted_on)

    def _diameters(self, row):
        cells, key, name = row.cells, row.tumor.pk, row.name
        if not self.is_editing:
            return [(READ, (cells["l"] or DASH, cells["w"] or DASH))]
        described = _described(row)
        return [
            (markup, (key, cells[cell], name, _invalid(row, cell), described))
            for markup, cell in ((LENGTH, "l"), (WIDTH, "w"))
        ]

    def _weight(self, row):
        key, cells, change = row.mouse.pk, row.weight_cells, row.weight_change_percent
        yield WEIGHT, ()
        if self.is_editing:
            marks = _invalid(row, "g"), _described(row)
            yield (
                WEIGHT_INPUT,
                (key, cells["g"], str(row.mouse), *marks, key, cells["h"]),
            )
        else:
            yield WEIGHED, (cells["g"] or DASH,)
        yield WEIGHT_CHANGE, ("" if change is None else percent(change),)

    def _observations(self, row):
        if self.is_editing:
            yield CHIPS, ()
            yield from _state_fields(row) if row.tumor else ()
            yield from _sign_fields(row) if row.is_first else ()
        else:
            yield from _as_read(row)
            yield from _graded(row) if row.is_first else ()
        yield from _other_signs(row) if row.is_first else ()

    def _status(self, row):
        if row.question or row.weight_question:
            return [_conflict("Two values")]
        if row.sentences:
            return [_conflict("Not saved")]
        if row.is_again:
            return [(SECOND, ())]
        if not row.reading:
            return []
        at = f" {row.clock.time(row.reading.measured_at)}" if self.is_today else ""
        return [(SAVED, (icon("check"), at))]

    def _more(self, row):
        """Where a saved value is corrected or read again."""
        if not row.is_saved:
            return
        yield MORE, ()
        reading = f"/{row.reading.pk}/".join(self.correct)
        yield LINK, (reading, "Correct", row.name, "Correct")
        if self.is_editing:
            again = f"?again={row.tumor.pk}#{row.key}"
            yield " " + LINK, (again, "Second reading of", row.name, "Again")
        elif row.is_first and row.weight:
            weight = f"/{row.weight.pk}/".join(self.correct_weight)
            yield (
                " " + LINK,
                (weight, "Correct the weight of", str(row.mouse), "Weight"),
            )
        yield "</span>", ()


def _filled(pieces):
    """`format_html` for plain values: it would look at each for a text to translate."""
    markups, values = zip(*pieces, strict=True)
    told = map(escaped, chain.from_iterable(values))
    return SafeString("".join(markups).format(*told))


@lru_cache(maxsize=8192, typed=True)
def escaped(value):
    """A value as HTML: the same few names and numbers come again in every line."""
    return value if isinstance(value, SafeString) else escape(str(value))


def mark_of(mouse):
    """What is at its ear."""
    return mouse.ear_mark or "no mark"


def _address(name, study):
    """What stands before and after the key in an address, for all rows of a page."""
    return reverse(name, args=[study.code, 0]).rsplit("/0/", 1)


def _tones(row):
    tones = " is-saved" if row.is_saved else ""
    tones += " hasnote" if row.level else ""
    return tones + (" reached" if row.level == "danger" else "")


def _invalid(row, cell):
    return INVALID if cell in row.errors else ""


def _described(row):
    """The line under the row that a reader of the screen is led to."""
    if not row.level:
        return ""
    return format_html(' aria-describedby="n{}"', row.key)


def _state_fields(row):
    key, name, cells = row.tumor.pk, row.name, row.cells
    yield (
        STATE,
        (
            *(key, name, _invalid(row, "s"), row.state_options),
            *(key, cells["y"], name, _invalid(row, "y"), key, cells["b"]),
        ),
    )
    if row.is_again:
        yield IS_AGAIN, (key,)


def _sign_fields(row):
    key, name, cells = row.mouse.pk, str(row.mouse), row.sign_cells
    options = row.ulceration_options, row.condition_options
    graded = key, name, options[0], key, name, options[1]
    yield SIGNS, (*graded, key, cells["z"])


def _as_read(row):
    """The state of a tumor that has no diameters."""
    reading = row.reading
    if reading and reading.state != "MEASURED":
        why = f": {reading.reason}" if reading.reason else ""
        yield "{}{}", (reading.get_state_display(), why)


def _graded(row):
    grades = ("Ulc", row.sign_cells["u"]), ("BCS", row.sign_cells["c"])
    return [(PILL, (f"{words} {grade}",)) for words, grade in grades if grade]


def _other_signs(row):
    for one in row.other_signs:
        grade = "" if one.sign == "NORMAL" else f" {floatformat(one.grade)}"
        yield PILL, (one.get_sign_display() + grade,)


def _conflict(words):
    return CONFLICT, (icon("octagon-alert"), words)
