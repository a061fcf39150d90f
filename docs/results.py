"""The tables of scores in the README and the pages of docs/, and the numbers in their sentences, from benchmarks/results/*.json."""

# ruff: noqa: E501 (a table's rows are lines)

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

ROWS = (
    ("source spans", "span.source", ".779"),
    ("cue spans", "span.cue", ".706"),
    ("content spans", "span.content", ".683"),
    ("attribution, soft", "attr.soft", ".744"),
    ("attribution, strict", "attr.strict", ".658"),
    ("who said what", "who_what", ".789"),
)  # the last column: two annotators, ../shared/corpora/README.md


def scores_table() -> str:
    """The scores of benchmarks/results/attribution.json beside two annotators."""
    scores = json.loads(Path("benchmarks/results/attribution.json").read_text(encoding="utf8"))["scores"]
    rows = [f"| {name} | {scores[key]['F1']:.3f} | {people} |".replace("| 0.", "| .") for name, key, people in ROWS]
    return "\n".join(["| | sayso | two annotators |", "|---|---|---|", *rows])


def other_results() -> str:
    """One line for each other thing read, from the results files."""

    def scores(name: str) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(Path(f"benchmarks/results/{name}.json").read_text(encoding="utf8"))["scores"]
        return loaded

    def short(number: float) -> str:
        return f"{number:.3f}".removeprefix("0")

    times, figures, relays, nested, voices, names = (scores(n) for n in ("times", "figures", "relays", "nested", "voices", "names"))
    library = max((name for name in times if name != "sayso"), key=lambda name: times[name]["all"]["F1"], default=None)
    other = (
        f"; the best of three libraries, {library}, {short(times[library]['all']['F1'])} and {short(times[library]['all']['value'])}"
        if library
        else ""
    )
    ours, unseen, frozen = figures["our set, test"], nested["test"], relays["relays_after, frozen code"]
    gum = voices["GUM news"]
    rules, learned = (gum[how]["pronoun"] for how in ("rules", "rules and antecedent head"))
    return "\n".join(
        [
            "| | |",
            "|---|---|",
            f"| times | MEANTIME: extents {short(times['sayso']['all']['F1'])} (F1, relaxed), values right on {short(times['sayso']['all']['value'])}{other} |",
            f"| figures | our set, unseen half: extents {short(ours['F1'])}, value {short(ours['value right'])}, bound {short(ours['bound right'])}, "
            f"of what {short(ours['of right'])}, as of when {short(ours['as_of right'])}; MEANTIME VALUE extents {short(figures['MEANTIME VALUE, relaxed']['F1'])} |",
            f"| statements inside statements | our set, unseen half: F1 {short(unseen['nested F1'])}; voice right on {short(unseen['voice right'])} of all statements found |",
            f"| relays | our set, the half written after the code was frozen, and hard on purpose: {frozen['relay right']} of {frozen['found']} right at the freeze, "
            f"{relays['relays_after']['relay right']} of {relays['relays_after']['found']} since; the half before: {relays['relays_first']['relay right']} of {relays['relays_first']['found']} |",
            f"| pronouns that speak | GUM news: {learned['right']} of {learned['of']} right with the antecedent head, {rules['right']} by rules alone |",
            *linking_rows(),
            stories_row(),
            *intake_rows(),
            room_row(),
            *talks_rows(),
            f"| names | F1 {short(names['UNER test']['all'])} on UNER test, {short(names['GUM news']['all'])} on GUM news; bodies {short(names['UNER test']['organisation'])} and {short(names['GUM news']['organisation'])} |",
        ]
    )


