"""What candidates are called: easy to tell apart aloud, always the same, of nothing but the id, and found again."""

from itertools import combinations, pairwise

import pytest
from rapidfuzz.distance import Levenshtein

from app.clock import new_id
from app.language import speaking
from app.lifecycle import Action
from app.pseudonym import FIRST, NUMBERS, SECOND, ending_of, pseudonym
from app.review.show import show
from tests.review.desk import NOW, Desk


@pytest.mark.parametrize("words", [FIRST, SECOND])
def test_no_two_words_of_a_place_begin_or_sound_alike(words: tuple[str, ...]) -> None:
    assert len(set(words)) == 64
    assert all(word.isascii() and word.istitle() and 4 <= len(word) <= 9 for word in words)
    for one, other in combinations(words, 2):
        assert one[:3] != other[:3]
        assert Levenshtein.distance(one, other) >= 3, (one, other)
    assert not set(FIRST) & set(SECOND)


def test_every_ending_of_an_id_has_a_name_of_its_own_that_leads_back() -> None:
    for ending in ("000000", "000001", "001000", "04abcd", "9f00ff", "ffffff"):
        name = pseudonym(f"019b0000-0000-7000-8000-000000{ending}")
        assert ending_of(name) == ending
        assert ending_of(f"Bewerbung {name.upper()} ") == ending
    assert pseudonym("019b0000-0000-7000-8000-000000000000") == f"{FIRST[0]} {SECOND[0]} 0"
    assert pseudonym("019b0000-0000-7000-8000-000000ffffff") == f"{FIRST[-1]} {SECOND[-1]} {NUMBERS - 1}"


@pytest.mark.parametrize(
    "said", ["", "Echo", "Echo Fjord", "Fjord Echo 12", "Echo Fjord 4096", "Echo Fjord 07", "a b 1"]
)
def test_what_is_none_is_none(said: str) -> None:
    assert ending_of(said) == ""


def test_two_who_come_one_after_the_other_share_no_word_as_a_rule() -> None:
    names = [pseudonym(new_id()).split()[:2] for _ in range(2_000)]
    shared = sum(bool(set(one) & set(other)) for one, other in pairwise(names))
    assert shared < 200  # 1 in 32 by chance, some 63


def test_it_follows_from_the_id_alone(desk: Desk) -> None:
    ids = [f"019b0000-0000-7000-8000-0000{n}04abcd" for n in ("00", "01")]
    desk.hold(Action.HOLD_MATCH, rejection_id=ids[0], name="Maren Ostrowski", strength=0.9)
    desk.hold(Action.HOLD_CONTROL, rejection_id=ids[1], name="Jo Petrosyan", strength=0.1)
    with desk.store.read() as session:
        one, other = (show(session, each, desk.ana, now=NOW).code for each in ids)
        with speaking("de"):
            german = show(session, ids[0], desk.ana, now=NOW).code
    assert one == other == f"Candidate {pseudonym(ids[0])}"
    assert german == f"Bewerbung {pseudonym(ids[0])}"
