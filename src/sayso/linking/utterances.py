"""Which statements tell one act of saying, in the same words, in other words, cut, lengthened or translated.

One voice, a time that allows it, similar content, the same occasion. What a statement means is compared by vectors of the
encoder in `meaning`; the words themselves, names, numbers and negations are compared beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from sayso.linking import crowds
from sayso.linking.copies import day_number
from sayso.linking.engine import Engine
from sayso.linking.meaning import SIZE, length
from sayso.linking.records import ReportRecord, StatementRecord, VoiceRecord
from sayso.linking.weighing import Comparison, Level
from sayso.linking.words import negations, numbers, quotations, runs, stems, words

KEY_RUN = 6  # words that statements of different voices must have in common to be compared
FAR, ALIKE = 0.3, 0.7  # likeness in meaning below which statements are not compared, as utterances and as claims
FEWEST = 3  # words that carry meaning: in fewer ("the deal") a statement is alike to too many
NEAR = 10  # days between the reports of statements that are compared without such words

_LEAST_TERMS = "least(size(terms_l), size(terms_r))"
_COMMON_TERMS = "size(array_intersect(terms_l, terms_r))"
_LEAST_RUNS = "least(size(runs_l), size(runs_r))"
_COMMON_RUNS = "size(array_intersect(runs_l, runs_r))"
_LEAST_QUOTED = "least(size(quoted_l), size(quoted_r))"
# The products are whole numbers, so that every engine has the same sum, in whatever order it adds.
_ALIKE = "vector_inner_product(vector_l, vector_r) / (norm_l * norm_r)"
_SAID_APART = "said_until_l < said_since_r OR said_until_r < said_since_l"
_CONTENT = (
    Comparison(
        "meaning",
        (
            *(Level(f"alike in meaning by {share / 100:.2f}", f"{_ALIKE} >= {share / 100}") for share in (92, 84, 76, 68, 60, 50)),
            Level("not alike in meaning", "ELSE"),
        ),
        "vector_l IS NULL OR vector_r IS NULL",
        ordered=True,
    ),
    Comparison(
        "words",
        (
            *(Level(f"{share} % of the shorter one's words are in both", f"{_COMMON_TERMS} * 100 >= {share} * {_LEAST_TERMS}") for share in (90, 70, 50, 35, 20)),
            Level("hardly a word in common", "ELSE"),
        ),
        f"{_LEAST_TERMS} < 3",
        ordered=True,
    ),
    Comparison(
        "word order",
        (
            *(Level(f"{share} % of the shorter one's runs of three words are in both", f"{_COMMON_RUNS} * 100 >= {share} * {_LEAST_RUNS}") for share in (80, 50, 25, 8)),
            Level("hardly three words in a row in common", "ELSE"),
        ),
        f"{_LEAST_RUNS} < 2",
        ordered=True,
    ),
    Comparison(
        "quoted words",
        (
            Level("quoted words in common", f"size(array_intersect(quoted_l, quoted_r)) * 3 >= {_LEAST_QUOTED}"),
            Level("other words quoted", "ELSE"),
        ),
        f"{_LEAST_QUOTED} = 0",
        ordered=True,
    ),
    Comparison(
        "numbers",
        (Level("the same numbers", "size(array_intersect(numbers_l, numbers_r)) = least(size(numbers_l), size(numbers_r))"), Level("other numbers", "ELSE")),
        "size(numbers_l) = 0 OR size(numbers_r) = 0",
        ordered=True,
    ),
    Comparison("negation", (Level("negated alike", "negated_l = negated_r"), Level("one is negated", "ELSE")), "report_l IS NULL", ordered=True),
)  # fmt: skip
COMPARISONS = (
    Comparison(
        "voice",
        (
            Level("one voice", "arrays_overlap(voices_l, voices_r)"),
            Level("unnamed, described alike", "arrays_overlap(unnamed_l, unnamed_r)"),
            Level("one of them unnamed or unknown, of no other side", "(size(voices_l) = 0 OR size(voices_r) = 0) AND (side_l IS NULL OR side_r IS NULL OR side_l = side_r)"),
            Level("different voices", "ELSE"),
        ),
        "report_l IS NULL",
    ),
    *_CONTENT,
    Comparison(
        "time of saying",
        (Level("said at times that allow it", f"NOT ({_SAID_APART})"), Level("said at different times", "ELSE")),
        "said_since_l IS NULL OR said_since_r IS NULL OR said_until_l IS NULL OR said_until_r IS NULL",
    ),
    Comparison(
        "publication",
        (
            Level("published at most a day apart", "abs(day_l - day_r) <= 1"),
            Level("published at most three days apart", "abs(day_l - day_r) <= 3"),
            Level("one of the reports undated", "day_l IS NULL OR day_r IS NULL"),
            Level("published at most ten days apart", "abs(day_l - day_r) <= 10"),
            Level("published weeks apart", "ELSE"),
        ),
        "report_l IS NULL",
        ordered=True,
    ),
    Comparison(
        "occasion",
        (Level("told to the same", "arrays_overlap(occasion_l, occasion_r)"), Level("told to others", "ELSE")),
        "size(occasion_l) = 0 OR size(occasion_r) = 0",
        ordered=True,
    ),
    Comparison(
        "report",
        (
            Level("in copies of one text", f"family_l = family_r AND report_l <> report_r AND {_COMMON_TERMS} * 100 >= 50 * {_LEAST_TERMS}"),
            Level("in one report", "report_l = report_r"),
            Level("in two reports", "ELSE"),
        ),
        "report_l IS NULL",
    ),
    Comparison("act", (Level("the same kind of act", "kind_l = kind_r"), Level("speech and thought or document", "ELSE")), "kind_l IS NULL"),
)  # fmt: skip
CLAIM_COMPARISONS = _CONTENT  # whoever says it, and whenever
SCHEMA = {
    "unique_id": "VARCHAR", "report": "VARCHAR", "within": "VARCHAR", "family": "VARCHAR", "voices": "VARCHAR[]", "unnamed": "VARCHAR[]", "side": "VARCHAR",
    "terms": "VARCHAR[]", "runs": "BIGINT[]", "quoted": "BIGINT[]", "numbers": "VARCHAR[]", "negated": "BOOLEAN", "said_since": "INTEGER",
    "said_until": "INTEGER", "day": "INTEGER", "occasion": "VARCHAR[]", "kind": "VARCHAR", "vector": f"FLOAT[{SIZE}]", "norm": "DOUBLE", "run_keys": "BIGINT[]", "term_keys": "BIGINT[]",
    "voice_keys": "BIGINT[]", "whole_keys": "BIGINT[]",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of voices and copies when statements are compared: the group of each, where it has one."""

    voices: Mapping[str, VoiceRecord]
    voice_group: Mapping[str, str]  # voice id -> its group across reports; only of voices linked by name
    family: Mapping[str, str]  # report id -> its copy family


