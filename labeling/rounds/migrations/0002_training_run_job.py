from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rounds", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="trainingrun",
            name="job_id",
            field=models.BigIntegerField(
                help_text="The job that does it, for its progress.", null=True
            ),
        ),
    ]
