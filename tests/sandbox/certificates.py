"""Certificates for servers on this machine, made by `openssl` on demand."""

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

_NAMES = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")


def self_signed(folder: Path, name: str) -> tuple[Path, Path]:
    """Create a key and a self-signed certificate; return certificate and key."""
    if shutil.which("openssl") is None:
        pytest.skip("deliveries over TLS are not tested: no openssl here (apt-get install openssl)")
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    command = ["openssl", "req", "-x509", *curve, "-days", "2", *_NAMES, "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """Return a server's SSL context with this certificate; loading another one later replaces it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
