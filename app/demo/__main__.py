"""``python -m app.demo``: start the stand-in ATS from the command line."""

import argparse
from pathlib import Path

from app.demo.serve import serve_stand_in
from app.demo.settings import StandInSettings


def main() -> None:
    """Read the arguments and serve."""
    usual = StandInSettings(Path("demo-data"))
    parser = argparse.ArgumentParser(prog="python -m app.demo", description="A stand-in ATS for demo and tests only.")
    parser.add_argument("--data-dir", type=Path, default=usual.data_dir, help="where its database lies")
    parser.add_argument("--host", default=usual.host)
    parser.add_argument("--port", type=int, default=usual.port, help="0 picks a free one")
    parser.add_argument("--public-url", default=usual.public_url, help="what resume links start with")
    parser.add_argument("--token", default=usual.token, help="bearer token of the generic dialect")
    parser.add_argument("--client-id", default=usual.client_id, help="of the Greenhouse dialect")
    parser.add_argument("--client-secret", default=usual.client_secret, help="of the Greenhouse dialect")
    parser.add_argument("--seed", type=int, default=usual.seed, help="another seed invents other people")
    parser.add_argument("--people", type=int, default=usual.people, help="how many people there are to apply")
    parser.add_argument("--mail-delay", type=float, default=usual.mail_delay, help="seconds from rejection to mail")
    parser.add_argument("--tick", type=float, default=usual.tick, help="seconds between looks at what is due")
    parser.add_argument("--duplicate-share", type=float, default=usual.duplicate_share, help="webhooks sent twice")
    parser.add_argument("--late-share", type=float, default=usual.late_share, help="webhooks held back")
    parser.add_argument("--late-by", type=float, default=usual.late_by, help="seconds that those are held back")
    parser.add_argument(
        "--retry-waits", type=float, nargs="+", default=usual.retry_waits, help="seconds after each failed attempt"
    )
    arguments = vars(parser.parse_args())
    serve_stand_in(StandInSettings(**arguments | {"retry_waits": tuple(arguments["retry_waits"])}))


if __name__ == "__main__":
    main()
