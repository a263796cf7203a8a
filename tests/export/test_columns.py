import pytest
from django.conf import settings

from xenograft.export.columns import FIELDS, match, missing, simple
from xenograft.export.files.column import NAMED
from xenograft.export.files.joined import columns_of


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        ("mouse,arm,side,day,length_mm,width_mm,weight_g", None),
        ("Animal ID;Group;Flank;Days;L (mm);W (mm);BW (g)", None),
        ("Subject|Treatment|Tumour side|Study day|D1|D2|Body weight [g]", None),
    ],
)
def test_other_names_of_the_columns_are_understood(headings, fields):
    names = headings.replace(";", "|").replace(",", "|").split("|")
    wanted = ["mouse", "arm", "side", "day", "length", "width", "weight"]
    assert list(match(names).values()) == wanted


def test_superscripts_and_brackets_do_not_matter():
    assert simple(" Volume [mm³] ") == "volume mm3"


def test_our_own_name_wins_over_another_name_of_the_same_column():
    assert match(["L", "length_mm"]) == {"L": "", "length_mm": "length"}


def test_all_headings_of_our_own_export_are_known_but_the_derived_ones():
    found = match(columns_of(NAMED))
    unknown = [heading for heading, field in found.items() if not field]
    assert unknown == ["relative_volume", "weight_change_percent"]
    assert set(found.values()) - {""} == set(FIELDS)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"arm", "day", "length", "width"}, "The file has no column for the mouse."),
        ({"mouse", "day", "length", "width"}, "The file has no column for the arm."),
        ({"mouse", "arm", "weight"}, "The file has no column for the day or the date."),
        ({"mouse", "arm", "day", "length"}, "The file has one diameter only"),
        ({"mouse", "arm", "day", "volume"}, "The file has volumes but no length"),
        ({"mouse", "arm", "day"}, "The file has no length and width, no volume"),
    ],
)
def test_a_missing_column_is_one_sentence(fields, sentence):
    (found,) = missing(fields, volumes_are_imported=False)
    assert found.startswith(sentence)


def test_the_empty_list_of_the_import_page_has_only_headings_that_are_known():
    empty = settings.BASE_DIR / "static/lists/measurements.csv"
    found = match(empty.read_text().strip().split(","))
    assert all(found.values()) and not missing(set(found.values()), False)
