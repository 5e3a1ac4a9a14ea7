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
from ckpt_viewer.core.errors import SaveFailed
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.saving import SaveOptions, SavePlan, SaveReport
from ckpt_viewer.core.saving.sharding import place_of, split
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
    place = place_of(Path(target))
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


def test_only_safetensors_are_split(tmp_path: Path) -> None:
    (tmp_path / "in.pth").write_bytes(saved(weights()))
    plan = saving.plan(open_checkpoint(tmp_path / "in.pth"), tmp_path / "out", SaveOptions(max_shard_size=9))
    assert "Only safetensors" in plan.refusal


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
