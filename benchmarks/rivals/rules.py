"""A baseline by rules: verbs of reporting and quotation marks. ``python -m benchmarks.rivals.rules``; the standard library alone.

What a careful afternoon gives, no more. In each sentence, outside quotation marks:

- "X said (that) Y": the words before the verb back to a boundary are the source, the rest of the sentence the content;
- "Y, said X" and "Y, X said": what stands before the comma, or the quotation before it, is the content;
- "according to X, Y" and "Y, according to X";
- a quotation that stands alone in its sentence goes on with the content of the sentence before in its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from benchmarks.rivals.protocol import Found, Span, serve

STEMS = """accuse accused accuses acknowledge acknowledged acknowledges add added adding adds admit admits admitted agree agrees allege alleged
 alleges announce announced announces argue argued argues ask asked asks assert asserted asserts believed believes blame blamed
 claim claimed claims complain complained complains concede conceded concedes conclude concluded concludes confirm confirmed
 confirms contend contended contends criticize criticized declare declared declares denied denies deny described describes emphasize
 emphasized estimate estimated estimates expects explained explaining explains found hoped hopes insist insisted insists joke joked
 maintain maintained maintains noted notes noting pledge pledged pledges predict predicted predicts promised recall recalled recalls
 remark remarked replied replies reply reported reports respond responded reveal revealed reveals said say saying says showed shows
 stated stress stressed suggest suggested suggesting suggests tell tells testified testify thinks thought told tweeted urge urged
 vow vowed vows warn warned warns write writes wrote"""
VERB = rf"(?:(?:has|have|had|also|later|then|would|will|did|not|recently|repeatedly|once|first|publicly)\s+)*(?:{'|'.join(sorted(set(STEMS.split())))})"
OBJECT = r"(?:\s+(?:him|her|them|us|me|reporters|[A-Z][\w.]+(?:\s+[A-Z][\w.]+)*))?"  # whom a thing is told
_VERB = re.compile(rf"\b{VERB}\b")
_ACCORDING = re.compile(r"\b[Aa]ccording to\b")
_SENTENCE = re.compile(
    r"(?:[^.!?\n]|[.!?](?![\s”\"’'\n]|$)|(?<=\b[A-Z])\.|(?<=\b(?:Mr|Ms|Dr|St))\.|(?<=\b(?:Mrs|Sen|Rep|Gov|Gen))\.|(?<=U\.S)\.)+[.!?]*[”\"’']*"
)
_QUOTED = re.compile(r"“[^”\n]*(?:”|$)|\"[^\"\n]*(?:\"|$)|``[^'\n]*(?:''|$)", re.MULTILINE)
_SOURCE_AFTER = re.compile(
    r"\s+((?:(?:[A-Z][\w.’'-]*|the|a|an|one|his|her|their|of|for|spokesman|spokeswoman|official|he|she|they)\b[.]?\s*){1,9})"
)
_SUBJECT = re.compile(r"(?:^|[,;:—–]|\b(?:but|and|as|when|while|because|although|after|that|who)\b)\s*(?=[^,;:—–]*$)")
_APPOSITION = re.compile(r"\s*,\s+(?:the|a|an|who|whose|his|her|its|one|president|director|head|former)\b[^,“\"\n]*")  # "…, the mayor"
_LEAD = re.compile(r"\s*(?:(?:As|When|While|But|And|So|Although|Yet|Then|Still|Also|Even|Because|That)\s+)*")
_PRONOUN = re.compile(r"\b(?:I|he|she|they|we|you|it)\s*$", re.IGNORECASE)


def read(text: str) -> list[Found]:
    """The attributions of one text, in order."""
    quotations = [match.span() for match in _QUOTED.finditer(text)]
    found: list[Found] = []
    last_end = -1
    for match in _SENTENCE.finditer(text):
        start, end = _trimmed(text, match.span())
        if end - start < 2:
            continue
        inside = [(a, b) for a, b in quotations if a < end and b > start]
        own = list(_sentence(text, start, end, inside))
        alone = any(a <= start and b >= end for a, b in inside)
        if not own and alone and found and found[-1]["content"] and "\n" not in text[last_end:start] and last_end >= 0:
            found[-1]["content"].append((start, end))
        found += own
        last_end = end if own or alone else -1
    return found


def _sentence(text: str, start: int, end: int, quoted: list[Span]) -> Iterator[Found]:
    """The attribution of one sentence, if any: the first that fits."""
    for cue in _ACCORDING.finditer(text, start, end):
        stop = next((i for i in range(cue.end(), end) if text[i] in ",;.!?\n"), end)
        source = _trimmed(text, (cue.end(), stop))
        content = _trimmed(text, (start, cue.start())) if cue.start() > start + 3 else _trimmed(text, (stop, end))
        yield {"source": [source], "cue": [cue.span()], "content": _some(content)}
        return
    for cue in _VERB.finditer(text, start, end):
        if any(a < cue.start() < b for a, b in quoted):
            continue
        before, after = (start, cue.start()), (cue.end(), end)
        said = [(a, b) for a, b in quoted if b <= cue.start()]
        inverted = _SOURCE_AFTER.match(text, cue.end(), end)
        preceded = text[start : cue.start()].rstrip()
        if inverted and preceded and preceded[-1] in ",”\"?!'" and not inverted[1].strip().startswith("that"):
            more = _APPOSITION.match(text, inverted.end(1), end)
            source = _trimmed(text, (inverted.start(1), more.end() if more else inverted.end(1)))
            yield {
                "source": [source],
                "cue": [cue.span()],
                "content": [*_some(_trimmed(text, before)), *_rest(source[1], end, quoted)],
            }
            return
        cut = [m.end() for m in _SUBJECT.finditer(text, *before)]
        pronoun = _PRONOUN.search(text, *before)
        first = pronoun.start() if pronoun else max(cut, default=start)
        if preceded.endswith(",") and not said:  # "Ruvan Hale, the mayor, said": what stands between commas tells of the speaker
            first = start
        if said and said[-1][1] > first:
            first = said[-1][1]
        first = _LEAD.match(text, first, cue.start()).end()  # type: ignore[union-attr]
        source = _trimmed(text, (first, cue.start()))
        if source[0] >= source[1]:
            continue
        left = _trimmed(text, (start, source[0]))
        ends_here = not text[cue.end() : end].strip(" .!?”\"'")
        if ends_here or (
            left[1] - left[0] > 15 and text[source[0] - 2 : source[0]].strip(" ") in (",", "”", '"', "") and (said or _short(text, after))
        ):
            yield {"source": [source], "cue": [cue.span()], "content": [*_some(left), *_rest(cue.end(), end, quoted)]}
            return
        content = _after(text, cue.end(), end)
        if content[1] - content[0] > 10:
            yield {"source": [source], "cue": [cue.span()], "content": [content]}
            return


def _after(text: str, start: int, end: int) -> Span:
    """The content behind the verb, less the one who is told."""
    told = re.compile(OBJECT).match(text, start, end)
    begun = told.end() if told and re.match(r"\s*(?:that\b|,|:|[“\"])", text[told.end() : end]) else start
    comma = re.compile(r"\s*,\s*(?=[“\"])|\s*:\s*").match(text, begun, end)
    return _trimmed(text, (comma.end() if comma else begun, end))


def _rest(start: int, end: int, quoted: list[Span]) -> list[Span]:
    """A quotation that goes on behind the source."""
    return [(max(a, start), min(b, end)) for a, b in quoted if a >= start]


def _short(text: str, span: Span) -> bool:
    return len(text[span[0] : span[1]].split()) <= 6


def _some(span: Span) -> list[Span]:
    return [span] if span[1] - span[0] > 1 else []


def _trimmed(text: str, span: Span) -> Span:
    """Without white space and commas at its ends, nor a full stop that closes the sentence."""
    start, end = span
    while start < end and (text[start].isspace() or text[start] in ",;"):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ",;."):
        end -= 1
    return start, end


def main() -> None:
    serve(read, ())


if __name__ == "__main__":
    main()
