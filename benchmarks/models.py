"""Processor time of the models against statsmodels' MixedLM, in one run.

The model through the baseline with Bliss at every day for 32 mice x 11 days, then ten
and a hundred times as many mice; the model of whole curves; and the whole analysis of a
study of 4 x 10 mice, computed, first and second view. Medians over the runs, and of the
page the worst; the first thing that is run is the analysis of a process that has only
started, with its pages loaded as `manage.py serve` loads them.

    OPENBLAS_NUM_THREADS=1 python benchmarks/models.py [RUNS]
"""

import statistics
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from xenograft.analysis.combination import rates
from xenograft.analysis.combination.design import Design
from xenograft.analysis.mixed import curves

DESIGN = Design("C", "A", "B", "AB")
DAYS = np.arange(0.0, 33.0, 3.0)
TIMES = (1, 10, 100)


def main(runs):
    warnings.simplefilter("ignore")
    page(runs)
    base = study(np.random.default_rng(1))
    own = {times: by_day(repeated(base, times), times, runs) for times in TIMES}
    for times in TIMES[1:]:
        growth = own[times] / own[1]
        print(f"{times:4} x the mice: {growth:.1f} x the time of once")
    whole_curves(base, runs)


def study(rng, mice=8):
    """mouse, arm, day, y = ln volume, relative of four arms."""
    count = 4 * mice
    mean = np.repeat([0.1, 0.07, 0.06, 0.01], mice)[:, None]
    rate = mean + 0.012 * rng.standard_normal((count, 1))
    level = 4.8 + 0.15 * rng.standard_normal((count, 1))
    y = level + rate * DAYS + 0.12 * rng.standard_normal((count, len(DAYS)))
    mouse = np.repeat(np.arange(count), len(DAYS))
    arm = np.array(DESIGN.arms, dtype=object)[mouse // mice]
    frame = {"mouse": mouse, "arm": arm, "day": np.tile(DAYS, count), "y": y.ravel()}
    return pd.DataFrame(frame | {"relative": (y - y[:, :1]).ravel()})


def repeated(frame, times):
    size = frame["mouse"].max() + 1
    copies = [frame.assign(mouse=frame["mouse"] + size * at) for at in range(times)]
    return pd.concat(copies, ignore_index=True)


def by_day(frame, times, runs):
    values = frame[frame["day"] > 0].assign(y=frame["relative"])
    runs = runs if times < 100 else 1
    ours, theirs = turns(
        lambda: rates.over_time(values, DESIGN), lambda: witness(values, False), runs
    )
    print(
        f"{times:4} x 32 mice: Bliss at every day {ours:7.1f} ms, one MixedLM fit "
        f"{theirs:8.1f} ms, ratio {theirs / ours:5.1f} (target 10)"
    )
    return ours


def whole_curves(frame, runs):
    ours, theirs = turns(lambda: curves.fit(frame), lambda: witness(frame, True), runs)
    ratio = theirs / ours
    print(
        f"whole curves: {ours:.1f} ms, MixedLM {theirs:.1f} ms, ratio {ratio:.1f} (20)"
    )


def witness(values, with_level):
    """MixedLM as its users call it, by its default optimizers on days as they are."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    day = values["day"].to_numpy()[:, None]
    is_arm = values["arm"].to_numpy()[:, None] == np.array(DESIGN.arms, dtype=object)
    fixed = np.hstack([is_arm, is_arm * day]) if with_level else is_arm * day
    random = np.hstack([np.ones_like(day), day]) if with_level else day
    model = MixedLM(values["y"], fixed.astype(float), values["mouse"], exog_re=random)
    return model.fit(reml=True)


def turns(one, other, runs):
    one()
    times = [(milliseconds(one), milliseconds(other)) for _ in range(runs)]
    return [statistics.median(column) for column in zip(*times, strict=True)]


def milliseconds(work):
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


def page(runs):
    """Computing, first and second view of the analysis of a study of 4 x 10 mice.

    The first run is of a server that has answered nothing yet: `manage.py serve` has
    checked the pages. Each run has a choice of its own, as the same one is not
    computed again.
    """
    client, address = made_study()
    from django.core.management import call_command

    call_command("check", verbosity=0, databases=["default"])
    cold = sum(views(client, address, 4)[:2])
    times = [views(client, address, 4 + run / 8) for run in range(1, runs + 1)]
    both = [kept + first for kept, first, _ in times]
    kept, first, second = map(statistics.median, zip(*times, strict=True))
    print(
        f"analysis of 4 x 10 mice, 2,000 draws: computed and kept {kept:.0f} ms, first "
        f"view {first:.0f} ms, both {statistics.median(both):.0f} ms, at worst "
        f"{max(both):.0f} ms of {runs} (target 1000), in a cold process {cold:.0f} ms; "
        f"second view {second:.0f} ms, ratio {(kept + first) / second:.0f}"
    )


def made_study():
    """A client of its statistician, and the address of the analysis."""
    from benchmarks.curves import fill, prepare

    client, _ = prepare_without_studies(prepare)
    from tests import builders

    made = fill(client.person, 40, 10)
    drugs = [builders.agent(made, name) for name in ("D", "M")]
    for place, own in ((2, drugs[:1]), (3, drugs[1:]), (4, drugs)):
        for drug in own:
            builders.regimen(made.arms.get(position=place), drug, 5)
    return client, f"/studies/{made.code}/analysis/"


def views(client, address, times_baseline):
    """Milliseconds of computing, of the first view and of the second."""
    from xenograft.results.frames import states

    asked = {"times_baseline": f"{times_baseline:g}", "min_day": "10"}
    view = f"{address}?times_baseline={times_baseline:g}"
    states.forget()
    kept = milliseconds(lambda: client.post(f"{address}compute/", asked))
    # As in another process of the server, which has nothing in memory.
    states.forget()
    first = milliseconds(lambda: client.get(view))
    return kept, first, milliseconds(lambda: client.get(view))


def prepare_without_studies(prepare):
    from benchmarks import curves as of_curves

    of_curves.SIZES.clear()
    client, studies = prepare()
    from django.contrib.auth import get_user_model

    client.person = get_user_model().objects.latest("pk")
    return client, studies


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
