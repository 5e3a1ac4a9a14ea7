"""That undo goes on after a save under another name: every state says the same as before, and reads the new file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path as FilePath
from typing import Any

import pytest
import torch

from ckpt_viewer.core.carrying import Carried, carried
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Cast, Edit, Insert, Remove, RemoveKeys, Rename, RetagDevice, SetElement, SetValue
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph, Mapping, Node, Tensor
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.recipes.recording import recorded
from ckpt_viewer.core.saving import SaveOptions, plan, save
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import DTYPES, read_storage
from tests.archives import zipped

Act = Callable[[Graph], Edit]


def contents() -> dict[str, Any]:
    tied = torch.arange(6.0).reshape(2, 3)
    return {"model": {"a.weight": tied, "b.weight": tied, "c.bias": torch.full((6,), 5.0)}, "epoch": 3,
            "history": [0.5, 0.25, 0.125], "optimizer": {"state": {0: {"exp_avg": torch.full((2, 3), 7.0)}}, "lr": 0.1},
            "lr": 0.1}


def at(graph: Graph, *path: str | int) -> int:
    return graph.resolve(path)


def place(graph: Graph, mapping: int, key: str) -> int:
    held = graph[mapping]
    assert isinstance(held, Mapping)
    return held.keys.index(key)


ACTS: dict[str, Act] = {
    "value": lambda g: SetValue(at(g, "epoch"), 9, "/epoch"),
    "behind": lambda g: SetValue(at(g, "lr"), 2e-4, "/lr"),
    "in a run": lambda g: SetValue(at(g, "history", 1), 2.5, "/history/1"),
    "rename": lambda g: Rename(at(g, "model"), 0, "first.weight"),
    "remove": lambda g: Remove(g.root, place(g, g.root, "optimizer")),
    "remove some": lambda g: RemoveKeys(at(g, "model"), frozenset({0, 2})),
    "insert": lambda g: Insert(g.root, "note", "mended"),
    "cast": lambda g: Cast(DTYPES["float16"]),
    "cast one": lambda g: Cast(DTYPES["float16"], frozenset({at(g, "model", "c.bias")})),
    "device": lambda g: RetagDevice("cuda:1"),
    "element": lambda g: SetElement(at(g, "model", "a.weight"), (0, 1), 42.0, "/model/a.weight"),
}

IN_A_ROW = ("value", "behind", "in a run", "element", "device", "cast one", "insert", "remove", "cast",
            "remove some", "rename")


def loaded(document: Document, path: FilePath) -> Any:
    """What torch reads of the present state, once it is saved."""
    save(plan(document.snapshot(), path, SaveOptions("same", overwrite=True)), Task())
    return torch.load(path, map_location="cpu", weights_only=True)


def told(found: Any) -> str:
    """With what shares its memory."""
    model = found["model"]
    shared = sorted(name for name in model if model[name].data_ptr() == next(iter(model.values())).data_ptr())
    return f"{found} {shared}"


@pytest.fixture
def document(tmp_path: FilePath) -> Iterator[Document]:
    torch.save(contents(), tmp_path / "run.pth")
    with open_checkpoint(tmp_path / "run.pth", Task()) as checkpoint:
        yield Document(checkpoint)


def storage_key(graph: Graph, node: int) -> str:
    held = graph[node]
    assert isinstance(held, Tensor)
    return held.spec.storage.key


def readable(node: Node) -> bool:
    if isinstance(node, Tensor):
        try:
            read_storage(node.spec.storage, 0, memoryview(bytearray(node.spec.storage.nbytes)))
        except CheckpointError:
            return False
    return True


def moved(document: Document, path: FilePath) -> tuple[Document, Carried]:
    """The document after Save as."""
    save(plan(document.snapshot(), path, SaveOptions("same")), Task())
    new = open_checkpoint(path, Task())
    found = carried(document.history, document.graph, new.graph, Task())
    return Document(replace(new, unpacked=document.checkpoint.sources), found.history), found


def states(document: Document, path: FilePath) -> list[str]:
    """All from the present back to the first, then all that come again."""
    found = [told(loaded(document, path))]
    while document.undo():
        found.append(told(loaded(document, path)))
    while document.redo():
        found.append(told(loaded(document, path)))
    return found


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_an_edit_is_taken_back_and_done_again_in_the_new_file(document: Document, tmp_path: FilePath, act: Act) -> None:
    document.apply(act(document.graph), text="the edit")
    new, _ = moved(document, tmp_path / "copy.pth")
    assert (new.undo_text, new.dirty, new.changes, len(new.edited)) == ("the edit", False, (), 0)
    assert states(new, tmp_path / "new.pth") == states(document, tmp_path / "old.pth")
    assert new.graph is new.checkpoint.graph
    new.undo()
    assert new.dirty
    assert new.changes == tuple(f"taken back: {line}" for line in document.changes)
    assert len(new.edited) > 0
    new.checkpoint.close()


@pytest.mark.parametrize("first", ACTS.values(), ids=ACTS)
def test_what_was_taken_back_before_the_save_comes_again_after_it(document: Document, tmp_path: FilePath, first: Act
                                                                  ) -> None:
    document.apply(ACTS["value"](document.graph))
    document.apply(first(document.graph))
    document.apply(SetValue(at(document.graph, "lr"), 1e-5, "/lr"))
    document.undo()
    document.undo()
    new, _ = moved(document, tmp_path / "copy.pth")
    assert states(new, tmp_path / "new.pth") == states(document, tmp_path / "old.pth")
    new.checkpoint.close()


def test_all_edits_after_each_other_and_a_save_after_each(document: Document, tmp_path: FilePath) -> None:
    kept, wanted = document, [told(contents())]
    for number, name in enumerate(IN_A_ROW):
        kept.apply(ACTS[name](kept.graph), text=name)
        wanted.append(told(loaded(kept, tmp_path / "wanted.pth")))
        kept, _ = moved(kept, tmp_path / f"{number}.pth")
    assert [step.text for step in kept.steps] == [*IN_A_ROW]
    assert states(kept, tmp_path / "found.pth") == [*reversed(wanted), *wanted[1:]]


def test_all_edits_at_once(document: Document, tmp_path: FilePath) -> None:
    for name in IN_A_ROW:
        document.apply(ACTS[name](document.graph), text=name)
    kept, _ = moved(document, tmp_path / "copy.pth")
    assert states(kept, tmp_path / "new.pth") == states(document, tmp_path / "old.pth")


def test_nothing_that_the_new_file_has_is_read_from_the_old_one(document: Document, tmp_path: FilePath) -> None:
    for name in ("value", "rename", "remove some", "insert", "device"):
        document.apply(ACTS[name](document.graph))
    new, found = moved(document, tmp_path / "copy.pth")
    assert found.needs_old, "c.bias is in the old file alone"
    while new.undo():
        pass
    (tmp_path / "run.pth").write_bytes(b"overwritten by a training")
    assert [path for path, node in new.graph.survey() if not readable(new.graph[node])] == [("model", "c.bias")]
    new.checkpoint.close()


def test_memory_of_the_old_file_is_not_taken_for_that_of_the_new_one(document: Document, tmp_path: FilePath) -> None:
    """Both files count their storages from 0."""
    document.apply(ACTS["remove some"](document.graph))
    new, _ = moved(document, tmp_path / "copy.pth")
    new.undo()
    back = at(new.graph, "model", "c.bias")
    assert list(new.graph.sharing(storage_key(new.graph, back))) == [back]
    new.apply(SetElement(back, (0,), 1.0, "/model/c.bias"))
    assert torch.equal(loaded(new, tmp_path / "new.pth")["optimizer"]["state"][0]["exp_avg"], torch.full((2, 3), 7.0))
    new.checkpoint.close()


def test_edits_that_remove_nothing_need_the_old_file_no_more(document: Document, tmp_path: FilePath) -> None:
    for name in ("value", "in a run", "rename", "insert", "device"):
        document.apply(ACTS[name](document.graph))
    new, found = moved(document, tmp_path / "copy.pth")
    assert not found.needs_old
    new.checkpoint.close()


def test_a_recipe_says_what_was_done_before_the_save(document: Document, tmp_path: FilePath) -> None:
    for name in ("value", "behind", "remove", "insert", "device"):
        document.apply(ACTS[name](document.graph))
    new, _ = moved(document, tmp_path / "copy.pth")
    assert recorded(new.steps) == recorded(document.steps)
    new.checkpoint.close()


def test_another_file_takes_nothing_over(document: Document, tmp_path: FilePath) -> None:
    document.apply(ACTS["value"](document.graph))
    torch.save([contents()], tmp_path / "other.pth")
    with open_checkpoint(tmp_path / "other.pth", Task()) as other:
        assert not carried(document.history, document.graph, other.graph, Task()).history.done


def test_a_step_that_changed_what_the_new_file_has_twice_is_not_told(tmp_path: FilePath) -> None:
    """A pickle may fetch a storage again, which we write anew: taking its device back would change one of the two."""
    storage = b"(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0" + b"0X\3\0\0\0cpuK\3tQ"
    pickle = b"\x80\2}(X\1\0\0\0a" + storage + b"q\1X\1\0\0\0bh\1X\5\0\0\0epochK\3u."
    records = [("a/data.pkl", pickle), ("a/version", b"3\n"), ("a/data/0", bytes(12))]
    (tmp_path / "run.pth").write_bytes(zipped(records))
    with open_checkpoint(tmp_path / "run.pth", Task()) as checkpoint:
        document = Document(checkpoint)
        assert at(document.graph, "a") == at(document.graph, "b")
        document.apply(RetagDevice("cuda:1"), text="moved")
        document.apply(ACTS["value"](document.graph), text="set")
        new, _ = moved(document, tmp_path / "copy.pth")
        assert at(new.graph, "a") != at(new.graph, "b")
        assert [step.text for step in new.steps] == ["set"]
        new.checkpoint.close()


@pytest.mark.parametrize("shared", [True, False])
def test_a_file_that_shares_otherwise_takes_nothing_over(tmp_path: FilePath, *, shared: bool) -> None:
    one, other = [[1, 2]] * 2, [[1, 2], [1, 2]]
    for name, lists in (("run", one if shared else other), ("other", other if shared else one)):
        torch.save({"lists": lists, "epoch": 1}, tmp_path / f"{name}.pth")
    with open_checkpoint(tmp_path / "run.pth", Task()) as run, open_checkpoint(tmp_path / "other.pth", Task()) as new:
        document = Document(run)
        document.apply(ACTS["value"](document.graph))
        assert carried(document.history, document.graph, run.graph, Task()).history.done
        assert not carried(document.history, document.graph, new.graph, Task()).history.done


def test_a_change_of_device_is_taken_back(document: Document, tmp_path: FilePath) -> None:
    document.apply(ACTS["device"](document.graph))
    new, _ = moved(document, tmp_path / "copy.pth")
    assert devices(new.graph) == {"cuda:1"}
    new.undo()
    assert devices(new.graph) == {"cpu"}
    new.redo()
    assert devices(new.graph) == {"cuda:1"}
    new.checkpoint.close()


def devices(graph: Graph) -> set[str]:
    return {held.spec.device for _, node in graph.walk() if isinstance(held := graph[node], Tensor)}
