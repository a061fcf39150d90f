"""The world of one story of the synthetic newsroom: its cast, what they say, and the disputes and decoys among it."""

from __future__ import annotations

import datetime
import operator
import random
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from benchmarks.linking import newsroom_words as words
from benchmarks.linking.newsroom_truth import Claim, DisputeKind
from sayso.model import Bound, VoiceKind

Answer = Literal["", "denied", "neither confirmed nor denied"]  # to what others assert
Act = tuple[words.Frame, tuple[str, ...], str]  # what was done, to what, where


@dataclass(frozen=True, slots=True)
class Person:
    family: str
    given: str
    surname: str
    pronoun: str
    roles: tuple[tuple[int, str], ...]  # from which day
    shared: bool = False  # somebody else in the story has the surname


@dataclass(frozen=True, slots=True)
class Who:
    """A true voice; `names` are those of a voice that is no person."""

    key: str
    kind: VoiceKind
    side: str | None
    names: tuple[str, ...] = ()
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class Count:
    number: int
    bound: Bound
    who: str
    of: str


@dataclass(slots=True)
class Say:
    """One act of saying: the truth that statements of several reports tell."""

    key: str
    voices: tuple[Who, ...]
    day: int
    frame: words.Frame
    slots: dict[str, tuple[str, ...]]  # synonyms; the first is the one that is quoted
    tails: tuple[str, str]
    place: str  # where a speech was held
    by: Literal["speech", "interview", "paper"] = "speech"
    word: tuple[str, str] = ("", "")  # the one that matters, and what a misquoting outlet makes of it
    answer: Answer = ""  # it is the cue
    quoted: bool = False  # told in its own words only
    count: Count | None = None
    heard: Who | None = None  # from whom a voice that only passes on has it
    witnesses: tuple[str, ...] = ()
    misquoted: str | None = None  # by this outlet


class Planned(NamedTuple):
    """A plot's truth: sides are utterance keys."""

    kind: DisputeKind
    matter: str
    sides: tuple[tuple[str, ...], ...]
    dispute: bool


