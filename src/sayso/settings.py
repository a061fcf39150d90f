"""All that can be set about reading, in one frozen value; a reading's run records it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outlet:
    """An agency or outlet as a registry file lists it."""

    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    kind: str = "outlet"  # agency or outlet


@dataclass(frozen=True, slots=True)
class Settings:
    """Defaults are what the model card was measured with."""

    # Statements below are left out of a reading. On PolNeAR dev 0.3 costs 1.4 points of recall (soft) and gains 2.7 of
    # precision (benchmarks/reading/thresholds.py); 0 keeps all for the user to judge.
    least_confidence: float = 0.3
    # Whether contents are read again for the statements inside them.
    nested: bool = True
    # Whether pronouns and descriptions are resolved by the antecedent head where rules leave a choice (benchmarks/reading/voices.py).
    learned_references: bool = True
    # Known besides those of outlets.toml, and before them.
    outlets: tuple[Outlet, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What one input may cost. Beyond it is refused with the reason; nothing is cut short silently."""

    text: int = 2_000_000  # bytes of one report's text: some 300,000 words
    document: int = 20_000_000  # bytes of one page, PDF, letter or feed
    listing: int = 200_000_000  # bytes of one JSON file, which is held whole; JSON Lines and CSV are not
    members: int = 200_000  # of one archive
    unpacked: int = 20_000_000_000  # bytes of all members of one archive
    ratio: int = 200  # times its packed size that an archive may unpack to, beyond the first `slack` bytes
    slack: int = 100_000_000
    depth: int = 3  # archives in archives
    seconds: float = 60.0  # that taking one document apart may take
    memory: int = 2_000_000_000  # bytes that it may take
    redirects: int = 5
    fetch_seconds: float = 60.0  # for one address, from name resolution to the last byte
    pause: float = 1.0  # seconds between two requests to one host, unless its robots.txt asks for more


@dataclass(frozen=True, slots=True)
class Intake:
    """How reports are taken in. None of it is part of a reading."""

    given: tuple[tuple[str, str], ...] = ()  # facts of reports that give none themselves: outlet, author, published …
    fields: tuple[tuple[str, str], ...] = ()  # for JSON and CSV: what is looked for, and the field it is in
    follow: bool = True  # whether the pages that a feed fetched by address links to are fetched
    allow_private: bool = False  # whether private, loopback and link-local addresses may be fetched from
    allow_networks: tuple[str, ...] = ()  # of those, these may
    user_agent: str = "sayso (reads news reports for research; name yourself with --user-agent)"
    limits: Limits = Limits()
