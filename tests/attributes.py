"""Applicants with protected attributes, and what became of them, for the tests of the audit."""

from contextlib import contextmanager
from itertools import count

from app.audit.answer import Night
from app.audit.attributes import Source
from app.audit.cells import SOURCE
from app.store.attributes import Applicant, AttributeStore
from app.store.models import Application, Decision
from tests.factories import NOW, make_connection, make_policy, make_posting, make_rejection, make_user

_number = count(1)


class Applicants:
    """One connection with its policy and a reviewer; ``add`` makes people who applied on the day of ``NOW``."""

    def __init__(self, session, attributes: AttributeStore) -> None:
        self.session, self.attributes = session, attributes
        self.connection = make_connection(session)
        self.policy = make_policy(session, self.connection)
        self.user = make_user(session)
        self.postings = {}
        session.info[SOURCE] = Source(attributes.read)

    def add(  # noqa: PLR0913 - everything an applicant may have
        self, n=1, *, rules=None, reinstated=False, posting="J-1", passed=None, sex="unknown", race="unknown",
        age="unknown", score=None, applied_on=None, imported_at=NOW, application_id="", **rejection,
    ):  # fmt: skip
        """``rules`` None: the ATS let them through. Returns the ids of the applications."""
        ids = [application_id or f"X-{next(_number):06}" for _ in range(n)]
        for one in ids if rules is not None else ():
            self._reject(one, posting, rules, reinstated, rejection)
        with self.attributes.write() as writing:
            writing.add_all(
                Applicant(
                    connection=self.connection.name, application_id=one, posting=posting,
                    applied_on=applied_on or NOW.date(), passed=passed, sex=sex, race=race, age=age, score=score,
                    imported_at=imported_at,
                )
                for one in ids
            )  # fmt: skip
        return ids

    def _reject(self, application_id, posting, rules, reinstated, values):
        if posting not in self.postings:
            self.postings[posting] = make_posting(self.session, self.connection, external_id=posting or "J-0")
        values = {"state": "reinstated" if reinstated else "stands"} | values
        rejection = make_rejection(
            self.session, connection=self.connection, policy=self.policy, posting=self.postings[posting],
            rule=rules[0] if rules else "", rules="\n".join(rules) if len(rules) > 1 else "", **values,
        )  # fmt: skip
        self.session.get_one(Application, rejection.application_id).external_id = application_id
        if reinstated:
            self.session.add(
                Decision(rejection_id=rejection.id, action="reinstate", decided_by=self.user.id, decided_at=NOW,
                         final_at=NOW)
            )  # fmt: skip
        self.session.flush()


class GivenCells:
    """A source that gives the same cells for every night."""

    def __init__(self, cells) -> None:
        self._cells = cells

    def cells(self, _session, _night: Night):
        return self._cells

    def state(self) -> str:
        return ""


@contextmanager
def opened(url: str):
    store = AttributeStore(url)
    yield store
    store.close()
