# ruff: noqa: S608
"""What somebody does who may switch triggers off: each trace shows."""

import json
import threading
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from labeling.core import audit, audit_chain
from labeling.core.models import AuditEvent, AuditHead


def _events(count: int = 5) -> list[int]:
    return [audit.record(act="mask.approved", actor=None, n=n).pk for n in range(count)]


def _as_a_dba(*statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE core_auditevent DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("ALTER TABLE core_auditevent ENABLE TRIGGER USER")


def _faults(**options: dict) -> list[str]:
    return [fault.code for fault in audit_chain.check(**options).faults]


@pytest.mark.django_db
def test_an_untouched_chain_is_sound() -> None:
    _events(7)
    report = audit_chain.check()
    assert (report.events, report.faults) == (7, [])
    assert len(report.heads) == 1


CHANGES: dict[str, tuple[Callable[[list[int]], list[str]], list[str]]] = {
    "a word": (lambda e: [f"UPDATE core_auditevent SET act = 'x' WHERE id = {e[2]}"], ["changed"]),
    "the time, by a microsecond": (
        lambda e: [
            f"UPDATE core_auditevent SET at = at + interval '1 microsecond' WHERE id = {e[0]}"
        ],
        ["changed"],
    ),
    "a detail": (
        lambda e: [f"""UPDATE core_auditevent SET detail = '{{"n": 9}}' WHERE id = {e[4]}"""],
        ["changed"],
    ),
    "its link too": (  # the next link was made over the old one
        lambda e: [
            f"UPDATE core_auditevent SET act = 'x' WHERE id = {e[1]}",
            f"UPDATE core_auditevent SET link = encode(sha256(convert_to((SELECT link FROM "
            f"core_auditevent WHERE id = {e[0]}) || core_audit_text(core_auditevent), 'UTF8')), "
            f"'hex') WHERE id = {e[1]}",
        ],
        ["changed"],
    ),
    "one removed": (lambda e: [f"DELETE FROM core_auditevent WHERE id = {e[2]}"], ["removed"]),
    "one removed, the others moved up": (
        lambda e: [
            f"DELETE FROM core_auditevent WHERE id = {e[2]}",
            f"UPDATE core_auditevent SET number = number - 1 WHERE id = {e[3]}",
            f"UPDATE core_auditevent SET number = number - 1 WHERE id = {e[4]}",
        ],
        ["changed", "changed", "cut_off"],
    ),
    "two swapped": (
        lambda e: [
            f"UPDATE core_auditevent SET number = 99 WHERE id = {e[1]}",
            f"UPDATE core_auditevent SET number = 2 WHERE id = {e[2]}",
            f"UPDATE core_auditevent SET number = 3 WHERE id = {e[1]}",
        ],
        ["changed", "changed", "changed"],
    ),
    "the last cut off": (lambda e: [f"DELETE FROM core_auditevent WHERE id = {e[4]}"], ["cut_off"]),
    "all cut off": (lambda e: ["DELETE FROM core_auditevent"], ["cut_off"]),
    "the head removed": (lambda e: ["DELETE FROM core_audithead"], ["no_head"]),
    "one slipped in": (
        lambda e: [
            "INSERT INTO core_auditevent (at, act, object_type, object_id, detail, lane, number,"
            " link) VALUES (now(), 'x', '', '', '{}', 0, 0, '')"
        ],
        ["unlinked"],
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", CHANGES)
def test_what_was_done_with_the_triggers_off_is_named(what: str) -> None:
    statements, expected = CHANGES[what]
    _as_a_dba(*statements(_events()))
    assert _faults() == expected


@pytest.mark.django_db
def test_a_cut_that_mends_the_head_is_found_by_the_anchor(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    events = _events()
    anchor = tmp_path / "anchor"
    with caplog.at_level("INFO"):
        call_command("audit_check", anchor=anchor, stdout=StringIO())
    assert AuditEvent.objects.get(pk=events[4]).link in caplog.text
    _as_a_dba(
        f"DELETE FROM core_auditevent WHERE id = {events[4]}",
        "UPDATE core_audithead SET (count, link) ="
        f" (SELECT number, link FROM core_auditevent WHERE id = {events[3]})",
    )
    assert _faults() == []  # the database alone cannot know
    assert _faults(anchors=audit_chain.read_anchors(anchor)) == ["anchor"]
    audit.record(act="something.else", actor=None)
    with pytest.raises(CommandError, match="1 faults in 5 audit events"):
        call_command("audit_check", anchor=anchor, stdout=StringIO())


@pytest.mark.django_db
def test_the_report_is_json_for_programs(tmp_path: Path) -> None:
    _events(2)
    out = StringIO()
    call_command("audit_check", anchor=tmp_path / "anchor", json=True, stdout=out)
    assert json.loads(out.getvalue()) == {"events": 2, "faults": []}


@pytest.mark.django_db
def test_what_is_rolled_back_leaves_the_chain_whole() -> None:
    _events(2)
    with transaction.atomic():
        audit.record(act="never.happened", actor=None)
        transaction.set_rollback(True)
    _events(1)
    assert audit_chain.check().faults == []
    assert AuditEvent.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_acts_that_run_at_once_never_wait_for_each_other() -> None:
    audit.record(act="first", actor=None)
    ended = threading.Event()

    def other() -> None:
        audit.record(act="second", actor=None)
        connections.close_all()
        ended.set()

    with transaction.atomic():
        audit.record(act="third", actor=None)  # holds its lane until the block ends
        thread = threading.Thread(target=other)
        thread.start()
        assert ended.wait(10), "an act waited for another one's audit event"
    thread.join()
    assert audit_chain.check().faults == []
    assert AuditHead.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_events_from_before_the_chain_are_linked_by_the_migration() -> None:
    call_command("migrate", "core", "0002", verbosity=0)
    with connection.cursor() as cursor:
        for n in range(3):
            cursor.execute(
                "INSERT INTO core_auditevent (at, act, object_type, object_id, detail)"
                " VALUES (now(), %s, '', '', '{}')",
                [f"old.{n}"],
            )
    call_command("migrate", "core", verbosity=0)
    audit.record(act="new", actor=None)
    report = audit_chain.check()
    assert (report.events, report.faults) == (4, [])
    assert [count for count, _ in report.heads.values()] == [4]
    _as_a_dba("UPDATE core_auditevent SET act = 'old.9' WHERE act = 'old.1'")
    assert _faults() == ["changed"]
