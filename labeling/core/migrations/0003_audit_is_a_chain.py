"""Audit events become links of chains: a change, a removal, a swap or a cut shows in `audit_check`."""

from django.db import migrations, models

# A transaction takes any lane that no other one holds, and keeps it to its end: nobody ever waits,
# so an audit event can neither slow another act down nor close a circle of locks.
FORWARD = """
CREATE FUNCTION core_audit_text(event core_auditevent) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array(
        event.id, to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), event.act,
        event.actor_id, event.project_id, event.object_type, event.object_id, event.detail,
        event.lane, event.number
    )::text
$$;

CREATE FUNCTION core_audit_link() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head core_audithead%ROWTYPE;
BEGIN
    SELECT * INTO head FROM core_audithead ORDER BY lane LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        INSERT INTO core_audithead (count, link) VALUES (0, '') RETURNING * INTO head;
    END IF;
    NEW.lane := head.lane;
    NEW.number := head.count + 1;
    NEW.link := encode(sha256(convert_to(head.link || core_audit_text(NEW), 'UTF8')), 'hex');
    UPDATE core_audithead SET count = NEW.number, link = NEW.link WHERE lane = head.lane;
    RETURN NEW;
END $$;

ALTER TABLE core_auditevent DISABLE TRIGGER core_audit_append_only;
DO $$
DECLARE
    event core_auditevent%ROWTYPE;
    reached bigint := 0;
    so_far text := '';
    first integer;
BEGIN
    FOR event IN SELECT * FROM core_auditevent ORDER BY id LOOP
        IF first IS NULL THEN
            INSERT INTO core_audithead (count, link) VALUES (0, '') RETURNING lane INTO first;
        END IF;
        reached := reached + 1;
        event.lane := first;
        event.number := reached;
        so_far := encode(sha256(convert_to(so_far || core_audit_text(event), 'UTF8')), 'hex');
        UPDATE core_auditevent SET lane = first, number = reached, link = so_far
            WHERE id = event.id;
    END LOOP;
    UPDATE core_audithead SET count = reached, link = so_far WHERE lane = first;
END $$;
ALTER TABLE core_auditevent ENABLE TRIGGER core_audit_append_only;

CREATE TRIGGER core_audit_chain BEFORE INSERT ON core_auditevent
    FOR EACH ROW EXECUTE FUNCTION core_audit_link();
"""
BACKWARD = """
DROP TRIGGER core_audit_chain ON core_auditevent;
DROP FUNCTION core_audit_link();
DROP FUNCTION core_audit_text(core_auditevent);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_audit_is_append_only")]

    operations = [
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                ("lane", models.AutoField(primary_key=True, serialize=False)),
                ("count", models.PositiveBigIntegerField(default=0)),
                ("link", models.CharField(default="", max_length=64)),
            ],
        ),
        migrations.AddField(
            model_name="auditevent",
            name="lane",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="auditevent",
            name="number",
            field=models.PositiveBigIntegerField(
                default=0, editable=False, help_text="In its lane."
            ),
        ),
        migrations.AddField(
            model_name="auditevent",
            name="link",
            field=models.CharField(
                default="",
                editable=False,
                help_text="SHA-256 over the link before it.",
                max_length=64,
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AddConstraint(
            model_name="auditevent",
            constraint=models.UniqueConstraint(
                fields=("lane", "number"), name="core_audit_link_is_unique"
            ),
        ),
    ]
