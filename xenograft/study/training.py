"""What leaves a study that people practice in says so, in a way nobody overlooks."""

import csv
import io

SAID = "This is a training study: nothing of it is a result."
MARK = "TRAINING"
COLUMN, CELL = "training", "Training study: no result"
NOTICE = "TRAINING.txt"


def file_name(study, name):
    """The name that a file is downloaded under; of a training study it begins so."""
    return f"{MARK}_{name}" if study.is_training else name


def subject(study, text):
    """The subject of a message about a study."""
    return f"{MARK}: {text}" if study.is_training else text


def in_text(study, text):
    """The text of a CSV; in a training study each row ends with a cell that says so."""
    if not study.is_training:
        return text
    rows = csv.reader(io.StringIO(text, newline=""))
    out = io.StringIO()
    csv.writer(out).writerows(
        [*row, CELL if number else COLUMN] for number, row in enumerate(rows)
    )
    return out.getvalue()


def in_lines(study, lines):
    """The same of a CSV that is given line by line."""
    return [in_text(study, "".join(lines))] if study.is_training else lines
