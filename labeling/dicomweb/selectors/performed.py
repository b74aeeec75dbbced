"""What a search of series must return and no column holds (PS3.18 Table 10.6.3-4)."""

from collections.abc import Collection

from django.db.models import F, Func, JSONField, Value

from labeling.dicomweb.elements import Json
from labeling.ingest.models import Instance

TAGS = (
    "00080201",  # Timezone Offset From UTC
    "00400244",  # Performed Procedure Step Start Date
    "00400245",  # Performed Procedure Step Start Time
    "00400275",  # Request Attributes Sequence
)


def performed(series: Collection[int]) -> dict[int, Json]:
    """Those elements of each series that its first instance has."""
    columns = {
        f"_{tag}": Func(
            F("metadata"), Value(tag), function="jsonb_extract_path", output_field=JSONField()
        )
        for tag in TAGS
    }
    rows = Instance.objects.filter(series__in=series).order_by("series_id", "pk")
    found: dict[int, Json] = {}
    for series_id, *values in rows.distinct("series_id").values_list(
        "series_id", *columns.values()
    ):
        pairs = zip(TAGS, values, strict=True)
        found[series_id] = {tag: value for tag, value in pairs if isinstance(value, dict)}
    return found
