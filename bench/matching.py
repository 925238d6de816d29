"""How well and how fast the matcher agrees with labelled pairs of posting and resume, beside two common methods.

``python -m bench.matching [FOLDER]`` where FOLDER holds ``fit/authored`` and ``postings/authored``; without an argument
the folder ``corpus`` in ``shared`` beside the checkout is tried. The resumes are the DOCX files; ``--json`` takes their
JSON instead. ``--loud`` names what went wrong. Every figure stands beside its 95 % interval and the issue's bar.
"""

import argparse
import gc
import resource
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from app.matching import warm
from app.matching.lexicon import lexicon_with, vocabulary
from bench.fit import Pair, corpus, pairs, share
from bench.yardsticks import TfIdf, keyword_overlap

VARIANTS = ("base", "synonyms", "missing_must_have", "too_little", "keyword_stuffed", "adjacent_profession",
            "other_profession")  # fmt: skip
ORDERS = (
    ("synonyms", "missing_must_have", 0.98), ("base", "too_little", 0.98), ("base", "keyword_stuffed", 1.0),
    ("base", "other_profession", 1.0),
)  # fmt: skip
"""The first has to stand above the second in the queue, in so large a share of the pairs of pairs of one posting."""
Order = Callable[[Pair], float]
PAIR_BAR = 0.010
"""Seconds of processor time."""


def by_language(found: list[Pair]) -> dict[str, list[Pair]]:
    groups = defaultdict(list)
    for pair in found:
        groups[pair.posting.language].append(pair)
    return {"all": found, **dict(sorted(groups.items()))}


def judgements(found: list[Pair]) -> None:
    print("\nVerdict of each labelled requirement is right (bar 0.95); not read from the posting counts as not met")
    for title, group in (*by_language(found).items(), *((each, of_variant(found, each)) for each in VARIANTS[:5])):
        cells = Counter(cell for pair in group for cell in pair.judged())
        right = sum(n for (label, finding), n in cells.items() if (label == "met") == (finding == "met"))
        unread = sum(n for (_, finding), n in cells.items() if finding == "unread")
        if cells:
            print(f"  {title:20} {share(right, sum(cells.values())):34} unread {unread}")
    cells = Counter(cell for pair in found for cell in pair.judged())
    for (label, finding), count in sorted(cells.items()):
        print(f"    labelled {label:24} -> {finding:13} {count}")


def of_variant(found: Iterable[Pair], variant: str) -> list[Pair]:
    return [pair for pair in found if pair.variant == variant]


def flags(found: list[Pair]) -> None:
    print("\nFlagged for a person (bar 0.95 each)")
    for title, group in by_language(found).items():
        held = [pair for pair in group if pair.held]
        strong = [pair for pair in group if pair.label == "strong"]
        right = sum(pair.label == "strong" for pair in held)
        print(f"  {title:6} precision {share(right, len(held)):34} recall {share(right, len(strong))}")
    for variant in VARIANTS:
        group = of_variant(found, variant)
        print(f"    {variant:20} flagged {share(sum(pair.held for pair in group), len(group))}")


def orders(found: list[Pair], methods: dict[str, Order]) -> None:
    print("\nRight order inside a posting; equal counts as wrong")
    places = {name: {id(pair): order(pair) for pair in found} for name, order in methods.items()}
    for better, worse, bar in ORDERS:
        print(f"  {better} above {worse} (bar {bar:.2f})")
        both = [(one, other) for one in of_variant(found, better) for other in of_variant(found, worse)
                if one.posting is other.posting]  # fmt: skip
        for name, place in places.items():
            print(f"    {name:16} {share(sum(place[id(one)] > place[id(other)] for one, other in both), len(both))}")
        read = [(one, other) for one, other in both if one.posting.requirements]
        right = sum(one.order > other.order for one, other in read)
        print(f"    second look, of the postings that it could read {share(right, len(read))}")


def text_of(pair: Pair) -> str:
    return "\n".join(line.text for line in pair.resume.document.lines)


def timed(order: Order, spent: list[float]) -> Order:
    """The same, noting the processor time of each call."""

    def ordered(pair: Pair) -> float:
        began = time.process_time()
        value = order(pair)
        spent.append(time.process_time() - began)
        return value

    return ordered


def speed(name: str, seconds: list[float]) -> None:
    low, middle, high = (1000 * each for each in (min(seconds), statistics.median(seconds), max(seconds)))
    hourly = 3600 / statistics.fmean(seconds)
    over = sum(each > PAIR_BAR for each in seconds)
    print(
        f"  {name:16} {low:.2f} / {middle:.2f} / {high:.2f} ms, {over} over the bar; {hourly:,.0f} an hour of one core"
    )


def tables_read() -> str:
    """What reading the tables costs, in a process that has not read them yet."""
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    lexicon, words = lexicon_with(), vocabulary()
    seconds = time.process_time() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    forms = sum(map(len, lexicon.parts.values()))
    return (
        f"{len(lexicon.parts)} concepts with {forms} forms and {len(words)} words: {seconds:.2f} CPU s (bar 0.30), "
        f"{grown:.0f} MB; this process {before / 1024 + grown:.0f} MB (bar 120)"
    )


def wrong(found: list[Pair]) -> None:
    """Name each pair whose flag or judgements are not as labelled."""
    for pair in found:
        if pair.held != (pair.label == "strong"):
            print(pair.posting.id, pair.name, pair.variant, pair.found.verdict, pair.found.why)
        for number, (label, finding) in zip(pair.truth, pair.judged(), strict=True):
            if (label == "met") != (finding == "met"):
                text = next(item["text"] for item in pair.posting.labelled if item["id"] == number)
                print(f"  {pair.posting.id} {pair.name} {label} -> {finding}: {text}")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("folder", nargs="?")
    arguments.add_argument("--json", action="store_true", help="the resumes from their JSON instead of DOCX")
    arguments.add_argument("--loud", action="store_true", help="name what went wrong")
    given = arguments.parse_args()
    root = corpus(given.folder)
    print(tables_read())
    warm.load()
    gc.collect()
    gc.freeze()  # As the process that matches does.
    found = pairs(root, ".json" if given.json else ".docx")
    print(f"matcher {found[0].found.matcher_version}, {len(found)} pairs")
    if given.loud:
        wrong(found)
    tf_idf = TfIdf([text_of(pair) for pair in found])
    spent: dict[str, list[float]] = {"keyword overlap": [], "TF-IDF": []}
    methods: dict[str, Order] = {
        "second look": lambda pair: pair.order,
        "keyword overlap": timed(lambda pair: keyword_overlap(pair.posting.text, text_of(pair)),
                                 spent["keyword overlap"]),
        "TF-IDF": timed(lambda pair: tf_idf.cosine(pair.posting.text, text_of(pair)), spent["TF-IDF"]),
    }  # fmt: skip
    judgements(found)
    flags(found)
    orders(found, methods)
    print(
        "\nProcessor time of a pair, smallest / middle / largest (bar 10 ms); a posting's first finds only the tables"
    )
    for name, seconds in {"second look": [pair.seconds for pair in found], **spent}.items():
        speed(name, seconds)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
