from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from labeling.ingest.sealing import SEAL


def _seal(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("ingest", "DeidentificationProfile").objects
    for row in rows.select_for_update():
        rows.filter(pk=row.pk).update(sealed_key=SEAL.seal(row.sealed_key))


def _unseal(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("ingest", "DeidentificationProfile").objects
    for row in rows.select_for_update():
        rows.filter(pk=row.pk).update(sealed_key=SEAL.unseal(row.sealed_key))


class Migration(migrations.Migration):
    dependencies = [("ingest", "0005_slices")]

    operations = [
        migrations.RenameField("deidentificationprofile", "key", "sealed_key"),
        migrations.AlterField(
            "deidentificationprofile",
            "sealed_key",
            models.CharField(
                max_length=400, help_text="32 secret bytes in hexadecimal, encrypted: see sealing."
            ),
        ),
        migrations.RunPython(_seal, _unseal),
    ]
