"""Every CSV of an export: file name -> what it holds, heading -> source."""

from xenograft.export.files import (
    bench,
    design,
    dosing,
    joined,
    mice,
    records,
    samples,
)
from xenograft.export.files.column import ARMS, CODED, LEFT_OUT, NAMED, headings

__all__ = [
    "ARMS",
    "CODED",
    "DICTIONARY",
    "FILES",
    "GROUPS",
    "LEFT_OUT",
    "NAMED",
    "headings",
]

DICTIONARY = "data_dictionary.csv"
# As the export page lists them; the order of the files follows.
GROUPS = {
    "For analysis": {joined.NAME: joined.FILE},
    "Mice, endings and welfare": mice.FILES,
    "Measuring and dosing": bench.FILES | dosing.FILES,
    "Samples": samples.FILES,
    "Randomization, analysis and history": records.FILES,
    "Protocol and people": design.FILES,
}
FILES = {name: file for group in GROUPS.values() for name, file in group.items()}
