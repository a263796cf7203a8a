"""A whole study, with its doses, endpoints and samples, comes back from its files."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from tests import builders
from tests.history.rows import one_of_each
from xenograft import models
from xenograft.export import actions, bundle, writing
from xenograft.export.bundle import links
from xenograft.export.example.actions import make_example
from xenograft.export.files import FILES
from xenograft.export.reading import Unreadable

# The study has another code, and says where it came from.
OWN = {*links.EARLIER, "study.csv", "imports.csv"}


def exported(study, folder):
    actions.export_folder(study=study, folder=folder)
    return {
        f"{path.relative_to(folder)}": path.read_bytes() for path in folder.rglob("*.*")
    }


def brought_back(folder, code):
    built = actions.read_export(files=bundle.of_folder(folder))
    return actions.bring_back(built=built, code=code, file_name="export.zip")


def comes_back(study, tmp_path):
    first = exported(study, tmp_path / "first")
    other = brought_back(tmp_path / "first", f"{study.code}-2")
    second = exported(other, tmp_path / "second")
    assert first.keys() == second.keys()
    for name in first.keys() - OWN:
        text = second[name].replace(
            f"{study.code}-2,".encode(), f"{study.code},".encode()
        )
        assert text.splitlines() == first[name].splitlines(), name
    assert earlier_in(second) == [
        *earlier_in(first),
        *(f"{databases(first) + 1},{line}" for line in lines(first, "history.csv")),
    ]
    return other


def lines(files, name):
    return files[name].decode().splitlines()[1:]


def earlier_in(files):
    return lines(files, "earlier_history.csv")


def databases(files):
    return max((int(line.split(",")[0]) for line in earlier_in(files)), default=0)


def test_the_example_comes_back_with_everything_that_happened(db, tmp_path):
    study, _ = make_example(today=timezone.localdate() - dt.timedelta(days=1))
    other = comes_back(study, tmp_path)
    states = models.Study.objects.filter(pk__in=[study.pk, other.pk]).with_state()
    assert [one.state for one in states] == ["on treatment", "on treatment"]


def test_a_row_of_every_table_comes_back(db, tmp_path):
    study = models.Study.objects.get(pk=one_of_each()[models.Study])
    study.sessions.update(closed_at=timezone.now())
    other = comes_back(study, tmp_path)
    counts = [writing.counts(one) for one in (study, other)]
    for name in FILES.keys() - OWN:
        assert counts[0][name] == counts[1][name] > 0, name


def test_a_cell_of_any_length_comes_back(db, tmp_path):
    """A kept analysis is one cell of some hundred thousand characters."""
    study = builders.treated_study(code="R", mice_per_arm=1)
    builders.endpoint_draft(study.mice.first(), typed={"note": ["x" * 200_000]})
    comes_back(study, tmp_path)


def test_every_file_is_read_back_or_left_out_for_a_reason():
    assert {*links.ORDER, *links.LEFT_OUT} == FILES.keys()
    assert len(links.ORDER) == len(set(links.ORDER))


@pytest.fixture
def folder(db, tmp_path):
    study = builders.treated_study(code="R", mice_per_arm=1)
    exported(study, tmp_path)
    return tmp_path


def edit(folder, name, old, new):
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))


def test_the_study_belongs_to_who_imports_it_and_says_where_it_came_from(folder):
    anna = builders.person("anovak")
    built = actions.read_export(files=bundle.of_folder(folder))
    study = actions.bring_back(built=built, code="R-2", file_name="r.zip", by=anna)
    assert [one.person for one in study.memberships.all()] == [anna]
    said = models.Change.objects.of_study(study).values_list("reason", "person_name")
    assert set(said) == {("Imported from r.zip", "anovak")}
    record = study.imports.get()
    assert record.columns["tables"]["mice.csv"] == 4
    assert record.left_out == []


def test_people_with_an_account_have_their_roles_again(db, tmp_path):
    study = builders.treated_study(code="R", mice_per_arm=1)
    builders.member(study, "measurer", "anovak")
    builders.member(study, "doser", "gone.home")
    director = builders.member(study, "director", "mokafor")
    exported(study, tmp_path)
    gone = get_user_model().objects.filter(username="gone.home")
    gone.update(username="somebody.else")
    built = actions.read_export(files=bundle.of_folder(tmp_path))
    other = actions.bring_back(built=built, code="R-2", file_name="z", by=director)
    roles = other.memberships.values_list("person__username", "role")
    assert sorted(roles) == [("anovak", "measurer"), ("mokafor", "director")]
    assert other.imports.get().left_out[0]["value"] == "gone.home"


def test_a_user_name_without_an_account_is_an_empty_cell_and_listed(folder):
    edit(folder, "sessions.csv", ",,", ",gone.home,")
    other = brought_back(folder, "R-2")
    assert other.sessions.filter(opened_by__isnull=False).count() == 0
    assert other.imports.get().left_out[0] == {
        "row": "",
        "column": "person",
        "value": "gone.home",
        "reason": "Nobody has this user name here; 1 cell stays empty.",
    }


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("mice.csv", ",1,", ",x1,", "mice.csv, number, row 2, “x1”: “x1” value must"),
        ("mice.csv", "Vehicle", "Nobody", "mice.csv, arm, row 2, “Nobody”: The arm is"),
        ("doses.csv", "\n1,", "\n9,", "doses.csv, mouse, row 2, “9”: mice.csv has no"),
        ("doses.csv", "GIVEN", "EATEN", "row 2, “EATEN”: Value 'EATEN' is not a valid"),
        ("doses.csv", "GIVEN,", "MISSED,", "A row of doses.csv breaks a rule"),
    ],
)
def test_a_cell_that_was_edited_wrongly_is_named_and_nothing_is_saved(
    folder, name, old, new, sentence
):
    edit(folder, name, old, new)
    with pytest.raises(actions.Refused) as caught:
        brought_back(folder, "R-2")
    assert sentence in str(caught.value)
    assert not models.Study.objects.filter(code="R-2").exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda file: file.unlink(), "The export has no cages.csv. Export the study"),
        (lambda file: file.write_bytes(b"cage\xff"), "cages.csv is not a CSV in UTF-8"),
        (lambda file: file.write_text('"cage'), "cages.csv is not a CSV in UTF-8"),
        (lambda file: file.write_text("cage,place\n"), "not those of an export: look"),
        (lambda file: file.write_text("rack_position,cage\n"), "look at their order"),
        (
            lambda file: file.write_text("cage,rack_position\nC01\n"),
            "Row 2 of cages.csv has 1 cells under 2 headings.",
        ),
    ],
)
def test_files_that_are_no_export_are_refused_in_one_sentence(folder, change, sentence):
    change(folder / "cages.csv")
    with pytest.raises(Unreadable) as caught:
        bundle.of_folder(folder)
    assert sentence in str(caught.value)


def zipped(study):
    with actions.export_zip(study=study, names=set(FILES)) as file:
        return file.read()


def post(client, content, code="R-2"):
    file = SimpleUploadedFile("R.zip", content, "application/zip")
    return client.post(
        reverse("export:import"), {"code": code, "file": file}, follow=True
    )


def test_the_page_takes_the_zip_of_an_export(db, client):
    study = builders.treated_study(code="R", mice_per_arm=1)
    client.force_login(builders.person("anovak"))
    text = post(client, zipped(study)).content.decode()
    assert "Imported R-2" in text
    assert "Not brought back" in text
    other = models.Study.objects.get(code="R-2")
    assert models.Dose.objects.of_study(other).count() == 4
    assert other.memberships.get().person.username == "anovak"


def test_a_refused_zip_keeps_what_was_typed_and_saves_nothing(db, client):
    study = builders.treated_study(code="R", mice_per_arm=1)
    client.force_login(builders.person("anovak"))
    with actions.export_zip(study=study, names=set(FILES), arms="coded") as file:
        text = post(client, file.read()).content.decode()
    assert "The export has no arms.csv. Export the study again" in text
    assert 'value="R-2"' in text
    assert models.Study.objects.count() == 1


def test_a_damaged_zip_and_one_that_unpacks_without_end_are_refused(db, monkeypatch):
    content = zipped(builders.treated_study(code="R", mice_per_arm=1))
    assert bundle.is_export(content)
    middle = len(content) // 2
    damaged = content[:200] + b"0" * middle + content[middle + 200 :]
    with pytest.raises(Unreadable, match=r"damaged|not a CSV|headings"):
        bundle.of_zip(damaged)
    assert not bundle.is_export(content[:middle])
    monkeypatch.setattr("xenograft.export.bundle.reading.MOST_BYTES", 1 << 10)
    with pytest.raises(Unreadable, match="Unpacked, the export is too large"):
        bundle.of_zip(content)


def test_the_command_takes_the_zip_and_the_folder_of_an_export(db, tmp_path, capsys):
    study = builders.treated_study(code="R", mice_per_arm=1)
    exported(study, tmp_path / "r")
    (tmp_path / "r.zip").write_bytes(zipped(study))
    for name, code in (("r", "R-2"), ("r.zip", "R-3")):
        call_command("import_study", str(tmp_path / name), "--code", code)
    assert "Brought back R-3" in capsys.readouterr().out
    doses = models.Dose.objects.values("mouse__study__code").annotate(n=Count("pk"))
    assert {one["n"] for one in doses} == {4}
    with pytest.raises(CommandError, match="A study with the code R-2 exists"):
        call_command("import_study", str(tmp_path / "r"), "--code", "R-2")
