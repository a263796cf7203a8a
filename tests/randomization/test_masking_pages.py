"""The rules of masking, the key, the log of looks, and who was aware (ARRIVE 5)."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from tests import builders
from xenograft.randomization import awareness
from xenograft.randomization.models import ArmView, Awareness

pytestmark = pytest.mark.django_db


@pytest.fixture
def study():
    return builders.treated_study(code="OVX-014", mice_per_arm=2, days=(0,))


def url_of(name, study, *parts):
    return reverse(f"randomization:{name}", args=[study.code, *parts])


def text_of(client, name, study):
    return client.get(url_of(name, study)).content.decode()


def open_key(client, study, reason="Filling bottles"):
    return client.post(url_of("key", study), {"reason": reason}).content.decode()


def test_the_key_is_not_shown_before_it_is_asked_for(director, study):
    page = text_of(director, "key", study)
    assert not any(arm.code in page for arm in study.arms.all())
    assert not ArmView.objects.exists()


def test_opening_the_key_is_kept_with_who_when_what_and_why(director, study, people):
    page = open_key(director, study)
    assert all(arm.code in page and arm.name in page for arm in study.arms.all())
    look = ArmView.objects.get()
    assert look.viewed_by == people["director"]
    assert (look.seen, look.mouse, look.reason) == ("KEY", None, "Filling bottles")


def test_the_key_needs_a_reason(director, study):
    page = open_key(director, study, reason="")
    assert "Say why you look." in page
    assert not ArmView.objects.exists()


def test_downloading_the_record_is_a_look(director, study):
    director.get(url_of("file", study))
    assert ArmView.objects.get().seen == "RECORD"


@pytest.mark.parametrize(
    ("arms", "looks"), [("named", 1), ("coded", 1), ("left-out", 0)]
)
def test_an_export_with_arms_is_a_look(director, study, arms, looks):
    url = reverse("export:download", args=[study.code])
    query = {"files": "mice.csv", "arms": arms, "sessions": "closed"}
    assert b"".join(director.get(url, query).streaming_content)
    assert ArmView.objects.filter(seen="EXPORT").count() == looks


def test_who_looked_is_read_by_director_and_welfare_officer(as_role, study):
    builders.arm_view(study, reason="Audit of week 2")
    for role, reads in [
        ("director", True),
        ("welfare_officer", True),
        ("key_holder", True),
        ("measurer", False),
        ("doser", False),
    ]:
        page = text_of(as_role(role), "masking", study)
        assert ("Audit of week 2" in page) is reads


def test_everybody_reads_who_may_know_what(measurer, study):
    page = text_of(measurer, "masking", study)
    assert "Arms hidden from you" in page
    assert "codes of bottles" in page
    assert not any(arm.code in page for arm in study.arms.all())


def test_a_look_at_one_mouse_names_it_and_others_name_none(study):
    with pytest.raises(IntegrityError):
        builders.arm_view(study, seen="MOUSE")


def test_the_header_says_whether_arms_are_seen(as_role, study):
    assert "You can see arms" in text_of(as_role("director"), "masking", study)
    assert "Arms hidden from you" in text_of(as_role("doser"), "masking", study)


class TestAwareness:
    def test_what_the_program_enforced_is_said_before_anybody_states_it(self, study):
        rows = dict(awareness.table(study))
        states = {
            role.value: [state.value for state, *_ in cells]
            for role, cells in rows.items()
        }
        assert states["director"] == ["BLINDED", *["NOT_BLINDED"] * 3]
        assert states["measurer"] == [
            "NOT_APPLICABLE", "BLINDED", "BLINDED", "NOT_APPLICABLE",
        ]  # fmt: skip
        assert states["statistician"][3] == "NOT_BLINDED"

    def test_an_imported_allocation_is_not_called_blinded(self):
        study = builders.study()
        builders.randomization(study, "IMPORTED", "")
        cells = dict(awareness.table(study))[awareness.Role.DIRECTOR]
        assert cells[0][0] is Awareness.State.NOT_BLINDED

    def test_a_blinded_director_is_blinded_at_every_stage(self):
        study = builders.treated_study(mice_per_arm=1, days=(0,), blinds_director=True)
        cells = dict(awareness.table(study))[awareness.Role.DIRECTOR]
        assert {state.value for state, *_ in cells} == {"BLINDED"}

    def test_a_statement_is_kept_and_printed_with_its_comment(self, director, study):
        form = director.get(url_of("awareness", study)).context["form"]
        sent = {name: form[name].initial or "" for name in form.fields}
        sent["CONDUCT-doser"] = "NOT_BLINDED"
        sent["CONDUCT-doser-comment"] = "bottle W is yellow"
        director.post(url_of("awareness", study), sent)
        said = study.awareness.get(stage="CONDUCT", role="doser")
        assert (said.state, said.comment) == ("NOT_BLINDED", "bottle W is yellow")
        assert study.awareness.count() == 24
        assert "bottle W is yellow" in text_of(director, "masking", study)
        assert "doser (bottle W is yellow)" in text_of(director, "record", study)

    def test_the_log_is_counted_by_role_and_period(self, study, people):
        builders.arm_view(study, viewed_by=people["director"])
        builders.arm_view(study, viewed_by=people["key_holder"])
        builders.arm_view(study, viewed_by=builders.person("gone"))
        counted = dict(awareness.evidence(study))
        assert counted == {
            "": [0, 1, 0],
            "Key holder": [0, 1, 0],
            "Study director": [0, 1, 0],
        }

    def test_an_emergency_stands_in_the_report_with_date_and_reason(self, study):
        mouse = study.mice.get(number=3)
        builders.arm_view(
            study, reason="Seizure", mouse=mouse, seen="MOUSE", viewed_at=builders.at(5)
        )
        text = awareness.sentences(study)
        assert "Mouse 3 was unmasked on 8 Nov 2026 in an emergency: Seizure." in text
        assert "1 look at arms with a reason is logged" in text


class TestBottles:
    def test_each_mouse_has_a_bottle_of_its_own_where_the_study_says_so(self):
        study = builders.treated_study(bottle_coding="PER_MOUSE", days=(0,))
        places = [mouse.assignment for mouse in study.mice.all()]
        assert len({place.bottle_code for place in places}) == len(places) == 12
        arms = set(study.arms.values_list("bottle_code", flat=True))
        assert arms.isdisjoint(place.bottle_code for place in places)

    def test_many_rows_at_once_get_bottles_too(self, study):
        type(study).objects.update(bottle_coding="PER_MOUSE")
        draw, arm = study.randomizations.get(), study.arms.first()
        draw.refresh_from_db()
        made = type(draw.assignments.first()).objects.bulk_create(
            [
                type(draw.assignments.first())(
                    randomization=draw, mouse=builders.mouse(study, number), arm=arm
                )
                for number in range(100, 130)
            ]
        )
        assert len({one.own_bottle_code for one in made} - {""}) == 30

    def test_two_mice_cannot_have_the_same_bottle(self, study):
        with pytest.raises(IntegrityError, match=r"own_bottle_code|bottle_is_of_one"):
            study.randomizations.get().assignments.update(own_bottle_code="K274")

    def test_by_arm_the_bottle_is_that_of_the_arm(self, study):
        place = study.mice.first().assignment
        assert place.bottle_code == place.arm.bottle_code

    def test_the_sheet_of_single_bottles_groups_no_mice(self, as_role):
        study = builders.treated_study(bottle_coding="PER_MOUSE", days=(0,))
        doser = builders.member(study, "doser")
        client = as_role("doser")
        client.force_login(doser)
        day = builders.DAY_ZERO.isoformat()
        page = client.get(reverse("dosing:sheet", args=[study.code, day]))
        text = page.content.decode()
        assert "one for each mouse" in text
        for mouse in study.mice.all():
            assert f"Bottle {mouse.assignment.bottle_code}" in text
        assert not any(
            f"Bottle {arm.bottle_code}<" in text
            or f'"Bottle {arm.bottle_code}"' in text
            for arm in study.arms.all()
        )


class TestRules:
    def url(self, study):
        return reverse("study:masking", args=[study.code])

    def test_what_the_draw_rests_on_is_fixed_and_the_date_moves(self, director, study):
        sent = {
            "blinds_director": "on",
            "bottle_coding": "PER_MOUSE",
            "arms_open_on": "2026-12-01",
            "reason": "Interim look",
        }
        director.post(self.url(study), sent)
        study.refresh_from_db()
        assert not study.blinds_director
        assert study.bottle_coding == "PER_ARM"
        assert study.arms_open_on.isoformat() == "2026-12-01"

    def test_a_change_after_the_draw_needs_a_reason(self, director, study):
        page = director.post(self.url(study), {"arms_open_on": "2026-12-01"})
        assert "This field is required." in page.content.decode()
        study.refresh_from_db()
        assert study.arms_open_on.isoformat() != "2026-12-01"

    def test_before_the_draw_everything_is_free(self, director, study):
        study.randomizations.get().assignments.all()._raw_delete("default")
        type(study.randomizations.get()).objects.all()._raw_delete("default")
        director.post(
            self.url(study), {"blinds_director": "on", "bottle_coding": "PER_MOUSE"}
        )
        study.refresh_from_db()
        assert study.blinds_director
        assert study.has_bottle_per_mouse
        assert study.arms_open_on is None

    def test_a_blinded_director_cannot_unblind_themselves(self, director, study):
        type(study).objects.update(blinds_director=True)
        director.post(
            self.url(study), {"bottle_coding": "PER_ARM", "reason": "I want to know"}
        )
        study.refresh_from_db()
        assert study.blinds_director
        for name in ("record", "key"):
            assert director.get(url_of(name, study)).status_code == 403
