"""A whole study by clicking and typing, from "new study" to the downloaded CSV."""

import csv
import datetime as dt
import io
import zipfile

import pytest
from django.utils import timezone

from tests import builders
from tests.browser.caliper import ready
from tests.browser.watch import PASSWORD, no_sideways_scroll, signed_in
from xenograft.study.models.study import CRITERIA

CODE = "JOURNEY-1"
MICE = range(1, 9)
ARMS = ["Vehicle", "Defactinib", "Avutometinib", "Defactinib + Avutometinib"]


def day(number):
    """The date of study day `number`, when the first dose was 9 days ago."""
    return timezone.localdate() - dt.timedelta(days=9 - number)


@pytest.fixture
def bench(page, transactional_db):
    """A browser in which the director has signed in."""
    names = {"first_name": "Maya", "last_name": "Okafor"}
    director = builders.person("okafor", password=PASSWORD, **names)
    return signed_in(page, director)


def press(page, words):
    page.get_by_role("button", name=words, exact=True).first.click()


def follow(page, *names):
    """Click one link after the other, as a person finds the way."""
    for words in names:
        page.get_by_role("link", name=words).first.click()
        page.wait_for_load_state()
        no_sideways_scroll(page)


def tab(page, name, *names):
    """Click a tab of the study, and links from there."""
    tabs = page.get_by_role("navigation", name="Study")
    tabs.get_by_role("link", name=name, exact=True).click()
    page.wait_for_load_state()
    follow(page, *names)


def make_study(page):
    page.goto("/studies/")
    follow(page, "New study")
    page.get_by_label("Code").fill(CODE)
    page.get_by_label("Title").fill("Defactinib and a partner")
    page.get_by_label("Drug B, the partner").fill("Avutometinib")
    page.get_by_label("Mice per arm").fill("2")
    for name in CRITERIA:
        page.locator(f"[name={name}]").fill("None, stated.")
    press(page, "Make the study")
    assert "You are its study director." in page.inner_text("main")


def make_regimens(page):
    for agent, is_vehicle in (("MC", True), ("Defactinib", False), ("Avuto", False)):
        tab(page, "Design", "Agents and regimens", "Add an agent")
        page.locator("[name=name]").fill(agent)
        if is_vehicle:
            page.locator("[name=is_vehicle]").check()
        press(page, "Save")
    given = [("MC", "0"), ("Defactinib", "25"), ("Avuto", "0.3"), ("Defactinib", "25")]
    for arm, (agent, dose) in zip(ARMS, given, strict=True):
        tab(page, "Design", "Agents and regimens")
        add = page.get_by_role("link", name=f"Add a regimen to {arm}", exact=True)
        add.click()
        page.locator("[name=agent]").select_option(label=agent)
        page.locator("[name=dose_mg_per_kg]").fill(dose)
        press(page, "Save")
        assert page.url.endswith("/design/regimens/"), page.inner_text("main")


def refuse_a_human_dose(page):
    tab(page, "Design", "Agents and regimens", f"Add a regimen to {ARMS[3]}")
    page.locator("[name=agent]").select_option(label="Avuto")
    page.locator("[name=dose_mg_per_kg]").fill("400 mg")
    press(page, "Save")
    assert "16,000 mg/kg" in page.inner_text("main")
    assert page.locator("[name=dose_mg_per_kg]").input_value() == "400 mg"


def add_mice(page):
    tab(page, "Mice", "Add mice")
    page.get_by_label("Numbers from").fill("1")
    page.get_by_label("to", exact=True).fill("8")
    press(page, "Add the mice")
    tab(page, "Mice", "Record implants")
    page.get_by_label("Date of implant").fill(day(-15).isoformat())
    press(page, "Record the implants")


def diameters(mouse, number):
    """Invented tumors that grow, each mouse at its own pace."""
    length = 6.8 + mouse * 0.03 + max(number, 0) * (0.1 + mouse * 0.02)
    return f"{length:.1f}", f"{length - 0.5:.1f}"


