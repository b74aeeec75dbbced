"""Certificates are checked against the name, although the connection goes to a judged address."""

import datetime
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from labeling.pacs import services
from tests.labeling.pacs.archives import make_pacs
from tests.labeling.pacs.liar import Liar

pytestmark = pytest.mark.django_db
NAME = "pacs.example.org"


def _certificate(folder: Path, name: str) -> Path:
    """Self-signed, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = timezone.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name stands for loopback."""
    real = socket.getaddrinfo

    def resolve(host: Any, *values: Any, **named: Any) -> Any:
        return real("127.0.0.1" if host == NAME else host, *values, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


def _check(liar: Liar, certificate: Path, trusted: str, settings: Any) -> services.Checked:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    liar.socket = context.wrap_socket(liar.socket, server_side=True)
    settings.PACS_CA = trusted
    return services.check_pacs(pacs=make_pacs(f"https://{NAME}:{liar.server_address[1]}"))


def test_a_certificate_of_the_name_is_taken(
    liar: Liar, resolved: None, tmp_path: Path, settings: Any
) -> None:
    certificate = _certificate(tmp_path, NAME)
    assert _check(liar, certificate, str(certificate), settings).ok
    assert liar.asked[0][2]["Host"].startswith(NAME)


def test_a_certificate_of_another_name_is_not(
    liar: Liar, resolved: None, tmp_path: Path, settings: Any
) -> None:
    certificate = _certificate(tmp_path, "127.0.0.1.example.org")
    checked = _check(liar, certificate, str(certificate), settings)
    assert not checked.ok
    assert "certificate" in checked.message
    assert liar.asked == []


def test_a_certificate_that_nobody_vouches_for_is_not(
    liar: Liar, resolved: None, tmp_path: Path, settings: Any
) -> None:
    checked = _check(liar, _certificate(tmp_path, NAME), "", settings)
    assert not checked.ok
    assert "certificate" in checked.message
    assert liar.asked == []
