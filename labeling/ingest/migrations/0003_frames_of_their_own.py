from django.db import migrations, models

# Native pixels are the same in both little-endian encodings (PS3.5 A.1, A.2).
FILL = """
    UPDATE ingest_instance SET frames_syntax = CASE transfer_syntax_uid
        WHEN '1.2.840.10008.1.2' THEN '1.2.840.10008.1.2.1'
        ELSE transfer_syntax_uid
    END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0002_frozen_series_and_bulk_places"),
    ]

    operations = [
        migrations.AlterField(
            model_name="instance",
            name="frames",
            field=models.JSONField(
                default=list, help_text="[[offset, length, ...], ...] in frames_blob, else in blob."
            ),
        ),
        migrations.AddField(
            model_name="instance",
            name="frames_blob",
            field=models.CharField(
                blank=True,
                default="",
                help_text="SHA-256 of native frames, made when browsers decode none of the stored ones.",
                max_length=64,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="instance",
            name="frames_syntax",
            field=models.CharField(
                default="",
                help_text="Transfer syntax of the bytes that frames points at.",
                max_length=64,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="instance",
            name="frames_problem_code",
            field=models.CharField(blank=True, default="", max_length=48),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="instance",
            name="frames_problem",
            field=models.TextField(
                blank=True,
                default="",
                help_text="Why no native frames could be made: expected and came.",
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
