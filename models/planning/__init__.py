"""From the dataset's fingerprint to a network that fits it and the machine (after nnU-Net)."""

from models.planning.fingerprint import (
    CaseFacts,
    Fingerprint,
    Intensities,
    LabelFacts,
    Spacing,
    fingerprint,
)
from models.planning.memory import memory_at_hand
from models.planning.plan import Plan, make_plan, plan

__all__ = [
    "CaseFacts",
    "Fingerprint",
    "Intensities",
    "LabelFacts",
    "Plan",
    "Spacing",
    "fingerprint",
    "make_plan",
    "memory_at_hand",
    "plan",
]
