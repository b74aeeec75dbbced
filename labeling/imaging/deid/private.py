"""Private elements that PS3.15 Table E.3.10-1 lists as safe, of those that hold numbers or codes.

By private creator: group, element within the block, VR. Text is left out even where it is listed.
"""

SAFE: dict[str, dict[tuple[int, int], str]] = {
    "PHILIPS PET PRIVATE GROUP": {(0x7053, 0x00): "DS", (0x7053, 0x09): "DS"},
    "PHILIPS IMAGING DD 001": {(0x2001, 0x03): "FL", (0x2001, 0x04): "CS"},
    "PHILIPS MR IMAGING DD 001": {
        (0x2005, 0x0D): "FL",
        (0x2005, 0x0E): "FL",
        (0x2005, 0xB0): "FL",
        (0x2005, 0xB1): "FL",
        (0x2005, 0xB2): "FL",
    },
    "GEMS_ACQU_01": {(0x0019, 0x23): "DS", (0x0019, 0x24): "DS", (0x0019, 0x27): "DS"},
    "GEMS_SERS_01": {(0x0025, 0x07): "SL"},
    "GEMS_HELIOS_01": {(0x0045, 0x01): "SS", (0x0045, 0x02): "FL"},
    "ELSCINT1": {
        (0x00E1, 0x21): "DS",
        (0x01E1, 0x26): "CS",
        (0x01E1, 0x50): "DS",
        (0x01F1, 0x01): "CS",
        (0x01F1, 0x07): "DS",
        (0x01F1, 0x26): "DS",
        (0x01F1, 0x27): "DS",
    },
    "SIEMENS MR HEADER": {
        (0x0019, 0x0C): "IS",
        (0x0019, 0x0D): "CS",
        (0x0019, 0x0E): "FD",
        (0x0019, 0x27): "FD",
        (0x0019, 0x28): "FD",
    },
}


def safe_vr(creator: str, group: int, element: int) -> str:
    """The VR of a safe private element; empty for any other."""
    return SAFE.get(creator.strip().upper(), {}).get((group, element & 0xFF), "")
