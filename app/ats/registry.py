"""Every adapter there is. Adding one: see docs/adding-an-ats.md.

A literal dict on purpose: mypy checks each module against the protocol here, and nothing is found by searching.
"""

from app.ats.base import Adapter
from app.ats.vendors import file, generic, greenhouse

ADAPTERS: dict[str, Adapter] = {
    "file": file,
    "generic": generic,
    "greenhouse": greenhouse,
}
