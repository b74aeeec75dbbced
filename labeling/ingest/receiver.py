"""A C-STORE receiver: scans that modalities and archives push over DIMSE go through the usual door.

AE titles are names, not secrets: whoever reaches the port can claim one. So it listens on loopback
unless told otherwise, and belongs behind a firewall or a TLS tunnel.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import cast

from django.db import connection
from pydicom.dataset import Dataset
from pydicom.uid import UID
from pynetdicom import AE, AllStoragePresentationContexts, _config, evt
from pynetdicom.association import Association
from pynetdicom.dimse_primitives import C_STORE
from pynetdicom.transport import ThreadedAssociationServer

from labeling.core import blobs
from labeling.core.errors import GyreError, NoSpace
from labeling.core.logs import log
from labeling.imaging.syntaxes import STORED
from labeling.ingest.errors import FileRefused, HeldForReview
from labeling.ingest.limits import MAX_FILE
from labeling.ingest.models import Upload
from labeling.ingest.services import finish_upload, open_upload, read_index, store_instance
from labeling.projects.models import Project

SUCCESS = 0x0000
OUT_OF_RESOURCES = 0xA700
DATA_SET_DOES_NOT_MATCH = 0xA900
CANNOT_UNDERSTAND = 0xC000
_LONGEST_COMMENT = 64
_MAX_ASSOCIATIONS = 4
_MAX_PDU = 256 << 10
_MAX_READ = 1 << 20
"""Of one PDU: callers are told 256 kB, and an association request is smaller."""
_SECONDS = 60
_TO_BEGIN = 10  # seconds until a connection is an association


@dataclass
class _Incoming:
    """One association: its upload, made with its first file, and how much came for the next file."""

    upload: Upload | None = None
    bytes: int = 0
    ended: bool = False
    lock: Lock = field(default_factory=Lock)


class Receiver:
    """Takes C-ECHO and C-STORE for one project.

    Args:
        project: where everything goes.
        aet: our AE title; callers must call it.
        allow: AE titles that may call; all when empty.
    """

    def __init__(self, *, project: Project, aet: str, allow: Sequence[str] = ()) -> None:
        self._project = project
        self._incoming: dict[Association, _Incoming] = {}
        self._ae = AE(ae_title=aet)
        self._ae.require_called_aet = True
        self._ae.require_calling_aet = list(allow)
        self._ae.maximum_associations = _MAX_ASSOCIATIONS
        self._ae.maximum_pdu_size = _MAX_PDU
        self._ae.dimse_timeout = self._ae.network_timeout = _SECONDS
        self._ae.acse_timeout = _TO_BEGIN
        self._ae.add_supported_context(UID("1.2.840.10008.1.1"))  # Verification, C-ECHO
        for context in AllStoragePresentationContexts:
            self._ae.add_supported_context(UID(str(context.abstract_syntax)), sorted(STORED))

    @contextmanager
    def listening(self, host: str, port: int) -> Iterator[ThreadedAssociationServer]:
        """Serve on threads of its own; files on their way in lie in a folder that goes at the end."""
        kept = tempfile.tempdir, _config.STORE_RECV_CHUNKED_DATASET
        with tempfile.TemporaryDirectory(dir=blobs.scratch(), prefix="received-") as folder:
            tempfile.tempdir = folder  # where pynetdicom writes a data set while it arrives
            _config.STORE_RECV_CHUNKED_DATASET = True
            server = self._ae.start_server((host, port), block=False, evt_handlers=self._handlers())
            assert server is not None  # noqa: S101  only with block=True
            try:
                yield server
            finally:
                server.shutdown()
                self._ae.shutdown()
                tempfile.tempdir, _config.STORE_RECV_CHUNKED_DATASET = kept

    def _handlers(self) -> list[evt.EventHandlerType]:
        return [
            (evt.EVT_CONN_OPEN, _bound),
            (evt.EVT_REJECTED, _say_rejected),
            (evt.EVT_C_ECHO, lambda event: SUCCESS),
            (evt.EVT_C_STORE, self._store),
            (evt.EVT_DATA_RECV, self._count),
            (evt.EVT_CONN_CLOSE, self._end),
        ]

    def _store(self, event: evt.Event) -> Dataset:
        incoming = self._of(event)
        incoming.bytes = 0
        try:
            self._take(event, incoming)
        except NoSpace as error:
            return _status(OUT_OF_RESOURCES, error.message)
        except HeldForReview:
            return _status(SUCCESS)
        except _Mismatch as error:
            return _status(DATA_SET_DOES_NOT_MATCH, error.message)
        except GyreError as error:
            return _status(CANNOT_UNDERSTAND, error.message)
        except Exception:
            log.error("receiver.failed", exc_info=True)
            return _status(OUT_OF_RESOURCES, "The receiver failed; send it again later.")
        finally:
            connection.close()  # this thread's own
        return _status(SUCCESS)

    def _take(self, event: evt.Event, incoming: _Incoming) -> None:
        path = Path(event.dataset_path)
        index = read_index(path)
        command = cast(C_STORE, event.request)
        said = command.AffectedSOPClassUID, command.AffectedSOPInstanceUID
        if said != (index.sop_class_uid, index.sop_instance_uid):
            raise _Mismatch
        with incoming.lock:
            if incoming.upload is None:
                incoming.upload = open_upload(project=self._project, user=None, source="dimse")
        try:
            store_instance(project=self._project, user=None, path=path, upload=incoming.upload)
        finally:
            if incoming.ended:  # the caller went away meanwhile: nobody else has it indexed
                finish_upload(upload=incoming.upload)

    def _count(self, event: evt.Event) -> None:
        """Cut off who sends more than one file may have."""
        incoming = self._of(event)
        incoming.bytes += len(event.data)
        if incoming.bytes > MAX_FILE:
            log.warning("receiver.too_large", bytes=incoming.bytes)
            event.assoc.abort()

    def _end(self, event: evt.Event) -> None:
        if event.assoc.requestor.primitive is None:
            # pynetdicom would wait for the request on the closed connection, and count it as an association:
            # a few that look whether the port is open (a balancer does) would shut out everybody.
            event.assoc.dul.to_user_queue.put(None)  # type: ignore[arg-type]
        incoming = self._incoming.pop(event.assoc, None)
        if incoming is None:
            return
        incoming.ended = True
        try:
            if incoming.upload is not None:
                _say_received(finish_upload(upload=incoming.upload))
        finally:
            connection.close()

    def _of(self, event: evt.Event) -> _Incoming:
        return self._incoming.setdefault(event.assoc, _Incoming())


class _Mismatch(FileRefused):
    """The data set is of another class or instance than the command says."""

    def __init__(self) -> None:
        super().__init__("mismatch", "The data set is not the instance that the command names.")


def _bound(event: evt.Event) -> None:
    """The header of a PDU announces up to 4 GiB, and pynetdicom would hold all that comes."""
    line = event.assoc.dul.socket
    assert line is not None  # noqa: S101  the connection has just been opened
    read = line.recv

    def recv(count: int) -> bytearray:
        if count > _MAX_READ:
            log.warning("receiver.too_large", bytes=count)
            raise OSError("the PDU is too large")  # closes the connection
        return read(count)

    line.recv = recv  # type: ignore[assignment, method-assign]


def _say_received(upload: Upload) -> None:
    kept = {"stored": upload.stored, "known": upload.known, "held": upload.held}
    log.info("receiver.received", **kept, refused=upload.refused, project_id=upload.project_id)


def _say_rejected(event: evt.Event) -> None:
    """Without the AE titles, which anybody can choose."""
    log.warning("receiver.association_rejected")


def _status(code: int, comment: str = "") -> Dataset:
    """(0000,0902) Error Comment is shown to whoever sent the file."""
    status = Dataset()
    status.Status = code
    if comment:
        status.ErrorComment = comment[:_LONGEST_COMMENT]
    return status
