from typing import Any

from django.db import migrations, models
from pydicom.dataset import Dataset

from labeling.imaging.slices import slice_headers

# Until now each instance was one slice, and one of several frames made its series unusable.
VOLUMES = """
    UPDATE ingest_series SET slices = placed.keys
    FROM (
        SELECT series_id, jsonb_agg(sop_instance_uid ORDER BY z) AS keys
        FROM ingest_instance WHERE z IS NOT NULL GROUP BY series_id
    ) AS placed
    WHERE placed.series_id = ingest_series.id
"""
# A row that is changed twice here would have its foreign keys checked at the end, and until then
# PostgreSQL alters no column: so rows of several frames are left to read_frames.
HEADERS = """
    UPDATE ingest_instance SET headers = jsonb_build_array(header) WHERE number_of_frames <= 1
"""
AGAIN = """
    UPDATE ingest_series SET received_version = received_version + 1
    WHERE problem_code = 'too_many_frames' AND frozen_at IS NULL
"""


def read_frames(apps: Any, editor: Any) -> None:
    """The places of frames, from the stored metadata; indexing then looks at the series again."""
    instances = apps.get_model("ingest", "Instance").objects
    for instance in instances.filter(number_of_frames__gt=1).iterator(chunk_size=10):
        ds = Dataset.from_json(instance.metadata, lambda uri: b"")
        instance.headers = [header.to_json() for header in slice_headers(ds)]
        instance.save(update_fields=["headers"])


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0004_deidentification"),
    ]

    operations = [
        migrations.AddField(
            model_name="series",
            name="slices",
            field=models.JSONField(
                default=list,
                help_text="imaging.slices.slice_key of each, in z order; [] without a volume.",
            ),
        ),
        migrations.AddField(
            model_name="instance",
            name="headers",
            field=models.JSONField(
                default=list, help_text="[imaging.slices.SliceHeader.to_json, ...]"
            ),
        ),
        migrations.AlterField(
            model_name="instance",
            name="z",
            field=models.PositiveIntegerField(
                help_text="Index of its first slice in the volume, null outside it.", null=True
            ),
        ),
        migrations.RunSQL(VOLUMES, migrations.RunSQL.noop),
        migrations.RunSQL(HEADERS, migrations.RunSQL.noop),
        migrations.RunPython(read_frames, migrations.RunPython.noop),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="instance", name="header"),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.CheckConstraint(
                condition=~models.Q(("state", "ready")) | ~models.Q(("slices", [])),
                name="series_ready_has_slices",
            ),
        ),
    ]
