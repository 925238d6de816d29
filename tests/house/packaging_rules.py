"""Rules about what is shipped: locks, licences, addresses and paths, the image and the compose file."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house import tree
from tests.house.doc_rules import settings

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")
PERMISSIVE = {
    "0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU", "PSF-2.0",
    "Zlib",
}  # fmt: skip
SAME_LICENCE = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "2-clause BSD": "BSD-2-Clause",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
    "ISC License": "ISC",
    "MIT License": "MIT",
    "PSFL": "PSF-2.0",
}
"""Other spellings found in the metadata of packages."""
LICENCE_EXCEPTIONS = {
    "psycopg": "LGPL-3.0, used unchanged as a package of its own that anybody can replace (ADR 9)",
    "psycopg-binary": "LGPL-3.0: the compiled part of psycopg, same reason",
}

MACHINE_PATH = re.compile(r"(?<![\w.}:~-])/(?:work|root|opt/(?:pypi|wheels)|home/\w+)/")
INDEX_ADDRESS = re.compile(r"pypi\.[a-z]+|files\.python|--(?:extra-)?index-url|--find-links|registry\.[a-z]+\.")


def _pinned(root: Path, lock: str) -> Iterator[tuple[Requirement, int, str]]:
    """(requirement, number of hashes, entry as written) for every package of a lock file."""
    text = (root / lock).read_text(encoding="utf-8") if (root / lock).is_file() else ""
    for entry in re.split(r"\n(?=[A-Za-z0-9])", text.strip()):
        line = entry.splitlines()[0].removesuffix("\\").strip()
        yield Requirement(line), entry.count("--hash=sha256:"), line


def locks_are_pinned_and_hashed(root: Path) -> list[str]:
    complaints = [f"{lock} is missing" for lock in LOCKS if not (root / lock).is_file()]
    for lock in set(LOCKS) - {complaint.split()[0] for complaint in complaints}:
        for requirement, hashes, line in _pinned(root, lock):
            if not re.fullmatch(r"==[^*,]+", str(requirement.specifier)) or not hashes:
                complaints.append(f"{lock}: {line!r} is not pinned to one version with its hashes")
        if "://" in (root / lock).read_text(encoding="utf-8"):
            complaints.append(f"{lock} holds an address")
    return complaints


def locks_agree(root: Path) -> list[str]:
    """What runs is what was tested, and what pyproject asks for is in it."""
    versions = {
        lock: {(canonicalize_name(one.name), str(one.specifier)) for one, _, _ in _pinned(root, lock)} for lock in LOCKS
    }
    complaints = [
        f"{name}{version} of {lock} is not in requirements-dev.lock"
        for lock in ("requirements.lock", "requirements-build.lock")
        for name, version in sorted(versions[lock] - versions["requirements-dev.lock"])
    ]
    pyproject = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {
        "requirements.lock": pyproject["project"]["dependencies"],
        "requirements-dev.lock": pyproject["dependency-groups"]["dev"],
    }
    for lock, lines in wanted.items():
        for requirement in map(Requirement, lines):
            found = [
                one
                for one, _, _ in _pinned(root, lock)
                if canonicalize_name(one.name) == canonicalize_name(requirement.name)
            ]
            if not any(requirement.specifier.contains(str(one.specifier)[2:], prereleases=True) for one in found):
                complaints.append(f"{lock} does not satisfy {requirement} of pyproject.toml: run `make lock`")
    return complaints


def _licence(name: str) -> str:
    about = metadata(name)
    classifiers = [
        line.rsplit(" :: ", 1)[1] for line in about.get_all("Classifier", []) if line.startswith("License :: ")
    ]
    short = (about.get("License") or "").strip()
    given = about.get("License-Expression") or (short if 0 < len(short) < 60 else " AND ".join(classifiers))
    return SAME_LICENCE.get(given, given) or "unknown"


def _is_permissive(expression: str) -> bool:
    return any(
        all(SAME_LICENCE.get(part.strip("() "), part.strip("() ")) in PERMISSIVE for part in choice.split(" AND "))
        for choice in expression.split(" OR ")
    )


def licences_are_permissive(root: Path) -> list[str]:
    complaints = []
    for requirement, _hashes, _line in _pinned(root, "requirements.lock"):
        name = canonicalize_name(requirement.name)
        if requirement.marker and not requirement.marker.evaluate():
            continue  # For another platform: not installed here, so it cannot be asked.
        try:
            licence = _licence(name)
        except PackageNotFoundError:
            complaints.append(f"{name} is in requirements.lock and not installed: run `make test`")
            continue
        if name not in LICENCE_EXCEPTIONS and not _is_permissive(licence):
            complaints.append(f"{name} is {licence}, which is not on the list of permissive licences")
    return complaints


def nothing_of_this_machine(root: Path) -> list[str]:
    complaints = []
    for path in tree.tracked(root):
        try:
            text = (root / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for what, pattern in (("a path of somebody's machine", MACHINE_PATH), ("an index address", INDEX_ADDRESS)):
            if path != "tests/house/packaging_rules.py" and (found := pattern.search(text)):
                line = text.count("\n", 0, found.start()) + 1
                complaints.append(f"{path}:{line} holds {what}: {found.group()}")
    return complaints


def _compose(root: Path) -> dict[str, Any]:
    compose: dict[str, Any] = yaml.safe_load((root / "docker-compose.yml").read_text(encoding="utf-8"))
    return compose


def compose_is_sound(root: Path) -> list[str]:
    compose = _compose(root)
    services = compose["services"]
    complaints = [
        f"service {name} is missing" for name in ("web", "worker", "migrate", "postgres") if name not in services
    ]
    volumes = set(compose.get("volumes", {}))
    for name, service in services.items():
        if not ("image" in service or "build" in service):
            complaints.append(f"{name} has neither an image nor a build")
        if "healthcheck" not in service and name != "web":  # The web's health check is the image's own.
            complaints.append(f"{name} has no health check")
        named = {mount.split(":")[0] for mount in service.get("volumes", []) if not mount.startswith((".", "/"))}
        complaints += [
            f"{name} mounts the volume {volume}, which is not declared" for volume in sorted(named - volumes)
        ]
        complaints += [
            f"{name} waits for {other}, which is not there"
            for other in service.get("depends_on", {})
            if other not in services
        ]
        if service.get("privileged") or str(service.get("user", "")).split(":")[0] in {"root", "0"}:
            complaints.append(f"{name} runs as root")
        unknown = {key for key in service.get("environment", {}) if key.startswith("SECOND_LOOK_")} - settings(root)
        complaints += [f"{name} sets {key}, which app/config.py does not know" for key in sorted(unknown)]
    for name in ("web", "worker"):
        if (
            services.get(name, {}).get("depends_on", {}).get("migrate", {}).get("condition")
            != "service_completed_successfully"
        ):
            complaints.append(f"{name} may start before the database is migrated")
    if services.get("postgres", {}).get("image", "").split(":")[1:] != ["18"]:
        complaints.append("postgres is not version 18, which the tests use")
    return complaints


def compose_has_no_default_secret(root: Path) -> list[str]:
    return [
        f"docker-compose.yml: a secret of {name} has a default or is written down: {key}"
        for name, service in _compose(root)["services"].items()
        for key, value in service.get("environment", {}).items()
        if re.search(r"PASSWORD|SECRET|KEY|TOKEN|DATABASE_URL", key) and not re.search(r"\$\{\w+:\?", str(value))
    ]


def image_is_careful(root: Path) -> list[str]:
    text = re.sub(r"\\\n\s*", " ", (root / "Dockerfile").read_text(encoding="utf-8"))
    stages = re.split(r"(?m)^FROM ", text)[1:]
    last = stages[-1]
    ignored = (root / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = [word for source in re.findall(r"(?m)^COPY (?!--from)(.+) \S+$", text) for word in source.split()]
    checks = {
        "one stage only: build tools would be shipped": len(stages) >= 2,
        "a base image without an exact version": all(
            re.match(r"[\w./-]+:[\w.-]*\d[\w.-]*(\s|$)", stage) and ":latest" not in stage.split()[0]
            for stage in stages
        ),
        "packages installed without hashes": all(
            "--require-hashes" in line or "--no-deps" in line for line in re.findall(r"pip install[^&\n]*", text)
        ),
        "the last stage runs as root": bool(re.search(r"(?m)^USER (?!root|0\b)\S+", last)),
        "no health check": "HEALTHCHECK" in last and "/healthz" in last,
        "the last stage copies source files instead of what was installed": not re.search(
            r"(?m)^COPY (?!--from)", last
        ),
        "the locks are not copied": {"requirements.lock", "requirements-build.lock"} <= set(copied),
        "copies something that .dockerignore leaves out": all(f"!{word}" in ignored for word in copied),
        "copies something that is not there": all((root / word).exists() for word in copied),
    }
    return [f"Dockerfile: {complaint}" for complaint, fine in checks.items() if not fine]


def make_does_its_own_set_up(root: Path) -> list[str]:
    text = (root / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"(?m)^([a-z]+):.*", text)
    complaints = [
        f"Makefile: {name} has no description"
        for name in targets
        if not re.search(rf"(?m)^{name}:.*## \w", text) and name != "help"
    ]
    for name, stamp in {"demo": "ready-to-run", "test": "ready-to-test", "check": "ready-to-test"}.items():
        if not re.search(rf"(?m)^{name}: \$\(VENV\)/{stamp}", text):
            complaints.append(f"Makefile: {name} does not set itself up")
    return complaints


RULES = [
    locks_are_pinned_and_hashed, locks_agree, licences_are_permissive, nothing_of_this_machine, compose_is_sound,
    compose_has_no_default_secret, image_is_careful, make_does_its_own_set_up,
]  # fmt: skip