def linking_rows() -> list[str]:
    """One line for each kind of link, from benchmarks/results/linking-*.json."""

    def results(name: str) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(Path(f"benchmarks/results/linking-{name}.json").read_text(encoding="utf8"))["results"]
        return loaded

    def short(number: float) -> str:
        return f"{number:.2f}".removeprefix("0")

    def rates(found: dict[str, Any]) -> str:
        return f"precision {short(found['precision'])}, recall {short(found['recall'])}"

    pairs, copies, meantime, newsroom = (
        results("pairs")["unseen"],
        results("copies")["unseen"],
        results("meantime")["bare"]["all"],
        results("newsroom"),
    )
    thousand = newsroom["1000 reports"]
    witnesses, disputes = thousand["witnesses"]["all"], thousand["disputes"]["all"]
    return [
        f"| voices across reports | our pairs, hard on purpose, unseen half: {rates(pairs['voices']['set'])}; MEANTIME's chains: B-cubed F1 "
        f"{short(meantime['sayso']['B-cubed']['f1'])}, by equal names {short(meantime['exact names']['B-cubed']['f1'])} |",
        f"| copies | pairs of real reports labelled by hand, unseen half: {rates(copies['sayso'])}, F1 {short(copies['sayso']['f1'])}; MinHash {short(copies['MinHash']['f1'])}; "
        f"of true copies by two outlets {short(copies['sayso']['false corroboration']['share'])} still count as two origins |",
        f"| utterances | our pairs, hard on purpose, unseen half: {rates(pairs['utterances']['set'])}; invented newsroom of a thousand reports: F1 {short(thousand['utterances']['f1'])} |",
        f"| origins | invented newsroom of a thousand reports: the range holds the true number of witnesses on {short(witnesses['share holds'])}, one right number on {short(witnesses['share exact'])} |",
        f"| disputes | our pairs, unseen half: {rates(pairs['disputes']['any'])}; figures {rates(pairs['figures']['conflict'])}; invented newsroom: {rates(disputes)} |",
    ]


def stories_row() -> str:
    """How right stories are, from benchmarks/results/stories.json."""
    unseen = json.loads(Path("benchmarks/results/stories.json").read_text(encoding="utf8"))["results"]["test"]
    rival = next(name for name in unseen if name.startswith("TF-IDF"))
    own, other, labeller = (unseen[name]["windows"] for name in ("sayso", rival, "labeller b against a"))
    return (
        f"| stories | real reports of eight unseen spans of days, grouped by hand twice: B-cubed F1 {three(own['f1'])} (precision {three(own['precision'])}, "
        f"recall {three(own['recall'])}): it joins too much; TF-IDF centroids {three(other['f1'])}, the one labeller against the other {three(labeller['f1'])} |"
    )


def intake_rows() -> list[str]:
    """What goes in, from benchmarks/results/intake-*.json."""

    def results(name: str) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(Path(f"benchmarks/results/intake-{name}.json").read_text(encoding="utf8"))
        return loaded

    pages, facts = results("pages")["results"], results("pages")["facts"]
    alone = max(pages[how]["f1"] for how in pages if how.startswith("trafilatura"))
    dated, languages, killed, day = (
        facts["dates of pages whose address has one"],
        results("languages"),
        results("killed")["results"],
        results("day")["results"],
    )
    parts = day["build"]["seconds of"]
    return [
        f"| web pages | {facts['pages']} pages of the article extraction benchmark: F1 {pages['sayso']['f1']:.3f} of the main text; trafilatura alone at most "
        f"{alone:.3f}, by default {pages['trafilatura, by default']['f1']:.3f}; outlet found on {facts['with outlet']}, date on {facts['with published']}, "
        f"and as the address has it on {dated['equal']} of {dated['pages']} |".replace(" 0.", " ."),
        f"| language | {languages['english_texts']['en']} of {sum(languages['english_texts'].values())} English articles told as English, none as another language; "
        f"sentences of our own in 24 languages cut to 60 characters: {languages['sentences']['60'].get('right', 0)} right, none wrong |",
        f"| exports | {day['intake alone']['taken']} articles in JSON Lines by one command, on two shared cores: taken in in {parts['intake']:.0f} s, read in "
        f"{parts['reading'] / 60:.0f} minutes, linked in {parts['linking'] / 60:.0f}; {day['build']['peak megabytes']['build']} MB |",
        f"| kills | {killed['kills']} SIGKILLs of build and watch at random instants: {killed['findings']} findings; each ledger opened, verified and ended as an undisturbed one |",
    ]


