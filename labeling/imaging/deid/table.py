"""The Basic Profile's actions by tag: PS3.15 Table E.1-1 of 2026c, as dicom-anonymizer has it.

Only its table is used. Its engine leaves dates behind that the table removes, does not reach into
all sequences and makes UIDs at random.
"""

from enum import Enum

from dicomanonymizer.dicom_anonymization_databases import dicomfields_2026c as fields

CURVES, OVERLAYS = 0x5000, 0x6000
EDITION = "2026c"


class Code(Enum):
    """An action of the table. Where it leaves a choice, the one that keeps every IOD valid."""

    X = "remove"
    Z = "empty"
    D = "dummy"
    U = "map UID"
    SEQUENCE = "clean the items"  # X/Z/U*


_COLUMNS = (
    (fields.D_TAGS, Code.D),
    (fields.Z_TAGS, Code.Z),
    (fields.X_TAGS, Code.X),
    (fields.U_TAGS, Code.U),
    (fields.Z_D_TAGS, Code.D),
    (fields.X_Z_TAGS, Code.Z),
    (fields.X_D_TAGS, Code.D),
    (fields.X_Z_D_TAGS, Code.D),
    (fields.X_Z_U_STAR_TAGS, Code.SEQUENCE),
)
TABLE: dict[int, Code] = {
    tag[0] << 16 | tag[1]: code for tags, code in _COLUMNS for tag in tags if len(tag) == 2
}
"""Without the repeating groups: of curves (50xx) and overlays (60xx) nothing is kept."""

TABLE[0x00081110] = Code.X
"""Referenced Study Sequence (X/Z): it may be missing everywhere, but nowhere be empty."""


def is_graphics(tag: int) -> bool:
    """A curve or an overlay, in any of their groups."""
    return tag >> 16 & 0xFF01 in {CURVES, OVERLAYS}
