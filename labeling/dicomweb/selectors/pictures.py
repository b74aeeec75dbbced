"""The instances that pictures are made of."""

from django.db.models import F, Func, JSONField, QuerySet, Value

from labeling.dicomweb.selectors.scope import Scope
from labeling.ingest.models import Instance

_FIELDS = (
    "blob", "sop_class_uid", "transfer_syntax_uid", "number_of_frames", "rows", "bulk",
)  # fmt: skip


def shown_instances(
    scope: Scope, study: str, series: str | None = None, instance: str | None = None
) -> QuerySet[Instance]:
    """In the order of whole files: by series, in z order. The metadata is not read."""
    rows = scope.instances().filter(series__study__study_instance_uid=study)
    if series is not None:
        rows = rows.filter(series__series_instance_uid=series)
    if instance is not None:
        rows = rows.filter(sop_instance_uid=instance)
    ordered = rows.order_by("series_id", F("z").asc(nulls_last=True), "instance_number", "pk")
    return ordered.only(*_FIELDS)


def element_of(instance: Instance, tag: str) -> dict[str, object]:
    """One element of the metadata, read without the rest; empty when it is not there.

    A function of our own: Django takes a key of digits for an index.
    """
    value = Func(F("metadata"), Value(tag), function="jsonb_extract_path", output_field=JSONField())
    found = Instance.objects.filter(pk=instance.pk).values_list(value, flat=True).first()
    return found if isinstance(found, dict) else {}
