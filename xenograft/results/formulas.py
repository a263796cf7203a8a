"""What each number of the analysis is: one formula for each, beside its block."""

from xenograft.analysis.class_schemes import SCHEMES
from xenograft.analysis.efficacy import METRICS

# Block -> (name of the number, formula). Sources are in docs/methods.md.
FORMULAS = {
    "inhibition": [
        ("n", "mice measured on that very day / mice randomized"),
        ("Mean ± SEM", "mean V; SEM = SD ÷ √n"),
        ("Median", "the middle V, or the mean of the middle two"),
        (
            "Geometric mean",
            "exp(mean ln V); interval exp(mean ln V ± t × SEM of ln V), n − 1 degrees "
            "of freedom; none where a V is 0",
        ),
        (
            "Regression",
            "100 × (mean V − mean V0) ÷ mean V0 of the mice with both, where it fell",
        ),
        (
            "Area between",
            "mean area under V from D0 to the day, of the arm less the control; below "
            "0 smaller; Welch's t; mice not measured for more than 7 days are left out",
        ),
        ("Change from D0", "mean V − mean V0, of the mice that have both"),
        ("T/C", "100 × mean V of the arm ÷ mean V of the control"),
        (
            "TGI_DELTA",
            "100 × (1 − ΔT ÷ ΔC), Δ the mean change from D0; above 100% the mean is "
            "below its D0 value. Interval: bootstrap over mice within arms, expanded "
            "percentiles",
        ),
        ("Ratio of V/V0", "exp(mean ln V/V0 of the arm − that of the control)"),
        ("p", "Welch's t test on ln V/V0, adjusted by Holm over the arms"),
        ("Draws used", "of the bootstrap those in which the control grew"),
        ("Weight vs D0", "mean of 100 × (BW − BW0) ÷ BW0, the tumor not taken off"),
    ],
    "growth": [
        (
            "Rate",
            "k of ln V = level of the arm + k × day + level and rate of the mouse, and "
            "of its cage and block a level and a rate where they are recorded and "
            "differ; restricted maximum likelihood, all values from D0 until a mouse "
            "left, nothing filled in",
        ),
        ("Mice", "mice of the arm with a value from D0 on"),
        (
            "SD of the rate",
            "√ of the variance of the random rate between mice; of the random levels "
            "and rates between cages and between blocks likewise",
        ),
        ("Residual SD", "√ of the variance of ln V around the line of its mouse"),
        ("Doubling", "ln 2 ÷ k; none where k is 0 or less"),
        ("Difference", "k of the arm − k of the control; below 0 is slower"),
        ("Intervals and p", "Student's t with Satterthwaite's degrees of freedom"),
        ("p (Holm)", "adjusted over the differences; the intervals are not adjusted"),
        ("F", "Wald's F of all differences at once"),
    ],
    "responses": [
        ("Change", "100 × (V − V0) ÷ V0"),
        ("Best response", "its lowest value from the first day that counts on"),
        ("Best average", "the lowest mean of all changes from D0 to a day, as late"),
        ("mCR", "best below −95 and best average below −40"),
        ("mPR", "best below −50 and best average below −20"),
        ("mSD", "best below 35 and best average below 30"),
        ("mPD", "all others"),
        ("NE", "no V0, or fewer than two measurements from that day on"),
        ("n", "mice randomized to the arm"),
        (
            "Tumor-free",
            "mice whose last reading is 0 (not palpable) and that stayed to the end, "
            "or are still there",
        ),
        ("DCR", "(mCR + mPR + mSD) ÷ n; n counts NE; Wilson's interval"),
        ("ORR, DCR", "(mCR + mPR) ÷ n, (mCR + mPR + mSD) ÷ n; n counts NE; Wilson"),
    ],
    "combination": [
        (
            "Rates",
            "ln(V ÷ V0) = k × day, one random rate per mouse, and per cage and block "
            "where they are recorded and differ; no intercept",
        ),
        ("n", "mice with a value after the baseline until that day"),
        (
            "Observed",
            "k of the arm of both drugs, of the same model; its interval by Student's "
            "t, that of an expected rate likewise",
        ),
        ("n of a day", "mice with a volume on that day and at D0"),
        (
            "Expected V/V0",
            "of geometric means A × B ÷ control (Bliss) or the smaller of A and B "
            "(HSA); of means A + B − control (additivity)",
        ),
        (
            "Observed V/V0",
            "geometric mean of V ÷ V0 of both, the mean for additivity; interval by "
            "Student's t of the mice of that arm",
        ),
        ("Bliss", "expects k of A + k of B − k of the control"),
        (
            "response additivity",
            "expects exp(kA·t) + exp(kB·t) − exp(kC·t), as areas from D0, in days",
        ),
        ("HSA", "expects the slower of k of A and k of B"),
        ("Difference", "observed − expected rate; below 0 slower than expected"),
        ("Index", "exp(difference × day); below 1 smaller than expected"),
        ("Score", "−difference ÷ standard error; above 0 slower than expected"),
        ("Volumes", "the same on geometric means of V/V0 of a day, Welch's t on logs"),
        ("p", "two-sided Student's t, not adjusted"),
    ],
    "times": [
        (
            "Day of the event",
            "the first day at or above the volume, or of an ending "
            "that the protocol counts as an event",
        ),
        (
            "Median",
            "Kaplan and Meier, days interpolated on ln V between two readings; "
            "limits on the log(−log) scale",
        ),
        ("Gain", "median of the arm − median of the control"),
        ("Gain in percent", "100 × gain ÷ median of the control"),
        ("First day at half", "the first day on which half or less had no event"),
        ("Restricted mean", "area under the curve up to the last day of all arms"),
        (
            "Log-rank p, all arms",
            "the share of 10,000 deals of the arms to the mice whose log-rank scores "
            "differ as much between the arms",
        ),
        ("Log-rank p", "on the days of the readings, adjusted by Holm over the arms"),
        ("Hazard ratio", "Cox, ties by Efron; Firth's penalty where an arm has none"),
        (
            "Log cell kill",
            "gain ÷ (3.32 × doubling time of the control): legacy, takes "
            "regrowth at the control's rate for granted",
        ),
    ],
    "checks": [
        ("Bend", "quadratic part of each mouse's residuals over its days, t test"),
        (
            "Cook's distance",
            "how far all rates move without the mouse, at the variances of all mice",
        ),
        ("Residual", "ln V − fitted ln V, with the level and rate of the mouse"),
        ("Normal residuals", "Shapiro and Wilk; small with outliers"),
        ("Cage, block", "the rates of section 2 against those without these terms"),
    ],
    "sensitivity": [
        (
            "Ratio",
            "exp(mean ln V/V0 of the arm − that of the control); Bliss: of both − A − "
            "B + control",
        ),
        ("Day", "the last day that the rule draws for all arms of the comparison"),
        ("n", "mice of each arm with a value there, carried ones included"),
        ("Interval and p", "Welch's t on ln V/V0 of the last day that the rule draws"),
        ("Model", "exp(difference of the rates of section 2 × day of the usual rule)"),
        ("p (Holm)", "adjusted over the comparisons of a rule"),
    ],
    "models": [
        ("n", "mice and values of the model"),
        (
            "Difference",
            "rate of the arm − that of the control; Bliss: of both − A − B + control; "
            "below 0 is slower",
        ),
        ("ln V0", "ln V = intercept + β × ln V0 + rate × day, values after D0"),
        ("Interval and p", "Student's t with Satterthwaite's degrees of freedom"),
        ("p (Holm)", "adjusted over the comparisons of a model"),
    ],
    "next": [
        ("Variance of a rate", "SD² + scatter² ÷ sum of squared days"),
        ("Difference", "of two rates per day, or of Bliss over four arms"),
        ("Mice", "the fewest per arm whose noncentral t reaches the power"),
    ],
    "mice": [
        ("V0", "the last volume up to day 0, at most 3 days old"),
        ("Last", "the last volume of the mouse and its day"),
        ("Values", "volumes above zero from V0 on, of which k is made"),
        ("k", "least squares slope of ln V on day, three values or more over six days"),
        ("Doubling", "ln 2 ÷ k; none where k is 0 or less"),
        ("Best response", "lowest of 100 × (V − V0) ÷ V0 from the first day on"),
        ("Best average", "lowest mean of all changes from D0 to a day, as late"),
        ("Class", "mCR to mPD by the limits of section 3; NE too few values"),
        ("eGR", "2 × area under ln(V + 1) above its first value ÷ days²"),
        ("Mean change", "area under 100 × (V − V0) ÷ V0 ÷ the mouse's own days"),
        ("AUC", "trapezoids of V; per day of the mouse's own days"),
        (
            "AUC of the window",
            "the same from D0 to the day of section 1, one window for all; none for a "
            "mouse that left before or was not measured for more than 7 days",
        ),
        ("Days to", "first day at or above, interpolated on ln V; > is censored"),
    ],
}

