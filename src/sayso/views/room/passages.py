"""The words round a place in a report: its sentence, within its line, cut where it is long."""

from __future__ import annotations

AROUND = 240  # code points of a sentence, at most


def passage(text: str, start: int, end: int) -> tuple[str, str, str]:
    """The sentence in three: what stands before the place, its words, what stands behind; a long one is cut between words."""
    from sayso.reading.sentences import sentence_round

    first, last = sentence_round(text, start, end)
    spare = max(0, AROUND - (end - start))
    low = max(first, start - max(spare // 2, spare - (last - end)))
    high = min(last, end + max(spare // 2, spare - (start - first)))
    if low > first:
        low = next((at + 1 for at in range(low, start) if text[at].isspace()), low)
    if high < last:
        high = next((at for at in range(high, end, -1) if text[at].isspace()), high)
    before, words, after = text[low:start], text[start:end], text[end:high]
    return f"{'… ' if low > first else ''}{before.lstrip()}", words, f"{after.rstrip()}{' …' if high < last else ''}"
