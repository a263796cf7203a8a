from xenograft.measurement.models.body_weight import BodyWeight
from xenograft.measurement.models.caliper import CaliperMeasurement
from xenograft.measurement.models.clinical_sign import ClinicalSign
from xenograft.measurement.models.daily_check import DailyCheck
from xenograft.measurement.models.sent_row import SentRow
from xenograft.measurement.models.session import Session

__all__ = [
    "BodyWeight",
    "CaliperMeasurement",
    "ClinicalSign",
    "DailyCheck",
    "SentRow",
    "Session",
]
