from xenograft.endpoint.models.alert import (
    Alert,
    AlertMessage,
    Recheck,
    WelfareNote,
)
from xenograft.endpoint.models.disposition import Disposition
from xenograft.endpoint.models.necropsy import EndpointDraft, ExcisedTumor, Photo
from xenograft.endpoint.models.overdue import Overdue

__all__ = [
    "Alert",
    "AlertMessage",
    "Disposition",
    "EndpointDraft",
    "ExcisedTumor",
    "Overdue",
    "Photo",
    "Recheck",
    "WelfareNote",
]