def rows(
    reports: Mapping[str, ReportRecord],
    statements: Iterable[StatementRecord],
    context: Context,
    vectors: Mapping[str, bytes],
) -> Iterable[dict[str, object]]:
    """The record of each statement that is compared, with the keys by which candidates are found."""
    for one in statements:
        heard = [context.voices[v] for v in one.voices]
        groups = sorted({context.voice_group[v.id] for v in heard if v.id in context.voice_group})
        sides = sorted({s for v in heard if v.side and (s := v.side.casefold())})
        unnamed = sorted({" ".join(sorted(stems(f"{v.name} {v.side or ''}"))) for v in heard if v.id not in context.voice_group})
        tokens = words(one.content)
        terms = stems(one.content)
        quoted = [runs(words(q), 3) for q in quotations(one.content)]
        since = day_number(one.said_from)
        yield {
            "unique_id": one.id,
            "report": one.report,
            "within": one.within,
            "family": context.family.get(one.report),
            "voices": groups,
            "unnamed": unnamed,
            "side": sides[0] if sides else None,
            "terms": terms,
            "runs": runs(tokens, 3).tolist(),
            "quoted": np.unique(np.concatenate(quoted)).tolist() if quoted else [],
            "numbers": numbers(one.content),
            "negated": (negations(f"{one.cue} {one.content}") + bool(_DENYING.search(one.cue))) % 2 == 1,
            "said_since": since,
            "said_until": day_number(one.said_to) if one.said_to else since,
            "day": day_number(reports[one.report].published),
            "occasion": occasion(one),
            "kind": one.kind,
            "vector": vectors[one.id],
            "norm": length(vectors[one.id]),
            "run_keys": runs(tokens, KEY_RUN).tolist(),
            "term_keys": runs(terms, FEWEST).tolist(),
            "voice_keys": sorted({_key(f"{who} {term}") for who in (groups or unnamed) for term in terms}) if len(terms) >= FEWEST else [],
            "whole_keys": [_key(" ".join(tokens))] if len(tokens) >= KEY_RUN and len(terms) >= FEWEST else [],
        }


