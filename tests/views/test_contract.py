"""The JSON contract: its schema holds for what is read, and for nothing less."""

from __future__ import annotations

import copy
import json

import jsonschema
import pytest

from sayso.model import Addressee, Figure, Flag, Furniture, Moment, Reading, Relay, Report, Span, Statement, Time, Voice
from sayso.views.contract import reading_object, schema
from tests.factory import a_report

FULL = Reading(
    "m",
    (
        Statement(
            (Span(0, 3),), (Span(4, 8),), (Span(9, 12),), "speech", "direct", 0.5, (Voice("Ana", "person", "mayor", "Town", Span(0, 3)),),
            Addressee("Radio", Span(1, 2)), (Relay("Radio", "told", Span(1, 2)), Relay("Wire", "credit", Span(5, 9))), Moment(Span(1, 3), "on", "2019-03-04", "2019-03-04", "day"),
        ),
    ),
    (Furniture(Span(0, 2), "share"),),
    (Figure(Span(1, 3), 12, None, "at_least", of="boats", statement=0),),
    (Time(Moment(Span(1, 3), "on"), "date", "XXXX-XX-XX"),),
    (Flag("truncated", Span(0, 1), "why"),),
)  # fmt: skip


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def test_every_part_of_a_reading_fits_the_schema() -> None:
    jsonschema.validate(reading_object(a_report("x" * 20), FULL), schema())


def test_the_sample_fits_the_schema_and_reslices(sample_read: list[tuple[Report, Reading]]) -> None:
    for report, reading in sample_read:
        made = json.loads(json.dumps(reading_object(report, reading)))
        jsonschema.validate(made, schema())
        assert made["report"]["length"] == len(report.text)


@pytest.mark.parametrize(
    "path", [("report", "outlet"), ("statements", 0, "relay"), ("statements", 0, "voice", "side"), ("figures", 0, "bound"), ("flags",)]
)
def test_a_part_left_out_does_not_fit(path: tuple[str | int, ...]) -> None:
    made = copy.deepcopy(reading_object(a_report("x" * 20), FULL))
    inner = made
    for step in path[:-1]:
        inner = inner[step]  # type: ignore[index]
    del inner[path[-1]]  # type: ignore[arg-type]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(made, schema())
