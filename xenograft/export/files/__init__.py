"""Every CSV of an export: file name -> what it holds, heading -> source."""

from xenograft.export.files import bench, design, joined, mice, records, samples
from xenograft.export.files.column import ARMS, CODED, LEFT_OUT, NAMED, headings

__all__ = ["ARMS", "CODED", "DICTIONARY", "FILES", "LEFT_OUT", "NAMED", "headings"]

DICTIONARY = "data_dictionary.csv"
FILES = (
    {joined.NAME: joined.FILE}
    | mice.FILES
    | bench.FILES
    | samples.FILES
    | records.FILES
    | design.FILES
)
