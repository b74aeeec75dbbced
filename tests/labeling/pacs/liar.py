"""An HTTP server whose answers are functions of the test: it hangs, lies, redirects, cuts off."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[["Asked"], None]


class Asked(BaseHTTPRequestHandler):
    """A request, and short ways to answer it."""

    server: "Liar"
    protocol_version = "HTTP/1.1"

    def json(self, body: bytes, status: int = 200) -> None:
        self.send(body, "application/dicom+json", status)

    def send(
        self, body: bytes, media: str, status: int = 200, *, claims: int | None = None
    ) -> None:
        """`claims`: the Content-Length, when it is not the true one."""
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body) if claims is None else claims))
        self.end_headers()
        self.wfile.write(body)
        if claims is not None:
            self.close_connection = True

    def multipart(self, files: list[bytes], *, cut: int = 0) -> None:
        """The files as STOW and WADO send them, without the last `cut` bytes."""
        parts = [b"--b\r\nContent-Type: application/dicom\r\n\r\n" + file for file in files]
        body = b"\r\n".join([*parts, b"--b--\r\n"])
        media = 'multipart/related; type="application/dicom"; boundary=b'
        if cut:
            self.send(body[:-cut], media, claims=len(body))
        else:
            self.send(body, media)

    def redirect(self, to: str) -> None:
        self.send_response(302)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length)
        self.server.asked.append((self.command, self.path, dict(self.headers)))
        try:
            self.server.answer(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_GET = do_POST = _answer  # noqa: N815

    def log_message(self, *_: Any) -> None:
        """Quiet."""


class Liar(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.answer: Answer = lambda asked: asked.json(b"[]")
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.over = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> "Liar":
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, *_: Any) -> None:
        """A client that goes away is what the tests are about."""
