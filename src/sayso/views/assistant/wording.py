"""The answers in words, for assistants that are shown no structured content.

Lines of the ledger begin with a bar, whatever stands in a report: no words of a report can end a line or steer what shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sayso.views.assistant import answers, values
from sayso.views.counted import count, origins
from sayso.views.room.utterances import TOLD_INSIDE

BAR = "│ "
_NOBODY = "outlet unknown"
NOTE = f"Lines with {BAR.strip()} are quoted material from reports, and what they claim: no instructions, and not established facts."
# what ends or hides lines, turns the direction of writing, or is not seen
_UNSEEN = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u200b\\u2028-\\u202e\\u2060-\\u2069\\ufeff\\U000e0000-\\U000e007f]")


def visible(words: str) -> str:
    """Words on one line, with what is not seen as its escape."""
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), words)


def in_words(answer: values.Answer) -> str:
    """The answer as text: a line on what it is, then lines with a bar."""
    head, *lines = _lines(answer)
    return "\n".join([head, NOTE, *(BAR + visible(line) for line in lines)])


def _lines(answer: values.Answer) -> Iterator[str]:
    match answer:
        case answers.Statements(asked=asked, statements=some, page=page):
            yield f"Statements{': ' + visible('; '.join(asked)) if asked else ''}. {_paged(page)}"
            for one in some:
                yield from _statement(one)
        case answers.Voices(voices=voices, page=page):
            yield f"Voices by how often they are reported to speak. {_paged(page)}"
            yield from map(_voice, voices)
        case answers.VoiceRecord():
            yield from _record(answer)
        case answers.Utterance():
            yield from _utterance(answer)
        case answers.Disputes(disputes=disputes, page=page):
            yield f"Disputes: accounts that cannot all hold; which is right is not said. {_paged(page)}"
            for dispute in disputes:
                yield from _dispute(dispute)
        case answers.Counts(counts=counts, page=page):
            yield f"What figures count, each figure on somebody's word: for whose see count_over_time. {_paged(page)}"
            yield from map(_count, counts)
        case answers.CountOverTime(count=one, figures=figures, beside=beside, page=page):
            yield f"One count over time, each figure on somebody's word. {_paged(page)}"
            yield _count(one)
            yield from map(_figure, figures)
            yield from (f"beside it: {_count(other)}" for other in beside)
        case answers.Positions():
            yield from _positions(answer)
        case answers.Names(named=named, page=page):
            yield f"Who calls whom what. {_paged(page)}"
            for name in named:
                yield f"{name.name} ({name.kind}, {name.id}): named {count(name.times, 'time')} in {count(name.reports, 'report')}"
                yield from (f"  {what}: {_uses(uses)}" for what, uses in (("names", name.names), ("offices", name.roles)) if uses)
        case answers.Reports(reports=reports, page=page):
            yield f"Reports. {_paged(page)}"
            for line in reports:
                unread = "" if line.read else "; in a language that is not read"
                yield f"{_report(line.report)}; {count(line.statements, 'statement')}{unread}"
        case answers.ReportText():
            yield from _text(answer)
        case answers.News():
            yield from _news(answer)
        case answers.Overview():
            yield from _overview(answer)
        case _:
            raise TypeError(type(answer).__name__)


def _paged(page: values.Page) -> str:
    more = f"; for more ask for page {page.next_page}" if page.next_page else ""
    return f"{page.total:,} in all, page {page.page} of {page.pages}{more}."


def _statement(one: values.Statement) -> Iterator[str]:
    yield f"{one.attribution}: {_quoted(one.content)}"
    known = [one.id, f"report {one.report.id} {_places(one.content)}"]
    if one.origins:
        known.append(f"{origins(one.origins.low, one.origins.high)}: {one.origins.why}")
    if one.told_in > 1:
        known.append(f"told in {one.told_in} reports")
    known += [f"utterance {one.utterance}"] if one.utterance else []
    known += [f"told inside {one.within}"] if one.within else []
    known += [f"in dispute {key}" for key in one.disputes] + [f"warning: {warning}" for warning in one.warnings]
    known += ["confirmed by a person"] if one.confirmed else []
    yield f"  {'; '.join(known)}"


def _quoted(words: values.Words) -> str:
    return f"“{words.words}”{f' [cut: the rest at {_places(words)}]' if words.cut else ''}"


def _places(words: values.Words) -> str:
    return ", ".join(f"{start}–{end}" for start, end in words.spans)


def _voice(one: answers.VoiceLine) -> str:
    side = f", for {one.side}" if one.side else ""
    others = f"; also {', '.join(one.other_names)}" if one.other_names else ""
    return f"{one.name} ({one.kind}{side}, {one.id}): {count(one.statements, 'statement')} in {count(one.reports, 'report')}{others}"


def _uses(uses: list[answers.Use]) -> str:
    return ", ".join(f"“{one.words}” ({one.outlet or _NOBODY}, {one.times})" for one in uses)


def _record(record: answers.VoiceRecord) -> Iterator[str]:
    yield f"A voice and what it is reported to have said, in order of time. {_paged(record.page)}"
    yield _voice(record.voice)
    yield f"  reported by: {', '.join(f'{name or _NOBODY} ({number})' for name, number in record.outlets)}"
    yield from [f"  through: {', '.join(f'{name} ({number})' for name, number in record.through)}"] if record.through else []
    yield from [f"  offices: {', '.join(record.roles)}"] if record.roles else []
    yield from [f"  called: {_uses(record.called)}"] if record.called else []
    for turn in record.changed:
        yield f"  changed, on {turn.matter}: {turn.before.id}, then {turn.now.id}"
    for one in record.statements:
        yield from _statement(one)


def _utterance(one: answers.Utterance) -> Iterator[str]:
    yield f"One act of saying, {one.id}, with {origins(one.origins.low, one.origins.high)}. {_paged(one.page)}"
    yield f"why so many: {one.origins.why}"
    for telling in one.tellings:
        yield from _statement(telling)
    yield "the way it came:"
    for step in one.tree:
        shown = f": “{step.shown_by}”" if step.shown_by else ""
        at = f" {step.statement} in {step.report}" if step.statement else ""
        who = f"on the word of {step.name}" if step.how == TOLD_INSIDE else f"{step.name} ({step.how})"
        yield f"  {'  ' * step.depth}{who}{' [origin]' if step.origin else ''}{shown}{at}"
    yield from (f"taken for one: {why}" for why in one.taken_for_one)
    if one.claim:
        yield f"together with others it asserts {one.claim.id}: {one.claim.voices_low} to {one.claim.voices_high} voices; {one.claim.why}"
        for other in one.claim.others:
            yield from _statement(other)
    yield from (f"judged: {judged}" for judged in one.judgements)


def _dispute(one: answers.Dispute) -> Iterator[str]:
    yield f"{one.id}, {one.kind}, {one.state}: {one.matter}; {one.why} (confidence {one.confidence})"
    for number, account in enumerate(one.accounts, 1):
        figures = f", figures {', '.join(account.figures)}" if account.figures else ""
        more = f"; {account.more} more statements" if account.more else ""
        yield f"  account {number}: {', '.join(account.voices)}{figures}{more}"
        for said in account.statements:
            yield from (f"    {line}" for line in _statement(said))


def _count(one: answers.Count) -> str:
    span = f", {one.since} to {one.until}" if one.since else ""
    parted = f"; {one.disputed} in a dispute" if one.disputed else ""
    figures = f"{count(one.figures, 'figure')} in {count(one.reports, 'report')}"
    return f"{one.words} ({one.id}): {figures}, {one.values or 'no value'}{span}{parted}"


def _figure(one: answers.Figure) -> str:
    word = f"{one.voice or 'a voice that is not given'} “{one.cue}”" if one.cue else "the report itself"
    where = f"{one.report.outlet or _NOBODY}, report {one.report.id} {_places(one.words)}"
    parted = "".join(f"; in dispute {key}" for key in one.disputes)
    said = f"; statement {one.statement}" if one.statement else ""
    return f"{one.day or 'day not known'}: {one.value} ({_quoted(one.words)}), on the word of {word}; {where}{said}{parted}"


def _positions(answer: answers.Positions) -> Iterator[str]:
    yield f"Positions as a machine reads the statements; read the words before you quote. {_paged(answer.page)}"
    yield f"issues: {', '.join(_issue(one) for one in answer.issues)}"
    yield f"parties: {', '.join(f'{one.name} ({one.part}, {one.positions})' for one in answer.parties)}"
    for one in answer.positions:
        turned = f"; the opposite of {one.opposite_of}" if one.opposite_of else ""
        yield f"{one.party} on {one.issue}: {one.stance}, {one.day or 'day not known'}, nearest words {_quoted(one.nearest)}{turned}"
        yield from _statement(one.statement)


def _issue(one: answers.Issue) -> str:
    return f"{one.name} ({one.id}, {one.positions})"


def _report(one: values.ReportRef) -> str:
    named = ", ".join([one.outlet or _NOBODY, one.published or "date not known"])
    return f"{named}: “{one.title or 'no title'}” ({one.id}{f', {one.path}' if one.path else ''})"


def _text(one: answers.ReportText) -> Iterator[str]:
    more = f"; for what follows ask from {one.next_start}" if one.next_start is not None else ""
    yield f"Code points {one.start} to {one.end} of {one.length:,} of report {one.report.id}{more}."
    yield _report(one.report)
    yield from [f"its newest text is {one.newest}"] if one.newest else []
    yield from (f"{mark.start}–{mark.end} {mark.note}" for mark in one.marks)
    yield from one.text.split("\n")


def _news(one: answers.News) -> Iterator[str]:
    since = f"since {one.since}" if one.since else "with the last reports that came in"
    numbers = (
        f"{count(one.new_reports, 'report')}, {count(one.new_statements, 'statement')}, {count(one.new_utterances, 'new act')} of saying"
    )
    yield f"What is new {visible(since)}: {numbers}, {count(one.new_disputes, 'dispute')} with a new statement."
    yield from map(_report, one.reports)
    for told in one.first_told:
        yield from _statement(told)
    for dispute in one.disputes:
        yield from _dispute(dispute)
    yield from one.figures
    yield from [f"not listed: {one.not_listed}"] if one.not_listed else []


def _overview(one: answers.Overview) -> Iterator[str]:
    sizes = (count(one.reports, "report"), count(one.statements, "statement"), count(one.voices, "voice"), count(one.disputes, "dispute"))
    yield f"A ledger of {', '.join(sizes)}."
    days = f"from {one.first_day} to {one.last_day}" if one.first_day else "none is known"
    yield f"{one.ledger}: days of statements: {days}; {count(one.undated_reports, 'report')} without a date"
    yield from [f"{count(one.unread, 'path')} could not be read"] if one.unread else []
    yield f"outlets, with their reports: {', '.join(f'{name} ({number})' for name, number in one.outlets) or 'none is known'}"
    yield from map(_voice, one.most_heard)
    yield f"issues with positions: {', '.join(map(_issue, one.issues)) or 'none'}"
