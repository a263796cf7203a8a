from xenograft.endpoint.models.alert import (
    Alert,
    AlertMessage,
    Recheck,
    WelfareNote,
)
from xenograft.endpoint.models.disposition import Disposition
from xenograft.endpoint.models.necropsy import EndpointDraft, ExcisedTumor, Photo

__all__ = [
    "Alert",
    "AlertMessage",
    "Disposition",
    "EndpointDraft",
    "ExcisedTumor",
    "Photo",
    "Recheck",
    "WelfareNote",
]
