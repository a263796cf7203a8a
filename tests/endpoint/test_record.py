"""The draft, the masses, the photos and the reasons of an endpoint."""

import datetime as dt
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from tests import builders
from tests.endpoint.test_views import NOW, typed
from xenograft.endpoint.models import Disposition, EndpointDraft, Photo


@pytest.fixture(autouse=True)
def on_day_ten(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def mouse(study):
    builders.limits(study)
    mouse = builders.mouse(study, 4)
    held = builders.session(study, 9)
    builders.measurement(held, builders.tumor(mouse), "14.5", "14.5")
    return mouse


def url(mouse, page="record"):
    return reverse(f"endpoint:{page}", args=[mouse.study.code, mouse.number])


def picture(kind="PNG"):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "brown").save(out, kind)
    return SimpleUploadedFile("ulcer.png", out.getvalue())


def page_of(client, mouse):
    return client.get(url(mouse)).content.decode()


def keep(client, mouse, **fields):
    return client.post(
        url(mouse, "draft"), typed(**fields), headers={"Accept": "application/json"}
    )


def test_what_is_typed_is_kept_and_there_again(director, people, mouse):
    answer = keep(
        director,
        mouse,
        necropsy_note="Soft core",
        reason="ULCERATION",
        findings=["ASCITES"],
        **{"specimen-0-handling": "FFPE_NBF", "specimen-0-position": "Box 2"},
    )
    assert answer.json() == {"saved_at": "18:00"}
    page = director.get(url(mouse)).content.decode()
    assert "Soft core" in page and "Draft saved 13 Nov 18:00" in page
    assert 'value="Box 2"' in page
    for ticked in ("ULCERATION", "ASCITES"):
        start = page.index(f'value="{ticked}"')
        if ticked == "ULCERATION":
            start = page.index(f'name="reason" value="{ticked}"')
        assert "checked" in page[start : page.index(">", start)]


def test_a_draft_records_nothing_and_is_one_per_mouse(director, study, mouse):
    keep(director, mouse, necropsy_note="One")
    keep(director, mouse, necropsy_note="Two")
    assert EndpointDraft.objects.get().typed["necropsy_note"] == ["Two"]
    assert study.mice.on_study().get() == mouse


def test_without_a_script_the_draft_is_kept_by_its_button(director, mouse):
    answer = director.post(url(mouse, "draft"), typed(), follow=True)
    assert "Draft of mouse 4 kept." in answer.content.decode()


def test_a_recorded_endpoint_ends_its_draft_and_keeps_it(director, mouse):
    keep(director, mouse)
    director.post(url(mouse), typed())
    draft = EndpointDraft.objects.get()
    assert Disposition.objects.exists() and draft.recorded_at == NOW


def test_whoever_measures_drafts_and_records_only_a_mouse_found_dead(measurer, mouse):
    assert keep(measurer, mouse).status_code == 200
    page = measurer.post(url(mouse), typed()).content.decode()
    assert "TUMOR_SIZE is not one of the available choices." in page
    dead = typed(
        reason="FOUND_DEAD", last_seen_alive_at="2026-11-12T17:00", cause="PROCEDURE"
    )
    measurer.post(url(mouse), dead)
    left = Disposition.objects.get()
    assert (left.reason, left.cause) == ("FOUND_DEAD", "PROCEDURE")
    assert left.ending == "FOUND_DEAD_PROCEDURE"


def test_a_mouse_found_dead_without_a_cause_has_an_unknown_one(director, mouse):
    dead = typed(reason="FOUND_DEAD", last_seen_alive_at="2026-11-12T17:00")
    director.post(url(mouse), dead)
    assert Disposition.objects.get().ending == "FOUND_DEAD_UNKNOWN"


def test_every_reached_reason_is_ticked_and_one_decides(director, mouse):
    builders.sign(
        mouse.study.sessions.get(), mouse, "ULCERATION", 3, observed_at=builders.at(9)
    )
    page = director.get(url(mouse)).content.decode()
    start = page.index('name="other_reasons" value="ULCERATION"')
    assert "checked" in page[start : page.index(">", start)]
    director.post(url(mouse), typed(other_reasons=["ULCERATION", "TUMOR_SIZE"]))
    left = Disposition.objects.get()
    assert (left.reason, left.other_reasons) == ("TUMOR_SIZE", ["ULCERATION"])


def test_an_endpoint_keeps_the_values_and_the_version_of_the_limits(director, mouse):
    director.post(url(mouse), typed())
    [volume] = [x for x in Disposition.objects.get().judged if x["kind"] == "VOLUME"]
    assert volume["value"] == pytest.approx(14.5**3 / 2, abs=0.01)
    assert (volume["state"], volume["limits_version"]) == ("REACHED", 1)


