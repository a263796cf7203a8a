"""Formats of numbers and dates, as DESIGN section 4 asks for them."""

import datetime as dt

import pytest
from django.template import Context, Template

from xenograft.templatetags import xenograft as formats


def drawn(source, **context):
    return Template("{% load xenograft %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("volume_mm3", "text"),
    [
        (1343.4, "1,343"),
        (100, "100"),
        (99.96, "100"),
        (99.94, "99.9"),
        (0.5, "0.5"),
        (0, "0"),
        (None, "—"),
        (float("nan"), "—"),
    ],
)
def test_a_volume_has_a_decimal_only_below_100(volume_mm3, text):
    assert formats.volume(volume_mm3) == text


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (24, "+24.0%"),
        (-20.5, "−20.5%"),
        (-0.04, "0.0%"),
        (0, "0.0%"),
        (1234.56, "+1,234.6%"),
        (None, "—"),
    ],
)
def test_a_change_has_a_sign_and_a_true_minus(change, text):
    assert formats.percent(change) == text


def test_a_change_may_be_shown_without_decimals():
    assert drawn("{{ change|percent:0 }}", change=-10.4) == "−10%"


@pytest.mark.parametrize(
    ("number", "text"), [(16, "D16"), (0, "D0"), (-4, "D−4"), (None, "—")]
)
def test_days_count_from_the_first_dose(number, text):
    assert formats.day(number) == text


@pytest.mark.parametrize(("number", "text"), [(24, "I+24"), (0, "I+0"), (None, "—")])
def test_days_count_from_the_implant_before_day_zero(number, text):
    assert formats.implant_day(number) == text


def test_weights_and_amounts_have_the_decimals_of_the_balance():
    assert formats.grams(17.44) == "17.4"
    assert formats.milliliters(0.2449) == "0.24"
    assert formats.grams(None) == formats.milliliters(None) == "—"


def test_dates_name_the_month():
    assert formats.longdate(dt.date(2026, 11, 22)) == "Sun 22 Nov"
    assert formats.fulldate(dt.date(2026, 11, 22)) == "22 Nov 2026"
    assert formats.longdate(None) == "—"


def test_instants_are_shown_in_the_time_of_the_laboratory(settings):
    settings.TIME_ZONE = "Europe/Stockholm"
    instant = dt.datetime(2026, 11, 22, 23, 12, tzinfo=dt.UTC)

    assert drawn("{{ instant|clock }}", instant=instant) == "00:12"
    assert drawn("{{ instant|moment }}", instant=instant) == "23 Nov 00:12"


def test_each_place_has_its_own_key_and_the_ninth_starts_again():
    keys = [formats.arm_key(position) for position in range(1, 9)]

    assert len(set(keys)) == 8
    assert formats.arm_key(9) == keys[0]


def test_a_meter_says_its_share_in_words_and_never_passes_its_end():
    assert 'aria-label="17 of 35"' in formats.meter(17, 35)
    assert 'width="48.6%"' in formats.meter(17, 35)
    assert 'width="100.0%"' in formats.meter(3, 2)
    assert 'width="0.0%"' in formats.meter(0, 0)


@pytest.mark.parametrize("name", ["lock", "triangle-alert", "eye-off", "syringe"])
def test_an_icon_passes_a_policy_without_inline_style(name):
    icon = formats.icon(name)

    assert "style=" not in icon and "<style" not in icon
    assert 'aria-hidden="true"' in icon


def test_a_tab_whose_page_is_not_there_is_not_drawn():
    study = type("Study", (), {"code": "OVX-014"})

    assert drawn("{% tab 'nowhere:page' 'Nowhere' %}", study=study) == ""


def test_alleles_of_the_strain_are_raised_and_markup_is_not_run():
    assert formats.strain("Prkdc<scid>/SzJ") == "Prkdc<sup>scid</sup>/SzJ"
    assert formats.strain("<a&b>") == "&lt;a&amp;b&gt;"
    assert formats.strain("<script src=x>") == "<sup>script src=x</sup>"