def room_row() -> str:
    """How fast the reading room answers, from benchmarks/results/room.json."""
    found: dict[str, Any] = json.loads(Path("benchmarks/results/room.json").read_text(encoding="utf8"))
    alone, looking = found["one reader"], found["50 readers who look for five seconds"]
    slowest = max(alone["by page"].items(), key=lambda item: item[1]["median"])
    return (
        f"| the reading room | {found['ledger']['statements']:,} statements of {found['ledger']['reports']:,} reports, two shared cores: a page in {alone['all']['median']:.0f} ms at the median "
        f"(the slowest kind, {slowest[0]}, {slowest[1]['median']:.0f}); 50 readers for a minute while a build writes: {looking['all']['median']:.0f} ms, "
        f"{looking['all']['95 of 100']:.0f} for 95 of 100, {looking['error count']} errors |"
    )


def talks_results() -> dict[str, dict[str, Any]]:
    """benchmarks/results/talks-*.json, those that are there."""
    paths = {name: Path(f"benchmarks/results/talks-{name}.json") for name in ("events", "statements", "names")}
    return {name: json.loads(path.read_text(encoding="utf8")) for name, path in paths.items() if path.exists()}


KINDS = {"act": "type of act", "modality": "modality", "stance": "stance", "issues": "issues", "positions": "positions (stance and issue)"}
LABELLERS, BASELINE = "the second labeller against the first", "keywords and frozen vectors"


def three(number: float) -> str:
    return f"{number:.3f}".removeprefix("0")


def talks_rows() -> list[str]:
    """One line for each of them."""
    found, out = talks_results(), []
    if events := found.get("events"):
        all_of = {name: three(scores["macro F1"]) for name, scores in events["results"].items()}
        out.append(
            f"| event types | {events['what'].removeprefix('event types of ')}: macro F1 {all_of['sayso']}; logistic regression on frozen vectors {all_of['frozen vectors']}, keywords {all_of['keywords']} |"
        )
    if statements := found.get("statements"):
        ours, people = statements["results"]["sayso"], statements["results"][LABELLERS]
        each = ", ".join(f"{said} {three(ours[kind]['F1'])} ({three(people[kind]['F1'])})" for kind, said in KINDS.items())
        out.append(f"| statements on talks | {statements['what']}, F1 (in brackets, {LABELLERS}): {each} |")
    if names := found.get("names"):
        every = names["results"]["all"]
        out.append(
            f"| names across documents | MEANTIME: {three(every['found'])} of {every['names']:,} names found; of these B-cubed F1 "
            f"{three(every['sayso, names found']['f1'])}, by being written alike {three(every['written alike, names found']['f1'])} |"
        )
    return out


def talks_scores() -> str:
    """The tables of docs/talks.md; where a benchmark has left no results, how to run it."""
    found, out = talks_results(), []
    if statements := found.get("statements"):
        results = statements["results"]
        rows = [
            f"| {said} | {' | '.join(three(results[by][kind]['F1']) for by in ('sayso', BASELINE, LABELLERS))} |"
            for kind, said in KINDS.items()
        ]
        out += [
            f'Statements, {statements["what"]} (micro F1, against either labeller and averaged; "none" is not counted; the baseline gives every statement the commonest modality and stance):'
        ]
        out += ["\n".join([f"| | sayso | {BASELINE} | {LABELLERS} |", "|---|---|---|---|", *rows])]
    if events := found.get("events"):
        results = events["results"]
        rows = [f"| {by} | {three(scores['macro F1'])} | {three(scores['right'])} |" for by, scores in results.items()]
        ends = ", ".join(f"{role} {three(scores['F1'])}" for role, scores in events["who"].items())
        out += [f"Acts, {events['what']} (single sentences without a voice); F1 of who does it and to whom: {ends}:"]
        out += ["\n".join(["| | macro F1 | right |", "|---|---|---|", *rows])]
    if names := found.get("names"):
        rows = [
            f"| {kind} | {each['names']:,} | {three(each['found'])} | {three(each['sayso, names found']['f1'])} | {three(each['written alike, names found']['f1'])} |"
            for kind, each in names["results"].items()
        ]
        out += [f"Names, {names['what']} (B-cubed F1 over the names found):"]
        out += ["\n".join(["| | names | found | sayso | written alike |", "|---|---|---|---|---|", *rows])]
    out += [
        f"No results are kept of `python -m benchmarks.talks.{name}`." for name in ("statements", "events", "names") if name not in found
    ]
    return "\n\n".join(out)


