"""Recipe files: strict reading, writing that reads back the same, recording a history, replaying it elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Cast, Compact, Insert, Remove, Rename, RetagDevice, SetElement, SetMetadata, SetValue
from ckpt_viewer.core.errors import InvalidEdit, InvalidRecipe
from ckpt_viewer.core.graph import Graph
from ckpt_viewer.core.recipes import (
    CastTo,
    Device,
    Drop,
    InsertAt,
    LearningRate,
    Metadata,
    Mode,
    Operation,
    Recipe,
    RenameAt,
    RenameEverywhere,
    RenameMatching,
    Reset,
    SetAt,
    SetElementAt,
    Strip,
    parse_recipe,
    read_recipe,
    recipe_text,
    recorded,
    replay,
)
from ckpt_viewer.core.recipes.recipe import OPERATIONS
from ckpt_viewer.core.tensor import DTYPES
from tests.core.recipes.building import document_of, saved, training

ALL: tuple[Operation, ...] = (
    SetAt("/epoch", 1), SetAt("/f", float("inf")), SetAt("/s", "nan"), SetAt("/n", None),
    SetElementAt("/w", (0, 3), -0.5), SetElementAt("/z", (), 1 + 2j), LearningRate(1e-3),
    RenameAt("/a", "b"), RenameEverywhere("a", "Größe"),
    RenameMatching(r"^a\.(\d+)", r"b.\1", "/m"), Strip("module."), Drop("/x~1y"), InsertAt("/new", True),
    Metadata("k", "v"), Device("cuda:1"), Device("cpu", "/m"), CastTo("float16"), Reset(), Reset(5, ("/epoch",)),
    Mode(training=False))


def test_every_operation_reads_back_as_it_was_written() -> None:
    assert {type(operation) for operation in ALL} == set(OPERATIONS)
    read = parse_recipe(recipe_text(ALL).encode(), "r").operations
    texts: dict[Operation, Operation] = {SetAt("/f", float("inf")): SetAt("/f", "inf"),
                                         SetElementAt("/z", (), 1 + 2j): SetElementAt("/z", (), "1+2j")}
    assert read == tuple(texts.get(operation, operation) for operation in ALL)
    assert parse_recipe(recipe_text(()).encode(), "r").operations == ()


def head(*operations: Any, **more: Any) -> bytes:
    return json.dumps({"ckpt_viewer_recipe": 1, "operations": list(operations), **more}).encode()


@pytest.mark.parametrize(("data", "words"), [
    (b"{", "no JSON"), (b"\xff\xfe", "no JSON"), (b"[]", "is missing"), (b'{"ckpt_viewer_recipe": 2}', "version 2"),
    (b'{"ckpt_viewer_recipe": true}', "version True"), (b'{"ckpt_viewer_recipe": 1}', "holds 'operations'"),
    (head({"op": "explode"}), "operation 1: there is no operation 'explode'. There are set,"),
    (head(5), 'operation 1: this does not name an operation. "op" says which: set,'),
    (head({"do": "strip"}), 'operation 1: this does not name an operation. "op" says which: set,'),
    (head({"op": "drop", "at": "/x"}, {"op": "drop"}), "operation 2: 'drop' needs 'at'"),
    (head({"op": "drop", "at": 5}), "operation 1: at: this is not a text"),
    (head({"op": "drop", "at": "/x", "att": 1}), "takes no 'att'. It takes at."),
    (head({"op": "mode", "training": 1}), "not true or false"),
    (head({"op": "reset", "value": True}), "not a whole number"),
    (head({"op": "reset", "at": [1]}), "not a list of texts"),
    (head({"op": "learning_rate", "value": "x"}), "not a number"),
    (head({"op": "learning_rate", "value": 10**400}), "the number is too large for a float"),
    (head({"op": "set_element", "at": "/w", "index": [0.5], "value": 1}), "not a list of whole numbers"),
    (head({"op": "set", "at": "/w", "value": [1]}), "a text, a number"), (head(extra=1), "holds 'operations'"),
    (b'{"ckpt_viewer_recipe": 1, "operations": [], "operations": []}', "twice"), (b"[" * 100_000, "no JSON")])
def test_what_is_no_recipe_is_refused_with_the_place(data: bytes, words: str) -> None:
    with pytest.raises(InvalidRecipe) as caught:
        parse_recipe(data, "my.json")
    assert words in str(caught.value)
    assert str(caught.value).startswith("my.json")


def test_a_missing_recipe_and_comments(tmp_path: Path) -> None:
    with pytest.raises(InvalidRecipe, match="cannot be read"):
        read_recipe(tmp_path / "no.json")
    step = {"op": "drop", "at": "/x", "comment": "why"}
    (tmp_path / "r.json").write_bytes(b"\xef\xbb\xbf" + head(step, comment="what"))
    assert read_recipe(tmp_path / "r.json").operations == (Drop("/x"),)


def edits(graph: Graph) -> list[Any]:
    """One edit of every kind that the window makes, by ids."""
    def at(*path: Any) -> int:
        return graph.resolve(path)

    return [SetValue(at("epoch"), 3, "epoch"), SetElement(at("model", "head.weight"), (1, 2), 0.25, "w"),
            Rename(graph.root, 1, "steps"), Insert(at("args"), "note", "new"), Remove(at("args"), 0),
            RetagDevice("cuda:1", frozenset({at("model", "head.bias")})), RetagDevice("cuda:0"),
            Cast(DTYPES["float16"], frozenset({at("model", "head.bias")})), LearningRate(0.25), Reset(1, ("/epoch",))]


def test_a_history_becomes_a_recipe_that_does_the_same_to_the_same_and_to_another_file(tmp_path: Path) -> None:
    document = document_of(training(), tmp_path)
    for edit in edits(document.graph):
        document.apply(edit)
    document.apply(SetValue(document.graph.resolve(("epoch",)), 99, "epoch"))
    document.undo()
    data = recipe_text(recorded(document.steps)).encode()
    other = document_of(training(), tmp_path, "other.pth")
    replay(other, parse_recipe(data, "r"))
    assert same(saved(document, tmp_path, map_location="cpu"), saved(other, tmp_path, map_location="cpu"))
    assert other.undo_text == "recipe r"
    other.undo()
    assert not other.dirty
    assert recipe_text(recorded(document.steps)) == data.decode()
    third = document_of(training(), tmp_path, "third.pth")
    replay(third, parse_recipe(data, "r"))
    assert recipe_text(recorded(third.steps)) == data.decode(), "a replay is recorded as what it did"


def test_what_only_this_file_can_have_is_not_recorded(tmp_path: Path) -> None:
    base = torch.zeros(100)
    document = document_of({"w": base[:2]}, tmp_path)
    document.apply(Compact())
    with pytest.raises(InvalidRecipe, match="no operation for this change"):
        recorded(document.steps)


def test_metadata_is_recorded(tmp_path: Path) -> None:
    document = document_of({"w": torch.ones(2)}, tmp_path)
    document.apply(SetMetadata("a", "b"))
    assert recorded(document.steps) == (Metadata("a", "b"),)


def test_a_failing_operation_is_named_and_nothing_is_done(tmp_path: Path) -> None:
    document = document_of(training(), tmp_path)
    recipe = Recipe((SetAt("/epoch", 1), Drop("/nothing"), Reset()), "my.json")
    with pytest.raises(InvalidEdit) as caught:
        replay(document, recipe)
    assert str(caught.value).startswith('my.json, operation 2 {"op": "drop", "at": "/nothing"}: there is no')
    assert not document.dirty
    assert not document.undo_text


def same(a: Any, b: Any) -> bool:
    if isinstance(a, torch.Tensor):
        return a.dtype == b.dtype and torch.equal(a, b)
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and bool(a == b)


def test_places_that_share_a_document_are_told_by_where_they_were(tmp_path: Path) -> None:
    document: Document = document_of({"a": {"x": 1}}, tmp_path)
    node = document.graph.resolve(("a", "x"))
    document.apply(Rename(document.graph.root, 0, "b"))
    document.apply(SetValue(node, 2, "x"))
    assert recorded(document.steps) == (RenameAt("/a", "b"), SetAt("/b/x", 2))
