"""Pictures of photos leave with an export and come back, or a sentence says why."""

import hashlib
import io
import zipfile

import pytest
from django.urls import reverse

from tests import builders
from xenograft import models
from xenograft.export import actions, bundle
from xenograft.export.files import FILES


@pytest.fixture
def study(db):
    study = builders.treated_study(code="R", mice_per_arm=1)
    first, second = study.mice.all()[:2]
    builders.photo(first, note="left flank")
    jpeg = builders.picture("JPEG", "blue")
    builders.photo(second, content=jpeg, content_type="image/jpeg")
    builders.photo(second, content=jpeg, content_type="image/jpeg", note="again")
    return study


@pytest.fixture
def folder(study, tmp_path):
    actions.export_folder(study=study, folder=tmp_path)
    return tmp_path


def brought_back(folder):
    built = actions.read_export(files=bundle.of_folder(folder))
    return actions.bring_back(built=built, code="R-2", file_name="export.zip")


def pictures(study):
    photos = models.Photo.objects.of_study(study)
    return [
        (one.mouse.number, bytes(one.content), one.content_type, one.note)
        for one in photos.order_by("mouse__number", "pk")
    ]


def test_each_picture_is_written_once_and_comes_back_byte_for_byte(study, folder):
    assert len(list((folder / "photos").iterdir())) == 2
    assert pictures(brought_back(folder)) == pictures(study)


def test_the_zip_has_them_beside_their_table_and_comes_back(study):
    with actions.export_zip(study=study, names=set(FILES)) as file:
        content = file.read()
    built = actions.read_export(files=bundle.of_zip(content))
    other = actions.bring_back(built=built, code="R-2", file_name="r.zip")
    assert pictures(other) == pictures(study)


def test_without_the_table_there_are_no_pictures(study):
    with actions.export_zip(study=study, names={"mice.csv"}) as file:
        names = zipfile.ZipFile(file).namelist()
    assert names == ["mice.csv", "data_dictionary.csv"]


def test_who_sees_photos_but_no_arms_exports_them_with_codes(study, client):
    models.Study.objects.filter(pk=study.pk).update(arms_open_on=None)
    client.force_login(builders.member(study, "statistician"))
    query = {"files": "photos.csv", "arms": "coded", "sessions": "closed"}
    answer = client.get(reverse("export:download", args=["R"]), query)
    sent = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert sum(name.startswith("photos/") for name in sent.namelist()) == 2


@pytest.mark.parametrize("role", ["measurer", "doser", "welfare_officer"])
def test_who_may_not_export_gets_no_picture(study, client, role):
    client.force_login(builders.member(study, role))
    answer = client.get(reverse("export:download", args=["R"]), {"files": "photos.csv"})
    assert answer.status_code == 403


def picture_in(folder, ending=".png"):
    return next((folder / "photos").glob(f"*{ending}"))


def missing(folder):
    picture_in(folder).unlink()


def altered(folder):
    picture_in(folder).write_bytes(builders.picture(color="green"))


def edited(folder, old, new):
    table = folder / "photos.csv"
    table.write_text(table.read_text().replace(old, new))


def of_another_kind(folder):
    """Text that says that it is a picture, with the right hash."""
    old, text = picture_in(folder), b"<script>alert(1)</script>"
    new = hashlib.sha256(text).hexdigest()
    edited(folder, old.stem, new)
    old.with_stem(new).write_bytes(text)


def too_large(folder):
    old, content = picture_in(folder), bytes((16 << 20) + 1)
    new = hashlib.sha256(content).hexdigest()
    edited(folder, old.stem, new)
    old.with_stem(new).write_bytes(content)


def of_a_type_that_runs(folder):
    edited(folder, "image/png", "image/svg+xml")


def somewhere_else(folder):
    (folder.parent / "x.png").write_bytes(picture_in(folder).read_bytes())
    edited(folder, picture_in(folder).stem, "../../x")


ABSENT = "The picture is not in the export. Export the study again."


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (missing, ABSENT),
        (altered, "The picture was changed since it was exported. Export it again."),
        (of_another_kind, "The file is no picture of the kind image/png."),
        (too_large, "The picture has more than 16 MB."),
        (of_a_type_that_runs, ABSENT),
        (somewhere_else, ABSENT),
    ],
)
def test_a_picture_that_is_not_as_it_was_is_one_sentence_and_nothing_is_saved(
    folder, change, sentence
):
    change(folder)
    with pytest.raises(actions.Refused) as caught:
        brought_back(folder)
    assert str(caught.value).startswith("photos.csv, file, row 2, “photos/")
    assert f"{sentence} Nothing was imported." in str(caught.value)
    assert models.Study.objects.count() == 1
