"""``Idempotency-Key``: a POST sent again with the same key and body gets the same answer and does nothing twice.

The key is stored in the transaction of what it protects, so either both exist or neither: a refusal leaves no key, and
the same request may be tried again. Only a receipt is kept (which row, which times), and the answer is built from it
anew: resumes, names and notes must not stay behind in a table of answers.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request
from pydantic import BaseModel
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.errors import BadInputError, ConflictError
from app.store.people import IdempotencyKey
from app.web.deps import Now, Principal, WriteSession, principal

Receipt = TypeVar("Receipt", bound=BaseModel)
KEPT = timedelta(days=1)
JSON = "application/json"
KeyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[!-~]{1,255}$",
        description="Any text of yours, new for each intention; kept for a day.",
    ),
]


@dataclass(frozen=True, slots=True)
class Once:
    """A POST that may carry a key: ``return once.answer(Receipt, do_it, show_it)``."""

    session: Session
    now: Now
    principal_id: str
    key: str | None
    request_hash: str

    def answer(self, kind: type[Receipt], act: Callable[[], Receipt], show: Callable[[Receipt], BaseModel]) -> Response:
        """Act and answer, or answer from the receipt of the first time, as things stand now.

        Args:
            kind: the receipt's type; no personal data in it.
            act: does it, once.
            show: makes the answer out of the receipt, each time.

        Raises:
            BadInputError: the key came before with another request.
            ConflictError: the first request with this key is being answered at this moment.

        """
        if self.key is None:
            return _said(show(act()))
        before = self._find(self.key)
        if before is not None:
            if before.request_hash != self.request_hash:
                raise BadInputError(
                    "this Idempotency-Key came before with another request; use a new key for a new one"
                )
            return _said(show(kind.model_validate_json(before.body)), {"Idempotency-Replayed": "true"})
        row = self._reserve(self.key)
        receipt = act()
        row.body = receipt.model_dump_json().encode()
        return _said(show(receipt))

    def _find(self, key: str) -> IdempotencyKey | None:
        self.session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at <= self.now - KEPT))
        return self.session.scalars(
            select(IdempotencyKey).where(IdempotencyKey.principal == self.principal_id, IdempotencyKey.key == key)
        ).one_or_none()

    def _reserve(self, key: str) -> IdempotencyKey:
        """Before acting: on PostgreSQL a twin waits here until the first one commits, then it is refused."""
        row = IdempotencyKey(
            principal=self.principal_id, key=key, request_hash=self.request_hash, status=200, body=b"",
            created_at=self.now,
        )  # fmt: skip
        try:
            with self.session.begin_nested():
                self.session.add(row)
        except IntegrityError:
            raise ConflictError(
                "a request with this Idempotency-Key was being answered at this moment; send it again for its answer"
            ) from None
        return row


def _said(answer: BaseModel, headers: dict[str, str] | None = None) -> Response:
    return Response(answer.model_dump_json(), headers=headers, media_type=JSON)


async def _once(
    request: Request,
    by: Annotated[Principal, Depends(principal)],
    session: WriteSession,
    now: Now,
    intention: KeyHeader = None,
) -> Once:
    said = f"{request.method} {request.url.path}\n".encode() + await request.body()
    return Once(session, now, by.id, intention, hashlib.sha256(said).hexdigest())


TheOnce = Annotated[Once, Depends(_once, scope="function")]
