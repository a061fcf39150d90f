"""The page and the chart of how cost grows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_PHASES = {
    "record": "record", "link": "link", "link after a judgement on two statements": "after a judgement on two statements",
    "link after a judgement on two voices": "after a judgement on two voices", "link with 1 % more": "1 % more reports",
}  # fmt: skip
_ENCODERS = ("vectors of contents", "acts of statements")


def _points(results: Mapping[str, Any]) -> list[dict[str, Any]]:
    points = []
    for one in results["sizes"]:
        for phase, name in _PHASES.items():
            if found := one["phases"].get(phase):
                parts = found.get("parts", {})
                rest = found["processor seconds"] - sum(parts.get(part, 0.0) for part in _ENCODERS)
                points.append({"reports": one["reports"], "seconds": max(rest, 0.01), "phase": name})
    return points


def draw(results: Mapping[str, Any], path: Path) -> None:
    """Processor seconds by reports, both by their logarithms; a straight line up at 45 degrees is linear."""
    import vl_convert

    axis = {"grid": True, "tickCount": 6, "format": ",~g"}
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json", "width": 560, "height": 360, "background": "white",
        "data": {"values": _points(results)},
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {"field": "reports", "type": "quantitative", "scale": {"type": "log"}, "title": "reports", "axis": axis},
            "y": {"field": "seconds", "type": "quantitative", "scale": {"type": "log"}, "title": "processor seconds, without the encoders", "axis": axis},
            "color": {"field": "phase", "type": "nominal", "sort": list(_PHASES.values()), "title": None, "legend": {"labelLimit": 0}},
            "strokeDash": {"field": "phase", "type": "nominal", "sort": list(_PHASES.values()), "legend": None},
        },
    }  # fmt: skip
    path.write_text(vl_convert.vegalite_to_svg(spec) + "\n", encoding="utf8")


def page(results: Mapping[str, Any], path: Path) -> None:
    """Write the tables between the page's markers."""
    text = path.read_text(encoding="utf8")
    for name, made in (("scale", _table(results)), ("growth", _growth(results))):
        pattern = rf"(<!-- {name}: python -m benchmarks\.scale -->\n).*?(<!-- /{name} -->)"
        text, count = re.subn(pattern, lambda match, made=made: f"{match[1]}\n{made}\n\n{match[2]}", text, flags=re.DOTALL)  # type: ignore[misc]
        if count != 1:
            raise ValueError(
                f"{path}: has no place for {name}: two lines, <!-- {name}: python -m benchmarks.scale --> and <!-- /{name} -->"
            )
    path.write_text(text, encoding="utf8")


def _table(results: Mapping[str, Any]) -> str:
    sizes = results["sizes"]
    rows = [["reports", *(f"{one['reports']:,}" for one in sizes)]]

    def row(name: str, value: Any) -> None:
        rows.append([name, *(_shown(value(one["phases"], one)) for one in sizes)])

    row("statements", lambda phases, _: phases.get("sizes", {}).get("statements"))
    row("ledger, MB", lambda phases, _: phases.get("sizes", {}).get("ledger MB"))
    row("peak memory, MB", lambda _, one: one.get("peak MB"))
    for phase, name in _PHASES.items():
        row(f"{name}, s", lambda phases, _, phase=phase: _without(phases.get(phase)))
    for part in _ENCODERS:
        row(
            f"{part}, s",
            lambda phases, one, part=part: phases.get("link", {}).get("parts", {}).get(part) if one["encoders"] == "real" else None,
        )
    row("a page, ms", lambda phases, _: phases.get("pages", {}).get("median ms"))
    row("the slowest kind of page, ms", lambda phases, _: phases.get("pages", {}).get("slowest ms"))
    head, *body = (f"| {' | '.join(cells)} |" for cells in rows)
    lines = [head, "|---" + "|---:" * len(sizes) + "|", *body, ""]
    reads = [one["phases"]["read"] for one in sizes if "read" in one["phases"]]
    machine = results["machine"]
    lines.append(
        f"Seconds are processor seconds, all threads, on {machine['processor']}, {machine['cores']} cores, shared with other work."
    )
    lines += [f"The reader reads {one['words a processor second']:,} words a processor second ({one['reports']} reports)." for one in reads]
    bare = [f"{one['reports']:,}" for one in sizes if one.get("encoders") == "stand-in"]
    if bare:
        lines.append(f"At {', '.join(bare)} reports vectors and acts are stand-ins, made without the encoders.")
    lines += [f"{one['reports']:,} reports: {one['not done']}." for one in sizes if "not done" in one]
    if results["not run"]:
        lines.append(f"Not run: {', '.join(f'{size:,}' for size in results['not run'])}.")
    return "\n".join(lines)


def _without(found: Mapping[str, Any] | None) -> float | None:
    """Processor seconds of a phase without the encoders'."""
    if found is None:
        return None
    return float(found["processor seconds"] - sum(found.get("parts", {}).get(part, 0.0) for part in _ENCODERS))


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:,.1f}" if isinstance(value, float) and value < 100 else f"{value:,.0f}"


def _growth(results: Mapping[str, Any]) -> str:
    """The exponents of linking from nothing, those that cost most first."""
    fitted = {name: found for name, found in results["growth"]["by part"].items() if name.startswith("link")}
    rows = []
    for name, found in sorted(fitted.items(), key=lambda item: -max(item[1]["seconds"].values())):
        if name.startswith(("link:", "link,")):
            at = {int(size): took for size, took in found["seconds"].items()}
            last = max(at)
            rows.append(f"| {name.removeprefix('link: ')} | {at[last]:.1f} s at {last:,} | {_exponents(results, found)} |")
    for name, found in sorted(results["growth"]["pairs"].items(), key=lambda item: -max(item[1]["pairs"].values())):
        at = {int(size): pairs for size, pairs in found["pairs"].items()}
        rows.append(f"| pairs of {name} | {at[max(at)]:,} at {max(at):,} | {_exponents(results, found)} |")
    return "\n".join(
        ["| part of linking from nothing | processor seconds, or pairs | exponent | of the last two sizes |", "|---|---:|---:|---:|", *rows]
    )


def _exponents(results: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    both = (found["exponent"], found["exponent of the last two"])
    return " | ".join(f"**{x:.2f}**" if x > results["growth"]["over"] else f"{x:.2f}" for x in both)
