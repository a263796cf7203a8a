from xenograft.export.actions.bringing_back import bring_back, read_export
from xenograft.export.actions.reading_in import (
    Refused,
    check,
    code_problem,
    edit,
    import_study,
    prepare,
    sheet,
)
from xenograft.export.actions.writing_out import (
    export_folder,
    export_zip,
    zip_name,
)

__all__ = [
    "Refused",
    "bring_back",
    "check",
    "code_problem",
    "edit",
    "export_folder",
    "export_zip",
    "import_study",
    "prepare",
    "read_export",
    "sheet",
    "zip_name",
]
