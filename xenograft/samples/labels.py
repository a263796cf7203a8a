"""A PDF sheet of labels with barcodes, for tubes, blocks and slides."""

import io

from reportlab.graphics.barcode.ecc200datamatrix import ECC200DataMatrix
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

COLUMNS, ROWS = 4, 12
MARGIN = 10 * mm
WIDTH = (A4[0] - 2 * MARGIN) / COLUMNS
HEIGHT = (A4[1] - 2 * MARGIN) / ROWS
CODE_SIZE = 15 * mm
LONGEST = 22


def sheet(labels, mark=""):
    """PDF bytes: 48 labels to a page of A4, each with a Data Matrix and its text.

    `labels` are (code, lines): what the barcode holds, and the lines under it. The
    text says what the code says, so that a smudged barcode can be typed. The same
    bytes for the same labels: no date inside. `mark` stands large on each label.
    """
    file = io.BytesIO()
    page = Canvas(file, pagesize=A4, invariant=1, pageCompression=1)
    page.setTitle("Specimen labels")
    for place, (code, lines) in enumerate(labels):
        on_page = place % (COLUMNS * ROWS)
        if place and not on_page:
            page.showPage()
        row, column = divmod(on_page, COLUMNS)
        x = MARGIN + column * WIDTH
        y = A4[1] - MARGIN - (row + 1) * HEIGHT
        _draw(page, x, y, code, lines)
        _write_large(page, x, y, mark)
    page.showPage()
    page.save()
    return file.getvalue()


def _draw(page, x, y, code, lines):
    _draw_code(page, x + 1 * mm, y + (HEIGHT - CODE_SIZE) / 2, code)
    text_x, text_y = x + CODE_SIZE + 3 * mm, y + HEIGHT - 6.5 * mm
    page.setFont("Helvetica-Bold", 7)
    for line in (code, *lines):
        page.drawString(text_x, text_y, _short(line))
        page.setFont("Helvetica", 6)
        text_y -= 3 * mm


def _write_large(page, x, y, mark):
    """Under the lines, beside the barcode."""
    page.setFont("Helvetica-Bold", 13)
    page.drawString(x + CODE_SIZE + 3 * mm, y + 2 * mm, mark)


def _draw_code(page, x, y, code):
    """Its black cells straight on the page: as shapes they take ten times as long."""
    barcode = ECC200DataMatrix(code)
    barcode.validate()
    cell = CODE_SIZE / barcode.col_modules
    for at_row, row in enumerate(barcode.encode()):
        for at, is_black in enumerate(row):
            if is_black:
                left, bottom = x + at * cell, y + at_row * cell
                page.rect(left, bottom, cell, cell, stroke=0, fill=1)


def _short(line):
    # The font of the sheet has Latin letters only; the barcode keeps all of them.
    line = line.encode("latin-1", "replace").decode("latin-1")
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}."
