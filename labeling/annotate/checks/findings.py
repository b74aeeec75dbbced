"""What a check says."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Code = Literal["empty_label", "volume_range", "far_piece", "many_islands", "holes", "border"]
Index = tuple[int, int, int]


@dataclass(frozen=True)
class Finding:
    """One thing to look at.

    Attributes:
        code: which check.
        label: value of the label.
        sentence: what was found, with its numbers and units.
        place: voxel `(z, y, x)` to look at; None where there is none, as in an empty volume.
        numbers: what the sentence is made of.
    """

    code: Code
    label: int
    sentence: str
    place: Index | None = None
    numbers: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "place": None if self.place is None else list(self.place)}
