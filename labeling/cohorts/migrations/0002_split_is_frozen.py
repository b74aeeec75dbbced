from django.db import migrations

FREEZE = """
CREATE FUNCTION gyre_split_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The split of patient % was drawn once and never changes.', OLD.patient_id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER split_name_never_changes
    BEFORE UPDATE ON cohorts_patientsplit FOR EACH ROW
    WHEN (OLD.name IS DISTINCT FROM NEW.name
          OR OLD.patient_id IS DISTINCT FROM NEW.patient_id
          OR OLD.draw IS DISTINCT FROM NEW.draw)
    EXECUTE FUNCTION gyre_split_is_frozen();
"""
THAW = """
DROP TRIGGER split_name_never_changes ON cohorts_patientsplit;
DROP FUNCTION gyre_split_is_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0001_initial")]

    operations = [migrations.RunSQL(FREEZE, THAW)]