# What T and C are in each definition, of the arm and of the control on the day.
STATISTICS = {
    "DELTA": "the mean of V − V0, of the mice with both",
    "DELTA_MEDIAN": "the median V less the median V0",
    "DELTA_ALL_V0": "the mean V less the mean V0 of all mice, those that left included",
    "TC": "the mean V",
    "MEAN": "the mean V",
    "MEDIAN": "the median V",
    "GEO": "the geometric mean of V",
    "VOLUME_GEO": "the geometric mean of V",
    "RTV": "the mean of V ÷ V0",
    "RTV_MEDIAN": "the median of V ÷ V0",
    "AUC": "the mean area under V from D0 to the day",
    "AUC_BASELINE": "the mean area under V for each day, less the mean V0",
    "RATE": "the mean growth rate k until the day",
}
# Names that mean another thing as T/C than as TGI.
AS_RATIO = {
    "TC_GEO": "the geometric mean of V ÷ V0",
    "TC_RATE": "exp(mean k × day), the fitted V ÷ V0",
}


def of_metric(metric):
    """The formula of a definition of TGI or T/C."""
    kind, _, name = metric.partition("_")
    what = AS_RATIO.get(metric) or STATISTICS[name]
    share = "100 × (1 − T ÷ C)" if kind == "TGI" else "100 × T ÷ C"
    return f"{share}, T and C {what}"


FORMULAS["responses"] += [(name, rule) for name, rule, _ in SCHEMES.values()]
FORMULAS["inhibition"] += [(name, of_metric(name)) for name in METRICS[1:]]
