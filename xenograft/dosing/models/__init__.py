from xenograft.dosing.models.agent import Agent
from xenograft.dosing.models.closed_day import ClosedDay
from xenograft.dosing.models.dose import Dose
from xenograft.dosing.models.hold import Hold
from xenograft.dosing.models.preparation import Preparation
from xenograft.dosing.models.regimen import Regimen
from xenograft.dosing.models.sent_dose import SentDose

__all__ = ["Agent", "ClosedDay", "Dose", "Hold", "Preparation", "Regimen", "SentDose"]
