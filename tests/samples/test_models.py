from tests import builders
from xenograft.samples import actions
from xenograft.samples.models import Specimen


def collected(mouse, day=0, hour=11, tissue="TUMOR"):
    return Specimen.objects.create(
        mouse=mouse,
        tissue=tissue,
        handling="SNAP_LN2",
        collected_at=builders.at(day, hour),
    )


def dosed(study, day=0, **fields):
    mouse = study.mice.first() or builders.mouse(study, 4)
    agent = study.agents.first() or builders.agent(study, is_vehicle=True)
    arm = study.arms.first() or builders.arm(study)
    regimen = arm.regimens.first() or builders.regimen(arm, agent, 0)
    return builders.dose(mouse, regimen, day, **fields)


def test_labels_name_study_mouse_tissue_and_count_on(study):
    mouse = builders.mouse(study, 4)
    labels = [
        collected(mouse, tissue=tissue).label
        for tissue in ("TUMOR", "TUMOR", "PLASMA", "LIVER", "LUNG")
    ]
    assert labels == [
        "OVX-014-4-T1",
        "OVX-014-4-T2",
        "OVX-014-4-P1",
        "OVX-014-4-LI1",
        "OVX-014-4-LU1",
    ]


def test_the_tenth_specimen_follows_the_ninth(study):
    mouse = builders.mouse(study, 4)
    labels = [collected(mouse).label for _ in range(11)]
    assert labels[-2:] == ["OVX-014-4-T10", "OVX-014-4-T11"]


def test_the_last_dose_is_the_newest_at_or_before_the_collection(study):
    dosed(study, day=0)
    second = dosed(study, day=1)
    dosed(study, day=2)
    specimen = collected(second.mouse, day=1, hour=8)
    assert (specimen.last_dose, specimen.minutes_after_last_dose) == (second, 0)


def test_a_missed_dose_is_not_the_last_dose(study):
    given = dosed(study, day=0)
    dosed(study, day=1, status="MISSED")
    specimen = collected(given.mouse, day=1, hour=11)
    assert specimen.last_dose == given
    assert specimen.minutes_after_last_dose == 27 * 60


def test_a_partial_dose_is_a_last_dose(study):
    part = dosed(study, status="PARTIAL", reason="reflux")
    assert collected(part.mouse).last_dose == part


def test_before_the_first_dose_there_is_no_last_dose(study):
    first = dosed(study, day=1)
    specimen = collected(first.mouse, day=0)
    assert specimen.last_dose is None
    assert specimen.minutes_after_last_dose is None


def test_a_dose_of_another_mouse_is_not_the_last_dose(study):
    dosed(study)
    assert collected(builders.mouse(study, 5)).last_dose is None


def test_doses_entered_later_are_attached_on_demand(study, people):
    early = dosed(study, day=0)
    specimen = collected(early.mouse, day=1, hour=11)
    late = dosed(study, day=1)
    stale = Specimen.objects.of_study(study).with_stale_dose()
    assert list(stale) == [specimen]
    assert actions.attach_last_doses(study=study, by=people["director"]) == 1
    specimen.refresh_from_db()
    assert specimen.last_dose == late
    assert not stale.all().exists()


def test_specimens_without_any_dose_are_not_stale(study):
    collected(builders.mouse(study, 4))
    assert not Specimen.objects.of_study(study).with_stale_dose().exists()


def test_a_piece_of_tumor_names_its_mass_where_there_is_one(study):
    one, two = builders.mouse(study, 7), builders.mouse(study, 8)
    mass = builders.tumor(one)
    for side in "RL":
        builders.tumor(two, side)
    assert builders.specimen(one).tumor == mass
    assert builders.specimen(one, tissue="SKIN").tumor is None
    assert builders.specimen(two).tumor is None
