from django.conf import settings
from django.db import migrations, models

FREEZE = """
CREATE FUNCTION gyre_sources_never_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What working copy % was made from never changes.', OLD.annotation_id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER annotation_sources_never_change
    BEFORE UPDATE OR DELETE ON annotate_annotation_made_from FOR EACH ROW
    EXECUTE FUNCTION gyre_sources_never_change();
"""
THAW = """
DROP TRIGGER annotation_sources_never_change ON annotate_annotation_made_from;
DROP FUNCTION gyre_sources_never_change();
"""
EARLIER_CORRECTIONS = """
UPDATE annotate_annotation SET purpose = 'correction'
WHERE id IN (SELECT annotation_id FROM annotate_revision WHERE origin = 'reviewer')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("annotate", "0004_answers"),
        ("assign", "0001_initial"),
        ("cohorts", "0003_waiting_series"),
        ("prelabel", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="annotation",
            name="lease_token",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="annotation",
            name="lease_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="annotation",
            name="lease_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="annotation",
            name="lease_window",
            field=models.CharField(
                blank=True,
                help_text="Browser and system of the window that took the lease.",
                max_length=80,
            ),
        ),
        migrations.AddField(
            model_name="annotation",
            name="made_from",
            field=models.ManyToManyField(
                help_text="What is corrected or merged.",
                related_name="made_into",
                to="annotate.revision",
            ),
        ),
        migrations.AddField(
            model_name="annotation",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("read", "Read"),
                    ("correction", "Correction"),
                    ("adjudication", "Adjudication"),
                ],
                default="read",
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="own_voxels",
            field=models.PositiveBigIntegerField(
                help_text="That none of the masks it was made from has so; null for a read.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="revision",
            name="origin",
            field=models.CharField(
                help_text="reader, reviewer, import, adjudicated.", max_length=16
            ),
        ),
        migrations.AddConstraint(
            model_name="annotation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("purpose", "read"), ("assignment__isnull", True), _connector="OR"
                ),
                name="annotation_of_an_assignment_is_a_read",
            ),
        ),
        migrations.RunSQL(EARLIER_CORRECTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(FREEZE, THAW),
    ]
