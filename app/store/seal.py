"""Secrets at rest: sealed with a key file that is generated on first use and readable by its owner only."""

import base64
import hashlib
import hmac
import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from app.clock import new_secret
from app.errors import BadInputError

KEY_BYTES = 32
OWNER_ONLY, OWNER_ENTERS = 0o600, 0o700


class Seal:
    """Seals and opens short texts, and derives keys for named purposes; never shows its key."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._fernet = Fernet(base64.urlsafe_b64encode(self.derive("seal")))

    def seal(self, text: str) -> str:
        """Encrypt and authenticate (Fernet: AES-128-CBC with HMAC-SHA256)."""
        return self._fernet.encrypt(text.encode()).decode() if text else ""

    def open(self, sealed: str) -> str:
        """Give back what was sealed.

        Raises:
            BadInputError: the key file is not the one it was sealed with.

        """
        try:
            return self._fernet.decrypt(sealed.encode()).decode() if sealed else ""
        except InvalidToken:
            raise BadInputError(
                "a stored secret does not open with this key file; put the key file of this database back, "
                "or run `second-look connect` again to store the secrets anew"
            ) from None

    def derive(self, purpose: str) -> bytes:
        """Make a key for one purpose only (HMAC-SHA256 of its name)."""
        return hmac.new(self._key, purpose.encode(), hashlib.sha256).digest()


def load_seal(data_dir: Path) -> Seal:
    """Read the key file, or generate it. Two processes that start together end up with the same key."""
    path = data_dir / "seal.key"
    data_dir.mkdir(mode=OWNER_ENTERS, parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"seal.key.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(new_secret(KEY_BYTES)))
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(draft)  # fails if another process was first; then its key counts
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    key = base64.b64decode(path.read_bytes())
    if len(key) != KEY_BYTES:
        raise BadInputError(f"{path} is not a key file of {KEY_BYTES} bytes; restore it from your backup")
    return Seal(key)
