from xenograft.measurement.models.body_weight import BodyWeight
from xenograft.measurement.models.caliper import CaliperMeasurement
from xenograft.measurement.models.clinical_sign import ClinicalSign
from xenograft.measurement.models.session import Session

__all__ = ["BodyWeight", "CaliperMeasurement", "ClinicalSign", "Session"]
