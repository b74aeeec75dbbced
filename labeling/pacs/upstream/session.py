"""One HTTP session with one PACS: its own origin only, judged addresses, no redirects, bounded answers."""

import re
import socket
from typing import Any
from urllib.parse import unquote

import requests
import urllib3
from django.conf import settings
from requests.adapters import HTTPAdapter
from requests.auth import HTTPBasicAuth
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from labeling.pacs.errors import (
    BadPacsUrl,
    NotThere,
    Upstream,
    UpstreamAway,
    UpstreamBroken,
    UpstreamFault,
    UpstreamLies,
    UpstreamRedirects,
    UpstreamRefuses,
    UpstreamSlow,
    UpstreamTooMuch,
)
from labeling.pacs.models import Pacs, PacsAuth
from labeling.pacs.origins import origin
from labeling.pacs.sealing import SEAL
from labeling.pacs.upstream.addresses import connect
from labeling.pacs.upstream.patience import Patience

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
ANSWER_SECONDS = 30.0
MAX_ANSWER = 8 << 20
"""Of an answer that is held in memory. Parsed JSON may take twenty times its bytes."""
_BLOCK = 1 << 16
_JSON = ("application/dicom+json", "application/json")
_AWAY = (502, 503, 504)
_LEGAL = re.compile("%(?:2A|3F|21|27|28|29|2C|2F|3A|40)")
"""* ? ! ' ( ) , / : @ may stand in a query as they are (RFC 3986, 3.4)."""


def session_for(pacs: Pacs, *, seconds: float = ANSWER_SECONDS) -> "UpstreamSession":
    """A session that carries the PACS's credentials. Use it in a `with` statement.

    Raises:
        SecretUnreadable: 409.
    """
    session = UpstreamSession(pacs.url, Patience(seconds))
    secret = SEAL.unseal(pacs.secret)
    if pacs.auth == PacsAuth.BASIC:
        session.auth = HTTPBasicAuth(pacs.username.encode(), secret.encode())
    if pacs.auth == PacsAuth.BEARER:
        session.headers["Authorization"] = f"Bearer {secret}"
    return session


class UpstreamSession(requests.Session):
    """Every request of it is checked here, dicomweb-client's too, and every fault gets a name.

    Raises:
        Upstream: 502 or 504, from each request. AddressRefused: 422.
    """

    def __init__(self, root: str, patience: Patience) -> None:
        super().__init__()
        self.root = root
        self.patience = patience
        self.trust_env = False  # no proxies, no .netrc
        self.verify = settings.PACS_CA or True
        self.headers["Accept-Encoding"] = "identity"
        self._origin = origin(root)
        adapter = _PinnedAdapter(patience)
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def __enter__(self) -> "UpstreamSession":
        self.patience.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()
        self.patience.__exit__(*error)

    def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
        """Escapes no more of a query than it must: Orthanc 1.10 takes %2A for three characters.

        Raises:
            BadPacsUrl: 400, the registered address has parts that no request can carry.
        """
        try:
            prepared = super().prepare_request(request)
        except (requests.RequestException, UnicodeError) as error:
            raise BadPacsUrl(expected="https://host[:port]/path") from error
        path, mark, query = (prepared.url or "").partition("?")
        prepared.url = path + mark + _LEGAL.sub(lambda found: unquote(found[0]), query)
        return prepared

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: requests never looks where a redirect leads."""

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """The answer; its body is read and bounded unless `stream` was asked for."""
        if origin(request.url or "") != self._origin:
            raise UpstreamLies("A request to another address than the registered one was stopped.")
        request.headers.pop("Host", None)  # dicomweb-client sets it without the port
        streamed = options.pop("stream", False)
        options |= {
            "stream": True,
            "allow_redirects": False,
            "timeout": (CONNECT_SECONDS, READ_SECONDS),
        }
        try:
            with self.patience.waiting():
                response = super().send(request, **options)
        except requests.RequestException as error:
            raise self._named(error) from error
        try:
            if self.patience.ended:
                raise UpstreamSlow
            _check_head(response)
            if not streamed:
                _check_json(response)
                response._content = self._all(response)  # as requests does, but bounded
        except Upstream:
            response.close()
            raise
        return response

    def read(self, response: requests.Response, count: int) -> bytes:
        """Up to `count` bytes of a streamed body, as soon as some are there; b"" at its end."""
        raw: urllib3.BaseHTTPResponse = response.raw
        try:
            with self.patience.waiting():
                block = raw.read1(count, decode_content=False)
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise self._named(error) from error
        if not block and self.patience.ended:
            raise UpstreamSlow
        self.patience.received(len(block))
        return block

    def _all(self, response: requests.Response) -> bytes:
        body = bytearray()
        while block := self.read(response, _BLOCK):
            body += block
            if len(body) > MAX_ANSWER:
                raise UpstreamTooMuch(expected=f"at most {MAX_ANSWER} bytes")
        response.raw.release_conn()
        return bytes(body)

    def _named(self, error: Exception) -> Upstream:
        timeouts = (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)
        if self.patience.ended or isinstance(error, timeouts):
            return UpstreamSlow()
        if isinstance(error, requests.exceptions.SSLError):
            return UpstreamAway("The certificate of the PACS is not trusted.")
        if isinstance(error, requests.ConnectionError) and _never_connected(error):
            return UpstreamAway()
        return UpstreamBroken()


def _never_connected(error: requests.ConnectionError) -> bool:
    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", cause)
    return isinstance(reason, urllib3.exceptions.NewConnectionError)


def _check_head(response: requests.Response) -> None:
    status = response.status_code
    if 300 <= status < 400:
        raise UpstreamRedirects(got=status)
    if status in (401, 403):
        raise UpstreamRefuses(got=status)
    if status in (404, 410):
        raise NotThere(got=status)
    if status in _AWAY:
        raise UpstreamAway(f"The PACS is not available at the moment ({status}).", got=status)
    if status >= 400 and status != 409:
        raise UpstreamFault(f"The PACS answered with the error {status}.", got=status)
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UpstreamLies(
            "The PACS sent a compressed answer that was not asked for.", expected="identity"
        )


def _check_json(response: requests.Response) -> None:
    media = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if (
        response.status_code != 204
        and response.headers.get("Content-Length") != "0"
        and (media not in _JSON)
    ):
        raise UpstreamLies(
            "The PACS answered with something that is not DICOM JSON: is its address that of a "
            "DICOMweb root?",
            expected=_JSON[0],
            got=media[:60],
        )


class _PinnedAdapter(HTTPAdapter):
    """Connects to judged addresses. The certificate is still checked against the name."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        patience = self._patience

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return _connected(self, patience, encrypted=False)

        class Encrypted(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return _connected(self, patience, encrypted=True)

        plain = type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": Plain})
        encrypted = type("EncryptedPool", (HTTPSConnectionPool,), {"ConnectionCls": Encrypted})
        self.poolmanager.pool_classes_by_scheme = {"http": plain, "https": encrypted}


def _connected(connection: HTTPConnection, patience: Patience, *, encrypted: bool) -> socket.socket:
    try:
        made = connect(
            connection.host, connection.port or 0, encrypted=encrypted, timeout=CONNECT_SECONDS
        )
    except TimeoutError as error:
        raise urllib3.exceptions.ConnectTimeoutError(connection, "connect timed out") from error
    except OSError as error:
        raise urllib3.exceptions.NewConnectionError(connection, "cannot connect") from error
    patience.hold(made)
    return made
