"""What was exported and imported again is the same study."""

import datetime as dt
from decimal import Decimal

import pytest

from tests import builders
from tests.export.lists import FOUR_ARMS
from xenograft import models
from xenograft.export import actions

# The study's code, and what was not in the list but is of the import itself.
ALIKE = [
    "measurements.csv",
    "mice.csv",
    "tumors.csv",
    "cages.csv",
    "caliper_measurements.csv",
    "body_weights.csv",
]


def imported(content, code, name="list.csv", **said):
    record = actions.prepare(content=content, file_name=name, code=code, **said)
    record.columns["volumes_are_imported"] = True
    checked = actions.check(record)
    assert not checked.errors
    return actions.import_study(record=record, checked=checked)


def again(study, tmp_path):
    """The files of `study`, and of the study that they are imported into."""
    first, second = tmp_path / "first", tmp_path / "second"
    actions.export_folder(study=study, folder=first)
    measurements = (first / "measurements.csv").read_bytes()
    other = imported(measurements, f"{study.code}-2", "measurements.csv")
    actions.export_folder(study=other, folder=second)
    return first, second, other


def same(first, second, study, names=ALIKE):
    for name in names:
        one, two = (folder / name for folder in (first, second))
        text = two.read_text().replace(f"{study.code}-2,", f"{study.code},")
        assert text.splitlines() == one.read_text().splitlines(), name


def test_an_imported_study_comes_back_unchanged(db, tmp_path):
    study = imported(FOUR_ARMS.encode(), "R", day_zero_on=dt.date(2025, 3, 3))
    first, second, other = again(study, tmp_path)
    same(first, second, study)
    assert other.day_zero_on == study.day_zero_on
    arms = [
        list(one.arms.values_list("name", "position", "is_control", "has_agent_a"))
        for one in (study, other)
    ]
    assert arms[0] == arms[1]


def test_a_real_study_comes_back_unchanged(db, shared, tmp_path):
    file = shared / "data" / "mas98_06" / "her_trast_long.csv"
    study = imported(file.read_bytes(), "R", day_zero_on=dt.date(2024, 3, 4))
    first, second, _ = again(study, tmp_path)
    same(first, second, study)


def test_everything_that_a_reading_may_be_comes_back(db, tmp_path):
    study = builders.treated_study(code="R")
    anna = builders.person("anovak")
    mouse = study.mice.get(number=3)
    models.Mouse.objects.filter(pk=mouse.pk).update(
        lab_id="=cmd|' /C calc'!A0", cage=builders.cage(study, "'C,1")
    )
    tumor, other = mouse.tumors.get(), builders.tumor(mouse, "L")
    first, second = builders.session(study, -3), builders.session(study, 9)
    for minute in (0, 5):
        at = builders.at(9, 9, minute)
        builders.measurement(
            second, tumor, "6.25", "7", measured_at=at, measured_by=anna, note="- a, b"
        )
        builders.weight(second, mouse, f"2{minute}.5", weighed_at=at, weighed_by=anna)
    builders.measurement(first, other, None, None, state="NOT_PALPABLE")
    builders.measurement(
        second, other, None, None, state="NOT_MEASURABLE", reason='ulcer "open"'
    )
    volume = builders.session(study, 11)
    builders.measurement(volume, tumor, None, None, imported_volume_mm3=1 / 3)
    builders.weight(volume, study.mice.get(number=1), Decimal("18.25"))
    folders = again(study, tmp_path)
    same(*folders[:2], study, ["measurements.csv"])
    text = (folders[0] / "measurements.csv").read_text()
    assert "0.3333333333333333," in text
    assert text.count("'- a, b") == 2


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_spreadsheet_may_save_the_file_with_another_separator(db, tmp_path, mark):
    study = imported(FOUR_ARMS.encode(), "R", day_zero_on=dt.date(2025, 3, 3))
    actions.export_folder(study=study, folder=tmp_path / "first")
    text = (tmp_path / "first" / "measurements.csv").read_text()
    saved = "\ufeff" + text.replace(",", mark).replace("\n", "\r\n")
    other = imported(saved.encode(), "R-2", "measurements.csv")
    actions.export_folder(study=other, folder=tmp_path / "second")
    same(tmp_path / "first", tmp_path / "second", study)
