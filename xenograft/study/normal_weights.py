"""Normal weights by sex and age as they are typed: one row for each."""

import re

SEXES = ("F", "M")
OLDEST_WEEKS, HEAVIEST_G, LIGHTEST_G = 160, 80, 5


def read(text):
    """{sex: [[weeks, g]]} of rows such as `F, 8, 18.2`; ValueError in a sentence."""
    table = {}
    for row in filter(None, map(str.strip, text.splitlines())):
        sex, weeks, grams = _cells(row)
        ages = table.setdefault(sex, {})
        if weeks in ages:
            raise ValueError(f"“{row[:40]}”: this sex and age is there twice.")
        ages[weeks] = grams
    return {
        sex: [list(pair) for pair in sorted(table[sex].items())]
        for sex in sorted(table)
    }


def _cells(row):
    cells = [cell for cell in re.split(r"[\s,;]+", row) if cell]
    sex = cells[0].upper()[:1] if cells else ""
    try:
        weeks, grams = map(float, cells[1:])
    except ValueError:
        raise ValueError(f"“{row[:40]}” is not a row. Write F, 8, 18.2.") from None
    if sex not in SEXES:
        raise ValueError(f"“{row[:40]}”: the sex is F or M.")
    if not 0 <= weeks <= OLDEST_WEEKS:
        raise ValueError(f"“{row[:40]}”: an age is 0 to {OLDEST_WEEKS} weeks.")
    if not LIGHTEST_G <= grams <= HEAVIEST_G:
        said = f"{LIGHTEST_G} to {HEAVIEST_G} g"
        raise ValueError(f"“{row[:40]}”: a mouse weighs {said}.")
    return sex, weeks, grams


def written(table):
    """The rows of a table as they are typed."""
    return "\n".join(
        f"{sex}, {weeks:g}, {grams:g}"
        for sex, rows in table.items()
        for weeks, grams in rows
    )
