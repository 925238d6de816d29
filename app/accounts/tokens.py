"""Secrets that are shown once and stored as a digest: cookies, links, API keys."""

import base64
import hashlib

from app.clock import new_secret


def new_token(prefix: str = "") -> str:
    """256 random bits as URL-safe text, after a prefix that lets people and scanners recognise its kind."""
    return prefix + base64.urlsafe_b64encode(new_secret()).rstrip(b"=").decode()


def digest(token: str) -> str:
    """What the database keeps (SHA-256, hex). Tokens are random, so a fast hash without salt is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
