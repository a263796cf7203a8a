"""Which numbers of an analysis err too often, by `error_rates`."""

from xenograft.analysis import error_rates
from xenograft.analysis.blocks.lines import items
from xenograft.analysis.combination.rates import ADDITIVE

LIMITS = ("low", "high")
TESTED = ("p", "p_holm")
OF_ARM = ("difference_low", "difference_high", *TESTED)
ON_RATES = (*LIMITS, "p", "index_low", "index_high")
OBSERVED, EXPECTED = (
    (f"{what}_low", f"{what}_high") for what in ("observed", "expected")
)
# A TC_ metric is 100 less its TGI_; the counted one stands for both.
TWINS = {"TC_MEAN": "TGI_TC", "TC_VOLUME_GEO": "TGI_GEO", "TGI_RTV_MEDIAN": ""}


def warnings(document):
    """What is to be said beside numbers of the blocks, a list of dicts.

    block, combination (its arm, else empty), table, item and day as in `lines`,
    quantities (the keys of the numbers), method, said, one sentence, and short, the
    same in a few words.
    """
    found = []
    for item in items(document):
        for quantities, method in _methods(item):
            said = error_rates.warning(method) if method else ""
            known = [name for name in quantities if item.row.get(name) is not None]
            if said and known:
                about = {"quantities": known, "method": method, "said": said}
                about["short"] = error_rates.short(method)
                found.append({**item.place, **about})
    return found


def _methods(item):
    rule = RULES.get((item.place["block"], item.place["table"]))
    return rule(item.row, item.found) if rule else []


def _of_day(row, _):
    yield ("geometric_low_mm3", "geometric_high_mm3"), "geometric mean of an arm"
    yield ("tgi_low", "tgi_high"), "TGI_DELTA"
    yield ("area_low", "area_high"), "area between the curves"
    yield ("ratio_low", "ratio_high", *TESTED), "Welch's t on ln V/V0 of a day"


def _of_definition(row, _):
    metric = row["metric"]
    twin = TWINS.get(metric, metric.replace("TC_", "TGI_", 1))
    known = error_rates.methods()
    yield LIMITS, next((name for name in (metric, twin) if name in known), "")


def _of_rates(row, found):
    yield LIMITS, f"growth rate of an arm{_in_cages(found)}"
    yield OF_ARM, f"difference of growth rates{_in_cages(found)}"


def _in_cages(found):
    """Models with a term for cage or block are methods of their own."""
    return " in cages" if found.get("groups") else ""


def _of_responses(row, _):
    # Wilson's intervals near 0 and 100 % are another method than between.
    for name in ("orr", "dcr"):
        end = ", truth near 0" if row[f"{name}_pct"] in (0, 100) else ""
        yield (f"{name}_low", f"{name}_high"), f"share of responders{end}"


def _of_combination(row, found):
    days = min(row.get("n_days", 0), error_rates.MANY_DAYS)
    if days < error_rates.FEWEST_DAYS:
        return
    of, name = f"{_in_cages(found)}, {days} days", row.get("reference", "Bliss")
    yield ON_RATES, f"{name} on rates{of}"
    yield OBSERVED, f"observed rate{of}"
    yield EXPECTED, f"rate expected by {name}{of}"


def _of_early(row, found):
    of = f" without the first days{_in_cages(found)}"
    yield ON_RATES, f"Bliss{of}"
    yield OBSERVED, f"observed rate{of}"
    yield EXPECTED, f"rate expected by Bliss{of}"


def _of_volumes(row, _):
    yield (*LIMITS, "p"), f"{row['reference']} on volumes of a day"
    mean = "mean" if row["reference"] == ADDITIVE else "geometric mean"
    yield OBSERVED, f"observed {mean} of V/V0 of a day"


def _of_models(row, found):
    kind = "Bliss" if row["contrast"].startswith("Bliss") else "difference"
    yield (*LIMITS, *TESTED), f"{kind} of rates, {row['model']}{_in_cages(found)}"


def _of_times(row, found):
    yield LIMITS, "median time"
    control = [one for one in found["arms"] if one["arm"] == found["control"]]
    if control:
        events = row["n_events"] + control[0]["n_events"]
        few = error_rates.few(events, 2)
        yield TESTED, f"log-rank of two arms{few}"
        names = [f"hazard_{name}" for name in (*LIMITS, *TESTED)]
        yield names, f"hazard ratio{few}"


def _of_all_times(row, found):
    arms = found.get("arms", [])
    few = error_rates.few(sum(one["n_events"] for one in arms), len(arms))
    yield ("log_rank_shuffled_p",), f"log-rank of all arms{few}"
    yield ("log_rank_p",), f"log-rank of all arms by chi-square{few}"


RULES = {
    ("inhibition", "arms"): _of_day,
    ("inhibition", "definitions"): _of_definition,
    ("growth_rates", "arms"): _of_rates,
    ("growth_rates", "all_rates"): lambda row, found: [
        (("p",), f"F test of one rate for all arms{_in_cages(found)}")
    ],
    ("responses", "arms"): _of_responses,
    ("combinations", "by_day"): _of_combination,
    ("combinations", "additivity"): _of_combination,
    ("combinations", "without_each_mouse"): _of_combination,
    ("combinations", "early"): _of_early,
    ("combinations", "volumes"): _of_volumes,
    ("time_to_volume", "arms"): _of_times,
    ("time_to_volume", ""): _of_all_times,
    ("survival", "arms"): _of_times,
    ("survival", ""): _of_all_times,
    ("sensitivity", "rows"): lambda row, _: [
        ((*LIMITS, *TESTED), f"sensitivity, {row['rule']}")
    ],
    ("other_models", "rows"): _of_models,
    ("checks", "bend"): lambda row, _: [(("p",), "bend of the residuals")],
    ("checks", ""): lambda row, _: [(("normal_p",), "normal residuals")],
}
