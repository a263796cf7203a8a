from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date

from xenograft.export import actions, bundle
from xenograft.export.actions import Refused
from xenograft.export.arms import ARMS_WERE, LONGEST_STATEMENT, SAY_HOW
from xenograft.export.checking import ERROR
from xenograft.export.checking.row import ZEROS
from xenograft.export.columns import FIELDS
from xenograft.export.reading import LARGEST_BYTES, Unreadable, too_large

ASK_DAY_ZERO = "add --day-zero with the date of day 0"


class Command(BaseCommand):
    help = (
        "Read a CSV of tumor sizes and body weights into a new study, or bring back a "
        "whole study from the folder or the zip of an export."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--code", required=True, help="code of the new study")
        parser.add_argument("--day-zero", help="date of day 0, as 2026-11-03")
        parser.add_argument("--title", default="")
        parser.add_argument("--director", help="user name of the study director")
        parser.add_argument(
            "--volumes-are-imported",
            action="store_true",
            help="take volumes where there is no L and W",
        )
        parser.add_argument(
            "--zeros-are", choices=ZEROS, default="", help="what 0 x 0 mm means"
        )
        parser.add_argument(
            "--arms-were",
            type=str.upper,
            choices=ARMS_WERE,
            default="",
            help="how the mice came into their arms, where that is known",
        )
        parser.add_argument(
            "--arms-statement",
            default="",
            help="how exactly, as it is to stand in the report; with --arms-were",
        )
        parser.add_argument(
            "--leave-out-marked-rows",
            action="store_true",
            help="import the other rows; the record of the import lists these",
        )

    def handle(self, *, leave_out_marked_rows, **options):
        by = _director(options["director"])
        _check_arms(options["arms_were"], options["arms_statement"].strip())
        try:
            if files := _export_in(options["file"]):
                return self._bring_back(files, options, by)
            record = _record(options, by)
            checked = actions.check(record, ask_day_zero=ASK_DAY_ZERO)
            self._tell(record, checked)
            study = actions.import_study(
                record=record,
                checked=checked,
                by=by,
                leave_out_marked_rows=leave_out_marked_rows,
            )
        except (Unreadable, Refused) as problem:
            raise CommandError(problem) from problem
        count = len(checked.marked_rows)
        left_out = f" Marked rows left out: {count:,}." if count else ""
        self.stdout.write(
            f"Imported {record.rows_count:,} rows into {study.code}.{left_out}"
        )
        self._tell_members(by)

    def _bring_back(self, files, options, by):
        built = actions.read_export(files=files)
        file = options["file"]
        for problem in built.problems:
            row = f", row {problem.row}" if problem.row else ""
            where = f"{problem.column}{row}"
            out = self.stderr if problem.level == ERROR else self.stdout
            out.write(f"{where}, {problem.value}: {problem.reason}")
        study = actions.bring_back(
            built=built,
            code=options["code"],
            title=options["title"],
            file_name=file.name,
            content=b"" if file.is_dir() else file.read_bytes(),
            by=by,
        )
        self.stdout.write(f"Brought back {study.code} with everything in the export.")
        self._tell_members(by)

    def _tell_members(self, by):
        if by is None:
            self.stdout.write("Nobody is a member yet: name one with --director.")

    def _tell(self, record, checked):
        for heading, field in record.columns["fields"]:
            meaning = FIELDS[field].label if field else "left out"
            self.stdout.write(f"column {heading}: {meaning}")
        for problem in sorted(checked.problems):
            line = f"row {problem.row}, {problem.column or 'row'}: {problem.reason}"
            out = self.stderr if problem.level == ERROR else self.stdout
            out.write(line)


def _export_in(file):
    """The files of an export, of any size, or None for a list."""
    if file.is_dir():
        return bundle.of_folder(file)
    return bundle.of_zip(file, is_limited=False) if bundle.is_export(file) else None


def _record(options, by):
    record = actions.prepare(
        content=_content(options["file"]),
        file_name=options["file"].name,
        code=options["code"],
        title=options["title"],
        day_zero_on=_day(options["day_zero"]),
        by=by,
    )
    record.columns["volumes_are_imported"] = options["volumes_are_imported"]
    record.columns["zeros_are"] = options["zeros_are"]
    record.columns |= {name: options[name] for name in ("arms_were", "arms_statement")}
    return record


def _check_arms(were, statement):
    """A method without words, or words without a method, say too little."""
    if were and not statement:
        raise CommandError(f"{SAY_HOW} Add --arms-statement with a sentence.")
    if statement and not were:
        known = " or ".join(ARMS_WERE)
        raise CommandError(f"--arms-statement needs --arms-were with {known}.")
    if len(statement) > LONGEST_STATEMENT:
        raise CommandError(
            f"--arms-statement has {len(statement)} characters; {LONGEST_STATEMENT} "
            "is the most. Shorten it."
        )


def _content(file):
    try:
        if file.stat().st_size > LARGEST_BYTES:
            raise CommandError(too_large(file.stat().st_size))
        return file.read_bytes()
    except OSError as problem:
        raise CommandError(f"{file} cannot be read: {problem.strerror}.") from problem


def _day(text):
    try:
        day = parse_date(text) if text else None
    except ValueError:
        day = None
    if text and day is None:
        raise CommandError(f"{text} is not a date. Write it as 2026-11-03.")
    return day


def _director(username):
    if not username:
        return None
    person = get_user_model().objects.filter(username=username).first()
    if person is None:
        raise CommandError(f"There is no person with the user name {username}.")
    return person
