"""The instances that pictures are made of."""

from django.db.models import F, Func, JSONField, QuerySet, Value

from labeling.dicomweb.selectors.scope import Scope, instances_of
from labeling.ingest.models import Instance

_FIELDS = (
    "blob", "sop_class_uid", "transfer_syntax_uid", "number_of_frames", "rows", "bulk",
)  # fmt: skip


def shown_instances(
    scope: Scope, study: str, series: str | None = None, instance: str | None = None
) -> QuerySet[Instance]:
    """In the order of whole files: by series, in z order. The metadata is not read."""
    return instances_of(scope, study, series, instance).only(*_FIELDS)


def stored_element(tag: str) -> Func:
    """An element of an instance's metadata in a query. Django takes a key of digits for an index."""
    return Func(F("metadata"), Value(tag), function="jsonb_extract_path", output_field=JSONField())


def element_of(instance: Instance, tag: str) -> dict[str, object]:
    """One element of the metadata, read without the rest; empty when it is not there."""
    rows = Instance.objects.filter(pk=instance.pk)
    found = rows.values_list(stored_element(tag), flat=True).first()
    return found if isinstance(found, dict) else {}
