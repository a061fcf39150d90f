"""From links and judgements to groups. A pure function of both: the order in which they came does not matter.

Links are taken from the strongest down. One that would bring two things together that are known to be different is left out;
one that rests on weak evidence ("surname alone") is taken only where nothing else fits as well.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from sayso.model import Link

MARGIN = 3.0  # bits by which the best of several weak links must lead


class _Union:
    """Sets that merge unless two of their members must stay apart."""

    def __init__(self, nodes: Iterable[str], apart: Iterable[tuple[str, str]], judged_same: Iterable[tuple[str, str]] = ()) -> None:
        self.parent = {node: node for node in nodes}
        self.apart: dict[str, set[str]] = defaultdict(set)
        self.size: Counter[str] = Counter()
        self.between: dict[str, Counter[str]] = defaultdict(Counter)
        for left, right in judged_same:
            if left in self.parent and right in self.parent:
                self.join(left, right)
        for left, right in apart:
            if left in self.parent and right in self.parent and (one := self.root(left)) != (other := self.root(right)):
                self.apart[one].add(other)
                self.apart[other].add(one)

    def root(self, node: str) -> str:
        while self.parent[node] != node:
            self.parent[node] = self.parent[self.parent[node]]
            node = self.parent[node]
        return node

    def close(self, links: Iterable[Link]) -> None:
        """Count the links between sets, for `join` to ask how close two sets are."""
        for node in self.parent:
            self.size[self.root(node)] += 1
        for link in links:
            one, other = self.root(link.left), self.root(link.right)
            if one != other:
                self.between[one][other] += 1
                self.between[other][one] += 1

    def join(self, left: str, right: str, cohesion: float = 0.0) -> bool:
        """Merge the sets of two nodes; the lesser root stays. False where they must stay apart or are not close enough."""
        low, high = sorted((self.root(left), self.root(right)))
        if low == high:
            return True
        if high in self.apart[low] or self.between[low][high] < cohesion * self.size[low] * self.size[high]:
            return False
        self.parent[high] = low
        self.size[low] += self.size.pop(high, 0)
        for other, count in self.between.pop(high, Counter()).items():
            del self.between[other][high]
            if other != low:
                self.between[other][low] += count
                self.between[low][other] += count
        for other in self.apart.pop(high, set()):  # what was apart from the one is apart from both
            self.apart[other].discard(high)
            self.apart[other].add(low)
            self.apart[low].add(other)
        return True


def grouped(
    nodes: Iterable[str],
    links: Collection[Link],
    *,
    same: Iterable[tuple[str, str]] = (),
    different: Iterable[tuple[str, str]] = (),
    weak: Collection[str] = (),
    length: Mapping[str, int] | None = None,
    cohesion: float = 0.0,
) -> dict[str, str]:
    """For each node the least member of its group.

    `same` and `different` are people's judgements, which no link overrides. A link of negative weight keeps its ends apart. `weak` are
    names of levels: a link that has one among its reasons is weak, and taken only where its shorter end, by `length`, has no rival.
    `cohesion` is the share of the pairs between two groups that must be linked for the groups to become one, so that a chain of
    likenesses does not make one thing of many.
    """
    live = [link for link in links if link.weight > 0]
    union = _Union(nodes, [*different, *((link.left, link.right) for link in links if link.weight < 0)], judged_same=sorted(same))
    strong: list[Link] = []
    uncertain: list[Link] = []
    for link in live:
        if link.left in union.parent and link.right in union.parent:
            (uncertain if any(reason.level in weak for reason in link.reasons) else strong).append(link)
    if cohesion:
        union.close(strong)
    for link in sorted(strong, key=lambda one: (-one.weight, one.left, one.right)):
        union.join(link.left, link.right, cohesion)
    for link in sorted(_unrivalled(union, uncertain, length or {}), key=lambda one: (-one.weight, one.left, one.right)):
        union.join(link.left, link.right)
    return {node: union.root(node) for node in union.parent}


def _unrivalled(union: _Union, links: list[Link], length: Mapping[str, int]) -> Iterable[Link]:
    """The weak links whose shorter end ("Badran") has no rival: no other group that fits it about as well."""
    best: dict[str, dict[str, float]] = defaultdict(dict)  # shorter end -> group at the other end -> weight
    ends: list[tuple[Link, str, str]] = []
    for link in links:
        short, long = sorted((link.left, link.right), key=lambda end: (length.get(end, 0), end))
        ends.append((link, short, long))
    for link, short, long in ends:
        group = union.root(long)
        best[short][group] = max(link.weight, best[short].get(group, link.weight))
    return [
        link
        for link, short, long in ends
        if all(
            link.weight >= weight + MARGIN for group, weight in best[short].items() if group not in (union.root(long), union.root(short))
        )
    ]