def _key(words: str) -> int:
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "big", signed=True)


_DENYING = re.compile(r"\b(?:den(?:y|ies|ied|ying)|refut\w+|reject\w*|dismiss\w*)\b", re.IGNORECASE)


def occasion(one: StatementRecord) -> list[str]:
    """To whom it was told: the addressee and the outlets that heard it."""
    named = [name for name, how in one.relay if how == "told"] + ([one.addressee] if one.addressee else [])
    return sorted({re.sub(r"^(?:the|a) ", "", name.casefold()) for name in named})


def _alike(one: str, other: str) -> str:
    return f"vector_inner_product({one}.vector, {other}.vector) / ({one}.norm * {other}.norm)"


# whoever else has them, so that a quotation which a crowd reprints is still one
_WHOLE = (
    "SELECT l.unique_id, r.unique_id FROM whole_keys l JOIN whole_keys r ON l.key = r.key AND l.unique_id < r.unique_id"
    f" AND abs(l.day - r.day) <= {NEAR}"
)


def keys(engine: Engine) -> tuple[str, ...]:
    """The steps from the table `statements` to its keys, of which `crowds.prints` tells how far they reach; the names of their tables."""
    engine.step("run_keys", f"runs of {KEY_RUN} words", "SELECT unique_id, day, explode(run_keys) AS key FROM statements")
    engine.step(
        "voice_terms", "a voice with each word that carries meaning", "SELECT unique_id, day, explode(voice_keys) AS key FROM statements"
    )
    engine.step("whole_keys", "all words", "SELECT unique_id, day, explode(whole_keys) AS key FROM statements")
    crowds.reach(engine, "run_keys")
    crowds.reach(engine, "voice_terms", NEAR)
    return ("run_keys", "voice_terms")


def candidates(engine: Engine) -> None:
    """The steps from the tables `statements`, `changed` and those of `keys` to the table `utterance_pairs`."""
    engine.step(
        "utterance_pairs",
        f"pairs that share a run of {KEY_RUN} words, or all of them; or a voice and a word, in reports at most {NEAR} days apart; one at least is new or changed",
        "SELECT id_l, id_r FROM ("
        f" SELECT l.unique_id AS id_l, r.unique_id AS id_r FROM {crowds.met('run_keys')}"
        f" UNION SELECT l.unique_id, r.unique_id FROM {crowds.met('voice_terms')}"
        f" UNION {_WHOLE}"
        ") JOIN statements l ON l.unique_id = id_l JOIN statements r ON r.unique_id = id_r"
        f" WHERE {_alike('l', 'r')} >= {FAR} AND (id_l IN (SELECT id FROM changed) OR id_r IN (SELECT id FROM changed))",
    )


def claim_keys(engine: Engine) -> tuple[str, ...]:
    """The steps from the table `statements` to the keys of claims; as `keys`."""
    engine.step("term_keys", "three words in a row that carry meaning", "SELECT unique_id, day, explode(term_keys) AS key FROM statements")
    crowds.reach(engine, "term_keys", NEAR)
    return ("term_keys",)


def claim_candidates(engine: Engine) -> None:
    """The steps from the tables `statements`, `changed` and those of `claim_keys` to the table `claim_pairs`."""
    engine.step(
        "claim_pairs",
        f"pairs that share such words, or all of them, in two reports at most {NEAR} days apart, whoever speaks; one at least is new or changed",
        "SELECT id_l, id_r FROM ("
        f"SELECT l.unique_id AS id_l, r.unique_id AS id_r FROM {crowds.met('term_keys')} UNION {_WHOLE}"
        ") JOIN statements a ON a.unique_id = id_l JOIN statements b ON b.unique_id = id_r"
        f" WHERE a.report <> b.report AND {_alike('a', 'b')} >= {ALIKE}"
        " AND (id_l IN (SELECT id FROM changed) OR id_r IN (SELECT id FROM changed))",
    )
