"""Compensation plans: how commissions are paid, one family a file, one `settle` for all (`plan.Plan`)."""

from model.plans.binary import BinaryPlan
from model.plans.joining import EnrolmentPlan, GeometricPlan, RetailPlan
from model.plans.levels import MatrixPlan, UnilevelPlan
from model.plans.plan import Month, Plan
from model.plans.stairstep import StairstepPlan
from model.plans.star import StarPlan

PLANS: dict[str, type[Plan]] = {
    "stairstep": StairstepPlan,
    "star": StarPlan,
    "unilevel": UnilevelPlan,
    "binary": BinaryPlan,
    "matrix": MatrixPlan,
    "geometric": GeometricPlan,
    "enrolment": EnrolmentPlan,
    "retail": RetailPlan,
}

__all__ = ["PLANS", "Month", "Plan"]
