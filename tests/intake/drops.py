"""A drop folder for tests: files are put there, and a night takes them in."""

import json
import zipfile
from datetime import timedelta

from sqlalchemy import func, select

from app.clock import now
from app.intake import drop
from app.intake.importing import Place
from app.store.models import Connection

LATER = timedelta(minutes=5)
POSTING = json.dumps({"posting_id": "P1", "title": "Nurse", "text": "Requirements:\n- Nursing degree"})
HEADER = "application_id,posting_id,rejected_at,resume_file,rules\n"


def row(number, resume="a.txt"):
    return f"A{number},P1,2026-11-20,{resume},licence;years\n"


class Night:
    """A drop folder with the folder of one connection, and a run five minutes later."""

    def __init__(self, store, root):
        self.store, self.root, self.folder = store, root, root / "old-ats"
        self.folder.mkdir(parents=True)
        self.done = self.folder / "done"

    def put(self, name, data):
        (self.folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())

    def resumes(self, **files):
        with zipfile.ZipFile(self.folder / "resumes.zip", "w") as archive:
            for name, text in (files or {"a": "CPR"}).items():
                archive.writestr(f"{name}.txt", text)

    def run(self, after=LATER):
        place = Place(self.store.write, self.store.read, lambda: now() + after, self.store.packs, 1 << 20)
        return drop.take_in(place, self.root, by="somebody")

    def count(self, model):
        with self.store.read() as session:
            return session.scalar(select(func.count()).select_from(model))

    def trouble(self):
        with self.store.read() as session:
            return session.scalars(select(Connection.trouble).where(Connection.name == "old-ats")).one()

    def there(self):
        return sorted(path.name for path in self.folder.iterdir() if path != self.done)
