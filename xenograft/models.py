"""The register: Django looks for tables here, so each room's models are named."""

from xenograft.dosing.models import (
    Agent,
    ClosedDay,
    Dose,
    Hold,
    Preparation,
    Regimen,
    SentDose,
)
from xenograft.endpoint.models import (
    Alert,
    AlertMessage,
    Disposition,
    EndpointDraft,
    ExcisedTumor,
    Photo,
    Recheck,
    WelfareNote,
)
from xenograft.export.models import StudyImport
from xenograft.growth.models import EnrollmentDecision, FrozenList
from xenograft.history.models import Change, Context, EarlierChange
from xenograft.implantation.models import Cage, Mouse, Tumor
from xenograft.measurement.models import (
    BodyWeight,
    CaliperMeasurement,
    ClinicalSign,
    SentRow,
    Session,
)
from xenograft.randomization.models import (
    ArmView,
    Assignment,
    Awareness,
    DrawPlan,
    Randomization,
    Replacement,
)
from xenograft.results.models import AnalysisResult
from xenograft.samples.models import (
    Aliquot,
    AssayRun,
    CollectionPlan,
    PlannedMouse,
    Readout,
    Specimen,
)
from xenograft.study.models import (
    Arm,
    BenchRules,
    EndingRule,
    Limit,
    LimitAmendment,
    Membership,
    Study,
    TumorModel,
)

__all__ = [
    "Agent",
    "Alert",
    "AlertMessage",
    "Aliquot",
    "AnalysisResult",
    "Arm",
    "ArmView",
    "AssayRun",
    "Assignment",
    "Awareness",
    "BenchRules",
    "BodyWeight",
    "Cage",
    "CaliperMeasurement",
    "Change",
    "ClinicalSign",
    "ClosedDay",
    "CollectionPlan",
    "Context",
    "Disposition",
    "Dose",
    "DrawPlan",
    "EarlierChange",
    "EndingRule",
    "EndpointDraft",
    "EnrollmentDecision",
    "ExcisedTumor",
    "FrozenList",
    "Hold",
    "Limit",
    "LimitAmendment",
    "Membership",
    "Mouse",
    "Photo",
    "PlannedMouse",
    "Preparation",
    "Randomization",
    "Readout",
    "Recheck",
    "Regimen",
    "Replacement",
    "SentDose",
    "SentRow",
    "Session",
    "Specimen",
    "Study",
    "StudyImport",
    "Tumor",
    "TumorModel",
    "WelfareNote",
]
