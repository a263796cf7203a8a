import datetime as dt
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from tests import builders
from tests.export.lists import FOUR_ARMS
from xenograft import models
from xenograft.export import actions
from xenograft.study.models.study import STUDY_CODE


@pytest.fixture
def list_file(tmp_path):
    def write(text, name="list.csv"):
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(file)

    return write


def import_study(file, *arguments):
    call_command("import_study", file, "--code", "IMP-1", *arguments)
    return models.Study.objects.get(code="IMP-1")


DAY_ZERO = ("--day-zero", "2025-03-03")


def test_the_command_makes_a_study_of_a_list(db, list_file):
    builders.person("anovak")
    study = import_study(list_file(FOUR_ARMS), *DAY_ZERO, "--director", "anovak")
    assert (study.title, study.day_zero_on) == ("list", dt.date(2025, 3, 3))
    assert [arm.name for arm in study.arms.all()] == ["Vehicle", "A", "B", "A + B"]
    assert study.arms.factorial()["a_and_b"].name == "A + B"
    assert study.arms.control().name == "Vehicle"
    assert len({arm.bottle_code for arm in study.arms.all()}) == 4
    assert [mouse.number for mouse in study.mice.all()] == [1, 2, 3, 4]
    assert study.limits.count() == 10
    assert study.memberships.get().role == "director"
    assert study.randomizations.get().method == "IMPORTED"
    assert study.randomizations.get().assignments.count() == 4
    assert [session.is_open for session in study.sessions.all()] == [False, False]
    readings = models.CaliperMeasurement.objects.of_study(study)
    assert readings.order_by("pk").first().volume_mm3 == 6.0 * 5.5 * 5.5 / 2
    assert models.BodyWeight.objects.of_study(study).count() == 6


def test_every_row_of_an_import_says_where_it_came_from(db, list_file):
    builders.person("anovak")
    study = import_study(list_file(FOUR_ARMS), *DAY_ZERO, "--director", "anovak")
    changes = models.Change.objects.of_study(study)
    tables = set(changes.values_list("table_name", flat=True))
    assert "xenograft_calipermeasurement" in tables
    assert set(changes.values_list("reason", "person_name")) == {
        ("Imported from list.csv", "anovak")
    }


def test_names_that_are_numbers_become_the_number(db, list_file):
    text = "mouse,arm,day,weight_g\nM7,A,0,20\n2,A,0,21\n03,A,0,22\n"
    study = import_study(list_file(text), *DAY_ZERO)
    mice = study.mice.order_by("pk").values_list("number", "lab_id")
    assert list(mice) == [(1, "M7"), (2, ""), (3, "03")]


def test_days_need_a_day_zero(db, list_file):
    with pytest.raises(CommandError) as caught:
        import_study(list_file(FOUR_ARMS))
    assert str(caught.value) == (
        "The file gives days, not dates: add --day-zero with the date of day 0."
    )


def test_a_file_with_a_red_cell_changes_nothing(db, list_file, capsys):
    text = FOUR_ARMS.replace("6.1,5.4", "6.1,")
    with pytest.raises(CommandError, match="1 row has a problem, so nothing was"):
        import_study(list_file(text), *DAY_ZERO)
    assert "row 4, width_mm: One diameter only" in capsys.readouterr().err
    assert not models.Study.objects.exists()
    assert not models.StudyImport.objects.exists()
    assert not models.Change.objects.exists()


def test_marked_rows_can_be_left_out_and_are_listed(db, list_file):
    text = FOUR_ARMS.replace("6.1,5.4", "6.1,")
    study = import_study(list_file(text), *DAY_ZERO, "--leave-out-marked-rows")
    record = study.imports.get()
    assert record.rows_count == 5
    assert record.left_out == [
        {
            "row": 4,
            "column": "width_mm",
            "value": "",
            "reason": "One diameter only: W is missing beside 6.1 mm. Enter both.",
        }
    ]
    assert [mouse.name for mouse in study.mice.all()] == ["1", "3", "4"]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("imp-1", "A study with the code imp-1 exists already. Choose another code."),
        ("import", STUDY_CODE.message),
        ("a b", STUDY_CODE.message),
    ],
)
def test_the_code_must_be_free_and_plain(db, code, sentence):
    builders.study("IMP-1")
    assert actions.code_problem(code) == sentence


def test_two_presses_make_one_study(db):
    record = actions.prepare(
        content=FOUR_ARMS.encode(),
        file_name="list.csv",
        code="IMP-1",
        day_zero_on=dt.date(2025, 3, 3),
    )
    record.save()
    checked = actions.check(record)
    actions.import_study(record=record, checked=checked)
    record.code = "IMP-2"
    with pytest.raises(
        actions.Refused, match="This list is imported already, as IMP-1"
    ):
        actions.import_study(record=record, checked=checked)
    assert models.Study.objects.count() == 1


