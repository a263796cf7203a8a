import csv
import datetime as dt
import math
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests import builders
from xenograft import models
from xenograft.analysis import growth
from xenograft.analysis.day_value import day_values
from xenograft.export import actions, writing
from xenograft.export.files import CODED, DICTIONARY, FILES, LEFT_OUT, NAMED
from xenograft.measurement import frames


@pytest.fixture
def treated(db):
    return builders.treated_study(code="OVX-014")


def exported(study, folder, **said):
    actions.export_folder(study=study, folder=folder, **said)
    return {file.name: file.read_bytes().decode() for file in folder.iterdir()}


def rows_of(text):
    return list(csv.DictReader(text.splitlines()))


def test_the_command_writes_every_file_and_the_dictionary(treated, tmp_path, capsys):
    call_command("export_study", "ovx-014", "--out", str(tmp_path / "out"))
    names = {file.name for file in (tmp_path / "out").iterdir()}
    assert names == {*FILES, DICTIONARY}
    assert "        36  measurements.csv" in capsys.readouterr().out


def test_a_study_that_is_not_there_is_one_sentence(db, tmp_path):
    with pytest.raises(CommandError, match=r"There is no study X\."):
        call_command("export_study", "X", "--out", str(tmp_path))


def test_every_table_of_a_study_has_a_file():
    written = {file.model for file in FILES.values()}
    left_out = {models.Context}  # of the database, not of a study
    assert {getattr(models, name) for name in models.__all__} - left_out == written


def test_the_counted_rows_are_the_written_ones(treated):
    told = writing.counts(treated)
    assert told == {name: writing.write(StringIO(), name, treated) for name in FILES}
    assert told["mice.csv"] > 0
    assert told["specimens.csv"] == 0


def test_every_heading_is_written_in_its_order_for_every_choice(treated, tmp_path):
    for arms in (NAMED, CODED, LEFT_OUT):
        files = exported(treated, tmp_path / arms, arms=arms)
        told = {}
        for name, heading, *_ in writing.dictionary(arms):
            told.setdefault(name, []).append(heading)
        assert told.keys() | {DICTIONARY} == files.keys()
        for name, headings in told.items():
            lines = list(csv.reader(files[name].splitlines(), strict=True))
            assert lines[0] == headings
            assert {len(line) for line in lines} == {len(headings)}, name


def test_a_row_of_measurements_is_joined_for_analysis(treated, tmp_path):
    anna = builders.person("anovak")
    models.CaliperMeasurement.objects.update(measured_by=anna)
    rows = rows_of(exported(treated, tmp_path)["measurements.csv"])
    assert rows[1] == {
        "study": "OVX-014",
        "arm": "Vehicle",
        "arm_position": "1",
        "mouse": "1",
        "cage": "",
        "tumor": "R",
        "day": "3",
        "date": "2026-11-06",
        "length_mm": "8.0",
        "width_mm": "7.8",
        "volume_mm3": "243.35999999999999",
        "relative_volume": rows[1]["relative_volume"],
        "weight_g": "22.0",
        "weight_change_percent": "0.0",
        "weighed_by": "",
        "weighed_at": "2026-11-06T09:00:00Z",
        "state": "MEASURED",
        "reason": "",
        "operator": "anovak",
        "measured_at": "2026-11-06T09:00:00Z",
        "note": "",
    }
    assert float(rows[1]["relative_volume"]) == 243.35999999999999 / (
        6.0 * 5.8 * 5.8 / 2
    )


def test_baselines_are_those_of_the_analysis(treated, tmp_path):
    mouse = treated.mice.get(number=2)
    tumor = mouse.tumors.get()
    early, late = builders.session(treated, -3), builders.session(treated, -1)
    builders.measurement(early, tumor, "5.0", "5.0")
    builders.measurement(late, tumor, None, None, state="NOT_DONE", reason="away")
    builders.weight(late, mouse, "21.0")
    zero = treated.sessions.get(held_on=builders.DAY_ZERO)
    models.CaliperMeasurement.objects.filter(tumor=tumor, session=zero).update(
        length_mm=None, width_mm=None, state="NOT_PALPABLE"
    )
    found = rows_of(exported(treated, tmp_path)["measurements.csv"])
    volumes = day_values(frames.tumor_volumes(treated)).assign(
        is_measured=lambda frame: frame["state"] == "MEASURED"
    )
    relative = growth.relative_volume(volumes, growth.baseline(volumes))
    wanted = dict(
        zip(zip(volumes["number"], volumes["day"], strict=True), relative, strict=True)
    )
    assert {
        (int(row["mouse"]), int(row["day"])): float(row["relative_volume"] or "nan")
        for row in found
    } == pytest.approx(wanted, rel=0, abs=0, nan_ok=True)
    assert sum(not math.isnan(value) for value in wanted.values()) == 36 + 1
    weights = growth.weight_change(frames.body_weights(treated))
    changes = {(row.number, row.day): row.change_pct for row in weights.itertuples()}
    assert {
        (int(row["mouse"]), int(row["day"])): float(row["weight_change_percent"])
        for row in found
        if row["weight_g"]
    } == changes


def test_a_weight_without_a_reading_has_a_row_of_its_own(treated, tmp_path):
    mouse = treated.mice.get(number=1)
    builders.weight(builders.session(treated, 5), mouse, "20.9")
    rows = rows_of(exported(treated, tmp_path)["measurements.csv"])
    own = [row for row in rows if row["mouse"] == "1"]
    assert [row["day"] for row in own] == ["0", "3", "5", "7"]
    assert (own[2]["tumor"], own[2]["weight_g"], own[2]["state"]) == ("", "20.9", "")


