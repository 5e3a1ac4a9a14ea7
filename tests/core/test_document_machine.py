"""A document under every kind of edit, undo, redo, save and reload, in any order: what is reloaded is the document."""

from __future__ import annotations

import shutil
import tempfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import torch
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from torch import nn

from ckpt_viewer.core import saving
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import (
    Cast,
    Compact,
    Edit,
    Insert,
    Remove,
    Rename,
    RenameKeys,
    RetagDevice,
    SetElement,
    SetValue,
)
from ckpt_viewer.core.errors import CheckpointError, InvalidEdit, InvalidRecipe
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph, Mapping, NodeId, Scalar, Tensor
from ckpt_viewer.core.recipes import (
    CastTo,
    Device,
    Drop,
    InsertAt,
    LearningRate,
    Mode,
    Recipe,
    RenameMatching,
    Reset,
    SetElementAt,
    Strip,
    as_kind,
    kind_of,
    parse_recipe,
    recipe_text,
    recorded,
    replay,
)
from ckpt_viewer.core.saving import SaveOptions
from ckpt_viewer.core.saving.in_place import update
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import DTYPES, read_storage

NAMES = st.sampled_from(["epoch", "lr", "a.weight", "module.a.weight", "b", "new", "ß/~"])
VALUES = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=5)
NUMBERS = st.integers(-300, 300) | st.floats(width=32, allow_nan=False)


def content() -> dict[str, Any]:
    """Tied, sliced and transposed weights, an optimizer with a tensor rate, a whole model, shared and odd values."""
    torch.manual_seed(5)
    base = torch.randn(4, 3)
    model = OrderedDict({"module.a.weight": base, "module.a.tied": base, "module.b": base.t(), "module.c": base[1:, 1]})
    model.update({"module.n": torch.arange(3), "module.h": torch.ones(2, dtype=torch.bfloat16)})
    layers = nn.Sequential(nn.Linear(2, 2), nn.Dropout())
    optimizer = torch.optim.AdamW(layers.named_parameters(), lr=torch.tensor(0.01))
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 3)
    shared = [1, 2.5, None]
    return {"epoch": 3, "model": model, "optimizer": optimizer.state_dict(), "scheduler": scheduler.state_dict(),
            "layers": layers, "args": {"lr": 0.1, "x": shared, "y": shared, "z": (True, "text", 1j)}}