def measure(page, number, mice):
    """Type a session with the keyboard alone: number, Enter, number, Enter."""
    tab(page, "Measure")
    page.get_by_label("Date of the session").fill(day(number).isoformat())
    press(page, "Open the session")
    ready(page).get_by_label("Mouse 1 length, mm").focus()
    for mouse in mice:
        for value in (*diameters(mouse, number), f"{22 + mouse / 10:.1f}"):
            page.keyboard.type(value)
            page.keyboard.press("Enter")
    page.locator("[data-net]", has_text="All saved").wait_for(timeout=60_000)
    follow(page, "Close session")
    press(page, "Close the session")
    page.wait_for_load_state()


def randomize(page):
    tab(page, "Mice", "Enrollment window", "Randomize", "Choose the method")
    page.get_by_label("Method").select_option("RANK_BLOCK")
    press(page, "Fix the method and commit a seed")
    page.wait_for_url("**/randomize/")
    press(page, "Freeze the list of 8 mice")
    page.locator("[name=study_code]").fill(CODE)
    page.locator("[name=password]").fill(PASSWORD)
    press(page, "Randomize 8 mice")
    page.wait_for_url("**/randomization/")
    assert "8 mice into 4 arms" in page.inner_text("main")


def dose(page, number):
    tab(page, "Dose", *["Day before"] * (9 - number))
    for label, time, cages in (("AM", "08:00", 2), ("PM", "17:00", 2)):
        for _ in range(cages):
            page.locator("[name=time]").fill(time)
            press(page, f"{label} given, whole cage")
            page.wait_for_load_state()
    assert page.get_by_role("button", name="whole cage").count() == 0


def record_endpoint(page, number):
    tab(page, "Mice")
    page.get_by_role("link", name="8", exact=True).click()
    follow(page, "Record endpoint")
    page.get_by_role("radio", name="Tumor size limit reached").check()
    page.locator("[name=left_on]").fill(day(number).isoformat())
    page.locator("[name=left_at]").fill("15:00")
    page.locator("[name=method]").fill("CO2")
    page.locator("[name=tumor_weight_mg]").fill("250")
    page.locator("[name=specimen-0-handling]").select_option("SNAP_LN2")
    page.locator("[name=specimen-0-collected_at]").fill(f"{day(number)}T15:10")
    press(page, "Record endpoint for mouse 8")
    page.wait_for_load_state()


def curve_points(page):
    tab(page, "Curves")
    assert "Mean" in page.inner_text("main")
    with page.expect_download() as download:
        page.get_by_role("link", name="Data, CSV").click()
    with open(download.value.path(), newline="") as file:
        return list(csv.DictReader(file))


def export(page):
    tab(page, "Export")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    archive = zipfile.ZipFile(download.value.path())
    with archive.open("measurements.csv") as file:
        return list(csv.DictReader(io.TextIOWrapper(file, "utf-8-sig", newline="")))


@pytest.mark.slow
def test_a_study_runs_from_new_study_to_its_csv(bench):
    page = bench
    make_study(page)
    make_regimens(page)
    refuse_a_human_dose(page)
    add_mice(page)
    measure(page, -1, MICE)
    randomize(page)
    dose(page, 0)
    measure(page, 3, MICE)
    measure(page, 6, MICE)
    record_endpoint(page, 6)
    measure(page, 8, [mouse for mouse in MICE if mouse != 8])

    points = curve_points(page)
    assert {row["arm"] for row in points} == set(ARMS)
    rows = export(page)
    assert len(rows) == 3 * 8 + 7
    first = next(r for r in rows if r["mouse"] == "1" and r["day"] == "3")
    length, width = diameters(1, 3)
    assert (first["length_mm"], first["width_mm"]) == (length, width)
    assert float(first["volume_mm3"]) == float(length) * float(width) ** 2 / 2
