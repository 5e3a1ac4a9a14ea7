"""Safetensors in shards: the split of the Hugging Face libraries, and a folder that is whole or as it was."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors import safe_open

from ckpt_viewer.core import saving
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.errors import SaveFailed
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph, Mapping, Scalar, Tensor
from ckpt_viewer.core.recipes import Device, SetElementAt
from ckpt_viewer.core.saving import SaveOptions, SavePlan, SaveReport
from ckpt_viewer.core.saving.sharding import place_of, split, why_not_sharded
from ckpt_viewer.core.task import Cancelled, Task
from tests import shards
from tests.core.oracle import saved

# Sizes, the limit, and the shards that huggingface_hub 2.4.0 makes of them (split_state_dict_into_shards_factory).
SPLITS: list[tuple[list[int], int, list[list[int]]]] = [
    ([5, 2], 5, [[0], [1]]),
    ([10, 2, 0, 1, 10], 5, [[0], [4], [1, 2, 3]]),
    ([5, 0, 5, 32], 20, [[3], [0, 1, 2]]),
    ([2, 0, 0, 1, 5, 10, 10], 1, [[0], [4], [5], [6], [1, 2, 3]]),
    ([2, 1, 36, 10, 5, 6, 2], 40, [[0, 1, 2], [3, 4, 5, 6]]),
    ([2, 5, 0, 1, 10, 2, 1, 17], 1, [[0], [1], [4], [5], [2, 3], [7], [6]]),
    ([2, 5, 1, 4, 0, 1, 10], 5, [[0], [1], [2, 3, 4], [6], [5]]),
    ([], 5, []),
]


@pytest.mark.parametrize(("sizes", "limit", "parts"), SPLITS)
def test_the_split_is_that_of_the_hub(sizes: list[int], limit: int, parts: list[list[int]]) -> None:
    assert split([(str(i), size) for i, size in enumerate(sizes)], limit) == [[str(i) for i in part] for part in parts]


@pytest.mark.parametrize(("target", "folder", "stem", "own"), [
    ("out", "out", "model", True), ("a/net.safetensors.index.json", "a", "net", False),
    ("a/net.safetensors", "a", "net", False), ("a/net.index.json", "a", "net", False),
])
def test_where_it_goes(target: str, folder: str, stem: str, own: bool) -> None:
    place = place_of(Path(target), "safetensors")
    assert (str(place.folder), place.stem, place.own) == (folder, stem, own)


def weights() -> dict[str, torch.Tensor]:
    torch.manual_seed(0)
    embed = torch.randn(10, 4)
    return {"z.embed": embed, "a": torch.randn(30), "tied": embed, "t": torch.arange(12.0).view(3, 4).t(),
            "half": torch.ones(5, dtype=torch.bfloat16), "n": torch.tensor(7)}


def planned(tmp_path: Path, value: Any = None, target: str = "out", size: int = 170, **options: Any) -> SavePlan:
    file = tmp_path / "in.pth"
    file.write_bytes(saved(weights() if value is None else value))
    how = SaveOptions("safetensors", max_shard_size=size, **options)
    return saving.plan(open_checkpoint(file), tmp_path / target, how)


def save(tmp_path: Path, value: Any = None, target: str = "out", size: int = 170, **options: Any) -> SaveReport:
    return saving.save(planned(tmp_path, value, target, size, **options))


def test_what_the_libraries_read(tmp_path: Path) -> None:
    report = save(tmp_path)
    expected = weights()
    found = shards.loaded(report.target)
    assert list(found) == [name for name in expected if name != "tied"]
    assert all(torch.equal(found[name], expected[name]) for name in found)
    index = json.loads(report.target.read_text())
    assert index["metadata"] == {"total_size": sum(t.nbytes for t in found.values()), "tied": "z.embed"}
    names = sorted(file.name for file in report.target.parent.iterdir())
    assert names == [*(f"model-0000{n}-of-00003.safetensors" for n in (1, 2, 3)), "model.safetensors.index.json"]
    for name in names[:3]:
        with safe_open(report.target.parent / name, "pt") as file:
            assert file.metadata() == {"format": "pt"}


def test_the_plan_and_the_report(tmp_path: Path) -> None:
    plan = planned(tmp_path)
    assert any("3 shards of up to 170 bytes" in line for line in plan.keeps)
    report = saving.save(plan)
    files = {file.name: file.nbytes for file in report.files}
    assert {name: (tmp_path / "out" / name).stat().st_size for name in files} == files
    assert abs(plan.nbytes - report.nbytes) < 4000
    assert report.nbytes == sum(files.values())
    assert any("tensors with the same type" in line for line in report.verified)


def test_our_own_reader_sees_nothing_wrong(tmp_path: Path) -> None:
    checkpoint = open_checkpoint(save(tmp_path).target)
    assert (checkpoint.format, checkpoint.notes) == ("sharded", ())


def test_one_file_where_one_is_enough(tmp_path: Path) -> None:
    report = save(tmp_path, size=10**9)
    assert [file.name for file in report.target.parent.iterdir()] == ["model.safetensors"]
    assert (report.format, report.files) == ("safetensors", ())


def test_from_shards_to_shards_of_another_size(tmp_path: Path) -> None:
    first = save(tmp_path).target
    again = saving.save(saving.plan(open_checkpoint(first), tmp_path / "again",
                                    SaveOptions("safetensors", max_shard_size=50)))
    assert len(again.files) > 4
    assert list(shards.loaded(again.target)) == list(shards.loaded(first))
    assert json.loads(again.target.read_text())["metadata"]["tied"] == "z.embed"


def test_from_one_safetensors_file(tmp_path: Path) -> None:
    one = save(tmp_path, size=10**9).target
    report = saving.save(saving.plan(open_checkpoint(one), tmp_path / "again", SaveOptions(
        "safetensors", max_shard_size=170)))
    assert len(report.files) == 4


def test_only_tensors_by_name_are_split(tmp_path: Path) -> None:
    (tmp_path / "in.pth").write_bytes(saved(weights()))
    checkpoint = open_checkpoint(tmp_path / "in.pth")
    for options in (SaveOptions(max_shard_size=9), SaveOptions("npz", max_shard_size=9, widen=True)):
        assert "written in one file" in saving.plan(checkpoint, tmp_path / "out", options).refusal


# -- shards of torch.save ---------------------------------------------------------------------------------------------


def in_torch(tmp_path: Path, value: Any = None, target: str = "out", size: int = 170, **options: Any) -> SavePlan:
    file = tmp_path / "in.pth"
    file.write_bytes(saved(weights() if value is None else value))
    return saving.plan(open_checkpoint(file), tmp_path / target,
                       SaveOptions("state_dict", max_shard_size=size, **options))


@pytest.mark.parametrize("legacy", [False, True], ids=["zip", "legacy"])
def test_what_torch_reads_of_its_own_shards(tmp_path: Path, legacy: bool) -> None:
    expected = weights() | {"p": torch.nn.Parameter(torch.ones(3)), "tail": torch.zeros(100)[40:]}
    report = saving.save(in_torch(tmp_path, expected, legacy=legacy))
    assert report.target == tmp_path / "out" / "pytorch_model.bin.index.json"
    found = shards.loaded(report.target)
    assert list(found) == list(expected)
    for name, tensor in expected.items():
        assert torch.equal(found[name], tensor), name
        assert (found[name].stride(), found[name].requires_grad) == (tensor.stride(), tensor.requires_grad), name
    assert found["z.embed"].data_ptr() == found["tied"].data_ptr()
    assert isinstance(found["p"], torch.nn.Parameter)
    names = [file.name for file in report.target.parent.iterdir() if file.suffix == ".bin"]
    assert len(names) == len(report.files) - 1 == 4
    index = json.loads(report.target.read_text())
    assert index["weight_map"]["tied"] == index["weight_map"]["z.embed"]
    storages = {t.untyped_storage().data_ptr(): t.untyped_storage().nbytes() for t in expected.values()}
    assert index["metadata"] == {"total_size": sum(storages.values())}


def test_the_reader_and_the_report_of_torch_shards(tmp_path: Path) -> None:
    plan = in_torch(tmp_path)
    report = saving.save(plan)
    checkpoint = open_checkpoint(report.target)
    assert (checkpoint.format, checkpoint.notes, checkpoint.details["container"]) == ("sharded", (), "torch_zip")
    assert abs(plan.nbytes - report.nbytes) < 2000 * len(report.files)
    assert any("storage" in line or "tensor memory" in line for line in report.verified)
    assert any("of up to 170 bytes" in line for line in plan.keeps)


@pytest.mark.parametrize(("target", "index", "shard"), [
    ("big", "big/pytorch_model.bin.index.json", "big/pytorch_model-00001-of-00003.bin"),
    ("net.pth", "net.pth.index.json", "net-00001-of-00003.pth"),
    ("net.bin.index.json", "net.bin.index.json", "net-00001-of-00003.bin"),
])
def test_the_names_of_torch_shards(tmp_path: Path, target: str, index: str, shard: str) -> None:
    saving.save(in_torch(tmp_path, target=target))
    assert (tmp_path / index).is_file()
    assert (tmp_path / shard).is_file()


def test_one_torch_file_where_one_is_enough_keeps_all(tmp_path: Path) -> None:
    state = torch.nn.Linear(2, 3).state_dict()
    report = saving.save(in_torch(tmp_path, state, size=10**9))
    assert report.target == tmp_path / "out" / "pytorch_model.bin"
    assert torch.load(report.target, weights_only=True)._metadata == state._metadata  # type: ignore[attr-defined]


def test_what_splitting_loses_is_said(tmp_path: Path) -> None:
    plan = in_torch(tmp_path, torch.nn.Linear(20, 30).state_dict(), size=200)
    assert "what the dict itself has beside its tensors: _metadata" in plan.loses
    assert not any("beside its tensors" in line for line in in_torch(tmp_path).loses)


def test_what_stands_beside_tensors_goes_into_a_shard_too(tmp_path: Path) -> None:
    """What `get_extra_state()` gives, and a tensor that consists of others."""
    held = torch.randn(40)
    sparse = torch.eye(9).to_sparse()
    value = {"a": torch.randn(40), "b": held, "c": torch.randn(40), "b._extra_state": {"scale": 3, "amax": held[:2]},
             "sparse": sparse}
    report = saving.save(in_torch(tmp_path, value, size=200))
    found = shards.loaded(report.target)
    assert found["b._extra_state"]["scale"] == 3
    assert found["b._extra_state"]["amax"].data_ptr() == found["b"].data_ptr()
    assert torch.equal(found["sparse"].to_dense(), sparse.to_dense())


def test_a_single_value_is_not_split() -> None:
    graph = Graph([Scalar(1)], 0)
    assert "tensors by name" in why_not_sharded(graph, "torch_zip")
    assert "tensors by name" in why_not_sharded(Graph([Mapping((0,), (1,)), Scalar(1)], 0), "torch_zip")


def test_a_state_dict_of_a_whole_model_in_shards(tmp_path: Path) -> None:
    model = torch.nn.Sequential(torch.nn.Linear(20, 30), torch.nn.BatchNorm1d(30))
    found = shards.loaded(saving.save(in_torch(tmp_path, model, size=500)).target)
    assert list(found) == list(model.state_dict())
    model.load_state_dict(found)


def test_torch_shards_of_an_old_set_are_replaced_as_a_whole(tmp_path: Path) -> None:
    first = saving.save(in_torch(tmp_path))
    assert "a checkpoint of this name" in in_torch(tmp_path).refusal
    again = saving.save(in_torch(tmp_path, size=10**6, overwrite=True))
    assert [file.name for file in first.target.parent.iterdir()] == [again.target.name] == ["pytorch_model.bin"]


def test_edited_values_go_into_their_shard(tmp_path: Path) -> None:
    file = tmp_path / "in.pth"
    file.write_bytes(saved(weights()))
    document = Document(open_checkpoint(file))
    document.apply(SetElementAt("/a", (3,), 7.0), Device("cuda:1", "/n"))
    report = saving.save(saving.plan(document.snapshot(), tmp_path / "out", SaveOptions("state_dict",
                                                                                         max_shard_size=170)))
    again = open_checkpoint(report.target).graph
    held = again[again.resolve(("n",))]
    assert isinstance(held, Tensor)
    assert held.spec.device == "cuda:1"
    number = json.loads(report.target.read_text())["weight_map"]["a"]
    assert torch.load(report.target.parent / number, map_location="cpu", weights_only=True)["a"][3] == 7


def test_a_new_folder_is_on_the_disk_before_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry of the folder that it stands in has to be written too."""
    plan, synced, real = planned(tmp_path), list[tuple[int, bool]](), os.fsync

    def fsync(handle: int) -> None:
        synced.append((os.fstat(handle).st_ino, (tmp_path / "out").exists()))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    saving.save(plan)
    assert synced[-1] == (tmp_path.stat().st_ino, True)
    assert synced[-2] == ((tmp_path / "out").stat().st_ino, False)


