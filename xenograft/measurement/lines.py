"""The lines of the grid of a session as HTML: a page has hundreds of them.

Composed here and not in a template, where the forty values of a line are looked up one
by one and cost several times as much.
"""

from functools import lru_cache
from html import escape

from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from xenograft.templatetags.xenograft import clock, icon, longdate, percent, volume

NOTHING, SPACE = mark_safe(""), mark_safe(" ")
DASH = "—"
LINE = (
    '<tr class="mrow{}" id="{}" role="row"{}>\n'
    '<th scope="row" class="c-mouse" role="rowheader"><b>{}</b><span>{}{}</span></th>\n'
    '{}{}<td class="c-obs" role="cell">{}{}</td>\n'
    '<td class="c-stat" role="cell"><span data-status>{}{}</span></td></tr>\n'
)
NOTE = (
    '<tr class="rownote" id="n{}" role="row"><td colspan="10" role="cell">{}</td></tr>'
    "\n"
)
DEVICE = (
    ' data-mouse="{}" data-label="{}" data-name="{}" data-tag="{}" data-url="{}{}/"{}'
)
INPUT = (
    '<td class="c-{0}" data-l="{1}, mm" role="cell"><input name="{0}-{2}" value="{3}"'
    ' inputmode="decimal" autocomplete="off" maxlength="40" aria-label="{4}, mm"{5}{6}>'
    "</td>\n"
)
READ = (
    '<td class="c-l strong" data-l="L, mm" role="cell">{}</td>'
    '<td class="c-w strong" data-l="W, mm" role="cell">{}</td>\n'
)
VOLUMES = (
    '<td class="c-v" data-l="Volume, mm³" role="cell"><output>{}</output></td>\n'
    '<td class="c-prev only-lg" role="cell">{}</td>\n'
    '<td class="c-chg" data-l="Change" role="cell">{}</td>\n'
)
NO_TUMOR = mark_safe(
    '<td colspan="2" class="c-l muted" role="cell">No tumor</td>'
    '<td class="c-v" role="cell"></td><td class="c-prev only-lg" role="cell"></td>'
    '<td class="c-chg" role="cell"></td>\n'
)
WEIGHT = (
    '<td class="c-bw" data-l="Weight, g" role="cell">{}</td>\n'
    '<td class="c-bwp" data-l="vs D0" role="cell">{}</td>\n'
)
WEIGHT_INPUT = (
    '<input name="g-{0}" value="{1}" inputmode="decimal" autocomplete="off"'
    ' maxlength="40" aria-label="{2} body weight, g"{3}{4}>'
    '<input type="hidden" name="h-{0}" value="{5}">'
)
NO_WEIGHT = mark_safe(
    '<td class="c-bw" role="cell"></td><td class="c-bwp" role="cell"></td>\n'
)
STATE = (
    '<select name="s-{0}" aria-label="{1} state"{2}>{3}</select> '
    '<input class="why" name="y-{0}" value="{4}" maxlength="220" placeholder="reason"'
    ' autocomplete="off" aria-label="{1} reason when not measured"{5}>'
    '<input type="hidden" name="b-{0}" value="{6}">{7}'
)
SIGNS = (
    ' <select name="u-{0}" aria-label="{1} ulceration grade">{2}</select>'
    ' <select name="c-{0}" aria-label="{1} body condition">{3}</select>'
    '<input type="hidden" name="z-{0}" value="{4}">'
)
CHIPS = mark_safe('<span class="chips" data-chips></span>')
PILL = ' <span class="pill">{}</span>'
INVALID = mark_safe(' aria-invalid="true"')