def test_a_dose_taken_back_is_exported_as_such(treated, tmp_path):
    mouse = treated.mice.get(number=1)
    mouse.doses.update(taken_back_at=builders.at(0, 9), taken_back_reason="Wrong mouse")
    builders.dose(mouse, models.Regimen.objects.of_study(treated).first())
    rows = rows_of(exported(treated, tmp_path)["doses.csv"])
    mine = [(r["taken_back_at"], r["taken_back_reason"]) for r in rows[:2]]
    assert mine == [("2026-11-03T09:00:00Z", "Wrong mouse"), ("", "")]


def test_open_sessions_are_left_out_unless_asked_for(treated, tmp_path):
    tumor = treated.mice.get(number=1).tumors.get()
    builders.measurement(builders.session(treated, 9, is_closed=False), tumor)
    counts = [
        len(rows_of(exported(treated, tmp_path / str(n), closed_only=n)[name]))
        for n in (True, False)
        for name in ("measurements.csv", "caliper_measurements.csv", "sessions.csv")
    ]
    assert counts == [36, 36, 3, 37, 37, 4]


def test_without_names_no_file_names_an_arm_or_an_agent(treated, tmp_path):
    for arms in (CODED, LEFT_OUT):
        everything = "".join(exported(treated, tmp_path / arms, arms=arms).values())
        everything = everything.replace(treated.title, "")
        for word in ("Vehicle", "Defactinib", "vutometinib", "MC"):
            assert word not in everything
    codes = set(treated.arms.values_list("code", flat=True))
    rows = rows_of(exported(treated, tmp_path / "coded", arms=CODED)["mice.csv"])
    assert {row["arm"] for row in rows} == codes


def test_text_of_people_cannot_run_as_a_formula(treated, tmp_path):
    arm = treated.arms.get(position=1)
    models.Arm.objects.filter(pk=arm.pk).update(name="=1+1")
    models.Mouse.objects.filter(study=treated, number=2).update(lab_id="-M2")
    tumor = treated.mice.get(number=1).tumors.get()
    session = builders.session(treated, 9)
    builders.measurement(session, tumor, note='@SUM(A1), "x"\nnext')
    files = exported(treated, tmp_path)
    for name in (
        "measurements.csv",
        "mice.csv",
        "caliper_measurements.csv",
        "arms.csv",
    ):
        for line in csv.reader(files[name].splitlines(keepends=True), strict=True):
            for cell in line:
                assert cell[:1] not in "=@+" or not cell
                assert not cell.startswith("-M")
    rows = list(csv.DictReader(files["measurements.csv"].splitlines(keepends=True)))
    assert rows[0]["arm"] == "'=1+1"
    assert {row["note"] for row in rows} == {"", '\'@SUM(A1), "x"\nnext'}


def test_numbers_stay_numbers_also_below_zero(treated, tmp_path):
    mouse = treated.mice.get(number=1)
    builders.measurement(builders.session(treated, -2), mouse.tumors.get())
    rows = rows_of(exported(treated, tmp_path)["measurements.csv"])
    assert rows[0]["day"] == "-2"


def test_instants_are_written_in_full_and_in_utc(treated, tmp_path):
    moment = dt.datetime(2026, 11, 3, 9, 0, 0, 120000, tzinfo=dt.UTC)
    models.CaliperMeasurement.objects.filter(session__held_on=builders.DAY_ZERO).update(
        measured_at=moment
    )
    rows = rows_of(exported(treated, tmp_path)["caliper_measurements.csv"])
    assert rows[0]["measured_at"] == "2026-11-03T09:00:00.120000Z"
    assert rows[-1]["measured_at"] == "2026-11-10T09:00:00Z"


def test_the_same_study_gives_the_same_zip(treated):
    made = []
    for _ in range(2):
        with actions.export_zip(study=treated, names=list(FILES)) as file:
            made.append(file.read())
    assert made[0] == made[1]


def test_a_reading_says_whether_an_ulcer_makes_its_volume_unreliable(treated, tmp_path):
    mouse, held = treated.mice.first(), treated.sessions.order_by("held_on")
    builders.sign(held[1], mouse, "ULCERATION", 3)
    builders.sign(held[2], mouse, "ULCERATION", 2)
    rows = rows_of(exported(treated, tmp_path)["caliper_measurements.csv"])
    own = [row["volume_reliable"] for row in rows if row["mouse"] == str(mouse.number)]
    assert own == ["True", "False", "True"]


@pytest.mark.parametrize(
    ("reason", "term", "flag"),
    [
        ("TUMOR_SIZE", "NON-MORIBUND SACRIFICE", "Y"),
        ("FOUND_DEAD", "FOUND DEAD", "Y"),
        ("SCHEDULED_PD", "INTERIM SACRIFICE", ""),
        ("STUDY_END", "TERMINAL SACRIFICE", ""),
    ],
)
def test_an_ending_has_the_words_of_send(treated, tmp_path, reason, term, flag):
    builders.disposition(treated.mice.first(), reason=reason)
    (row,) = rows_of(exported(treated, tmp_path)["dispositions.csv"])
    assert (row["dsdecod"], row["dsuschfl"]) == (term, flag)
