"""Pages for people: one file per screen, templates beside them in ``web/templates``."""
