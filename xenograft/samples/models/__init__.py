from xenograft.samples.models.aliquot import Aliquot
from xenograft.samples.models.plan import CollectionPlan, PlannedMouse
from xenograft.samples.models.readout import Readout
from xenograft.samples.models.run import Assay, AssayRun
from xenograft.samples.models.specimen import Specimen

__all__ = [
    "Aliquot",
    "Assay",
    "AssayRun",
    "CollectionPlan",
    "PlannedMouse",
    "Readout",
    "Specimen",
]