# -- a folder that exists ---------------------------------------------------------------------------------------------


def old_folder(tmp_path: Path) -> dict[str, bytes]:
    save(tmp_path, {"old": torch.zeros(50), "older": torch.zeros(50)})
    (tmp_path / "out" / "config.json").write_text("{}")
    return content(tmp_path / "out")


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_an_old_checkpoint_is_in_the_way(tmp_path: Path) -> None:
    before = old_folder(tmp_path)
    assert "a checkpoint of this name in the folder already" in planned(tmp_path).refusal
    assert content(tmp_path / "out") == before


@pytest.mark.parametrize("size", [170, 10**9])
def test_an_old_checkpoint_is_replaced_as_a_whole(tmp_path: Path, size: int) -> None:
    old_folder(tmp_path)
    plan = planned(tmp_path, overwrite=True, size=size)
    assert any("of the old checkpoint" in line for line in plan.loses)
    saving.save(plan)
    names = sorted(content(tmp_path / "out"))
    assert names[0] == "config.json"
    assert sorted(names[1:]) == sorted(plan.sharded.names if plan.sharded else ())


def test_a_single_file_would_hide_the_shards(tmp_path: Path) -> None:
    save(tmp_path, size=10**9)
    assert "model.safetensors" in planned(tmp_path).refusal