def test_a_moribund_mouse_leaves_where_signs_are_summed(director, study, mouse):
    study.limits.filter(kind="SIGNS").update(basis="SUM", action_level=6)
    held = study.sessions.get()
    builders.sign(held, mouse, "MORIBUND", 1, observed_at=builders.at(9))
    said = "clinical signs moribund, limit 6, 12 Nov 09:00"
    assert said in page_of(director, mouse)
    director.post(url(mouse), typed(reason="HUMANE_TUMOR"))
    assert Disposition.objects.get().reason == "HUMANE_TUMOR"
    assert "moribund, limit 6" in page_of(director, mouse)


def test_each_mass_is_weighed_and_asked_about_by_its_own_volume(director, mouse):
    left = builders.tumor(mouse, "L")
    builders.measurement(mouse.study.sessions.get(), left, "10", "10")
    weights = {"tumor_mg_R": "1462", "tumor_mg_L": "1462"}
    page = director.post(url(mouse), typed(**weights)).content.decode()
    assert "1,462 mg is 2.9 mg per mm³ of the last caliper volume (500 mm³" in page
    assert page.count("Weigh again, or tick that it is right.") == 1
    director.post(url(mouse), typed(**weights | {"tumor_mg_L": "480"}))
    done = Disposition.objects.get()
    assert done.tumor_weight_mg == 1942
    assert {x.tumor.side: x.weight_mg for x in done.excised.all()} == {
        "R": 1462,
        "L": 480,
    }


def test_findings_and_the_last_body_weight_are_kept_and_shown(director, mouse):
    director.post(url(mouse), typed(findings=["NECROTIC_CORE"], weight_g="21.4"))
    page = director.get(url(mouse)).content.decode()
    assert "necrotic core" in page and "21.4 g" in page


