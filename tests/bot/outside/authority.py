"""An authority for certificates that nobody knows but these tests."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


class Authority:
    """It vouches for hosts, by one file in a folder that is believed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.believed = folder / "authority.pem"
        self._key = generate_private_key(SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Nobody's authority")])
        own = self._begun(self._name, self._key.public_key()).add_extension(
            x509.BasicConstraints(ca=True, path_length=0), critical=True
        )
        signed = own.sign(self._key, SHA256())
        self.believed.write_bytes(signed.public_bytes(Encoding.PEM))

    def trust(self) -> ssl.SSLContext:
        """What believes it, and nobody else."""
        return ssl.create_default_context(cafile=str(self.believed))

    def vouch(self, *hosts: str) -> ssl.SSLContext:
        """What a server for these hosts shows."""
        key = generate_private_key(SECP256R1())
        names = x509.SubjectAlternativeName([_named(one) for one in hosts])
        begun = self._begun(x509.Name([]), key.public_key()).add_extension(names, critical=True)
        path = self.folder / "server.pem"
        shown = begun.sign(self._key, SHA256()).public_bytes(Encoding.PEM)
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.write_bytes(shown + secret)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _begun(self, subject: x509.Name, key: object) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return x509.CertificateBuilder(
            issuer_name=self._name,
            subject_name=subject,
            public_key=key,  # type: ignore[arg-type]
            serial_number=x509.random_serial_number(),
            not_valid_before=now - timedelta(days=1),
            not_valid_after=now + timedelta(days=1),
        )


def _named(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)