def test_other_names_in_the_folder_are_nobodys_concern(tmp_path: Path) -> None:
    before = old_folder(tmp_path)
    save(tmp_path, target="out/net.safetensors.index.json")
    after = content(tmp_path / "out")
    assert before.items() <= after.items()
    assert len(after) == len(before) + 4


def test_the_open_checkpoint_is_not_replaced(tmp_path: Path) -> None:
    index = save(tmp_path).target
    plan = saving.plan(open_checkpoint(index), tmp_path / "out", SaveOptions("safetensors", max_shard_size=80,
                                                                             overwrite=True))
    assert "The checkpoint that is open lies in" in plan.refusal


@pytest.mark.parametrize("rename", range(8))
def test_a_rename_that_fails_brings_the_old_set_back(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rename: int) -> None:
    """Whichever of the renames and links fails, the folder is what it was."""
    before = old_folder(tmp_path)
    plan = planned(tmp_path, overwrite=True)
    calls = iter(range(100))
    real_link, real_rename = os.link, os.rename

    def failing(real: Any) -> Any:
        def call(*args: Any, **options: Any) -> Any:
            if next(calls) == rename:
                raise OSError(errno.EIO, "disk")
            return real(*args, **options)
        return call

    monkeypatch.setattr(os, "link", failing(real_link))
    monkeypatch.setattr(os, "rename", failing(real_rename))
    try:
        saving.save(plan)
    except SaveFailed as error:
        assert "disk" in str(error)
        monkeypatch.undo()
        assert content(tmp_path / "out") == before
    else:
        assert set(content(tmp_path / "out")) == {"config.json", *plan.sharded.names} if plan.sharded else False


