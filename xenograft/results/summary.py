"""An analysis in a few lines of text, for the terminal."""

from django.template.loader import render_to_string


def summary(result):
    """The main numbers of each block and the combination in words."""
    shown = {"result": result, "document": result.document}
    return render_to_string("results/summary.txt", shown).strip()