class World:
    """Who and where a story is, and what is said in it."""

    def __init__(self, key: str, size: int, dice: random.Random) -> None:
        self.key, self.dice = key, dice
        self.topic = words.TOPICS[dice.choice(sorted(words.TOPICS))]
        self.start = datetime.date(2031, 1, 6) + datetime.timedelta(days=dice.randrange(900))
        self.days = min(7, 3 + size // 12)
        self.places = dice.sample(words.PLACES, 7)
        self.agencies = dice.sample(words.AGENCIES, 3)
        self.others = [*dice.sample(words.CHANNELS, 4), *dice.sample(words.DAILIES, 9)]
        self.says: list[Say] = []
        self.plots: list[Planned] = []
        self.claims: dict[str, Claim] = {}
        self.states = iter(dice.sample(range(len(words.STATES)), 3))
        self.capital = ""
        self.parties = [self._party(kind, self.places[nth]) for nth, kind in enumerate(self.topic.parties)]
        self.capital = self.capital or self.places[0]
        self.surnames: set[str] = set()
        self.sides = [party[0].names[0] for party in self.parties]
        self.cast = [[self._person(side, nth) for nth in range(3)] for side in self.sides]
        self.cast.append([self._person(None, 0), self._person(None, 1)])
        if dice.random() < 0.6:  # two of one surname, kin or strangers
            one, two = dice.sample(range(3), 2)
            self.cast[one][0], self.cast[two][1] = self._namesakes(self.cast[one][0], self.cast[two][1])
        self.series = [(counted, place) for counted in self.topic.counted for place in self.places]
        self.asserted: list[Act] = [(frame, site, place) for frame in words.ASSERTED for site in self.topic.sites for place in self.places]
        self.rounds = [name.format(place=place) for name, place in zip(self.topic.rounds, self.places[2:], strict=False)]
        for pool in (self.series, self.asserted, self.rounds):
            dice.shuffle(pool)
        plots = [self._figures, self._grown, self._bounds, self._apart, self._status, self._acceptance, self._denial, self._denied_else,
                 self._denied_twice, self._left_open, self._wording, self._claim, self._unnamed, self._paper, self._joint]  # fmt: skip
        dice.shuffle(plots)
        for plot in plots:
            if len(self.says) < size:
                plot()
        while len(self.says) < size * 1.2:
            self._ordinary()

    def _namesakes(self, one: Who, two: Who) -> tuple[Who, Who]:
        """The second takes the surname of the first, and another given name."""
        assert one.person is not None
        assert two.person is not None
        first = replace(one.person, shared=True)
        given, sex = self.dice.choice([name for name in words.FAMILIES[first.family].given.split() if name[:2] != first.given[:2]]).split(
            "/"
        )
        second = replace(first, given=given, pronoun={"m": "he", "f": "she"}[sex], roles=two.person.roles)
        return replace(one, person=first), replace(two, person=second)

    def _party(self, kind: str, place: str) -> tuple[Who, Who]:
        """The party itself, and its ministry or bureau."""
        if kind != "state":
            full = kind.format(place=place)
            acronym = "".join(word[0] for word in full.split())
            long, short = f"the {full}", f"the {acronym}"
            bureau = (f"{long}’s Political Bureau", f"the Political Bureau of {long}", f"{short}’s Political Bureau")
            return (
                Who(f"body:{full}", "organisation", long, (long, short, f"{long} ({acronym})")),
                Who(f"bureau:{full}", "organisation", long, bureau),
            )
        number = next(self.states)
        state, capital = words.STATES[number], words.CAPITALS[number]
        self.capital = self.capital or capital
        adjective = next((state[: -len(end)] + new for end, new in words.ADJECTIVE.items() if state.endswith(end)), state + "i")
        office = self.dice.choice(("foreign", "interior", "finance"))
        ministry = (
            f"the {office.title()} Ministry of {state}",
            f"{state}’s {office} ministry",
            f"the {adjective} {office} ministry",
            f"the {office} ministry in {capital}",
        )
        return (
            Who(f"state:{state}", "state", state, (state, capital, f"the government in {capital}", f"the {adjective} government")),
            Who(f"{office}:{state}", "organisation", state, ministry),
        )

    def _person(self, side: str | None, nth: int) -> Who:
        dice = self.dice
        while True:
            family = dice.choice(sorted(words.FAMILIES))
            made = words.FAMILIES[family]
            joints = ["", *(dice.choice("lnrmdt") + dice.choice(made.middles.split()) for _ in range(5 if family != "chinese" else 0))]
            surname = (
                dice.choice(made.onsets.split())
                + dice.choice(made.middles.split())
                + dice.choice(joints)
                + dice.choice(made.endings.split())
            )
            if surname[:4] not in self.surnames:
                break
        self.surnames.add(surname[:4])
        given, sex = dice.choice(made.given.split()).split("/")
        if side is None:
            role = dice.choice(words.LOCAL_ROLES).format(place=self.places[nth + 3])
        else:
            role = (words.STATE_ROLES if " " not in side else words.BODY_ROLES)[nth * 2 + dice.randrange(2)]
        roles: tuple[tuple[int, str], ...] = ((0, role),)
        if role in words.PROMOTED and dice.random() < 0.6:
            roles += ((self.days // 2, words.PROMOTED[role]),)
        person = Person(family, given, dice.choice(made.prefixes) + surname, {"m": "he", "f": "she"}[sex], roles)
        return Who(f"{self.key}/p{len(self.surnames)}", "person", side, person=person)

    def weekday(self, day: int) -> str:
        return f"{self.start + datetime.timedelta(days=day):%A}"

    def _voice(self, party: int) -> Who:
        return self.dice.choice([*self.cast[party], *self.cast[party], *self.parties[party]])

    def say(self, voice: Who | tuple[Who, ...], day: int, frame: words.Frame, /, **slots: tuple[str, ...] | str) -> Say:
        """A new act of saying, added to the story."""
        dice = self.dice
        voices = voice if isinstance(voice, tuple) else (voice,)
        itself = any(voices[0] is party[0] for party in self.parties)
        side = voices[0].side or "the town"
        given = {name: (value,) if isinstance(value, str) else value for name, value in slots.items()}
        filled = {"obj": dice.choice(self.topic.objs), "thing": dice.choice(self.topic.things), "place": (dice.choice(self.places[2:]),),
                  "other": (dice.choice([name for name in self.sides if name != side]),), "they": ("it" if itself else side,), "day": (self.weekday(day),)} | given  # fmt: skip
        word = dice.choice(frame.words)
        say = Say(f"{self.key}/u{len(self.says)}", voices, day, frame, filled, tuple(dice.sample(words.TAILS, 2)),  # type: ignore[arg-type]
                   dice.choice(words.OCCASIONS).format(capital=self.capital, place=self.places[1]),
                   "interview" if dice.random() < 0.4 else "speech", word if dice.random() < 0.5 else word[::-1])  # fmt: skip
        self.says.append(say)
        return say

    def _plot(self, kind: DisputeKind, matter: str, dispute: bool, *sides: Say) -> None:
        self.plots.append(Planned(kind, matter, tuple((say.key,) for say in sides), dispute))

    def _ordinary(self) -> None:
        """Something said; or the same voice again, on another day, about another thing."""
        earlier = [say for say in self.says if say.frame in words.FRAMES]
        if earlier and self.dice.random() < 0.35:
            old = self.dice.choice(earlier)
            day = self.dice.choice([day for day in range(self.days) if day != old.day])
            things = [thing for thing in self.topic.things if all(thing != s.slots["thing"] or s.frame is not old.frame for s in earlier)]
            if things:
                new = self.say(old.voices, day, old.frame, obj=old.slots["obj"], thing=self.dice.choice(things))
                new.word = old.word if self.dice.random() < 0.5 else new.word
                return
        taken = {(say.voices[0].key, say.frame) for say in earlier}
        voice = self._voice(self.dice.randrange(3)) if self.dice.random() < 0.9 else self.dice.choice(self.cast[3])
        frames = [frame for frame in words.FRAMES if (voice.key, frame) not in taken]
        if frames:
            self.say(voice, self.dice.randrange(self.days), self.dice.choice(frames))

    def _counted(self, party: int, day: int, series: tuple[tuple[str, str], str], number: int, bound: Bound = "exact") -> Say:
        (who, of), place = series
        lead = {"exact": "", "at_least": "at least ", "about": "about ", "more_than": "more than "}[bound]
        say = self.say(
            self._voice(party),
            day,
            words.COUNTED,
            place=place,
            count=f"<f0>{lead}{number} {who}</f0>",
            of=of,
            day=f"<d0>{self.weekday(day)}</d0>",
        )
        say.count = Count(number, bound, who, of)
        return say

    def _figures(self) -> None:
        for bound in self.dice.sample(("exact", "at_least"), 2)[: 1 + (self.dice.random() < 0.5)]:
            series, day, low = self.series.pop(), self.dice.randrange(self.days), self.dice.randrange(11, 90)
            one = self._counted(0, day, series, low)
            two = self._counted(1, day, series, low + self.dice.randrange(15, 90), "at_least" if bound == "at_least" else "exact")
            self._plot("figure", f"{' '.join(series[0])} in {series[1]} by {self.weekday(day)}", True, one, two)

    def _grown(self) -> None:
        series, number, says = self.series.pop(), self.dice.randrange(12, 60), []
        for day in range(min(3, self.days)):
            says.append(self._counted(self.dice.randrange(2), day, series, number))
            number += self.dice.randrange(4, 30)
        self._plot("figure", f"{' '.join(series[0])} in {series[1]}, growing", False, *says)

    def _bounds(self) -> None:
        day, low = self.dice.randrange(self.days), self.dice.randrange(20, 80)
        pairs: list[tuple[tuple[int, Bound], tuple[int, Bound]]] = [
            ((low, "at_least"), (low + 5, "exact")),
            ((300, "about"), (310, "exact")),
        ]
        for pair in pairs[: 1 + self.dice.randrange(2)]:
            series = self.series.pop()
            says = [self._counted(nth, day, series, number, bound) for nth, (number, bound) in enumerate(pair)]
            self._plot("figure", f"{' '.join(series[0])} in {series[1]}, bounds that meet", False, *says)

    def _apart(self) -> None:
        """Figures of other places, and of other things counted."""
        day, (one, here) = self.dice.randrange(self.days), self.series.pop()
        first = self._counted(0, day, (one, here), self.dice.randrange(10, 99))
        for other in [next((s for s in self.series if s[0] == one), None), next((s for s in self.series if s[1] == here), None)]:
            if other is not None:
                self.series.remove(other)
                second = self._counted(1, day, other, self.dice.randrange(100, 190))
                self._plot("figure", f"{' '.join(one)} in {here}, and {' '.join(other[0])} in {other[1]}", False, first, second)

    def _status(self) -> None:
        day, name = self.dice.randrange(self.days), self.rounds.pop()
        self._plot(
            "status",
            f"whether {name} has ended",
            True,
            *(self.say(self._voice(nth), day, frame, round=name) for nth, frame in enumerate((words.ENDED, words.NOT_ENDED))),
        )
        name = self.rounds.pop()
        says = [
            self.say(self._voice(nth), day, frame, round=name)
            for nth, (day, frame) in enumerate(((0, words.NOT_BEGUN), (self.days - 1, words.BEGUN)))
        ]
        self._plot("status", f"{name}, not begun and then begun", False, *says)

    def _acceptance(self) -> None:
        day, side = self.dice.randrange(self.days), self.sides[0]
        plans = [f"the {place} plan" for place in self.dice.sample(self.places[2:], 3)]
        says = [
            self.say(self.dice.choice(self.cast[nth]), day, frame, they=side, plan=plans[0])
            for nth, frame in enumerate((words.ACCEPTED, words.REJECTED))
        ]
        self._plot("acceptance", f"whether {side} accepted {plans[0]}", True, *says)
        both = self.say(self.dice.choice(self.cast[1]), day, words.ACCEPTED_ONE, they=self.sides[1], plan=plans[1], second=plans[2])
        self._plot("acceptance", f"{self.sides[1]}: one plan accepted, another rejected", False, both)

    def _act(self, party: int, day: int, act: Act, answer: Answer = "") -> tuple[Say, str]:
        """What a party says of an act of the second party, and the act in words."""
        frame, site, place = act
        say = self.say(self._voice(party), day, frame, other=self.sides[1], site=site, place=place)
        say.answer = answer
        return say, frame.indirect.format(other=self.sides[1], site=site[0], place=place)

    def _denial(self) -> None:
        day, act = self.dice.randrange(self.days), self.asserted.pop()
        (one, matter), (two, _) = self._act(0, day, act), self._act(1, day, act, "denied")
        self._plot("denial", matter, True, one, two)

    def _denied_else(self) -> None:
        """One act asserted; denied another, that differs in what was done, or to what, or where."""
        day, act = self.dice.randrange(self.days), self.asserted.pop()
        near = self.dice.choice([other for other in self.asserted if sum(map(operator.eq, act, other)) == 2])
        self.asserted.remove(near)
        (one, asserted), (two, denied) = self._act(0, day, act), self._act(1, day, near, "denied")
        self._plot("denial", f"{asserted}; denied: {denied}", False, one, two)

    def _denied_twice(self) -> None:
        """Two denials of one act are one claim, whoever asserted it."""
        day, act = self.dice.randrange(self.days), self.asserted.pop()
        (one, matter), (two, _) = self._act(1, day, act, "denied"), self._act(2, day, act, "denied")
        self._plot("denial", f"{matter}, denied by both", False, one, two)
        self.claims[f"{self.key}/c{len(self.claims)}"] = Claim((one.key, two.key), 2)

    def _left_open(self) -> None:
        day, act = self.dice.randrange(self.days), self.asserted.pop()
        (one, matter), (two, _) = self._act(0, day, act), self._act(1, day, act, "neither confirmed nor denied")
        self._plot("denial", f"{matter}, neither confirmed nor denied", False, one, two)

    def _wording(self) -> None:
        frames = [frame for frame in words.FRAMES if all(say.frame is not frame for say in self.says)]
        for voice in self.dice.sample(range(3), 1 + self.dice.randrange(2)):
            frame = frames.pop(self.dice.randrange(len(frames)))
            say = self.say(self.dice.choice(self.cast[voice]), self.dice.randrange(self.days), frame)
            say.quoted = True
            self._plot("wording", f"{say.word[0]} or {say.word[1]}", True, say)

    def _claim(self) -> None:
        """Several voices on their own knowledge, and one that only passes on."""
        day, (frame, site, place) = self.dice.randrange(self.days), self.asserted.pop()
        about: dict[str, tuple[str, ...] | str] = {"other": self.sides[0], "site": site, "place": place}
        firsts = [self.cast[1][0], self.cast[2][0], self.cast[3][0], self.cast[2][1]][: self.dice.randrange(2, 5)]
        says = [self.say(voice, day, frame, **about) for voice in firsts]
        passed = self.say(self.cast[1][2], day, frame, **about)
        passed.heard = firsts[0]
        keys = (*(say.key for say in says), passed.key, f"{passed.key}>")
        self.claims[f"{self.key}/c{len(self.claims)}"] = Claim(keys, len(says))

    def _unnamed(self) -> None:
        """Two unnamed officials of one party, each a voice of its own, each speaking to one agency."""
        party = self.dice.randrange(2)
        for nth, text in enumerate(self.dice.sample(words.UNNAMED, 2)):
            who = Who(f"{self.key}/a{len(self.says)}", "anonymous", self.sides[party], (text.format(side=self.sides[party]),))
            say = self.say(who, self.dice.randrange(self.days), self.dice.choice(words.FRAMES))
            say.by, say.witnesses = "interview", (self.agencies[nth],)

    def _paper(self) -> None:
        obj = self.dice.choice(self.topic.objs)
        draft = Who(f"{self.key}/d{obj[0]}", "document", None, obj[:1])
        for thing in self.dice.sample(self.topic.things, 2):
            say = self.say(draft, self.dice.randrange(self.days), words.FRAMES[9], obj="its last page", thing=thing, other=self.sides[0])
            say.by = "paper"

    def _joint(self) -> None:
        self.say(
            (self.parties[0][0], self.parties[2][0]),
            self.dice.randrange(self.days),
            self.dice.choice(words.FRAMES[3:5]),
            other=self.sides[1],
        ).by = "speech"
