"""Server time of the growth-curve page against bare matplotlib, in one run.

For 40 mice x 15 days and 1,000 mice x 40 days, for the means and for every mouse:
the page as Django's test client gets it, signed in, and the same figure drawn by plain
matplotlib calls from arrays that lie ready. Runs take turns; the medians of processor
time are compared. The values of a study are kept in memory until its history has
another change, so the first page after a change is timed beside the others.

    python benchmarks/curves.py [RUNS]
"""

import datetime as dt
import io
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
SIZES = [(40, 15), (1000, 40)]
TARGET = 1.3
MOST_QUERIES = 15
COLORS = ["#000000", "#0072b2", "#009e73", "#d55e00"]
MARKERS = ["o", "s", "^", "D"]
DASHES = ["-", "--", ":", "-."]
INCHES = (8.58, 5.2)


def main(runs):
    client, studies = prepare()
    worst = 0
    for study, mice, days in studies:
        for figure in ("mean", "mice"):
            worst = max(worst, compare(client, study, figure, mice, days, runs))
    print(f"Largest ratio {worst:.2f}, target {TARGET}.")


def prepare():
    """A database of its own with both studies, and a signed-in client."""
    folder = tempfile.TemporaryDirectory()
    os.environ["XENOGRAFT_DATA_DIR"] = folder.name
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "xenograft.settings"
    import django
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()
    call_command("migrate", verbosity=0)
    from django.test import Client

    from tests import builders

    person, client = builders.person("statistician"), Client()
    client.force_login(person)
    client.folder = folder
    return client, [(fill(person, *size), *size) for size in SIZES]


def fill(person, mice_count, days_count):
    """A study in four arms, each mouse with one tumor measured every day."""
    import numpy as np

    from tests import builders
    from xenograft import models

    study = builders.study(f"B-{mice_count}")
    builders.limits(study)
    models.Membership.objects.create(study=study, person=person, role="statistician")
    arms, draw = builders.four_arms(study), builders.randomization(study)
    mice = [models.Mouse(study=study, number=at + 1) for at in range(mice_count)]
    mice = models.Mouse.objects.bulk_create(mice)
    tumors = models.Tumor.objects.bulk_create(models.Tumor(mouse=one) for one in mice)
    agent = builders.agent(study, "Vehicle", is_vehicle=True)
    regimens = [builders.regimen(arm, agent, 0) for arm in arms]
    models.Assignment.objects.bulk_create(
        models.Assignment(randomization=draw, mouse=one, arm=arms[at % 4])
        for at, one in enumerate(mice)
    )
    models.Dose.objects.bulk_create(
        models.Dose(
            mouse=one,
            regimen=regimens[at % 4],
            slot_on=builders.DAY_ZERO,
            status="GIVEN",
            given_at=builders.at(0),
        )
        for at, one in enumerate(mice)
    )
    rng = np.random.default_rng(1)
    start, rates = (
        rng.uniform(5.9, 6.5, mice_count),
        rng.normal(0.03, 0.008, mice_count),
    )
    for day in range(days_count):
        session = builders.session(study, day)
        sizes = np.minimum(start * np.exp(rates * day), 29).round(1)
        models.CaliperMeasurement.objects.bulk_create(
            [
                models.CaliperMeasurement(
                    session=session,
                    tumor=tumor,
                    measured_at=builders.at(day) + dt.timedelta(seconds=at),
                    length_mm=f"{sizes[at]:.1f}",
                    width_mm=f"{sizes[at]:.1f}",
                )
                for at, tumor in enumerate(tumors)
            ],
            batch_size=1000,
        )
    return study


def compare(client, study, figure, mice, days, runs):
    """Print both medians of one page; return their ratio."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from xenograft.results.frames import states

    address = f"/studies/{study.code}/curves/?fig={figure}"
    states.forget()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
        queries_count = len(queries)
    bare, arrays = BARE[figure], ready_arrays(study)
    bare(*arrays)
    works = {
        "first": lambda: (states.forget(), client.get(address)),
        "page": lambda: client.get(address),
        "bare": lambda: bare(*arrays),
    }
    rounds = [{name: milliseconds(works[name]) for name in works} for _ in range(runs)]
    ms = {name: statistics.median(one[name] for one in rounds) for name in works}
    print(
        f"{mice:5} mice x {days} days, {figure:4}: page {ms['page']:4.0f} ms, "
        f"after a change {ms['first']:4.0f} ms, matplotlib {ms['bare']:4.0f} ms, "
        f"ratio {ms['page'] / ms['bare']:.2f}, after a change "
        f"{ms['first'] / ms['bare']:.2f}; {queries_count} queries, at most "
        f"{MOST_QUERIES}"
    )
    return ms["page"] / ms["bare"]


def milliseconds(work):
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


def ready_arrays(study):
    """Days, a matrix of mouse by day in mm3, and the place of each mouse's arm."""
    from xenograft.results.frames import tumor_curves

    curves = tumor_curves(study).values
    wide = curves.pivot(index="mouse", columns="day", values="volume_mm3")
    arms = curves.drop_duplicates("mouse").set_index("mouse")["arm"].loc[wide.index]
    return wide.columns.to_numpy(), wide.to_numpy(), arms.to_numpy() - 1


def bare_means(days, volumes, arms):
    import numpy as np
    from matplotlib.figure import Figure

    figure = Figure(INCHES)
    axes = figure.add_axes((0.1, 0.28, 0.7, 0.69))
    for place in range(4):
        own = volumes[arms == place]
        sem = own.std(axis=0, ddof=1) / np.sqrt(len(own))
        axes.errorbar(
            days,
            own.mean(axis=0),
            sem,
            capsize=2.5,
            label=f"Arm {place + 1}",
            **look(place),
        )
        shown = days[:: max(1, len(days) // 15)]
        for day in shown:
            axes.text(day, -0.25 - 0.05 * place, len(own), transform=under(axes))
    axes.axhline(1500, color="#a3123b", dashes=(4, 2.5))
    return saved(figure, axes)


def bare_mice(days, volumes, arms):
    from matplotlib.figure import Figure

    figure = Figure(INCHES)
    axes = figure.add_axes((0.1, 0.1, 0.7, 0.87))
    for place in range(4):
        for own in volumes[arms == place]:
            axes.plot(days, own, linewidth=1.2, alpha=0.75, **look(place, marker=""))
        axes.plot([], [], label=f"Arm {place + 1}", **look(place))
    axes.axhline(1500, color="#a3123b", dashes=(4, 2.5))
    return saved(figure, axes)


def look(place, marker=None):
    mark = MARKERS[place] if marker is None else marker
    return {"color": COLORS[place], "marker": mark, "linestyle": DASHES[place]}


def under(axes):
    from matplotlib.transforms import blended_transform_factory

    return blended_transform_factory(axes.transData, axes.transAxes)


def saved(figure, axes):
    axes.grid(axis="y")
    axes.set_xlabel("Days since first dose")
    axes.set_ylabel("Tumor volume (mm³)")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
    file = io.StringIO()
    figure.savefig(file, format="svg")
    return file.getvalue()


BARE = {"mean": bare_means, "mice": bare_mice}

if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
