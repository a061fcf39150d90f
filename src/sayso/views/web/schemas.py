"""What pages answer with, as JSON Schema: the dataclasses through pydantic, with what each field holds.

A field is described by the comment behind it, or by what fields of that name hold anywhere (fields.py). pydantic is needed to make the
schemas, never to serve them.
"""

from __future__ import annotations

import ast
import inspect
import io
import re
import textwrap
import tokenize
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from sayso.views.web.fields import CALLED, EXACT, SAYS, THINGS

Schema = dict[str, Any]


def schemas(types: Sequence[type]) -> tuple[dict[type, Schema], Schema]:
    """References to the schemas of these dataclasses, and the schemas of them and of all that they hold, by name."""
    given: list[tuple[type, Literal["serialization"], TypeAdapter[Any]]] = [(one, "serialization", TypeAdapter(one)) for one in types]
    refs, made = TypeAdapter.json_schemas(given, schema_generator=_Exact, ref_template="#/components/schemas/{model}")
    named = _renamed({"refs": [refs[one, "serialization"] for one in types], "made": made.get("$defs", {})})
    return dict(zip(types, named["refs"], strict=True)), {CALLED.get(name, name): schema for name, schema in sorted(named["made"].items())}


class _Exact(GenerateJsonSchema):
    """Each field is there and no other, and says what it holds."""

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> Schema:
        made = super().dataclass_schema(schema)
        cls: type = schema["cls"]
        comments = _comments(cls)
        made["properties"] = {name: _field(cls, name, given, comments) for name, given in made["properties"].items()}
        made["required"] = list(made["properties"])
        made["additionalProperties"] = False
        made["description"] = _for_json(inspect.cleandoc(cls.__doc__ or ""))
        made.pop("title", None)
        return made


def _field(cls: type, name: str, given: Schema, comments: Mapping[str, str]) -> Schema:
    schema = {key: value for key, value in given.items() if key not in ("title", "default")}
    own = f"{cls.__name__}.{name}"
    exact = EXACT.get(own, EXACT.get(name, {}))
    _narrow(schema, exact)
    words = SAYS.get(own) or comments.get(name) or SAYS.get(name) or _thing(exact.get("pattern", ""))
    return {**schema, "description": _for_json(words)} if words else schema


def _narrow(schema: Schema, exact: Mapping[str, Any]) -> None:
    """What more is known of the values of a field: of each where it has several, of what is not null where it may be that."""
    for one in schema.get("anyOf", ()):
        _narrow(one, exact)
    if schema.get("type") == "array" and "items" in schema:
        _narrow(schema["items"], exact)
    elif schema.get("type") == "integer":
        schema["minimum"] = exact.get("minimum", 0)  # all are counts or places
    elif schema.get("type") == ("number" if "minimum" in exact else "string"):
        schema |= exact


def _thing(pattern: str) -> str:
    """What an id is of."""
    schemes = re.findall(r"[a-z]1", pattern)
    return f"id of the {' or '.join(THINGS[scheme] for scheme in schemes)}" if schemes else ""


def _comments(cls: type) -> dict[str, str]:
    """The comments behind the fields of a dataclass."""
    source = textwrap.dedent(inspect.getsource(cls))
    lines = {
        token.start[0]: token.string for token in tokenize.generate_tokens(io.StringIO(source).readline) if token.type == tokenize.COMMENT
    }
    [body] = ast.parse(source).body
    fields = [one for one in getattr(body, "body", []) if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)]
    return {one.target.id: lines[one.lineno].lstrip("# ") for one in fields if isinstance(one.target, ast.Name) and one.lineno in lines}


def _for_json(words: str) -> str:
    """Words for readers of the code as readers of JSON know them."""
    words = re.sub(r"\bNone\b", "null", " ".join(words.split()))
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith(('.', '?', '`')) else '.'}"


def _renamed(found: Any) -> Any:
    """The same with classes that share a name told apart in words."""
    if isinstance(found, dict):
        return {CALLED.get(name, name): _renamed(one) for name, one in found.items()}
    if isinstance(found, list):
        return [_renamed(one) for one in found]
    if isinstance(found, str) and found.startswith("#/components/schemas/"):
        name = found.rpartition("/")[2]
        return found.replace(name, CALLED.get(name, name))
    return found
