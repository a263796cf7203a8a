"""An analysis in a few lines of text, for the terminal."""

from django.template.loader import render_to_string

from xenograft.analysis.units import said_of
from xenograft.randomization.report import replaced


def summary(result):
    """The main numbers of each block and the combination in words."""
    shown = {"result": result, "document": result.document}
    shown["replaced"] = replaced(result.study)
    text = render_to_string("results/summary.txt", shown).strip()
    return said_of(text, result.document)
