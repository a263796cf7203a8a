"""Mice, implants, the measuring grid and the window, in a real browser."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders
from tests.browser.watch import axe, no_sideways_scroll, signed_in


@pytest.fixture
def bench(study):
    """A day half measured: one bilateral mouse, one near its limit, one on signs."""
    builders.limits(study)
    today = timezone.localdate()
    before = study.sessions.create(
        held_on=today - timezone.timedelta(days=3), closed_at=timezone.now()
    )
    held = study.sessions.create(held_on=today)
    for number in range(1, 9):
        cage, _ = study.cages.get_or_create(name=f"C0{(number - 1) // 4 + 1}")
        mouse = builders.mouse(study, number, cage=cage, ear_mark="LR"[: number % 3])
        tumor = builders.tumor(mouse, implanted_on=before.held_on)
        builders.measurement(before, tumor, "12.8", "12.2")
        builders.weight(before, mouse, "22.5")
        if number < 4:
            builders.measurement(held, tumor, "13.9", f"13.{number}")
            builders.weight(held, mouse, "22.0" if number > 1 else "17.4")
    builders.tumor(mouse, side="L", implanted_on=before.held_on)
    return held


def address(name, study, *more):
    return reverse(name, args=[study.code, *more])


PAGES = [
    "implantation:mice",
    "implantation:add",
    "implantation:cages",
    "implantation:implant",
    "measurement:sessions",
    "growth:window",
]


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_bench_pages_can_be_read_at_any_width_in_both_themes(
    new_page, people, study, bench, width, color_scheme
):
    page = signed_in(new_page(width, color_scheme=color_scheme), people["measurer"])
    builders.mouse(study, 20)
    reading = bench.caliper_measurements.first()
    pages = [address(name, study) for name in PAGES] + [
        address("measurement:session", study, bench.held_on),
        address("measurement:close", study, bench.held_on),
        address("measurement:reopen", study, bench.held_on),
        address("measurement:correct", study, reading.pk),
    ]
    for path in pages:
        page.goto(path)
        axe(page)
        no_sideways_scroll(page)


def test_without_scripts_enter_saves(chromium, live_server, people, study, bench):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = signed_in(context.new_page(), people["measurer"])
    page.goto(address("measurement:session", study, bench.held_on))
    page.get_by_label("Mouse 4 length, mm").fill("10.9")
    page.get_by_label("Mouse 4 width, mm").fill("9")
    page.get_by_label("Mouse 4 width, mm").press("Enter")
    page.get_by_text("Saved 1 value.").wait_for()
    context.close()
