"""Which voices are shown as one."""

from __future__ import annotations

import pytest

from sayso.linking import same_name


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("v1:a", "Ilyar Chembe", "person"), ("v1:b", "ilyar  chembé", "person"), True),
        (("v1:a", "Ilyar Chembe", "person"), ("v1:b", "Ana Chembe", "person"), False),
        (("v1:a", "Georgia", "person"), ("v1:b", "Georgia", "state"), True),
        (("v1:a", "Georgia Belt", "person"), ("v1:b", "Georgia Belt", "organisation"), False),
        (("v1:a", "senior official", "anonymous"), ("v1:b", "senior official", "anonymous"), False),
        (("v1:a", "黄河", "state"), ("v1:b", "長江", "state"), False),
    ],
)
def test_one_name_is_one_voice_and_the_unnamed_never_are(one: tuple[str, str, str], other: tuple[str, str, str], *, same: bool) -> None:
    assert (same_name(*one) == same_name(*other)) is same
