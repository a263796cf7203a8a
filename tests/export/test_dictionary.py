from pathlib import Path

from django.conf import settings

from xenograft.export import writing
from xenograft.export.dictionary import markdown


def test_every_column_has_a_meaning():
    assert all(meaning for _, _, meaning, _, _ in writing.dictionary())


def test_a_column_that_names_a_unit_says_it():
    units = {"_mm": "mm", "_g": "g", "_mm3": "mm³", "_mg": "mg", "_ml": "mL"}
    for _, heading, _, unit, _ in writing.dictionary():
        for ending, wanted in units.items():
            if heading.endswith(ending):
                assert unit.split("/")[-1] == wanted, heading


def test_the_page_of_the_documentation_is_up_to_date():
    page = Path(settings.BASE_DIR) / "docs" / "data-dictionary.md"
    assert page.read_text() == markdown()
