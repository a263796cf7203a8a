"""A whole study through the forms of its pages alone, as without any script."""

import csv
import datetime as dt
import io
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders
from tests.html_forms import forms_in, submit
from xenograft.study.models import Study
from xenograft.study.models.study import CRITERIA

pytestmark = pytest.mark.django_db
REFUSED = 'class="callout danger" role="alert">'
CODE, PASSWORD = "PLAIN-1", "twelve-mice-and-a-cage"


def day(number):
    """The date of study day `number`, when the first dose was 5 days ago."""
    return timezone.localdate() - dt.timedelta(days=5 - number)


@pytest.fixture
def bench(client):
    """The director, signed in through the form of the page."""
    builders.person("okafor", password=PASSWORD)
    send(client, "/sign-in/", "username", username="okafor", password=PASSWORD)
    return client


def send(client, url, field, button="", /, **typed):
    """Fill in and send the form with a field of that name, or with such a button."""
    form = next(
        one
        for one in forms_in(client.get(url, follow=True), url)
        if one.action != "/sign-out/"
        and (field in one.kinds or (field, button) in one.buttons)
    )
    pressed = next((b for b in form.buttons if b == (field, button)), None)
    answer = submit(client, form, pressed, **typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'class="errors"' not in page and REFUSED not in page, url
    return answer


def page_of(name, *parts):
    return reverse(name, args=[CODE, *parts])


def make_study(client):
    stated = dict.fromkeys(CRITERIA, "None, stated.")
    typed = {"code": CODE, "title": "Plain", "agent_b": "Avutometinib"}
    send(client, "/studies/new/", "agent_b", **typed, mice_per_arm_count="1", **stated)
    for agent, is_vehicle in (("MC", ["on"]), ("Drug", [])):
        typed = {"name": agent, "is_vehicle": is_vehicle}
        send(client, page_of("dosing:new-agent"), "lot", **typed)
    study = Study.objects.get(code=CODE)
    vehicle, drug = study.agents.order_by("-is_vehicle")
    for arm in study.arms.all():
        agent, dose = (vehicle, "0") if arm.is_control else (drug, "25")
        typed = {"arm": str(arm.pk), "agent": str(agent.pk), "dose_mg_per_kg": dose}
        send(client, page_of("dosing:new-regimen"), "dose_mg_per_kg", **typed)
    return study


def measure(client, number):
    held_on = day(number).isoformat()
    send(client, page_of("measurement:sessions"), "held_on", held_on=held_on)
    url = page_of("measurement:session", held_on)
    forms = forms_in(client.get(url), url)
    form = next(one for one in forms if any(name[:2] == "l-" for name in one.kinds))
    typed = {}
    for place, name in enumerate(name for name in form.kinds if name[:2] == "l-"):
        key = name[2:]
        length = 6.6 + place / 10 + max(number, 0) / 2
        typed |= {name: f"{length:.1f}", f"w-{key}": f"{length - 0.4:.1f}"}
    typed |= {name: "22.5" for name in form.kinds if name[:2] == "g-"}
    page = submit(client, form, **typed).content.decode()
    assert REFUSED not in page
    close = page_of("measurement:close", held_on)
    send(client, close, "csrfmiddlewaretoken")
    return typed


def draw(client):
    send(client, page_of("randomization:plan"), "method", method="RANK_BLOCK")
    url = page_of("randomization:randomize")
    send(client, url, "csrfmiddlewaretoken")
    signed = {"study_code": CODE, "password": PASSWORD}
    page = send(client, url, "study_code", **signed).content.decode()
    assert "4 mice into 4 arms" in page


def dose(client, number):
    """Every cage at each time of the day, by the buttons of the sheet."""
    url = page_of("dosing:sheet", day(number).isoformat())
    while buttons := [
        (form, button)
        for form in forms_in(client.get(url), url)
        for button in form.buttons
        if button[0] == "whole"
    ]:
        form, button = buttons[0]
        time = "08:00" if button[1].split(":")[1] == "1" else "17:00"
        submit(client, form, button, time=time)


def record_endpoint(client, study, number):
    url = page_of("endpoint:record", 4)
    typed = {"reason": "TUMOR_SIZE", "left_on": day(number).isoformat()}
    typed |= {"left_at": "15:00", "method": "CO2", "tumor_weight_mg": "250"}
    send(client, url, "left_on", **typed)
    assert study.mice.get(number=4).disposition.reason == "TUMOR_SIZE"


def exported(client):
    url = page_of("export:export")
    form = next(one for one in forms_in(client.get(url), url) if "arms" in one.kinds)
    answer = submit(client, form)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    with archive.open("measurements.csv") as file:
        return list(csv.DictReader(io.TextIOWrapper(file, "utf-8-sig", newline="")))


def test_a_study_runs_through_the_forms_of_its_pages(bench):
    study = make_study(bench)
    send(bench, page_of("implantation:add"), "lines", first_number="1", last_number="4")
    implanted = day(-15).isoformat()
    send(bench, page_of("implantation:implant"), "implanted_on", implanted_on=implanted)
    measure(bench, -1)
    draw(bench)
    dose(bench, 0)
    measure(bench, 3)
    record_endpoint(bench, study, 3)
    assert "Mean" in bench.get(page_of("results:curves")).content.decode()
    rows = exported(bench)
    assert len(rows) == 8
    assert all(row["volume_mm3"] and row["weight_g"] == "22.5" for row in rows)
    assert study.mice.get(number=1).doses.count() == 2
