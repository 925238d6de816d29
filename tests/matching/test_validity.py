"""Ends of validity, however the date is written; and whose end it is."""

from datetime import date

import pytest

from app.matching.validity import is_over

AS_OF = date(2026, 11, 28)


@pytest.mark.parametrize(
    "behind",
    [
        ", valid until 31/10/2026",
        " license #12345, exp 01/31/2024",
        ", exp. 05/14/2024",
        " expiration 05/14/2024",
        " (American Heart Association) - expiration date: June 2024",
        ", valid until 30 June 2024",
        ", expires Jun 24",
        " (exp. 6/24)",
        ": expiration: 05/2024",
        ", good through 2024-03-01",
        " expired 2023",
        ", valid until June 2026",
        ", gültig bis 31.12.2025",
        ", expires January 5, 2025",
    ],
)
def test_a_past_end_is_read(behind):
    assert is_over(behind, AS_OF)


@pytest.mark.parametrize(
    "behind",
    [
        ", exp. 2028",
        ", valid until 01/12/2026",
        ", valid until 12/01/2027",
        " expires 11/2026",
        ", valid until 30 June 2027",
        "; Forklift, expired 05/2024",
        ", ACLS expired 03/2024, BLS",
        ", valid until 31/10/2027; PALS, expired 03/2024",
        ", valid until further notice",
        " (2019)",
    ],
)
def test_an_end_to_come_or_of_another_licence_is_not_over(behind):
    assert not is_over(behind, AS_OF)


def test_of_a_licence_until_is_enough():
    assert is_over(" until 2019", AS_OF, licence=True)
    assert not is_over(" until 2019", AS_OF)
    assert not is_over(" until 2027", AS_OF, licence=True)
