from xenograft.endpoint.forms.collecting import (
    SPECIMEN_FIELDS,
    SPECIMEN_ROWS,
    CollectForm,
    SpecimenFormSet,
    collection_problem,
    moment_input,
)
from xenograft.endpoint.forms.deciding import (
    BoardFilter,
    NoteForm,
    RecheckForm,
    UndoForm,
)
from xenograft.endpoint.forms.known import Known
from xenograft.endpoint.forms.leaving import METHODS, DispositionForm
from xenograft.endpoint.forms.ulcer import UlcerForm

__all__ = [
    "METHODS",
    "SPECIMEN_FIELDS",
    "SPECIMEN_ROWS",
    "BoardFilter",
    "CollectForm",
    "DispositionForm",
    "Known",
    "NoteForm",
    "RecheckForm",
    "SpecimenFormSet",
    "UlcerForm",
    "UndoForm",
    "collection_problem",
    "moment_input",
]
