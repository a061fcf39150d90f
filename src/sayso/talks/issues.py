"""The issues that statements are held against, and how close a statement comes to each.

An issue is a name, what it is about, and examples; issues.toml ships some, a ledger may have more. What decides is how near a
statement's words come to the examples in meaning, so an issue that nobody trained for works the same way.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from sayso.errors import IssueError
from sayso.model import Issue, Span, Touch
from sayso.talks.encoder import OTHER, Floats, TalksEncoder, Worded

LEAST = 0.5  # probability from which a statement touches an issue


def parsed(toml: str, where: str) -> tuple[Issue, ...]:
    """Issues as a file words them. Raises IssueError, naming the file and the issue."""
    try:
        tables = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise IssueError(f"{where}: not TOML ({error}); see `sayso issues LEDGER --toml` for the form") from error
    return tuple(checked(key, table, where) for key, table in tables.items())


def checked(key: str, table: object, where: str) -> Issue:
    """One issue of a file or of a command."""
    if not isinstance(table, dict) or not isinstance(table.get("examples"), list) or not table["examples"]:
        raise IssueError(f'{where}: issue "{key}" has no list of examples; give some phrases such as a report might use')
    name, about, examples = table.get("name", key), table.get("about", ""), table["examples"]
    if not all(isinstance(words, str) and words.strip() for words in (name, *examples)) or not isinstance(about, str):
        raise IssueError(f'{where}: issue "{key}": name, about and examples are to be words')
    return Issue(key, name, about, tuple(examples))


@cache
def shipped() -> tuple[Issue, ...]:
    """The issues that sayso comes with."""
    return parsed(files("sayso.talks").joinpath("issues.toml").read_text(encoding="utf8"), "issues.toml")


@dataclass(frozen=True, slots=True)
class Scale:
    """The issues as the encoder sees them: a unit vector [I, D] each, from its name and examples."""

    issues: tuple[str, ...]
    vectors: Floats
    steepness: float
    bias: float

    @classmethod
    def of(cls, encoder: TalksEncoder, issues: Sequence[Issue]) -> Scale:
        vectors = [_unit(np.mean([_phrase(encoder, words) for words in (one.name, *one.examples)], axis=0)) for one in issues]
        shape = (len(issues), -1) if vectors else (0, 0)
        return cls(
            tuple(one.id for one in issues), np.array(vectors, np.float32).reshape(shape), encoder.card["scale"], encoder.card["bias"]
        )

    def touches(self, text: str, worded: Worded, topics: Floats) -> tuple[Touch, ...]:
        """The issues that the pieces of a statement touch, the likeliest first; words between its spans are not its own."""
        own = worded.parts != OTHER
        if not self.issues or not own.any():
            return ()
        near = (topics @ self.vectors.T).astype(np.float32)  # [N, I]
        near[~own] = -1.0
        logits = (self.steepness * near + self.bias).astype(np.float32)
        out = []
        for i, at in enumerate(near.argmax(0)):
            score = float(1 / (1 + np.exp(-logits[at, i])))
            if score >= LEAST:
                out.append(Touch(self.issues[i], round(score, 4), _words(text, worded, logits[:, i], int(at))))
        return tuple(sorted(out, key=lambda touch: (-touch.score, touch.issue)))


def _phrase(encoder: TalksEncoder, words: str) -> Floats:
    """What a phrase is about: a unit vector [D]."""
    return _unit(encoder.read(encoder.worded(words, [(0, len(words), OTHER)])).topics.sum(0))


def _unit(vector: Floats) -> Floats:
    return vector / np.linalg.norm(vector)


def _words(text: str, worded: Worded, logits: Floats, at: int) -> Span:
    """The whole words round the nearest piece that by themselves touch the issue as well."""
    first = last = at
    while first > 0 and logits[first - 1] >= 0 and worded.starts[first] - worded.ends[first - 1] <= 1:
        first -= 1
    while last + 1 < len(logits) and logits[last + 1] >= 0 and worded.starts[last + 1] - worded.ends[last] <= 1:
        last += 1
    while first > 0 and worded.ends[first - 1] == worded.starts[first] and _inside_word(text, int(worded.starts[first])):
        first -= 1
    while last + 1 < len(logits) and worded.starts[last + 1] == worded.ends[last] and _inside_word(text, int(worded.ends[last])):
        last += 1
    return Span(int(worded.starts[first]), int(worded.ends[last]))


def _inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def taxonomy(own: Iterable[Issue], *, replaced: bool) -> tuple[Issue, ...]:
    """The issues of a ledger: its own, after those that are shipped where it has not `replaced` these; of one id its own holds."""
    mine = {one.id: one for one in own}
    base = () if replaced else tuple(one for one in shipped() if one.id not in mine)
    return (*base, *mine.values())
