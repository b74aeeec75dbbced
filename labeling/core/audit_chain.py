"""Checking the audit trail against itself, and against heads that were kept outside the database.

Each event's `link` is the SHA-256 of the link before it in its lane and of the event's own text. The
database writes it (migration 0003), because it can do so in the act's transaction without a round trip
or a wait; it is checked here without asking the database's own functions, which an intruder may have
replaced. Who can rewrite every later link and the head too is found out by the anchor alone: a file
of heads on another machine, or in the log.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection
from django.utils import timezone

from labeling.core.logs import log

Place = tuple[int, int]  # lane, number
_FETCHED = 5000
_EVENTS = """
    SELECT lane, e.number, e.link, e.id, h.count, h.link,
        jsonb_build_array(
            e.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.act, e.actor_id,
            e.project_id, e.object_type, e.object_id, e.detail, lane, e.number
        )::text
    FROM core_auditevent e FULL JOIN core_audithead h USING (lane)
    ORDER BY lane, e.number
"""


@dataclass(frozen=True)
class Fault:
    """What does not hold: `changed`, `removed`, `unlinked`, `cut_off`, `no_head`, `anchor`."""

    code: str
    message: str


@dataclass
class Report:
    events: int = 0
    faults: list[Fault] = field(default_factory=list)
    heads: dict[int, tuple[int, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Row:
    lane: int
    number: int | None
    link: str
    event: int | None
    head_count: int | None
    head_link: str
    text: str


def check(anchors: dict[Place, str] | None = None) -> Report:
    """Walk every lane from its beginning; memory stays flat.

    Args:
        anchors: links as they were at earlier checks, from `read_anchors`.
    """
    report = Report()
    wanted = dict(anchors or {})
    last: _Row | None = None
    for row in _rows():
        if last is None or row.lane != last.lane:
            _end_lane(report, last)
            before: tuple[int, str] = (0, "")
        if row.number is not None:
            report.events += 1
            _check_event(report, row, before)
            _check_anchor(report, row, wanted)
            before = (row.number, row.link)
        last = row
    _end_lane(report, last)
    for lane, number in wanted:
        report.faults.append(
            Fault("anchor", f"event {number} of lane {lane} was there at an earlier check")
        )
    return report


def read_anchors(path: Path) -> dict[Place, str]:
    """The heads that earlier checks wrote down."""
    if not path.is_file():
        return {}
    found = {}
    for line in path.read_text().splitlines():
        for lane, (count, link) in json.loads(line)["heads"].items():
            found[int(lane), int(count)] = str(link)
    return found


def write_anchor(path: Path, report: Report) -> None:
    """Append the heads of a sound chain to a file, and to the log."""
    heads = {str(lane): head for lane, head in report.heads.items() if head[0]}
    with path.open("a") as file:
        file.write(json.dumps({"at": timezone.now().isoformat(), "heads": heads}) + "\n")
    ends = [f"{lane} {count} {link}" for lane, (count, link) in heads.items()]
    log.info("audit.heads", heads=ends, count=report.events)


def _rows() -> Iterator[_Row]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_EVENTS)
        while rows := cursor.fetchmany(_FETCHED):
            yield from (_Row(*row) for row in rows)


def _check_event(report: Report, row: _Row, before: tuple[int, str]) -> None:
    number, link = before
    if not row.number:
        report.faults.append(
            Fault("unlinked", f"event {row.event} was written past the chain, with its trigger off")
        )
    elif row.number != number + 1:
        missing = f"{number + 1} to {row.number - 1}"
        report.faults.append(Fault("removed", f"lane {row.lane} lacks the events {missing}"))
    elif hashlib.sha256((link + row.text).encode()).hexdigest() != row.link:
        report.faults.append(
            Fault("changed", f"event {row.event} is not what was written (lane {row.lane})")
        )


def _check_anchor(report: Report, row: _Row, wanted: dict[Place, str]) -> None:
    link = wanted.pop((row.lane, row.number or 0), row.link)
    if link != row.link:
        report.faults.append(
            Fault("anchor", f"event {row.event} was another one at an earlier check")
        )


def _end_lane(report: Report, last: _Row | None) -> None:
    """The head knows how many events its lane has and how they end."""
    if last is None:
        return
    if last.head_count is None:
        if last.lane:  # lane 0 holds what was written past the chain
            report.faults.append(Fault("no_head", f"the head of lane {last.lane} is gone"))
        return
    report.heads[last.lane] = (last.head_count, last.head_link)
    if (last.number or 0, last.link or "") != (last.head_count, last.head_link):
        report.faults.append(
            Fault(
                "cut_off",
                f"lane {last.lane}: expected {last.head_count} events, the last is {last.number or 0}",
            )
        )