class Lines:
    """How the lines of one page are drawn; every value in them is escaped."""

    def __init__(self, study, *, is_editing, is_today):
        self.is_editing, self.is_today = is_editing, is_today
        self.correct = _address("measurement:correct", study)
        self.correct_weight = _address("measurement:correct-weight", study)

    def draw(self, row, rows_url=""):
        """The line of a `Row`, without what is said under it."""
        name = f" · {row.tumor.get_side_display()}" if row.is_one_of_several else ""
        return _fill(
            LINE,
            _tones(row),
            row.key,
            self._device(row, rows_url),
            row.mouse.name,
            row.mouse.ear_mark or "no mark",
            name,
            self._sizes(row) if row.tumor else NO_TUMOR,
            self._weight(row) if row.is_first else NO_WEIGHT,
            self._observations(row),
            _other_signs(row) if row.is_first else NOTHING,
            self._status(row),
            self._more(row) if row.is_saved else NOTHING,
        )

    def note(self, row, words):
        """What is said under the line of a row; `words` is HTML."""
        return _fill(NOTE, row.key, words)

    def _device(self, row, rows_url):
        """What the script knows the line by."""
        if not self.is_editing:
            return NOTHING
        mouse, tumor = row.mouse, row.tumor
        told = mouse.number, mouse.name, row.name, mouse.rfid, rows_url, mouse.number
        own = _fill(' data-tumor="{}"', tumor.pk) if tumor else NOTHING
        return _fill(DEVICE, *told, own)

    def _sizes(self, row):
        is_known = row.change_percent is not None
        return self._diameters(row) + _fill(
            VOLUMES,
            volume(row.reading.volume_mm3) if row.is_saved else "",
            _previous(row.previous) if row.previous else "",
            percent(row.change_percent, 0) if is_known else "",
        )

    def _diameters(self, row):
        cells, key = row.cells, row.tumor.pk
        if not self.is_editing:
            return _fill(READ, cells["l"] or DASH, cells["w"] or DASH)
        sides = ("l", "L", "length"), ("w", "W", "width")
        found = [
            _fill(
                INPUT,
                *(cell, head, key, cells[cell], f"{row.name} {word}"),
                *(_invalid(row, cell), _described(row)),
            )
            for cell, head, word in sides
        ]
        return found[0] + found[1]

    def _weight(self, row):
        key, cells, change = row.mouse.pk, row.weight_cells, row.weight_change_percent
        if self.is_editing:
            marks = _invalid(row, "g"), _described(row)
            told = key, cells["g"], str(row.mouse), *marks, cells["h"]
            shown = _fill(WEIGHT_INPUT, *told)
        else:
            shown = _fill('<span class="strong">{}</span>', cells["g"] or DASH)
        return _fill(WEIGHT, shown, "" if change is None else percent(change))

    def _observations(self, row):
        if not self.is_editing:
            return _as_read(row) + (_graded(row) if row.is_first else NOTHING)
        state = _state_fields(row) if row.tumor else NOTHING
        return CHIPS + state + (_sign_fields(row) if row.is_first else NOTHING)

    def _status(self, row):
        if row.question or row.weight_question:
            return _conflict("Two values")
        if row.sentences:
            return _conflict("Not saved")
        if row.is_again:
            return mark_safe('<span class="st none">Second reading</span>')
        if not row.reading:
            return NOTHING
        at = f" {clock(row.reading.measured_at)}" if self.is_today else ""
        return _fill(
            '<span class="st saved">{}<span class="w">Saved</span>{}</span>',
            icon("check"),
            at,
        )

    def _more(self, row):
        """Where a saved value is corrected or read again."""
        reading = f"/{row.reading.pk}/".join(self.correct)
        links = _link(reading, f"Correct {row.name}", "Correct")
        if self.is_editing:
            again = f"?again={row.tumor.pk}#{row.key}"
            links += SPACE + _link(again, f"Second reading of {row.name}", "Again")
        elif row.is_first and row.weight:
            weight = f"/{row.weight.pk}/".join(self.correct_weight)
            label = f"Correct the weight of {row.mouse}"
            links += SPACE + _link(weight, label, "Weight")
        return _fill('<span class="more">{}</span>', links)


def _fill(markup, *values):
    """`format_html` for plain values: it would look at each for a text to translate."""
    return SafeString(markup.format(*map(_escaped, values)))


@lru_cache(maxsize=8192, typed=True)
def _escaped(value):
    """The same few names, marks and numbers come again in every cell of a line."""
    return value if isinstance(value, SafeString) else escape(str(value))


def _address(name, study):
    """What stands before and after the key in an address, for all rows of a page."""
    return reverse(name, args=[study.code, 0]).rsplit("/0/", 1)


def _tones(row):
    tones = " is-saved" if row.is_saved else ""
    tones += " hasnote" if row.level else ""
    return tones + (" reached" if row.level == "danger" else "")


def _invalid(row, cell):
    return INVALID if cell in row.errors else NOTHING


def _described(row):
    """The line under the row that a reader of the screen is led to."""
    if not row.level:
        return NOTHING
    return _fill(' aria-describedby="n{}"', row.key)


def _previous(before):
    told = volume(before.volume_mm3), longdate(before.held_on)
    return _fill("{} <small>{}</small>", *told)


def _state_fields(row):
    key, cells = row.tumor.pk, row.cells
    again = '<input type="hidden" name="k-{}" value="again">'
    return _fill(
        STATE,
        *(key, row.name, _invalid(row, "s"), row.state_options),
        *(cells["y"], _invalid(row, "y"), cells["b"]),
        _fill(again, key) if row.is_again else NOTHING,
    )


def _sign_fields(row):
    options = row.ulceration_options, row.condition_options
    told = row.mouse.pk, str(row.mouse), *options, row.sign_cells["z"]
    return _fill(SIGNS, *told)


def _as_read(row):
    """The state of a tumor that has no diameters."""
    reading = row.reading
    if not reading or reading.state == "MEASURED":
        return NOTHING
    why = f": {reading.reason}" if reading.reason else ""
    return _fill("{}{}", reading.get_state_display(), why)


def _graded(row):
    grades = ("Ulc", row.sign_cells["u"]), ("BCS", row.sign_cells["c"])
    return _pills(f"{words} {grade}" for words, grade in grades if grade)


def _other_signs(row):
    return _pills(
        one.get_sign_display()
        + ("" if one.sign == "NORMAL" else f" {floatformat(one.grade)}")
        for one in row.other_signs
    )


def _pills(texts):
    return SafeString("".join(_fill(PILL, text) for text in texts))


def _conflict(words):
    return _fill('<span class="st conflict">{}{}</span>', icon("octagon-alert"), words)


def _link(address, label, word):
    told = address, label, word
    return _fill('<a href="{}" aria-label="{}">{}</a>', *told)
