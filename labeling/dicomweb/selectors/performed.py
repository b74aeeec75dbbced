"""What a search of series must return and no column holds (PS3.18 Table 10.6.3-4)."""

from collections.abc import Collection

from labeling.dicomweb.elements import Json
from labeling.dicomweb.selectors.pictures import stored_element
from labeling.ingest.models import Instance

TAGS = (
    "00080201",  # Timezone Offset From UTC
    "00400244",  # Performed Procedure Step Start Date
    "00400245",  # Performed Procedure Step Start Time
    "00400275",  # Request Attributes Sequence
)


def performed(series: Collection[int]) -> dict[int, Json]:
    """Those elements of each series that its first instance has."""
    elements = [stored_element(tag) for tag in TAGS]
    rows = Instance.objects.filter(series__in=series).order_by("series_id", "pk")
    found: dict[int, Json] = {}
    for series_id, *values in rows.distinct("series_id").values_list("series_id", *elements):
        pairs = zip(TAGS, values, strict=True)
        found[series_id] = {tag: value for tag, value in pairs if isinstance(value, dict)}
    return found
