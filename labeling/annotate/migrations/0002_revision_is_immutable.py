from django.db import migrations

FREEZE = """
CREATE FUNCTION gyre_revision_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Revision % was submitted and never changes.', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER revision_never_changes
    BEFORE UPDATE OR DELETE ON annotate_revision FOR EACH ROW
    EXECUTE FUNCTION gyre_revision_is_immutable();
"""
THAW = """
DROP TRIGGER revision_never_changes ON annotate_revision;
DROP FUNCTION gyre_revision_is_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [("annotate", "0001_initial")]

    operations = [migrations.RunSQL(FREEZE, THAW)]
