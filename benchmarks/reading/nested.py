"""Nested statements and voices on a set of our own: ``python -m benchmarks.reading.nested [--wrong]``.

A statement is found where its cue overlaps and its content is alike by half. Of those found: is it linked to the right enclosing
statement, or to none; are the voice, its kind and its side right? A side is right too where a body speaks for itself.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.machine import described, write
from benchmarks.reading.figures import place_of
from sayso.model import Report, Span, Statement
from sayso.reading import Reader

SET = Path(__file__).parent / "sets" / "nested.jsonl"


def plain(name: str | None) -> str:
    return re.sub(r"^(?:the|an?) ", "", (name or "").casefold()).strip()


def places(spans: list[tuple[int, int]] | tuple[Span, ...]) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


def found_for(text: str, gold: dict[str, Any], statements: tuple[Statement, ...], used: set[int]) -> int | None:
    cue = place_of(text, gold["cue"], gold.get("cue_nth") or 0)
    spans = []
    for words in gold["content"]:  # the occurrence nearest to the cue
        at = [m.start() for m in re.finditer(re.escape(words), text)]
        start = min(at, key=lambda a: min(abs(a - cue[1]), abs(a + len(words) - cue[0])))
        spans.append((start, start + len(words)))
    content = places(spans)
    for number, one in enumerate(statements):
        own = places(one.content)
        if (
            number not in used
            and any(c.start < cue[1] and cue[0] < c.end for c in one.cue)
            and 2 * len(own & content) >= len(own | content)
        ):
            return number
    return None


def measure(reader: Reader, part: str, *, wrong: bool = False) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for line in SET.read_text(encoding="utf8").splitlines():
        case = json.loads(line)
        if case["part"] != part:
            continue
        text = case["text"]
        statements = reader.read(Report("set", text, hashlib.sha256(text.encode()).hexdigest())).statements
        used: dict[int, str] = {}
        of_key: dict[str, int] = {}
        for gold in case["statements"]:
            layer = "nested" if gold["within"] else "outer"
            counts[f"{layer} gold"] += 1
            at = found_for(text, gold, statements, set(used))
            if at is None:
                if wrong:
                    print("MISSED", layer, case["id"], gold["source"], gold["cue"], "|", text)
                continue
            used[at], of_key[gold["key"]] = gold["key"], at
            counts[f"{layer} matched"] += 1
            one = statements[at]
            counts["linked right"] += (one.within is None) if gold["within"] is None else of_key.get(gold["within"], -1) == one.within
            several = gold.get("voices") or []
            if len(several) > 1:
                counts["several"] += 1
                counts["several right"] += {plain(v) for v in several} == {plain(v.name) for v in one.voices}
                continue
            counts["single"] += 1
            voice = one.voice
            right = voice is not None and plain(voice.name) == plain(gold["voice"])
            counts["voice right"] += right
            counts["kind right"] += voice is not None and voice.kind == gold["voice_kind"]
            own = voice is not None and gold["side"] is None and plain(voice.side) == plain(voice.name)
            counts["side right"] += own or plain(gold["side"]) == plain(voice.side if voice else None)
            if wrong and not right:
                print("VOICE", case["id"], gold["source"], "is", gold["voice"], "read", voice.name if voice else None, "|", text)
        for one in statements:
            counts["nested found" if one.within is not None else "outer found"] += 1
    out: dict[str, float] = {}
    for layer in ("outer", "nested"):
        p, r = (counts[f"{layer} matched"] / max(counts[f"{layer} {of}"], 1) for of in ("found", "gold"))
        out |= {f"{layer} P": round(p, 4), f"{layer} R": round(r, 4), f"{layer} F1": round(2 * p * r / max(p + r, 1e-9), 4)}
    matched = counts["outer matched"] + counts["nested matched"]
    shares = {"linked right": matched, "voice right": counts["single"], "kind right": counts["single"], "side right": counts["single"]}
    out |= {name: round(counts[name] / max(of, 1), 4) for name, of in shares.items()}
    return {
        **out,
        "all of several right": counts["several right"],
        "several": counts["several"],
        "gold": counts["outer gold"] + counts["nested gold"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="list what is missed or wrong in the dev part")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/nested.json"))
    options = parser.parse_args()
    reader = Reader.load()
    scores = {"dev": measure(reader, "dev", wrong=options.wrong), "test": measure(reader, "test")}
    about = {"corpus_digest": hashlib.sha256(SET.read_bytes()).hexdigest(), "model_digest": reader.encoder.digest, "machine": described()}
    write(options.out, {"what": "statements inside statements, and voices, on our own set", **about, "scores": scores})
    for part, found in scores.items():
        print(f"{part:5} {found}")


if __name__ == "__main__":
    main()
