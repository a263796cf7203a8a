"""A figure as PNG, SVG or PDF bytes, the same bytes each time, or inside a page."""

import html
import io
import re
from functools import lru_cache

from xenograft.analysis.figures import style

PNG_DPI = 300
MM_PER_INCH = 25.4
LONGEST_MOUSE = 200


def to_svg(figure):
    """The figure as SVG text. Text stays text; no date and no program version."""
    buffer = io.StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    figure.savefig(buffer, format="svg", metadata=nothing)
    return buffer.getvalue()


def to_png(figure, width_mm=style.DOUBLE_COLUMN_MM):
    """The figure as PNG bytes, `width_mm` wide at 300 dots per inch.

    Draw the figure for the same width, or its letters are scaled too.
    """
    buffer = io.BytesIO()
    dots = PNG_DPI * width_mm / MM_PER_INCH / figure.get_figwidth()
    figure.savefig(
        buffer,
        format="png",
        dpi=dots,
        metadata={"Software": None},
        pil_kwargs={"dpi": (PNG_DPI, PNG_DPI)},
    )
    return buffer.getvalue()


def to_pdf(figure):
    """The figure as PDF bytes, without date and program version."""
    buffer = io.BytesIO()
    nothing = dict.fromkeys(("CreationDate", "Creator", "Producer"))
    figure.savefig(buffer, format="pdf", metadata=nothing)
    return buffer.getvalue()


def watermark(figure, words):
    """Write `words` across a figure, so that its file cannot be taken for a result."""
    where = {"ha": "center", "va": "center", "rotation": 20}
    size = figure.get_figwidth() * 72 / len(words)
    figure.text(0.5, 0.5, words, fontsize=size, alpha=0.2, zorder=9, **where)


# matplotlib writes its own markup: < and > of names are escaped in it, so a tag
# is what stands between two of them.
TAG = re.compile(r"<[^<>]+>")
STYLE = re.compile(r'\sstyle="([^"]*)"')
ID = re.compile(r'\sid="([^"]*)"')
REFERENCE = re.compile(r'(?:xlink:href="#|url\(#)([^")]+)')
FONT = re.compile(r"(?:(?P<weight>\w+) )?(?P<size>[\d.]+px) .*")
# What CSS calls by another name than the attribute, or the page's font replaces.
WITHOUT_ATTRIBUTE = {"font-family"}


def inline_svg(svg_text, title_id, prefix="figure"):
    """SVG text for the page: no styles, the theme's colors by class, one title.

    A content security policy without 'unsafe-inline' drops style attributes and
    style elements, so each property becomes a presentation attribute, which every
    property that matplotlib writes has. Colors of the palette also become classes
    (arm-1-stroke, fig-ink-fill) that `static/css/figures.css` sets by theme. The
    line of a mouse becomes class fig-mouse with data-mouse. Ids that nothing
    refers to go, the others begin with `prefix`, unique in a page. `title_id` is
    the id of the element of the page that names the figure.
    """
    body = svg_text[svg_text.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>\s*", "", body, flags=re.DOTALL)
    body = re.sub(r"<style[^>]*>.*?</style>", "", body, flags=re.DOTALL)
    body = re.sub(r"<defs>\s*</defs>\s*", "", body)
    referred = set(REFERENCE.findall(body))
    return TAG.sub(lambda tag: _inline_tag(tag[0], referred, title_id, prefix), body)


def _inline_tag(tag, referred, title_id, prefix):
    if tag.startswith(("</", "<!--")):
        return tag if tag.startswith("</") else ""
    classes = []
    tag = ID.sub(lambda found: _kept_id(found[1], referred, prefix, classes), tag)
    style_found = STYLE.search(tag)
    if style_found:
        attributes, themed = _attributes(style_found[1])
        classes += themed
        tag = tag.replace(style_found[0], attributes, 1)
    tag = tag.replace("xlink:href=", "href=").replace('href="#', f'href="#{prefix}-')
    tag = tag.replace("url(#", f"url(#{prefix}-")
    if tag.startswith("<svg"):
        return _root(tag, title_id)
    if classes:
        end = "/>" if tag.endswith("/>") else ">"
        tag = f'{tag.removesuffix(end)} class="{" ".join(classes)}"{end}'
    return tag


def _kept_id(own, referred, prefix, classes):
    mouse = style.mouse_of_gid(own)
    if mouse is not None:
        classes.append("fig-mouse")
        name = style.safe_text(mouse, LONGEST_MOUSE)
        return f' data-mouse="{html.escape(name)}"'
    return f' id="{prefix}-{own}"' if own in referred else ""


@lru_cache(maxsize=1024)
def _attributes(declarations):
    """The same as attributes, and the classes of its colors."""
    pairs = [pair.split(":", 1) for pair in declarations.split(";") if ":" in pair]
    attributes, classes = [], []
    for name, value in ((name.strip(), value.strip()) for name, value in pairs):
        if name == "font":
            attributes += _font(value)
        elif name not in WITHOUT_ATTRIBUTE:
            attributes.append((name, value))
        themed = style.theme_class(value) if name in ("fill", "stroke") else None
        if themed:
            classes.append(f"{themed}-{name}")
    return "".join(f' {name}="{value}"' for name, value in attributes), classes


def _font(shorthand):
    font = FONT.fullmatch(shorthand)
    weight = [("font-weight", font["weight"])] if font["weight"] else []
    return [("font-size", font["size"]), *weight]


def _root(tag, title_id):
    tag = re.sub(r'\sxmlns:xlink="[^"]*"', "", tag)
    tag = re.sub(r'\s(width|height)="([\d.]+)pt"', _css_pixels, tag)
    root = 'class="fig-svg" role="img" stroke-linejoin="round" stroke-linecap="butt"'
    return f'{tag[:-1]} {root} aria-labelledby="{html.escape(title_id)}">'


def _css_pixels(found):
    return f' {found[1]}="{float(found[2]) * 4 / 3:.0f}"'
