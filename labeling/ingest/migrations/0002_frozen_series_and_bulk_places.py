from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="instance",
            name="instance_uid_is_unique_in_a_project",
        ),
        migrations.RemoveConstraint(
            model_name="series",
            name="series_uid_is_unique_in_a_project",
        ),
        migrations.RemoveConstraint(
            model_name="study",
            name="study_uid_is_unique_in_a_project",
        ),
        migrations.AddField(
            model_name="instance",
            name="bulk",
            field=models.JSONField(
                default=dict, help_text="{path: [offset, length]} of large values."
            ),
        ),
        migrations.AddField(
            model_name="series",
            name="frozen_at",
            field=models.DateTimeField(
                help_text="Opened for annotation: order and geometry change no more.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="instance",
            name="frames",
            field=models.JSONField(
                default=list, help_text="[[offset, length, ...], ...] in the blob."
            ),
        ),
        migrations.AddConstraint(
            model_name="instance",
            constraint=models.UniqueConstraint(
                fields=("sop_instance_uid", "project"), name="instance_uid_is_unique_in_a_project"
            ),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.UniqueConstraint(
                fields=("series_instance_uid", "project"), name="series_uid_is_unique_in_a_project"
            ),
        ),
        migrations.AddConstraint(
            model_name="study",
            constraint=models.UniqueConstraint(
                fields=("study_instance_uid", "project"), name="study_uid_is_unique_in_a_project"
            ),
        ),
    ]