def test_a_measurer_without_an_account_is_kept_in_the_note(db, list_file):
    builders.person("anovak")
    text = FOUR_ARMS.replace("weight_g\n", "weight_g,operator\n").replace(
        "22.4\n", "22.4,anovak\n"
    )
    text = text.replace("22.6\n", "22.6,Old Hand\n")
    study = import_study(list_file(text), *DAY_ZERO)
    readings = models.CaliperMeasurement.objects.of_study(study).order_by("pk")
    first, second = readings[:2]
    assert (first.measured_by.username, first.note) == ("anovak", "")
    assert (second.measured_by, second.note) == (None, "Measured by Old Hand.")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--day-zero", "03/03/2025"), "03/03/2025 is not a date. Write it as"),
        (("--day-zero", "2025-02-30"), "2025-02-30 is not a date. Write it as"),
        (("--director", "nobody"), "There is no person with the user name nobody."),
        (("--arms-were", "IMPORTED_RANDOM"), "Say how the arms were made up."),
        (("--arms-statement", "By coin"), "needs --arms-were with IMPORTED_RANDOM or"),
        (("--arms-were", "SERPENTINE"), "invalid choice: 'SERPENTINE'"),
        (
            ("--arms-were", "IMPORTED_RANDOM", "--arms-statement", "x" * 201),
            "has 201 characters; 200 is the most. Shorten it.",
        ),
    ],
)
def test_a_wrong_argument_is_one_sentence(db, list_file, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        import_study(list_file(FOUR_ARMS), *arguments)
    assert not models.Study.objects.exists()


@pytest.mark.parametrize("method", ["DETERMINISTIC_BALANCED", "IMPORTED_RANDOM"])
def test_the_command_states_how_the_arms_were_made_up(db, list_file, method):
    said = ("--arms-were", method, "--arms-statement", "Serpentine by volume")
    made = import_study(list_file(FOUR_ARMS), *DAY_ZERO, *said).randomizations.get()
    assert (made.method, made.seed_hex) == (method, "")
    assert made.inputs["statement"] == "Serpentine by volume"


def test_without_a_statement_the_method_is_not_recorded(db, list_file):
    made = import_study(list_file(FOUR_ARMS), *DAY_ZERO).randomizations.get()
    assert (made.method, made.inputs["statement"]) == ("IMPORTED", "")


def test_a_file_that_is_not_there_is_one_sentence(db):
    with pytest.raises(CommandError, match=r"no\.csv cannot be read: No such file"):
        import_study("no.csv")


def test_a_large_file_is_refused_before_it_is_read(db, tmp_path):
    file = tmp_path / "large.csv"
    with file.open("wb") as out:
        out.truncate(200 << 20)
    with pytest.raises(CommandError, match="The file is too large"):
        import_study(str(file))


def test_a_real_four_arm_study_is_imported(db, shared):
    file = shared / "data" / "mas98_06" / "her_trast_long.csv"
    study = import_study(str(file), *DAY_ZERO)
    sizes = {arm.name: arm.assignments.count() for arm in study.arms.all()}
    assert sizes == {"Ctrl": 7, "Her": 5, "Her_Trast": 6, "Trast": 5}
    cells = study.arms.factorial()
    assert [cells[name].name for name in ("vehicle", "a", "b", "a_and_b")] == [
        "Ctrl",
        "Her",
        "Trast",
        "Her_Trast",
    ]
    assert models.CaliperMeasurement.objects.of_study(study).count() == 628
    assert models.BodyWeight.objects.of_study(study).count() == 488
    assert study.mice.get(number=1).lab_id == "HB124:2"


def test_a_real_list_with_one_diameter_and_swapped_rows(db, shared, capsys):
    file = str(shared / "data" / "mas98_06" / "triple_long.csv")
    with pytest.raises(CommandError, match="1 row has a problem"):
        import_study(file, *DAY_ZERO)
    said = capsys.readouterr()
    assert (
        "row 694, width_mm: One diameter only: W is missing beside 3.0 mm" in said.err
    )
    assert said.out.count("W is larger than L") == 2
    study = import_study(file, *DAY_ZERO, "--leave-out-marked-rows")
    swapped = models.CaliperMeasurement.objects.of_study(study).get(
        length_mm=Decimal("6.0"), width_mm=Decimal("7.0")
    )
    assert swapped.volume_mm3 == 7.0 * 6.0 * 6.0 / 2
    assert [one["row"] for one in study.imports.get().left_out] == [694]


def test_messy_layouts_are_refused_plainly(db, shared):
    folder = shared / "data" / "messy_layouts" / "original"
    for file in sorted(folder.iterdir()):
        with pytest.raises(CommandError) as caught:
            import_study(str(file), *DAY_ZERO)
        assert str(caught.value).endswith(".")
    assert not models.Study.objects.exists()
