import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("annotate", "0005_corrections_and_merges"),
        ("cohorts", "0003_waiting_series"),
        ("review", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Comparison",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("dice", models.FloatField(help_text="Mean over the labels.")),
                ("labels", models.JSONField(help_text='{"<value>": {dice, ml, mean_mm, hd95_mm}}')),
                ("voxels", models.PositiveBigIntegerField(help_text="That differ.")),
                ("per_slice", models.JSONField(help_text="Voxels that differ, z up.")),
                ("places", models.JSONField(help_text="See `comparing.Place`.")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comparisons",
                        to="cohorts.case",
                    ),
                ),
                (
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="annotate.revision",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="annotate.revision",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("one", "other"), name="comparison_once_a_pair")
                ],
            },
        ),
    ]
