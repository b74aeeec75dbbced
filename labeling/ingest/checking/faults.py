from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """What is wrong with what.

    Codes: blob_missing, blob_damaged, blob_orphaned; unreadable, uid_differs, size_differs,
    index_differs, frames_outside; series_stuck, order_differs, metadata_differs, thumbnail_missing.
    """

    code: str
    subject: str
    message: str


@dataclass
class Report:
    """Counts; the faults themselves go to `tell` as they are found, so memory stays flat."""

    tell: Callable[[Fault, bool], None]
    checked: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    left: int = 0

    def note(self, faults: list[Fault], *, repaired: bool = False) -> None:
        for fault in faults:
            self.found[fault.code] += 1
            self.left += not repaired
            self.tell(fault, repaired)
