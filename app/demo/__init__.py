"""A small stand-in applicant tracking system with invented people, for the demo and the tests only."""
