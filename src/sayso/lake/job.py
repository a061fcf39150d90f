"""Fill a lake: take in, read, link. `sayso lake` runs it, and so does spark-submit, which is given this file."""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sayso.errors import LakeError, ReportError, SaysoError
from sayso.lake.linking import link
from sayso.lake.reading import SLICE, read
from sayso.lake.spark import Lake, session
from sayso.lake.taking import take
from sayso.settings import Intake, Settings


@dataclass(frozen=True, slots=True)
class Done:
    """What one run did: reports added and read, whether they were linked anew, and what could not be taken in."""

    added: int
    read: int
    linked: bool
    failures: tuple[ReportError, ...]


def fill(
    lake: Lake,
    inputs: Sequence[str],
    *,
    intake: Intake | None = None,
    settings: Settings | None = None,
    slice_size: int = SLICE,
    say: Callable[[str], object] = str,
) -> Done:
    """Bring a lake up to date with its inputs. Safe to stop at any instant and to run again: nothing is done twice, nothing is lost."""
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import PySparkException

    try:
        return _filled(lake, inputs, intake, settings, slice_size, say)
    except (PySparkException, Py4JJavaError) as error:
        why = " ".join(str(error).split())[:300]
        raise LakeError(f"{lake.path}: Spark gave up ({why}); what was written stands, run the same command again") from error


def _filled(
    lake: Lake, inputs: Sequence[str], intake: Intake | None, settings: Settings | None, slice_size: int, say: Callable[[str], object]
) -> Done:
    say("taking in")
    taken = take(lake, inputs, intake)
    say(f"{taken.added} new reports; reading")
    if not inputs and not lake.has("reports"):
        raise LakeError(f"{lake.path}: no lake is there, and no input is given; give WARC, Parquet or JSON Lines")
    count = 0
    if lake.has("reports"):
        count = read(lake, settings, slice_size=slice_size, on_slice=lambda done, left: say(f"read {done} of {left}"))
    say("linking")
    linked = lake.has("readings") and link(lake, settings, on_step=lambda name: say(f"linked: {name}"))
    return Done(taken.added, count, linked, taken.failures)


def main(arguments: Sequence[str] | None = None) -> int:
    """What `spark-submit PATH-OF-THIS-FILE LAKE INPUT…` runs; exit status 1 where something could not be taken in."""
    from sayso.reading.outlets import parsed

    parser = argparse.ArgumentParser(prog="sayso lake", description=fill.__doc__)
    parser.add_argument("lake")
    parser.add_argument("inputs", nargs="*")
    parser.add_argument("--field", metavar="NAME=FIELD", action="append", default=[], help="as for sayso lake")
    parser.add_argument("--outlets", metavar="FILE", help="as for sayso lake")
    options = parser.parse_args(arguments)
    intake = Intake(fields=tuple((name, field) for name, _, field in (one.partition("=") for one in options.field)))
    settings = Settings(outlets=parsed(tomllib.loads(Path(options.outlets).read_text(encoding="utf8"))) if options.outlets else ())
    spark = session()
    try:
        done = fill(
            Lake.at(spark, options.lake), options.inputs, intake=intake, settings=settings,
            say=lambda words: print(words, file=sys.stderr),  # noqa: T201
        )  # fmt: skip
    except SaysoError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    finally:
        spark.stop()
    for failure in done.failures:
        print(failure, file=sys.stderr)  # noqa: T201
    print(f"{done.added} reports added, {done.read} read")  # noqa: T201
    return 1 if done.failures else 0


if __name__ == "__main__":
    sys.exit(main())
