"""The files of an analysis: what it was given, and each number that it gave."""

import csv
import io
from hashlib import sha256

from xenograft.analysis.blocks.given import to_csv
from xenograft.analysis.blocks.lines import HEADINGS, lines
from xenograft.results.frames import states
from xenograft.results.frames.analysis_input import analysis_input
from xenograft.study import training
from xenograft.study.cells import safe


def input_text(study):
    """input.csv: the table that an analysis of now is given."""
    return states.of(_input_text, study)


def _input_text(study):
    return training.in_text(study, to_csv(analysis_input(study), safe))


def input_sha256(study):
    """SHA-256 of the bytes of input.csv; empty before the mice are in arms."""
    if analysis_input(study).empty:
        return ""
    return sha256(input_text(study).encode()).hexdigest()


def results_text(result):
    """results.csv: a line for each number of a stored result, in full."""
    file = io.StringIO()
    writer = csv.DictWriter(file, HEADINGS)
    writer.writeheader()
    for line in lines(result.document):
        texts = {name: safe(cell) for name, cell in line.items() if type(cell) is str}
        writer.writerow(line | texts)
    return training.in_text(result.study, file.getvalue())
