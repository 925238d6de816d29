"""One connection with its people and candidates, built row by row."""

from datetime import timedelta

from sqlalchemy import select

from app.clock import new_id
from app.lifecycle import Action, HoldMode, Who
from app.stats.sampling import is_control
from app.store.models import Decision, Match, Resume
from app.store.night import Finding
from app.store.session import seal_of
from app.store.transition import PROGRAM, Actor, apply
from tests.factories import NOW, make_connection, make_policy, make_posting, make_rejection, make_user
from tests.nights import audited

DAY = NOW.date()
MORNING = NOW + timedelta(days=1)
PERSON = Actor(Who.PERSON, "sam@example.org")


class World:
    """One connection in gate mode, one posting, one recruiter."""

    def __init__(self, session):
        self.session = session
        self.connection = make_connection(session)
        self.policy = make_policy(session, self.connection, hold_mode=HoldMode.GATE)
        self.posting = make_posting(session, self.connection)
        self.user = make_user(session)

    def rejection(self, **values):
        return make_rejection(
            self.session, connection=self.connection, policy=self.policy, posting=self.posting, **values
        )

    def weak(self, made_at=NOW, **values):
        """An unflagged rejection with its match."""
        rejection = self.rejection(**values)
        resume = Resume(rejection_id=rejection.id, received_at=made_at)
        self.session.add(resume)
        self.session.flush()
        self.session.add(
            Match(rejection_id=rejection.id, resume_id=resume.id, requirements_version=1, verdict="weak", why="",
                  policy_version="1", matcher_version="1", made_at=made_at)
        )  # fmt: skip
        return rejection

    def control(self, action=None, probability=0.5):
        key = seal_of(self.session).derive("controls")
        drawn = next(each for each in iter(new_id, None) if is_control(key, each, probability))
        rejection = self.weak(id=drawn, control=True, inclusion_probability=probability)
        apply(self.session, rejection, Action.HOLD_CONTROL, by=PROGRAM, now=NOW)
        if action:
            self.decide(rejection, action, 30)
        return rejection

    def decide(self, rejection, action, seconds):
        decision = Decision(
            rejection_id=rejection.id, action=action, decided_by=self.user.id, decided_at=NOW, final_at=NOW,
            seconds=seconds,
        )  # fmt: skip
        self.session.add(decision)
        self.session.flush()
        apply(self.session, rejection, action, by=PERSON, now=NOW, decision=decision)
        return decision

    def findings(self, now=MORNING):
        run = audited(self.session, DAY, now=now)
        found = self.session.scalars(select(Finding).where(Finding.run_id == run.id))
        return {(finding.check, finding.subject) for finding in found}
