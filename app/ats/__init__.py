"""Applicant tracking systems: what they say and what we tell them."""
