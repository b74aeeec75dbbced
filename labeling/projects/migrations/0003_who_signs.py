from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0002_findings"),
    ]

    operations = [
        migrations.AddField(
            model_name="project",
            name="blind_review",
            field=models.BooleanField(
                default=False,
                help_text="Whether reviewers see readers' names only once a case is decided.",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="sign_own_corrections",
            field=models.BooleanField(
                default=False,
                help_text="Whether reviewers sign what they drew over a reader's mask.",
            ),
        ),
    ]
