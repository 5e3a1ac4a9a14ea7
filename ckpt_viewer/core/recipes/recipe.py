"""A recipe: a list of operations in a JSON file, to be done again on other checkpoints.

    {"ckpt_viewer_recipe": 1,
     "operations": [{"op": "set", "at": "/epoch", "value": 0}, {"op": "strip", "prefix": "module."}]}

Contract: reading is strict. What is not known (a version, an operation, a field) or of another type is refused, with
the number of the operation; nothing is guessed. Floats that JSON has no number for are written "nan", "inf", "-inf",
complex numbers as text such as "1+2j". A recipe holds data alone and runs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import MISSING, fields
from pathlib import Path as FilePath
from typing import Any, get_args

from ckpt_viewer.core.errors import CheckpointError, InvalidRecipe
from ckpt_viewer.core.formats.json_values import without_doubles
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.recipes.counters import Reset
from ckpt_viewer.core.recipes.operations import (
    CastTo,
    Device,
    Drop,
    InsertAt,
    LearningRate,
    Metadata,
    RenameAt,
    RenameEverywhere,
    SetAt,
    SetElementAt,
)
from ckpt_viewer.core.recipes.renaming import RenameMatching, Strip
from ckpt_viewer.core.recipes.training_mode import Mode
from ckpt_viewer.core.wording import plain_text

Operation = (SetAt | SetElementAt | LearningRate | RenameAt | RenameEverywhere | RenameMatching | Strip | Drop
             | InsertAt | Metadata | Device | CastTo | Reset | Mode)
OPERATIONS: tuple[type[Operation], ...] = get_args(Operation)

_HEAD, VERSION = "ckpt_viewer_recipe", 1
_LARGEST = 16 << 20
_MADE_BY = "`Save these changes as a recipe` in the window makes one."
_SPECIAL = ("nan", "inf", "-inf")
# By the annotation of a field: what JSON may hold there, and how it is called.
_TYPES: dict[str, tuple[tuple[type, ...], str]] = {
    "str": ((str,), "a text"), "float": ((int, float), "a number"), "int": ((int,), "a whole number"),
    "bool": ((bool,), "true or false"), "tuple[int, ...]": ((list,), "a list of whole numbers"),
    "tuple[str, ...]": ((list,), "a list of texts"),
    "ScalarValue": ((str, int, float, bool, type(None)), "a text, a number, true, false or null"),
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """Operations in the order in which they are done. `name` is that of the file, for messages."""

    operations: tuple[Operation, ...]
    name: str = "recipe"


def read_recipe(path: FilePath) -> Recipe:
    """Raises InvalidRecipe with what is wrong and where."""
    name = str(path)
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise InvalidRecipe(f"the recipe cannot be read ({why})", name, "Check its name.") from None
    if len(data) > _LARGEST:
        raise InvalidRecipe("this is too large for a recipe", name, "Check its name.")
    return parse_recipe(data, name)


def parse_recipe(data: bytes, name: str) -> Recipe:
    """As `read_recipe`, of the bytes of the file."""
    try:
        held = json.loads(data.decode("utf-8-sig"), object_pairs_hook=without_doubles)
    except (ValueError, RecursionError) as error:
        raise InvalidRecipe(f"this is not a recipe: no JSON ({plain_text(str(error), 200)})", name, _MADE_BY) from None
    version = held.get(_HEAD) if isinstance(held, dict) else None
    if version is None:
        raise InvalidRecipe(f"this is not a recipe: {_HEAD!r} is missing", name, _MADE_BY)
    if version != VERSION or isinstance(version, bool):
        raise InvalidRecipe(f"this recipe is of version {plain_text(repr(version), 40)}, and {VERSION} is known here",
                            name, "Use a newer ckpt_viewer.")
    steps = held.get("operations")
    if not isinstance(steps, list) or set(held) - {_HEAD, "operations", "comment"}:
        raise InvalidRecipe("a recipe holds 'operations', a list, and perhaps a 'comment'", name,
                            f'For example {{"{_HEAD}": {VERSION}, "operations": [{{"op": "reset", "value": 0}}]}}')
    return Recipe(tuple(_operation(step, f"{name}, operation {n}") for n, step in enumerate(steps, 1)), name)


def recipe_text(operations: Sequence[Operation]) -> str:
    """The JSON of a recipe, an operation a line."""
    lines = ",\n".join("    " + json.dumps(_entry(operation), ensure_ascii=False) for operation in operations)
    body = f"[\n{lines}\n  ]" if operations else "[]"
    return f'{{\n  "{_HEAD}": {VERSION},\n  "operations": {body}\n}}\n'


def words_of(operation: Operation) -> str:
    """An operation in a message: its JSON, capped."""
    return plain_text(json.dumps(_entry(operation), ensure_ascii=False), 160)


def _entry(operation: Operation) -> dict[str, Any]:
    entry: dict[str, Any] = {"op": operation.WORD}
    for field in fields(operation):
        value = getattr(operation, field.name)
        if field.default is MISSING or value != field.default:
            entry[field.name] = _json_value(value)
    return entry


def _json_value(value: Any) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if abs(value) < float("inf") else repr(value)
        case complex():
            return repr(value).strip("()")
        case tuple():
            return list(value)
        case _:
            raise InvalidRecipe(f"a value of type {type(value).__name__} cannot stand in a recipe",
                                hint="Undo it, then save the recipe.")


def _operation(step: Any, where: str) -> Operation:
    word = step.get("op") if isinstance(step, dict) else None
    kind = next((kind for kind in OPERATIONS if word == kind.WORD), None)
    if kind is None:
        known = ", ".join(kind.WORD for kind in OPERATIONS)
        if word is None:
            raise InvalidRecipe("this does not name an operation", where, f'"op" says which: {known}.')
        raise InvalidRecipe(f"there is no operation {plain_text(repr(word), 60)}", where, f"There are {known}.")
    known_fields = {field.name: field for field in fields(kind)}
    if unknown := [name for name in step if name not in known_fields and name not in ("op", "comment")]:
        raise InvalidRecipe(f"{word!r} takes no {plain_text(unknown[0], 60)!r}", where,
                            f"It takes {', '.join(known_fields)}.")
    values: dict[str, Any] = {}
    for name, field in known_fields.items():
        if name in step:
            values[name] = _field(step[name], str(field.type), f"{where}: {name}")
        elif field.default is MISSING:
            raise InvalidRecipe(f"{word!r} needs {name!r}", where, f"It takes {', '.join(known_fields)}.")
    return kind(**values)


def _field(value: Any, annotation: str, where: str) -> Any:
    kinds, words = _TYPES[annotation]
    if annotation == "float" and isinstance(value, str) and value in _SPECIAL:
        return float(value)
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise InvalidRecipe(f"this is not {words}", where, f"Write {words} there.")
    if isinstance(value, list):
        item = int if "int" in annotation else str
        if any(not isinstance(one, item) or isinstance(one, bool) for one in value):
            raise InvalidRecipe(f"this is not {words}", where, f"Write {words} there.")
        return tuple(value)
    if annotation != "float" or not isinstance(value, int):
        return value
    try:
        return float(value)
    except OverflowError:
        raise InvalidRecipe("the number is too large for a float", where, "The largest is 1.8e308.") from None


def failed(error: CheckpointError, recipe: Recipe, number: int) -> InvalidRecipe:
    """The error of an operation, by its number from 1, with which one it was."""
    operation = words_of(recipe.operations[number - 1])
    where = f"{plain_text(recipe.name, 200)}, operation {number} {operation}"
    place = f"{error.where}: " if error.where else ""
    return InvalidRecipe(f"{place}{error.what}", where, error.hint)