def test_the_index_goes_first_and_comes_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At no moment do an index and shards of two sets stand together."""
    before = old_folder(tmp_path)
    plan = planned(tmp_path, overwrite=True)
    seen: list[bool] = []
    real_link, real_rename = os.link, os.rename

    def look(real: Any) -> Any:
        def call(*args: Any, **options: Any) -> Any:
            real(*args, **options)
            now = {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir() if file.is_file()}
            index = now.get("model.safetensors.index.json")
            if index is not None:
                seen.append(now == before or set(now) == {"config.json", *plan.sharded.names})  # type: ignore[union-attr]
        return call

    monkeypatch.setattr(os, "link", look(real_link))
    monkeypatch.setattr(os, "rename", look(real_rename))
    saving.save(plan)
    assert seen
    assert all(seen)


class _Stopping(Task):
    """Asks to stop after so many looks."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.left = after

    def check(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled


def test_progress_is_that_of_all_files(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    plan = planned(tmp_path)
    assert plan.sharded is not None
    saving.save(plan, Task(lambda done, total, text: told.append((done, total)) if "writing" in text else None))
    dones, totals = zip(*told, strict=True)
    assert set(totals) == {dones[-1]}
    assert len(plan.sharded.shards) > 1
    assert list(dones) == sorted(dones), "never anew"


@pytest.mark.parametrize("after", [0, 3, 8])
def test_cancelling_leaves_nothing(tmp_path: Path, after: int) -> None:
    plan = planned(tmp_path)
    with pytest.raises(Cancelled):
        saving.save(plan, _Stopping(after))
    assert [file.name for file in tmp_path.iterdir()] == ["in.pth"]


def test_no_permission_and_no_folder(tmp_path: Path) -> None:
    assert "There is no folder" in planned(tmp_path, target="gone/out").refusal
    assert "There is no folder" in planned(tmp_path, target="gone/m.safetensors.index.json").refusal
    (tmp_path / "file").write_text("")
    assert "There is a file called file" in planned(tmp_path, target="file").refusal
