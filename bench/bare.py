"""The yardstick of ``bench.webhooks``: a FastAPI handler that only inserts one row and commits before it answers.

``python -m bench.bare DATABASE_URL DATA_DIR PORT``. It writes through the product's own engine (same pool, same WAL
and ``synchronous=FULL`` on SQLite, same options on PostgreSQL), so that both promise the same thing with their answer.
"""

import logging
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI, Request, Response
from sqlalchemy import Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app import clock
from app.store.session import open_store
from app.store.types import UtcDateTime


class Base(DeclarativeBase):
    """Apart from the product's tables."""


class Row(Base):
    """What came in."""

    __tablename__ = "bench_bare"
    id: Mapped[str] = mapped_column(primary_key=True, default=clock.new_id)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    body: Mapped[bytes]


def build(database: Engine) -> FastAPI:
    """The whole app."""
    app = FastAPI()

    async def raw_body(request: Request) -> bytes:
        return await request.body()

    @app.post("/hooks/{_connection}")
    def take(_connection: str, body: Annotated[bytes, Depends(raw_body)]) -> Response:
        with Session(database) as session, session.begin():
            session.add(Row(received_at=clock.now(), body=body))
        return Response("stored", 202, media_type="text/plain")

    @app.get("/readyz")
    def ready() -> Response:
        return Response("ready")

    return app


def main(url: str, data_dir: str, port: str) -> None:
    store = open_store(url, Path(data_dir))
    Base.metadata.create_all(store.writer)
    config = uvicorn.Config(
        build(store.writer),
        port=int(port),
        log_config=None,
        log_level=logging.WARNING,
        access_log=False,
        proxy_headers=False,
        server_header=False,
    )
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
