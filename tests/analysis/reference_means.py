"""Means of tumor volume by arm and day of a long CSV file, in plain Python.

A witness for the program's own means: it shares no code with it, reads with csv,
adds with exact fractions and knows nothing of frames.

    python tests/analysis/reference_means.py FILE.csv > means.csv

The file has the columns mouse, arm, side, day, length_mm, width_mm. A mouse's
burden is the sum of its tumors that have both diameters that day.
"""

import csv
import math
import sys
from collections import defaultdict
from fractions import Fraction


def tumor_volumes(path):
    """(arm, mouse, side, day) -> volume in mm³ as an exact fraction."""
    volumes = {}
    with open(path, newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if row["length_mm"] and row["width_mm"]:
                length, width = Fraction(row["length_mm"]), Fraction(row["width_mm"])
                length, width = max(length, width), min(length, width)
                key = (row["arm"], row["mouse"], row["side"], int(row["day"]))
                volumes[key] = length * width * width / 2
    return volumes


def mean_and_sem(values):
    """(n, mean, SEM) as floats; the SEM of one value is None."""
    n = len(values)
    mean = Fraction(sum(values), n)
    if n == 1:
        return n, float(mean), None
    variance = sum((value - mean) ** 2 for value in values) / (n - 1)
    return n, float(mean), math.sqrt(variance / n)


def burden_means(path):
    """(arm, day) -> (n, mean, SEM) of the burden of the arm's mice."""
    burdens = defaultdict(Fraction)
    for (arm, mouse, _, day), volume in tumor_volumes(path).items():
        burdens[arm, mouse, day] += volume
    groups = defaultdict(list)
    for (arm, _, day), volume in burdens.items():
        groups[arm, day].append(volume)
    return {key: mean_and_sem(values) for key, values in groups.items()}


def tumor_means(path):
    """(arm, day) -> (n, mean, SEM), each tumor counted by itself."""
    groups = defaultdict(list)
    for (arm, _, _, day), volume in tumor_volumes(path).items():
        groups[arm, day].append(volume)
    return {key: mean_and_sem(values) for key, values in groups.items()}


def main(path):
    writer = csv.writer(sys.stdout)
    writer.writerow(["of", "arm", "day", "n", "mean_mm3", "sem_mm3"])
    for name, means in (("mouse", burden_means(path)), ("tumor", tumor_means(path))):
        for (arm, day), values in sorted(means.items()):
            writer.writerow([name, arm, day, *values])


if __name__ == "__main__":
    main(sys.argv[1])
