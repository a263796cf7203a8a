from xenograft.study.models.arm import Arm
from xenograft.study.models.bench_rules import BenchRules
from xenograft.study.models.ending_rule import EndingRule
from xenograft.study.models.limit import Limit, LimitAmendment
from xenograft.study.models.membership import Membership
from xenograft.study.models.study import Study
from xenograft.study.models.tumor_model import TumorModel

__all__ = [
    "Arm",
    "BenchRules",
    "EndingRule",
    "Limit",
    "LimitAmendment",
    "Membership",
    "Study",
    "TumorModel",
]