class Machine(RuleBasedStateMachine):
    """The document against a list of its past graphs; each save is read back with our reader and with torch."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="machine-"))
        torch.save(content(), self.folder / "in.pth")
        self.open(self.folder / "in.pth")

    def open(self, path: Path) -> None:
        self.document = Document(open_checkpoint(path))
        self.path = path
        self.past: list[Graph] = [self.document.graph]
        self.future: list[Graph] = []

    def edit(self, *edits: Edit) -> None:
        before = self.document.graph
        try:
            touched = self.document.apply(*edits)
        except CheckpointError:
            assert self.document.graph is before
            return
        if touched:
            self.past.append(self.document.graph)
            self.future.clear()

    def nodes(self, kind: type[Any]) -> list[NodeId]:
        graph = self.document.graph
        return [node for _, node in graph.survey() if isinstance(graph[node], kind)]

    @rule(data=st.data(), value=VALUES)
    def set_a_value(self, data: st.DataObject, value: Any) -> None:
        """Of the type that is there, as the window and the command line keep it."""
        node = data.draw(st.sampled_from(self.nodes(Scalar)))
        held = self.document.graph[node]
        assert isinstance(held, Scalar)
        try:
            self.edit(SetValue(node, as_kind(value, held.kind, ""), "here"))
        except InvalidEdit:
            return

    @rule(data=st.data(), value=NUMBERS, index=st.lists(st.integers(0, 3), max_size=2))
    def set_an_element(self, data: st.DataObject, value: Any, index: list[int]) -> None:
        tensors = self.nodes(Tensor)
        if not tensors:
            return
        node = data.draw(st.sampled_from(tensors))
        held = self.document.graph[node]
        assert isinstance(held, Tensor)
        try:
            self.edit(SetElement(node, tuple(index), as_kind(value, kind_of(held.spec), ""), "here"))
        except InvalidEdit:
            return

    @rule(data=st.data(), name=NAMES, position=st.integers(0, 5), value=VALUES,
          how=st.sampled_from(["rename", "remove", "insert", "two"]))
    def change_a_key(self, data: st.DataObject, name: str, position: int, how: str, value: Any) -> None:
        mapping = data.draw(st.sampled_from(self.nodes(Mapping)))
        held = self.document.graph[mapping]
        assert isinstance(held, Mapping)
        match how:
            case "insert":
                self.edit(Insert(mapping, name, value))
            case "remove" if position < len(held.keys):
                self.edit(Remove(mapping, position))
            case "rename" if position < len(held.keys):
                self.edit(Rename(mapping, position, name))
            case "two" if position + 1 < len(held.keys):
                keys = (*held.keys[:position], name, f"{name}2", *held.keys[position + 2 :])
                self.edit(RenameKeys(mapping, keys, "here"))

    @rule(data=st.data(), edit=st.sampled_from(["cast", "compact", "tag"]),
          dtype=st.sampled_from(["float16", "float64"]))
    def change_storages(self, data: st.DataObject, edit: str, dtype: str) -> None:
        tensors = self.nodes(Tensor)
        some = frozenset(data.draw(st.lists(st.sampled_from(tensors)))) if tensors else None
        made: dict[str, Edit] = {"cast": Cast(DTYPES[dtype], some), "compact": Compact(),
                                 "tag": RetagDevice("cuda:1", some)}
        self.edit(made[edit])

    @rule(operation=st.sampled_from([
        LearningRate(0.5), LearningRate(1e-4), Reset(), Reset(2), Mode(training=False), Mode(training=True),
        Strip("module."), RenameMatching("^", "module."), RenameMatching(r"\.weight$", ".w"), Device("cuda:0"),
        Device("cpu", "/model"), CastTo("bfloat16"), CastTo("float32", "/model"), InsertAt("/args/new", "text"),
        Drop("/layers"), Drop("/args/z"), SetElementAt("/model/module.b", (1, 2), 0.25)]))
    def operate(self, operation: Edit) -> None:
        self.edit(operation)

    @rule()
    def undo(self) -> None:
        touched = self.document.undo()
        assert bool(touched) == (len(self.past) > 1)
        if touched:
            self.future.append(self.past.pop())

    @rule()
    def redo(self) -> None:
        touched = self.document.redo()
        assert bool(touched) == bool(self.future)
        if touched:
            self.past.append(self.future.pop())

    @rule(reopen=st.booleans())
    def save_a_copy(self, reopen: bool) -> None:
        target = self.folder / "copy.pth"
        plan = saving.plan(self.document.snapshot(), target, SaveOptions(overwrite=True))
        assert not plan.refusal
        saving.save(plan, Task())
        self.check(target)
        if reopen:
            self.document.checkpoint.close()
            shutil.copy(target, self.folder / "in.pth")
            self.open(self.folder / "in.pth")

    @precondition(lambda self: self.document.dirty)
    @rule()
    def update_in_place(self) -> None:
        update(self.document.snapshot())
        self.check(self.path, self.document.graph)
        self.document.checkpoint.close()
        self.open(self.path)

    @rule()
    def replay_what_was_done(self) -> None:
        """On the file as it was opened, a recipe of the changes leads to what the document holds."""
        try:
            recipe = parse_recipe(recipe_text(recorded(self.document.steps)).encode(), "r")
        except InvalidRecipe:
            return  # compacted, or the value is of a kind that JSON does not know
        other = Document(self.document.checkpoint)
        replay(other, Recipe(recipe.operations))
        assert told(other.graph) == told(self.document.graph)

    def check(self, path: Path, expected: Graph | None = None) -> None:
        with open_checkpoint(path) as found:
            assert told(found.graph) == (told(self.document.graph) if expected is None else self.last)
        torch.load(path, weights_only=False, map_location="cpu")

    @invariant()
    def the_graph_is_the_expected_one(self) -> None:
        if hasattr(self, "past"):
            assert self.document.graph is self.past[-1]
            self.last = told(self.document.graph)

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.document.checkpoint.close()
            shutil.rmtree(self.folder)


def told(graph: Graph) -> list[Any]:
    """All that a graph says, in the order of its places: keys, values with their types, tensors with their bytes, and
    which of them are one thing."""
    numbers: dict[NodeId, int] = {}
    storages: dict[str, int] = {}
    lines: list[Any] = []
    for path, node in graph.walk():
        first = numbers.setdefault(node, len(numbers))
        held = graph[node]
        line: tuple[Any, ...] = (tuple(map(repr, path)), held.kind)
        if isinstance(held, Scalar):
            line += (repr(held.value),)
        elif isinstance(held, Tensor):
            spec = held.spec
            data = bytearray(spec.storage.nbytes)
            read_storage(spec.storage, 0, memoryview(data))
            line += (first, spec.dtype, spec.shape, spec.stride, spec.storage_offset, spec.device, bytes(data),
                     storages.setdefault(spec.storage.key, len(storages)), held.requires_grad)
        lines.append(line)
    return lines


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
