"""Every format reader fed with bytes that break it: ``python -m benchmarks.intake.fuzz TARGET|all [--seconds N] [--folder FOLDER]``.

Coverage-guided, by atheris (``pip install atheris``; Linux). `fuzz_targets.py` has what is run, `fuzz_seeds.py` what is mutated first.
What intake turns into a refusal is none of its findings; findings are other exceptions, texts that cannot be stored, files outside
their folder, crashes of the interpreter, hangs and swelling. Each is kept once, as a file in FOLDER/TARGET/findings.

``python -m benchmarks.intake.fuzz TARGET --replay FILE`` runs one input, with no instrumentation, and says what it does.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.intake import fuzz_seeds

PATIENCE = 12  # seconds of processor time for one input: longer is a finding; the input is given up and the next tried
AGAIN = 2  # seconds of the same, for what is known to be slow already
HANG = 25  # seconds by the clock, where the interpreter does not come back from C: the process ends
MEMORY = 2048  # MB
STACK = 512 * 1024 * 1024  # as the worker's thread has
MOST_RESTARTS = 40  # of one target, after crashes
MEMORY_DISK = "/dev/shm"  # noqa: S108 (a folder of our own is made in it)
COSTLY = 1.0  # seconds of a run that are noted even where they are no finding


class TooSlow(BaseException):
    """Not an Exception: what is fuzzed catches those."""


def _signature(error: BaseException) -> tuple[str, list[str]]:
    """What two findings have in common that are one: the error, where it arose, and which line of ours led there."""
    if type(error).__name__ == "Unstorable":
        return f"cannot be written as UTF-8: {error}", traceback.format_exception(error)
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/sayso/" in frame.filename]
    names = [f"{Path(frame.filename).name}:{frame.name}" for frame in (ours[-1:] + (frames[-1:] if not isinstance(error, TooSlow) else []))]
    return f"{type(error).__name__} in {' at '.join(dict.fromkeys(names))}", traceback.format_exception(error)


@contextmanager
def _patience(seconds: float) -> Iterator[None]:
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1.0)  # again, where a bare except swallowed it
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


class Watched:
    """A target that outlives its findings; each is written down once."""

    def __init__(self, one: Callable[[bytes, Path], None], folder: Path, scratch: Path) -> None:
        self.one = one
        self.folder = folder
        self.scratch = scratch
        self.log = folder / "findings.jsonl"
        self.known: dict[str, int] = {}
        if self.log.exists():
            self.known = {json.loads(line)["what"]: 1 for line in self.log.read_text(encoding="utf8").splitlines()}
        self.slowest = 0.0
        signal.signal(signal.SIGVTALRM, self._give_up)

    @staticmethod
    def _give_up(*_: object) -> None:
        raise TooSlow

    def __call__(self, data: bytes) -> None:
        seconds = AGAIN if any(what.startswith("TooSlow") for what in self.known) else PATIENCE
        found = self._found(data, seconds)
        if isinstance(found, TooSlow) and seconds == AGAIN and _signature(found)[0] not in self.known:
            found = self._found(data, PATIENCE)
        if found is not None:
            self._note(found, data)

    def _found(self, data: bytes, seconds: float) -> BaseException | None:
        begun = time.process_time()
        try:
            with _patience(seconds):
                self.one(data, self.scratch)
        except (Exception, TooSlow) as error:  # noqa: BLE001 (that is what is looked for)
            return error
        finally:
            took = time.process_time() - begun
            if took > max(COSTLY, 1.5 * self.slowest):
                self.slowest = took
                (self.folder / "slowest.bin").write_bytes(data)
                (self.folder / "slowest.json").write_text(json.dumps({"seconds": round(took, 2), "bytes": len(data)}))
        return None

    def _note(self, error: BaseException, data: bytes) -> None:
        what, trace = _signature(error)
        self.known[what] = self.known.get(what, 0) + 1
        if self.known[what] > 1:
            return
        name = hashlib.sha256(what.encode()).hexdigest()[:12]
        (self.folder / "findings").mkdir(exist_ok=True)
        (self.folder / "findings" / f"{name}.bin").write_bytes(data)
        with self.log.open("a", encoding="utf8") as log:
            entry = {"what": what, "message": str(error)[:300], "file": f"{name}.bin", "bytes": len(data), "trace": trace[-6:]}
            log.write(json.dumps(entry) + "\n")
        print(f"FINDING {what}: {str(error)[:200]}", file=sys.stderr, flush=True)


def inside(name: str, folder: Path, seconds: int) -> None:
    """The fuzzing process of one target. Does not return: atheris ends it."""
    atheris: Any = importlib.import_module("atheris")
    # so that what is already imported of the traced packages is imported again, with counters
    targets_of = "benchmarks.intake.fuzz_targets"
    traced = _described(name)["traced"]
    for module in [one for one in sys.modules if one.split(".")[0] in traced]:
        del sys.modules[module]
    scratch = Path(tempfile.mkdtemp())
    with atheris.instrument_imports(include=traced, enable_loader_override=False):
        target = importlib.import_module(targets_of).TARGETS[name]
        for seed in fuzz_seeds.of(name):  # what is imported at the point of use is imported now
            try:
                target.one(seed, scratch)
            except Exception as error:  # noqa: BLE001
                print(f"a seed is a finding: {error!r}", file=sys.stderr)
    arguments = [
        sys.argv[0], str(folder / "corpus"), *([f"-dict={folder / 'words.dict'}"] if (folder / "words.dict").stat().st_size else []), f"-max_total_time={seconds}", f"-rss_limit_mb={MEMORY}",
        f"-timeout={HANG}", f"-max_len={target.longest}", f"-artifact_prefix={folder}/", "-print_final_stats=1", "-verbosity=1",
        "-reload=0", "-report_slow_units=1000",
    ]  # fmt: skip
    atheris.Setup(arguments, Watched(target.one, folder, scratch))
    atheris.Fuzz()


def _described(name: str) -> dict[str, Any]:
    """What a target is, asked of a process of its own: nothing that is traced may be imported before."""
    code = f"import json; from benchmarks.intake.fuzz_targets import TARGETS as T; t = T[{name!r}]; print(json.dumps({{'traced': t.traced, 'apart': t.apart}}))"
    return dict(json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout))


def _shares() -> dict[str, float]:
    code = "import json; from benchmarks.intake.fuzz_targets import TARGETS as T; print(json.dumps({n: t.share for n, t in T.items()}))"
    return dict(json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout))


def _with_stack() -> None:
    resource.setrlimit(resource.RLIMIT_STACK, (STACK, resource.getrlimit(resource.RLIMIT_STACK)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def fuzzed(name: str, top: Path, seconds: float) -> dict[str, Any]:
    """Fuzz one target for that long, started again after what ends it."""
    folder = top / name
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(fuzz_seeds.of(name)):
        (folder / "corpus" / f"seed-{number}").write_bytes(seed)
    (folder / "words.dict").write_text(fuzz_seeds.dictionary(name))
    begun = time.monotonic()
    executions = coverage = features = runs = peak = 0
    ended: list[dict[str, Any]] = []
    while (left := seconds - (time.monotonic() - begun)) > 5 and runs < MOST_RESTARTS:
        runs += 1
        before = {path.name for path in folder.iterdir()}
        in_memory = MEMORY_DISK if os.path.isdir(MEMORY_DISK) else None
        with (folder / f"log-{runs}.txt").open("w+b") as log, tempfile.TemporaryDirectory(prefix="sayso-fuzz-", dir=in_memory) as scratch:
            code = subprocess.run(
                [sys.executable, "-m", "benchmarks.intake.fuzz", name, "--inside", str(folder), "--seconds", str(int(left))],
                stdout=log, stderr=subprocess.STDOUT, check=False, preexec_fn=_with_stack, env={**os.environ, "TMPDIR": scratch},
            ).returncode  # fmt: skip
        said = (folder / f"log-{runs}.txt").read_text(errors="replace")
        executions += max(
            (
                int(number)
                for number in re.findall(r"^#(\d+)\b|number_of_executed_units: (\d+)", said, re.MULTILINE)
                for number in number
                if number
            ),
            default=0,
        )
        coverage = max([coverage, *(int(one) for one in re.findall(r"cov: (\d+)", said))])
        features = max([features, *(int(one) for one in re.findall(r"ft: (\d+)", said))])
        peak = max([peak, *(int(one) for one in re.findall(r"rss: (\d+)Mb|peak_rss_mb: (\d+)", said) for one in one if one)])
        if code != 0:
            fresh = [
                path
                for path in folder.iterdir()
                if path.name not in before and path.is_file() and not path.name.startswith(("log-", "slow", "findings"))
            ]
            ended += [
                {"what": f"the process ended ({code}): {path.name.partition('-')[0]}", "file": path.name, "bytes": path.stat().st_size}
                for path in fresh
            ]
            if not fresh:
                ended.append({"what": f"the process ended ({code})", "message": said[-500:]})
            time.sleep(3)
            print(f"{name}: the process ended with {code}: {[path.name for path in fresh] or said[-300:]}", flush=True)
    took = time.monotonic() - begun
    log_of = folder / "findings.jsonl"
    soft = [json.loads(line) for line in log_of.read_text(encoding="utf8").splitlines()] if log_of.exists() else []
    slowest = folder / "slowest.json"
    return {
        "seconds": round(took), "executions": executions, "executions_per_second": round(executions / max(took, 1e-9), 1), "coverage": coverage, "features": features,
        "corpus": sum(1 for _ in (folder / "corpus").iterdir()), "peak_megabytes": peak, "restarts": runs - 1,
        "slowest": json.loads(slowest.read_text()) if slowest.exists() else None,
        "findings": [{key: one[key] for key in ("what", "message", "bytes", "file") if key in one} for one in soft] + ended,
    }  # fmt: skip


def replay(name: str, path: Path) -> None:
    """One input, as it would meet intake."""
    from benchmarks.intake.fuzz_targets import TARGETS

    data = path.read_bytes()
    with tempfile.TemporaryDirectory() as scratch:
        begun = time.process_time()
        try:
            TARGETS[name].one(data, Path(scratch, "in"))
            print("nothing")
        except Exception:  # noqa: BLE001
            traceback.print_exc()
        print(f"{len(data)} bytes, {time.process_time() - begun:.2f} s, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    print(repr(data[:2000]))


def digest_of(folder: Path) -> str:
    """Of the modules that were fuzzed."""
    held = hashlib.sha256()
    for path in sorted(folder.glob("*.py")):
        held.update(path.name.encode() + b"\0" + path.read_bytes())
    return held.hexdigest()[:16]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("target", help="a name of fuzz_targets.TARGETS, or all")
    parser.add_argument("--seconds", type=int, default=60, help="in all, shared among the targets")
    parser.add_argument("--jobs", type=int, default=1, help="targets at once")
    parser.add_argument("--folder", type=Path, help="where inputs and findings are kept; a temporary folder if not given")
    parser.add_argument("--replay", type=Path)
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/intake-fuzz.json"))
    options = parser.parse_args()
    if options.replay is not None:
        replay(options.target, options.replay)
        return
    if options.inside is not None:
        inside(options.target, options.inside, options.seconds)
        return
    shares = _shares()
    wanted = shares if options.target == "all" else {options.target: 1.0}
    folder = options.folder or Path(tempfile.mkdtemp(prefix="sayso-fuzz-"))
    print(f"inputs and findings: {folder}", flush=True)
    each = {name: options.seconds * options.jobs * share / sum(wanted.values()) for name, share in wanted.items()}
    results: dict[str, Any] = {}

    def one(name: str) -> None:
        results[name] = fuzzed(name, folder, each[name])
        print(f"{time.strftime('%H:%M:%S')} {name}: {json.dumps(results[name])}", flush=True)

    with ThreadPoolExecutor(options.jobs) as pool:
        for _ in pool.map(one, wanted):
            pass
    from importlib.metadata import version

    from benchmarks.machine import described, write

    write(options.out, {
        "what": "coverage-guided fuzzing of the format readers: inputs run, branches met, and what was not turned into a refusal",
        "code_digest": digest_of(Path("src/sayso/intake")),
        "atheris": version("atheris"),
        "libraries": {name: version(name) for name in ("trafilatura", "lxml", "pypdf", "feedparser", "warcio", "charset-normalizer", "courlan", "python-dateutil", "pyyaml")},
        "limits": {"seconds of one input": PATIENCE, "megabytes": MEMORY},
        "machine": described(), "load": os.getloadavg()[0],
        "results": {
            "seconds": sum(one["seconds"] for one in results.values()),
            "executions": sum(one["executions"] for one in results.values()),
            "findings": sum(len(one["findings"]) for one in results.values()),
            "targets": {name: results[name] for name in wanted},
        },
    })  # fmt: skip


if __name__ == "__main__":
    main()