def test_a_photo_is_kept_and_shown_to_members_only(client, director, outsider, mouse):
    director.post(url(mouse, "draft"), typed(photo=picture()))
    photo = Photo.objects.get()
    page = reverse("endpoint:photo", args=[mouse.study.code, 4, photo.pk])
    assert page in director.get(url(mouse)).content.decode()
    answer = director.get(page)
    assert answer["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (40, 30)
    client.force_login(outsider)
    assert client.get(page).status_code == 404


def test_a_photo_of_another_mouse_is_not_found(director, study, mouse):
    photo = builders.photo(mouse)
    builders.mouse(study, 5)
    page = reverse("endpoint:photo", args=[study.code, 5, photo.pk])
    assert director.get(page).status_code == 404


def test_what_is_not_a_photo_is_refused_and_nothing_typed_is_lost(director, mouse):
    letter = SimpleUploadedFile("letter.png", b"Dear director")
    page = director.post(url(mouse), typed(photo=letter, necropsy_note="Soft"))
    said = page.content.decode()
    assert "letter.png cannot be read as a photo." in said and "Soft" in said
    assert not Disposition.objects.exists() and not Photo.objects.exists()


def test_a_photo_that_is_too_large_is_refused(director, mouse, monkeypatch):
    monkeypatch.setattr("xenograft.endpoint.actions.drafting.MOST_PHOTO_MB", 0)
    said = director.post(url(mouse), typed(photo=picture())).content.decode()
    assert "a photo has 0 MB at most" in said


def test_a_photo_loses_where_it_was_taken(director, mouse):
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "Maker of the camera"
    Image.new("RGB", (40, 30)).save(out, "JPEG", exif=exif)
    file = SimpleUploadedFile("a.jpg", out.getvalue())
    director.post(url(mouse, "draft"), typed(photo=file))
    assert b"Maker of the camera" not in bytes(Photo.objects.get().content)


def test_the_rows_of_specimens_begin_with_those_planned_of_the_mouse(director, mouse):
    builders.collection_plan(mouse.study, "2.5", [mouse], handling="FFPE_NBF")
    page = director.get(url(mouse)).text
    assert "plan 2.5 h ± 15 min after the last dose" in page
    assert 'data-hours="2.50"' in page
    start = page.index('name="specimen-0-handling"')
    chosen = page[start : page.index("</select>", start)]
    assert '<option value="FFPE_NBF" selected>' in chosen


@pytest.mark.parametrize(("final_day", "is_offered"), [(1, True), (9999, False)])
def test_a_mouse_whose_day_of_sampling_has_come_leaves_for_it(
    director, study, final_day, is_offered
):
    study.day_zero_on = builders.DAY_ZERO
    study.save()
    satellite = builders.mouse(study, 9)
    builders.tumor(satellite)
    builders.collection_plan(study, 4, [satellite], final_day=final_day)
    page = director.get(reverse("endpoint:record", args=[study.code, 9])).text
    chosen = re.findall(r'value="(\w+)"[^>]*checked', page)
    assert chosen == ["EUTHANIZED", *(["SCHEDULED_PD"] if is_offered else [])]


def test_a_planned_row_that_was_not_collected_makes_no_specimen(director, mouse):
    builders.collection_plan(mouse.study, 4, [mouse])
    planned = {"specimen-0-handling": "SNAP_LN2"}
    director.post(url(mouse), typed(**planned))
    assert Disposition.objects.exists() and not mouse.specimens.exists()


def test_when_a_specimen_was_frozen_is_kept(director, mouse):
    row = {"handling": "SNAP_LN2", "collected_at": "2026-11-13T10:16"}
    row["preserved_at"] = "2026-11-13T10:25"
    director.post(url(mouse), typed(**{f"specimen-0-{k}": v for k, v in row.items()}))
    piece = mouse.specimens.get()
    assert piece.preserved_at - piece.collected_at == dt.timedelta(minutes=9)


def test_the_page_of_an_endpoint_says_what_it_rested_on_and_counts_as(director, mouse):
    builders.ending_rules(mouse.study)
    director.post(url(mouse), typed(reason="ULCERATION"))
    page = director.get(url(mouse)).text
    assert "1,524 of 1,500 mm³" in page and "limits version 1" in page
    said = "time to a volume: event (censored in the sensitivity analysis)"
    assert f"survival: event; {said}" in page


def test_who_did_it_is_chosen_and_is_whoever_records_at_first(
    director, people, study, mouse
):
    builders.person("stranger")
    page = page_of(director, mouse)
    start = page.index('name="done_by"')
    choices = page[start : page.index("</select>", start)]
    assert f'value="{people["director"].pk}" selected' in choices
    assert "measurer" in choices and "stranger" not in choices
    director.post(url(mouse), typed(done_by=people["measurer"].pk))
    left = Disposition.objects.get()
    assert (left.done_by, left.decided_by) == (people["measurer"], people["director"])
    assert "Done by</dt><dd>measurer" in page_of(director, mouse)


def test_an_outsider_did_not_do_it(director, outsider, mouse):
    page = director.post(url(mouse), typed(done_by=outsider.pk)).content.decode()
    assert "Select a valid choice." in page and not Disposition.objects.exists()


def test_the_last_days_stand_beside_the_reasons(director, study, mouse):
    study.day_zero_on = builders.DAY_ZERO
    study.save()
    other = builders.tumor(mouse, "L")
    for day in range(1, 9):
        held = builders.session(study, day)
        builders.measurement(held, mouse.tumors.get(side="R"), "10", "10")
        builders.weight(held, mouse, "22.4")
    builders.measurement(held, other, "13.25", "8")
    words = re.sub(r"<[^>]+>|\s+", " ", page_of(director, mouse))
    rows = re.findall(r"(D\d) +\d+ Nov +([^D]*?)(?= +D\d| +Last value)", words)
    said = {day: " ".join(text.split()) for day, text in rows}
    assert list(said) == ["D3", "D4", "D5", "D6", "D7", "D8", "D9"]
    # 10 x 10 x 10 / 2 and 13.25 x 8 x 8 / 2; the left one was not read on the others.
    assert said["D8"] == "10.0 × 10.0 13.25 × 8.0 924 22.4"
    assert said["D7"] == "10.0 × 10.0 at least 500 22.4"
    assert said["D9"] == "14.5 × 14.5 at least 1,524 —"


def test_how_many_doses_were_given_is_told_to_who_may_see_doses(db, client):
    study = builders.treated_study(mice_per_arm=1, code="OVX-T")
    mouse = study.mice.first()
    people = {role: builders.member(study, role) for role in ("director", "measurer")}
    told = []
    for person in people.values():
        client.force_login(person)
        told.append("Treated</dt>" in page_of(client, mouse))
    assert told == [True, False]
    study.blinds_director = True
    study.save()
    client.force_login(people["director"])
    assert "Treated</dt>" not in page_of(client, mouse)


def test_a_note_may_have_a_photo_that_the_page_of_the_mouse_shows(director, mouse):
    typed = {"text": "Scab of 4 mm", "photo": picture()}
    director.post(url(mouse, "note"), typed)
    assert mouse.welfare_notes.get().text == Photo.objects.get().note == "Scab of 4 mm"
    address = reverse("bench:mouse", args=[mouse.study.code, mouse.number])
    page = director.get(address).content.decode()
    assert "Photo of 13 Nov 18:00: Scab of 4 mm" in page


def test_a_note_with_what_is_no_photo_is_not_kept(director, mouse):
    typed = {"text": "Scab", "photo": SimpleUploadedFile("a.png", b"no picture")}
    page = director.post(url(mouse, "note"), typed).content.decode()
    assert "cannot be read as a photo" in page and "Scab" in page
    assert not mouse.welfare_notes.exists() and not Photo.objects.exists()
