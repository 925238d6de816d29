"""What at the head of a role says that it was not full time."""

import pytest

from app.matching.workload import is_reduced


@pytest.mark.parametrize(
    "line",
    [
        "Staff Nurse (part-time)",
        "Staff Nurse, 0.4 FTE",
        "Staff Nurse, FTE 0.6",
        "Staff Nurse, 20 % position",
        "Staff Nurse (50%)",
        "Staff Nurse, 60%",
        "Pflegefachfrau, 80%-Stelle",
        "Pflegefachfrau, Pensum: 60 %",
        "Enfermera, jornada del 50 %",
        "Infirmi\u00e8re \u00e0 80 %",
        "Clerk, 16 hours per week",
        "Clerk, 20 Std./Woche",
        "Clerk, 2 days a week",
        "Verk\u00e4uferin, Minijob",
    ],
)
def test_a_share_of_full_time(line):
    assert is_reduced(line, in_bullet=False)


@pytest.mark.parametrize(
    "line", ["Staff Nurse, 1.0 FTE", "Staff Nurse, 100 % position", "Clerk, 40 hours per week", "Sales +20 % in 2019"]
)
def test_full_time_and_other_figures(line):
    assert not is_reduced(line, in_bullet=False)


def test_a_share_in_a_bullet_may_be_of_anything():
    assert not is_reduced("Cut the backlog by a half (50%)", in_bullet=True)
