"""What one button of the sheet tells of many doses: a whole cage, or the rest."""

from xenograft.dosing.models import Dose


def whole_cage(sheet, pressed):
    """Tick what is open and untouched in one cage: "<cage id>:<slot>:<route>"."""
    for cell in sheet.cells:
        place = f"{cell.row.mouse.cage_id or 0}:{cell.column.key}"
        if place == pressed and cell.is_open and not cell.is_touched:
            cell.typed["given"] = "on"


def rest(sheet, pressed, reason):
    """Nothing else of one administration was given: "<slot>:<route>".

    A mouse that must not be dosed is withheld, any other one was missed.
    """
    cells = [one for one in sheet.cells if one.column.key == pressed and _is_left(one)]
    if cells and not reason.strip():
        sheet.errors.append("Say why the rest was not given.")
        return
    for cell in cells:
        status = Dose.Status.WITHHELD if cell.row.stop else Dose.Status.MISSED
        cell.typed |= {"status": status.value, "reason": reason.strip()}


def _is_left(cell):
    return not (cell.doses or cell.entries or cell.is_touched)
