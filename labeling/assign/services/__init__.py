"""Acts on assignments."""

from labeling.assign.selectors import next_assignment
from labeling.assign.services.assigning import Assigned, assign_cases
from labeling.assign.services.endings import (
    cancel_assignments,
    finish_assignments,
    flag,
    release,
    return_assignment,
    skip,
    take_back,
)
from labeling.assign.services.leases import (
    LEASE,
    extend_lease,
    lock_leased,
    lock_with_lease,
    take_lease,
)
from labeling.assign.services.progress import (
    begin_assignment,
    reopen_submission,
    submit_assignment,
)

__all__ = [
    "LEASE",
    "Assigned",
    "assign_cases",
    "begin_assignment",
    "cancel_assignments",
    "extend_lease",
    "finish_assignments",
    "flag",
    "lock_leased",
    "lock_with_lease",
    "next_assignment",
    "release",
    "reopen_submission",
    "return_assignment",
    "skip",
    "submit_assignment",
    "take_back",
    "take_lease",
]
