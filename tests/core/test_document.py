"""Edits and their history: every edit undone gives the graph before it, whatever the order."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ckpt_viewer.core import saving
from ckpt_viewer.core.checkpoint import Checkpoint
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
from ckpt_viewer.core.edits.values import partners
from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph, Mapping, Scalar, Tensor
from ckpt_viewer.core.saving import SaveOptions
from ckpt_viewer.core.saving.reach import Held
from ckpt_viewer.core.saving.sizes import stored_bytes, used_bytes
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.tensor import DTYPES
from tests.oracles import memory_of, save, storage_bytes


@pytest.fixture
def document(tmp_path: Path) -> Document:
    base = torch.arange(12, dtype=torch.float32)
    value = {
        "epoch": 90, "lr": 0.01, "tensor_lr": torch.tensor(0.01),
        "model": {"module.a": base[2:6], "module.b": base[4:8]}, "ints": torch.arange(3), "other": {"x": 1},
    }
    return Document(open_checkpoint(save(value, tmp_path / "c.pth")))


def at(document: Document, *path: Any) -> int:
    return document.graph.resolve(path)


def changes(document: Document) -> tuple[str, ...]:
    return document.changes


def dirty(document: Document) -> bool:
    return document.dirty


def tensor(document: Document, *path: Any) -> Tensor:
    held = document.graph[at(document, *path)]
    assert isinstance(held, Tensor)
    return held


def test_set_undo_redo_and_dirty(document: Document) -> None:
    node = at(document, "lr")
    assert not dirty(document)
    assert document.apply(SetValue(node, 0.001, "lr"), text="Set lr") == {node}
    assert document.graph[node] == Scalar(0.001)
    assert dirty(document)
    assert document.undo_text == "Set lr"
    assert document.changes == ("lr: 0.01 → 0.001",)
    assert document.undo() == {node}
    assert document.graph[node] == Scalar(0.01)
    assert not dirty(document)
    assert document.redo() == {node}
    document.mark_saved()
    assert not dirty(document)
    document.undo()
    assert dirty(document)


def test_what_the_file_holds_follows_a_save_over_it(document: Document) -> None:
    read, lr = document.graph, at(document, "lr")
    document.apply(SetValue(lr, 0.5, "lr"))
    document.mark_saved()
    assert document.stored is read  # a copy was saved
    document.mark_written((1, 2))
    assert (document.stored, document.written, changes(document)) == (document.graph, (1, 2), ())
    document.apply(SetValue(at(document, "epoch"), 7, "epoch"))
    assert changes(document) == ("epoch: 90 → 7",)
    document.undo()
    document.undo()
    assert changes(document) == ("taken back: lr: 0.01 → 0.5",)
    document.redo()
    assert changes(document) == ()
    document.undo()
    document.apply(SetValue(lr, 0.25, "lr"))
    assert changes(document) == ("lr: 0.01 → 0.25",)  # of a state that no step leads to any more


def test_another_form_over_the_file_is_not_what_the_document_holds(document: Document) -> None:
    document.apply(SetValue(at(document, "lr"), 0.5, "lr"))
    document.mark_written((1, 2))
    assert document.changes == ("lr: 0.01 → 0.5",)


def test_a_new_edit_forgets_what_was_undone(document: Document) -> None:
    document.apply(SetValue(at(document, "lr"), 1.0, "lr"))
    document.undo()
    document.apply(SetValue(at(document, "epoch"), 0, "epoch"))
    assert document.redo_text == ""
    assert document.redo() == frozenset()


def test_edits_apply_all_or_none(document: Document) -> None:
    before = document.graph
    with pytest.raises(InvalidEdit):
        document.apply(SetValue(at(document, "lr"), 1.0, "lr"), Rename(at(document, "other"), 0, "x"))
    assert document.graph is before
    assert not document.dirty


def test_a_tensor_of_one_element_can_be_set(document: Document) -> None:
    document.apply(SetValue(at(document, "tensor_lr"), 0.25, "lr"))
    assert storage_bytes(tensor(document, "tensor_lr").spec) == bytes(torch.tensor(0.25).untyped_storage())
    document.undo()
    assert storage_bytes(tensor(document, "tensor_lr").spec) == bytes(torch.tensor(0.01).untyped_storage())


@pytest.fixture
def views(tmp_path: Path) -> Document:
    """Of one memory: two that meet, one over both, one by itself."""
    base = torch.arange(8, dtype=torch.float32)
    return Document(open_checkpoint(save({"left": base[:4], "right": base[4:], "all": base, "alone": base.clone()},
                                         tmp_path / "views.pth")))


@pytest.mark.parametrize(("name", "byte", "expected"), [
    ("left", None, {"all"}), ("right", None, {"all"}), ("all", None, {"left", "right"}), ("alone", None, set()),
    ("all", 12, {"left"}), ("all", 16, {"right"}), ("right", 28, {"all"})])
def test_what_lies_beside_a_tensor_shares_nothing_with_it(views: Document, name: str, byte: int | None,
                                                          expected: set[str]) -> None:
    found = partners(views.graph, at(views, name), byte)
    assert set(found) == {at(views, other) for other in expected}


@pytest.mark.parametrize("index", [(-1,), (4,), (0, 0), ()])
def test_an_element_that_is_not_there_is_not_set(views: Document, index: tuple[int, ...]) -> None:
    """Or a neighbour in the memory would be."""
    with pytest.raises(InvalidEdit):
        views.apply(SetElement(at(views, "right"), index, 1.0, "/right"))
    assert not views.dirty


def test_a_tensor_whose_bytes_are_lost_can_be_given_a_value(tmp_path: Path) -> None:
    whole = save({"lr": torch.tensor(0.5), "epoch": 1}, tmp_path / "whole.pth")
    document = Document(open_checkpoint(whole))
    node, held = at(document, "lr"), tensor(document, "lr")
    lost = replace(held, spec=replace(held.spec, storage=replace(held.spec.storage, problem="lost", chunks=())))
    graph = document.graph.replace({node: lost})
    set_to = SetValue(node, 0.25, "/lr").apply(graph).graph[node]
    assert isinstance(set_to, Tensor)
    assert set_to.spec.storage.problem == ""
    assert storage_bytes(set_to.spec) == memory_of(torch.tensor(0.25))


@pytest.mark.parametrize("value", ["text", None])
def test_a_tensor_takes_numbers_only(document: Document, value: str | None) -> None:
    with pytest.raises(InvalidEdit, match="numbers only"):
        document.apply(SetValue(at(document, "tensor_lr"), value, "lr"))
    with pytest.raises(InvalidEdit, match="no single value"):
        document.apply(SetValue(at(document, "ints"), 1, "ints"))


def test_keys(document: Document) -> None:
    model = at(document, "model")
    document.apply(RenameKeys(model, ("a", "b"), "/model"))
    assert [k for k, _ in document.graph.children(model)] == ["a", "b"]
    document.apply(Rename(model, 0, "first"))
    document.apply(Remove(model, 1))
    document.apply(Insert(document.graph.root, "note", "kept"))
    assert [k for k, _ in document.graph.children(model)] == ["first"]
    assert document.graph[at(document, "note")] == Scalar("kept")
    for _ in range(4):
        document.undo()
    assert document.graph is document.checkpoint.graph
    with pytest.raises(InvalidEdit, match=r"/model: two keys would be called 'module.b'"):
        document.apply(RenameKeys(model, ("module.b", "module.b"), "/model"))
    with pytest.raises(InvalidEdit, match="already a key"):
        document.apply(Insert(document.graph.root, "lr", 1))


def test_what_a_dict_takes_for_one_key_is_refused_beside_it() -> None:
    graph = Graph((Mapping((1, "a"), (1, 2)), Scalar("one"), Scalar("two")), 0)
    for edit in (Rename(0, 1, True), Rename(0, 1, 1.0), Insert(0, True, "new")):
        with pytest.raises(InvalidEdit, match="already a key"):
            edit.apply(graph)
    assert Rename(0, 1, "1").apply(graph).graph[0] == Mapping((1, "1"), (1, 2))


def test_devices_are_retagged_and_sharing_stays(document: Document) -> None:
    document.apply(RetagDevice("cuda:1"))
    a, b = tensor(document, "model", "module.a"), tensor(document, "model", "module.b")
    assert a.spec.device == b.spec.device == "cuda:1"
    assert a.spec.storage is b.spec.storage


@pytest.mark.parametrize("tag", ["cpu", "meta", "mps", "xpu:9", "cuda:10", "cuda:99", "cuda:127"])
def test_a_device_that_torch_knows(document: Document, tag: str) -> None:
    assert str(torch.device(tag)) == tag
    document.apply(RetagDevice(tag))


@pytest.mark.parametrize("tag", ["gpu", "cpu\n", "cuda:01", "cuda:128", "cuda:9999", "cuda:٣", "cuda:", ""])
def test_what_torch_takes_for_no_device_is_refused(document: Document, tag: str) -> None:
    """A number beyond 127 it even takes for another: 9999 for 15."""
    with suppress(RuntimeError):
        assert str(torch.device(tag)) != tag
    with pytest.raises(InvalidEdit, match="not a device"):
        document.apply(RetagDevice(tag))


def test_cast_converts_floating_tensors_alone(document: Document) -> None:
    document.apply(Cast(DTYPES["bfloat16"]))
    a, b = tensor(document, "model", "module.a"), tensor(document, "model", "module.b")
    assert a.spec.storage is b.spec.storage
    assert a.spec.dtype.name == "bfloat16"
    assert storage_bytes(a.spec) == bytes(torch.arange(12, dtype=torch.float32).to(torch.bfloat16).untyped_storage())
    assert tensor(document, "ints").spec.dtype.name == "int64"


def test_cast_of_one_storage_viewed_as_two_types(tmp_path: Path) -> None:
    """torch refuses to save such a pair; other programs write it."""
    base = torch.tensor([1.5, -2.0, 3.25, 0.5])
    checkpoint = open_checkpoint(save({"full": base, "bits": base}, tmp_path / "two.pth"))
    node = checkpoint.graph.resolve(("full",))
    held = checkpoint.graph[node]
    assert isinstance(held, Tensor)
    bits = replace(held, spec=replace(held.spec, dtype=DTYPES["bfloat16"], shape=(8,)))
    root = checkpoint.graph[checkpoint.graph.root]
    assert isinstance(root, Mapping)
    new = checkpoint.graph.next_id
    graph = checkpoint.graph.replace({new: bits, checkpoint.graph.root: replace(root, values=(node, new))})
    document = Document(checkpoint.with_graph(graph))
    document.apply(Cast(DTYPES["float16"]))
    full, halves = tensor(document, "full"), tensor(document, "bits")
    assert full.spec.storage.key != halves.spec.storage.key
    assert storage_bytes(full.spec) == bytes(base.to(torch.float16).untyped_storage())
    assert storage_bytes(halves.spec) == bytes(base.view(torch.bfloat16).to(torch.float16).untyped_storage())


def test_compact_keeps_values_and_sharing(document: Document) -> None:
    document.apply(Compact())
    a, b = tensor(document, "model", "module.a"), tensor(document, "model", "module.b")
    assert a.spec.storage == b.spec.storage
    assert a.spec.storage.nbytes == 6 * 4
    assert storage_bytes(a.spec) == bytes(torch.arange(2.0, 8.0).untyped_storage())
    assert (a.spec.storage_offset, b.spec.storage_offset) == (0, 2)


def test_compact_keeps_nothing_for_tensors_without_elements(tmp_path: Path) -> None:
    """They may stand anywhere, also beyond the end: `torch.ones(3).as_strided((0,), (1,), 9)`."""
    base, alone = torch.arange(12.0), torch.ones(3)
    held = {"some": base[8:10], "none": base[:0], "beyond": base.as_strided((0, 2), (2, 1), 30),
            "alone": alone.as_strided((0,), (1,), 9)}
    path = save(held, tmp_path / "empty.pth")
    document = Document(open_checkpoint(path))
    stored = Held.of(document.graph, document.graph.tensors()).stored
    assert (stored_bytes(stored), used_bytes(stored)) == (60, 8)
    saving.save(saving.plan(document.snapshot(), tmp_path / "new.pth", SaveOptions(compact=True)))
    found = torch.load(tmp_path / "new.pth")
    assert found["some"].tolist() == [8.0, 9.0]
    assert {name: (value.shape, value.stride()) for name, value in found.items()} == {
        name: (value.shape, value.stride()) for name, value in held.items()}
    assert [found[name].untyped_storage().nbytes() for name in ("some", "none", "beyond", "alone")] == [8, 8, 8, 0]
    assert found["none"].untyped_storage().data_ptr() == found["some"].untyped_storage().data_ptr()


def test_what_was_cast_and_compacted_shares_nothing_with_what_is_cast_later(tmp_path: Path) -> None:
    """Two views of one storage: their copies hold different parts of it."""
    base = torch.arange(12.0)
    document = Document(open_checkpoint(save({"whole": base, "tail": base[8:]}, tmp_path / "two.pth")))
    document.apply(Cast(DTYPES["float16"], frozenset([at(document, "tail")])))
    document.apply(Compact())
    document.apply(Cast(DTYPES["float16"], frozenset([at(document, "whole")])))
    whole, tail = tensor(document, "whole"), tensor(document, "tail")
    assert whole.spec.storage.key != tail.spec.storage.key
    assert storage_bytes(whole.spec) == bytes(base.half().untyped_storage())
    assert storage_bytes(tail.spec) == bytes(base[8:].half().untyped_storage())


@pytest.mark.parametrize("cut", [1, 8, 13, 16, 20, 32, 47])
def test_compact_cuts_what_lies_in_several_places(document: Document, cut: int) -> None:
    """The storage of a tensor may be put together from parts, as that of a sharded one is."""
    held, node = tensor(document, "model", "module.a"), at(document, "model", "module.a")
    whole = held.spec.storage
    (chunk,) = whole.chunks
    after = replace(chunk, offset=chunk.offset + cut, start=cut, nbytes=chunk.nbytes - cut)
    parts = (replace(chunk, nbytes=cut), after)
    spec = replace(held.spec, storage=replace(whole, chunks=parts))
    opened = Document(document.snapshot().with_graph(document.graph.replace({node: replace(held, spec=spec)})))
    opened.apply(Compact(frozenset([node])))
    storage = tensor(opened, "model", "module.a").spec.storage
    assert storage_bytes(tensor(opened, "model", "module.a").spec) == bytes(torch.arange(2.0, 6.0).untyped_storage())
    assert all(part.nbytes for part in storage.chunks)
    assert len(storage.chunks) == 1 + (8 < cut < 24)


class History(RuleBasedStateMachine):
    """Document against a plain list of graphs."""

    @initialize()
    def start(self) -> None:
        graph = Graph([Mapping(("a", "b"), (1, 2)), Scalar(1), Mapping(("x",), (3,)), Scalar("leaf")], 0)
        self.document = Document(Checkpoint(graph, MemorySource(b""), "torch_zip"))
        self.past: list[Graph] = [graph]
        self.future: list[Graph] = []

    def _edit(self, edit: Edit) -> None:
        try:
            self.document.apply(edit)
        except InvalidEdit:
            return
        self.past.append(self.document.graph)
        self.future.clear()

    @rule(value=st.integers() | st.text() | st.floats(allow_nan=False), node=st.sampled_from([1, 3]))
    def set_value(self, value: Any, node: int) -> None:
        self._edit(SetValue(node, value, "here"))

    @rule(name=st.sampled_from("abcxyz"), mapping=st.sampled_from([0, 2]))
    def rename(self, name: str, mapping: int) -> None:
        held = self.document.graph[mapping]
        if isinstance(held, Mapping) and held.keys:
            self._edit(Rename(mapping, 0, name))

    @rule(name=st.sampled_from("abcxyz"), mapping=st.sampled_from([0, 2]))
    def insert(self, name: str, mapping: int) -> None:
        self._edit(Insert(mapping, name, 1))

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

    @invariant()
    def the_graph_is_the_expected_one(self) -> None:
        if hasattr(self, "past"):
            assert self.document.graph is self.past[-1]
            assert len(self.document.changes) == len(self.past) - 1


TestHistory = History.TestCase
TestHistory.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
