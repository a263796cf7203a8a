import html
import re
import struct
import subprocess
import sys
import threading
import xml.etree.ElementTree as ET
from pathlib import Path

import matplotlib
import pytest

from tests.analysis.figures.frames import ARMS, study_means, study_volumes
from xenograft.analysis.figures import render, style
from xenograft.analysis.figures.growth_curves import mean_curves
from xenograft.analysis.figures.mouse_curves import mouse_curves

STYLESHEET = Path(__file__).resolve().parents[3] / "static" / "css" / "figures.css"
HOSTILE = [
    "$\\frac{1}{0$",
    "$$",
    "<script>alert(1)</script>",
    '" onload="alert(1)',
    'A style="fill: red" id="x"',
    "line\nbreak\x00\x1b",
    "&amp; ]]> <!--",
    "小鼠 عربى 🐭",
    "x" * 5000,
]


def means_figure(width_mm=218):
    return mean_curves(study_means(), ARMS, width_mm=width_mm)


def inline(figure):
    return render.inline_svg(render.to_svg(figure), "growth-title", "growth")


@pytest.mark.parametrize("write", [render.to_svg, render.to_png, render.to_pdf])
def test_the_same_figure_gives_the_same_bytes(write):
    assert write(means_figure()) == write(means_figure())


def test_the_svg_tells_no_date_and_no_program():
    svg = render.to_svg(means_figure())
    assert "Matplotlib" not in svg
    assert "<dc:date>" not in svg
    assert ">Vehicle</text>" in svg


def test_the_pdf_tells_no_date_and_no_program():
    pdf = render.to_pdf(means_figure())
    assert pdf.startswith(b"%PDF")
    assert b"CreationDate" not in pdf
    assert b"atplotlib" not in pdf


@pytest.mark.parametrize(("width_mm", "dots"), [(89, 1051), (183, 2161)])
def test_the_png_has_the_width_of_a_column_at_300_dots_per_inch(width_mm, dots):
    png = render.to_png(means_figure(width_mm), width_mm)
    assert abs(struct.unpack(">I", png[16:20])[0] - dots) <= 1
    at = png.index(b"pHYs") + 4
    assert struct.unpack(">I", png[at : at + 4])[0] == round(300 / 0.0254)
    assert b"Matplotlib" not in png


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_can_be_drawn(name):
    volumes = study_volumes().replace({"mouse": {11: name}})
    for figure in (
        mean_curves(study_means(), {**ARMS, "VEH": name}, limits=[(200, name)]),
        mouse_curves(volumes, {**ARMS, "VEH": name}),
    ):
        ET.fromstring(render.to_svg(figure))
        root = ET.fromstring(inline(figure))
        assert not root.findall(".//{*}script")
        render.to_png(figure)
        render.to_pdf(figure)


def attributes_of(svg):
    return [
        (key, value)
        for element in ET.fromstring(svg).iter()
        for key, value in element.items()
    ]


@pytest.mark.parametrize("name", HOSTILE)
def test_the_page_gets_no_styles_and_no_event_handlers(name):
    svg = inline(mouse_curves(study_volumes(), {**ARMS, "VEH": name}))
    keys = {key for key, _ in attributes_of(svg)}
    assert "style" not in keys
    assert not [key for key in keys if key.startswith("on")]
    assert "<style" not in svg
    assert svg.startswith("<svg")


def test_the_page_keeps_every_style_as_an_attribute():
    svg = render.to_svg(means_figure())
    names = {
        pair.split(":")[0].strip()
        for declarations in re.findall(r'style="([^"]*)"', svg)
        for pair in declarations.split(";")
    }
    kept = {key for key, _ in attributes_of(inline(means_figure()))}
    assert names - {"font", "font-family"} <= kept
    assert "font-size" in kept
    assert "font-weight" in kept


def test_every_color_of_the_figure_follows_the_theme():
    svg = inline(mouse_curves(study_volumes(), ARMS, limits=[(200, "Limit")]))
    for element in ET.fromstring(svg).iter():
        for paint in ("fill", "stroke"):
            color = element.get(paint)
            if color not in (None, "none"):
                expected = f"{style.theme_class(color)}-{paint}"
                assert expected in element.get("class", "").split()


def test_the_stylesheet_has_a_rule_for_every_color():
    rules = STYLESHEET.read_text()
    for name in style.THEME_CLASSES.values():
        assert f".{name}-stroke {{ stroke: var(--{name}); }}" in rules
        assert f".{name}-fill {{ fill: var(--{name}); }}" in rules


def test_the_page_names_the_figure_for_a_screen_reader():
    root = ET.fromstring(inline(means_figure()))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "growth-title"


def ids_of(svg):
    return {value for key, value in attributes_of(svg) if key == "id"}


def test_two_figures_of_a_page_share_no_id():
    svg = render.to_svg(means_figure())
    first, second = (ids_of(render.inline_svg(svg, "t", name)) for name in "ab")
    assert first
    assert not first & second


def test_every_reference_of_the_page_finds_its_id():
    svg = inline(mouse_curves(study_volumes(), ARMS))
    references = re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', svg)
    assert references
    assert {one or other for one, other in references} == ids_of(svg)


def test_the_line_of_a_mouse_carries_its_name_in_the_page():
    name = 'HB124:2 "left" <ear>'
    volumes = study_volumes().replace({"mouse": {11: name}})
    svg = inline(mouse_curves(volumes, ARMS))
    found = [e for e in ET.fromstring(svg).iter() if e.get("data-mouse") == name]
    assert len(found) == 1
    assert found[0].get("class") == "fig-mouse"
    assert html.escape(name) in svg


def test_figures_drawn_at_once_do_not_mix():
    frames = [
        study_means().assign(mean=lambda f, k=k: f["mean"] * k) for k in (1, 2, 3)
    ]
    alone = [render.to_svg(mean_curves(frame, ARMS)) for frame in frames]
    together = [None] * 12

    def draw(number):
        frame = frames[number % 3]
        together[number] = render.to_svg(mean_curves(frame, ARMS))

    threads = [threading.Thread(target=draw, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == alone * 4


def test_drawing_leaves_the_settings_of_matplotlib_alone():
    before = dict(matplotlib.rcParams)
    render.to_png(means_figure())
    assert dict(matplotlib.rcParams) == before


def test_the_drawing_needs_no_pyplot():
    code = (
        "import sys, xenograft.analysis.figures.mouse_curves,"
        " xenograft.analysis.figures.render;"
        "assert 'matplotlib.pyplot' not in sys.modules;"
        "assert 'django' not in sys.modules"
    )
    root = Path(__file__).resolve().parents[3]
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True)