# results that the name of their script does not follow from: NAME of benchmarks/results/NAME.json to its module
SCRIPTS = {
    "linking-newsroom": "linking.newsroom_scores",
    "rivals-attribution": "rivals",
    "rivals-copies": "rivals",
    "rivals-linking": "rivals",
    "room": "room.load",
    "scale": "scale",
    "scale-keys": "scale.keys",
    "speed-look": "reading.look",
    "speed-processes": "reading.processes",
    "stories": "stories.grouping",
}
BAR = "\\|"  # within a table
ABOUT = ("intake", "linking", "talks")  # before a dash: the folder of the script; of others it is reading


def script_of(name: str) -> str:
    """The module below benchmarks/ that writes a results file."""
    folder, _, rest = name.partition("-")
    return SCRIPTS.get(name) or (f"{folder}.{rest}" if folder in ABOUT else f"reading.{name}")


def runs() -> str:
    """One line for each results file: what its script says that it measures, how to run it, and whether the weights have been changed since."""
    shipped = {json.loads(path.read_text(encoding="utf8"))["digest"] for path in Path("src/sayso").glob("*/weights/card.json")}
    out = ["| what | run it | weights | results |", "|---|---|---|---|"]
    for path in sorted(Path("benchmarks/results").glob("*.json"), key=lambda one: (script_of(one.stem), one.stem)):
        module = Path("benchmarks") / script_of(path.stem).replace(".", "/")
        source = (module / "__main__.py") if module.is_dir() else module.with_suffix(".py")
        said = " ".join((ast.get_docstring(ast.parse(source.read_text(encoding="utf8"))) or "").partition("\n\n")[0].split())
        what, command = re.match(r"(.*?)[:.?]? ``(python -m [^`]+)``", said).groups()  # type: ignore[union-attr]
        digest = json.loads(path.read_text(encoding="utf8")).get("model_digest")
        weights = "" if digest is None else "as shipped" if digest in shipped else "earlier"
        out.append(f"| {what.replace('|', BAR)} | `{command.replace('|', BAR)}` | {weights} | `{path.name}` |")
    return "\n".join(out)


def number(found: re.Match[str]) -> str:
    """A number of a sentence as the results have it now: with as many decimals as stand there, as a share of a hundred where "%" does."""
    value: Any = json.loads(Path(f"benchmarks/results/{found['file']}.json").read_text(encoding="utf8"))
    for key in found["keys"].split("/"):
        value = value[int(key)] if isinstance(value, list) else value[key]
    shown = found["shown"]
    decimals = len(shown.rstrip(" %").partition(".")[2])
    written = f"{value * 100 if '%' in shown else value:,.{decimals}f}"
    written = written.removeprefix("0") if shown.startswith(".") else written
    return f"{found['mark']}{written}{' %' if '%' in shown else ''}<!--/n-->"


def _table(table: Callable[[], str], _: re.Match[str]) -> str:
    return table()


def with_results(page: str) -> str:
    """A page with its tables, between "<!-- NAME -->" and "<!-- end of NAME -->", and its numbers, "<!--n FILE: KEY/KEY-->.42<!--/n-->", as the results have them."""
    for name, table in (("scores", talks_scores), ("attribution", scores_table), ("others", other_results), ("runs", runs)):
        page = re.sub(rf"(?<=<!-- {name} -->\n).*?(?=\n<!-- end of {name} -->)", partial(_table, table), page, flags=re.DOTALL)
    return re.sub(r"(?P<mark><!--n (?P<file>[\w-]+): (?P<keys>.+?)-->)(?P<shown>.*?)<!--/n-->", number, page)


def readme_with_results(text: str) -> str:
    text = re.sub(r"\| \| sayso \|.*?(?=\n\n)", lambda _: scores_table(), text, count=1, flags=re.DOTALL)
    return re.sub(r"(?:RESULTS|\| \| \|\n\|---\|---\|\n.*?)(?=\n\n)", lambda _: other_results(), text, count=1, flags=re.DOTALL)
