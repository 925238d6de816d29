"""Faults on order: they strike changing API calls only, before or after the effect, as often as ordered."""

from app.demo.people import Truth, invent

REJECTED = [person.number for person in invent(1, 60) if person.truth is not Truth.FIT]


def test_fault_before_the_effect_changes_nothing(start):
    stand_in = start(mail_delay=600)
    application = f"/generic/applications/{stand_in.apply(REJECTED[0])}"
    stand_in.post("/admin/faults", count=2)
    assert stand_in.get(application)["state"] == "rejected"
    assert [stand_in.status_of_post(f"{application}/reinstate", item_id="i") for _ in range(3)] == [503, 503, 200]
    assert stand_in.get("/admin/calls?item_id=i")["count"] == 1


def test_lost_answer_has_taken_effect(start):
    stand_in = start(mail_delay=600)
    application = f"/generic/applications/{stand_in.apply(REJECTED[0])}"
    stand_in.post("/admin/faults", status=502, after=True)
    assert stand_in.status_of_post(f"{application}/notes", text="Seen", item_id="i") == 502
    assert stand_in.status_of_post(f"{application}/notes", text="Seen", item_id="i") == 200
    assert len(stand_in.get(f"{application}/notes")["notes"]) == 2
