"""Every number of the page has its formula, its mice and its warning beside it."""

import re

import numpy as np
import pytest

from tests.results.computing import computed, numbers
from xenograft import models
from xenograft.results import frames

pytestmark = pytest.mark.django_db


def test_block_one_tells_every_mean_of_an_arm_and_its_spread(client, treated):
    text = computed(client, treated).content.decode()
    names = ("n", "mean", "sd", "sem", "median", "geometric_mean")
    rows = models.AnalysisResult.objects.get().document["inhibition"]["arms"]
    volumes = frames.tumor_curves(treated).values
    volumes = volumes[volumes["day"] == 14]
    for row, (_, own) in zip(rows, volumes.groupby("arm"), strict=True):
        own = own["volume_mm3"]
        expected = (len(own), own.mean(), own.std(), own.sem(), own.median())
        expected += (np.exp(np.log(own).mean()),)
        keys = [name if name == "n" else f"{name}_mm3" for name in names]
        np.testing.assert_allclose([row[key] for key in keys], expected, rtol=1e-9)
        for key in keys[1:]:
            assert f'<data value="{row[key]!r}">' in text


def test_the_warnings_stand_beside_their_numbers_on_page_csv_and_json(client, treated):
    text = computed(client, treated).content.decode()
    found = models.AnalysisResult.objects.get().as_json()["warnings"]
    told = {
        (row["item"], row["quantity"]): row["warning"]
        for row in numbers(client, treated)
    }
    medians = [one for one in found if one["item"].endswith("TGI_MEDIAN")]
    assert len(medians) == 3
    for one in medians:
        assert told[one["item"], "low"] == one["said"]
        assert one["said"] in text
        assert one["item"].removesuffix(" TGI_MEDIAN") in text
    brief = re.search(r"</span> The interval is wider than it need be: ([^<]+)", text)
    assert "TGI and T/C of medians" in brief[1]
    assert "TGI_MEDIAN" not in brief[1]
    assert re.search(r"TGI_MEDIAN \([^)]+\): 95% intervals held", text)
    stars = text.count('class="star"')
    assert stars >= len(medians)
    assert 'href="#warned-inhibition"' in text
    assert 'id="warned-inhibition"' in text


def test_every_heading_of_a_number_opens_a_formula_of_its_own(client, treated):
    text = computed(client, treated).content.decode()
    opened = re.findall(r'popovertarget="([^"]+)"', text)
    told = dict(
        re.findall(
            r'popover tabindex="-1" autofocus id="([^"]+)"><b>[^<]+</b> ([^<]+)<', text
        )
    )
    assert len(opened) == len(set(opened)) > 60
    assert set(opened) == set(told)
    for metric in ("tgi_delta", "tc_rate", "tgi_auc"):
        assert any(metric in place for place in opened)
    assert all(len(formula) > 8 for formula in told.values())


# A column whose every row has the formula of its own name beside it.
BY_ITS_ROWS = "Percent (95% interval), by the formula of its name"


def test_every_column_of_numbers_has_its_formula_one_click_away(client, treated):
    text = computed(client, treated).content.decode()
    heads = re.findall(r'<th scope="col" class="num">(.*?)</th>', text, re.DOTALL)
    assert len(heads) > 45
    without = [head for head in heads if "popovertarget" not in head]
    assert without == [BY_ITS_ROWS]


def test_every_table_of_arms_and_tests_has_its_mice_beside(client, treated):
    text = computed(client, treated).content.decode()
    tables = re.findall(r'aria-label="([^"]+)"><table.*?</table>', text, re.DOTALL)
    bodies = re.findall(r"<table.*?</table>", text, re.DOTALL)
    assert len(tables) == len(bodies)
    for name, body in zip(tables, bodies, strict=True):
        head = " ".join(re.sub(r"<[^>]+>", " ", body.split("</thead>")[0]).split())
        is_of_mice = re.search(r"\bn\b|Mice|mice|Mouse|mouse", head)
        assert is_of_mice or name == "Table of response classes", name
    last = models.AnalysisResult.objects.get().document["combinations"][0]["by_day"]
    counts = [last[-1][name] for name in ("n_control", "n_a", "n_b", "n_both")]
    assert f'<td class="num">{", ".join(map(str, counts))}</td>' in text
