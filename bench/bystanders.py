"""What runs beside the server in ``bench.webhooks``: an ATS with resumes, and readers that never stop reading."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event

from app.demo.people import Person, Truth, invent
from app.demo.resumes import resume_file
from parsers.isolate import parse
from parsers.model import Resume

SEED, PEOPLE = 1, 60


def people() -> list[Person]:
    """Invented people whose resumes can be read; the same ones in every process."""
    return [person for person in invent(SEED, PEOPLE) if person.truth is not Truth.UNREADABLE]


def serve_resumes(ready: Connection) -> None:
    """Say the port, then answer for ever: every application is parked, and has the resume that its address names."""
    files = {f"/resumes/{person.file_name}": resume_file(person) for person in people()}

    class Ats(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found = files.get(self.path, b'{"id": "any", "state": "parked"}')
            self.send_response(200)
            self.send_header("content-length", str(len(found)))
            self.end_headers()
            self.wfile.write(found)

        def log_message(self, *_: object) -> None:
            """One line per request would be noise."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Ats)
    ready.send(server.server_port)
    server.serve_forever()


def read_resumes(stop: Event, done: Connection) -> None:
    """Read one resume after the other in the limited child process; says at the end how many."""
    files, count = [resume_file(person) for person in people()], 0
    while not stop.is_set():
        assert isinstance(parse(files[count % len(files)]), Resume), "an invented resume cannot be read"
        count += 1
    done.send(count)
