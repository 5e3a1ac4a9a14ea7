"""Sharded checkpoints: what safetensors and torch read from the shards, and what is wrong with a set is said."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.errors import ChangedOnDisk, CheckpointError, Damaged, NotACheckpoint, Unsupported
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.formats import shard_index as limits
from ckpt_viewer.core.graph import Attr, Broken, Mapping, Scalar, Tensor
from ckpt_viewer.core.tensor import read_storage
from tests.oracles import assert_same, save
from tests.shards import Container, loaded, shard, write_index

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "ab" * 32 + "\nsize 4943162240\n"


def weights() -> dict[str, torch.Tensor]:
    torch.manual_seed(0)
    names = [f"layers.{n}.{part}" for n in (10, 2, 0) for part in ("weight", "bias")]
    return {name: torch.randn(4, 3).to(torch.bfloat16 if "bias" in name else torch.float32) for name in names}


def notes(checkpoint: Checkpoint) -> str:
    return "\n".join(f"{note.severity}: {note.text}" for note in checkpoint.notes)


def broken(checkpoint: Checkpoint) -> dict[str, str]:
    """The names that cannot be had, and why."""
    graph = checkpoint.graph
    root = graph[graph.root]
    assert isinstance(root, Mapping)
    held = {str(key): graph[node] for key, node in zip(root.keys, root.values, strict=True)}
    return {name: node.reason for name, node in held.items() if isinstance(node, Broken)} | {
        name: node.spec.storage.problem for name, node in held.items()
        if isinstance(node, Tensor) and node.spec.storage.problem}


@pytest.mark.parametrize("container", ["safetensors", "bin"])
def test_one_flat_mapping_in_the_order_of_the_index(container: Container, tmp_path: Path) -> None:
    index = shard(weights(), tmp_path, 3, container)
    checkpoint = open_checkpoint(index)
    assert_same(checkpoint.graph, checkpoint.graph.root, loaded(index))
    assert (checkpoint.format, checkpoint.notes, checkpoint.name) == ("sharded", (), str(index))
    assert checkpoint.details["shards"] == 3


def test_metadata_stand_where_those_of_safetensors_stand(tmp_path: Path) -> None:
    index = shard(weights(), tmp_path, 2, total_size=288, more={"a": [1, None]}, flag=True)
    graph = open_checkpoint(index).graph
    held = graph[graph.resolve((Attr("__metadata__"),))]
    assert isinstance(held, Mapping)
    assert {key: graph[node] for key, node in zip(held.keys, held.values, strict=True)} == {
        "format": Scalar("pt"), "total_size": Scalar(288), "more": Scalar('{"a": [1, null]}'), "flag": Scalar(True)}


def handles() -> int:
    """Open files of this process, where the system tells."""
    place = Path("/proc/self/fd")
    return len(list(place.iterdir())) if place.is_dir() else 0


def test_two_hundred_shards_hold_no_handle(tmp_path: Path) -> None:
    values = {f"w{n}": torch.tensor([float(n)]) for n in range(200)}
    index = shard(values, tmp_path, 200)
    before = handles()
    with open_checkpoint(index) as checkpoint:
        assert handles() <= before + 1
        assert_same(checkpoint.graph, checkpoint.graph.root, values)


def test_views_within_a_shard_share_their_memory(tmp_path: Path) -> None:
    base = torch.randn(4, 4)
    index = shard({"a": base, "b": base[1:], "c": torch.ones(2)}, tmp_path, 1, "bin", total_size=72)
    graph = open_checkpoint(index).graph
    a, b = graph[graph.resolve(("a",))], graph[graph.resolve(("b",))]
    assert isinstance(a, Tensor)
    assert isinstance(b, Tensor)
    assert a.spec.storage is b.spec.storage


# What can be missing


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


SPOILED: dict[str, tuple[Any, str]] = {
    "missing": (lambda path: path.unlink(), "no such file"),
    "pointer": (lambda path: path.write_text(POINTER), "4,943,162,240 bytes"),
    "cut": (cut, ""),
    "empty": (lambda path: path.write_bytes(b""), "the file is empty"),
    "web page": (lambda path: path.write_text("<!doctype html><title>Sign in</title>"), "web page"),
    "folder": (lambda path: (path.unlink(), path.mkdir()), "folder"),
    "pipe": (pipe, "pipe"),
    "loop": (lambda path: (path.unlink(), path.symlink_to(path)), "cannot be opened"),
    "index": (lambda path: path.write_text('{"weight_map": {}}'), "index itself"),
    "single tensor": (lambda path: save(torch.ones(2), path), "no tensors by name"),
}


@pytest.mark.parametrize("how", sorted(SPOILED))
def test_the_rest_works_when_a_shard_does_not(how: str, tmp_path: Path) -> None:
    spoil, word = SPOILED[how]
    values = weights()
    index = shard(values, tmp_path)
    spoil(tmp_path / "model-00002-of-00003.safetensors")
    checkpoint = open_checkpoint(index)
    graph = checkpoint.graph
    lost = broken(checkpoint)
    assert set(lost) <= set(list(values)[2:4])
    assert "model-00002-of-00003.safetensors" in notes(checkpoint)
    if how != "cut":
        assert set(lost) == set(list(values)[2:4])
        assert all(word in why and "model-00002-of-00003" in why and "\n" not in why for why in lost.values())
        assert "warning: 1 of 3 shards cannot be read, and with it 2 of 6 tensors" in notes(checkpoint)
    for name in [*list(values)[:2], *list(values)[4:]]:
        assert_same(graph, graph.resolve((name,)), values[name])


def test_what_to_do_about_a_pointer(tmp_path: Path) -> None:
    index = shard(weights(), tmp_path)
    for number in (1, 2, 3):
        (tmp_path / f"model-0000{number}-of-00003.safetensors").write_text(POINTER)
    checkpoint = open_checkpoint(index)
    assert len(broken(checkpoint)) == 6
    assert all("git lfs pull" in why for why in broken(checkpoint).values())
    assert len(checkpoint.notes) == 1


# The index against the shards


def test_an_index_that_fits_says_nothing(tmp_path: Path) -> None:
    for count, container in ((1, "safetensors"), (5, "bin")):
        assert open_checkpoint(shard(weights(), tmp_path, count, container)).notes == ()  # type: ignore[arg-type]


def rewritten(index: Path, **changes: str | None) -> Path:
    """The index with other files for some tensors; None leaves one out."""
    weight_map = json.loads(index.read_text())["weight_map"] | changes
    return write_index(index, {name: file for name, file in weight_map.items() if file is not None})


def test_a_tensor_that_no_shard_holds(tmp_path: Path) -> None:
    index = rewritten(shard(weights(), tmp_path), ghost="model-00002-of-00003.safetensors")
    checkpoint = open_checkpoint(index)
    assert broken(checkpoint) == {
        "ghost": "not in the shard that the index names (model-00002-of-00003.safetensors)"}
    assert notes(checkpoint) == "warning: 1 tensor that the index names is in no shard: ghost"


def test_a_tensor_in_another_shard_is_found_there(tmp_path: Path) -> None:
    values = weights()
    first = next(iter(values))
    checkpoint = open_checkpoint(
        rewritten(shard(values, tmp_path), **{first: "model-00003-of-00003.safetensors"}))
    assert_same(checkpoint.graph, checkpoint.graph.resolve((first,)), values[first])
    assert notes(checkpoint) == (
        f"info: 1 tensor is in another shard than the index says: {first} (in model-00001-of-00003.safetensors)")


def test_a_tensor_that_the_index_leaves_out(tmp_path: Path) -> None:
    values = weights()
    first = next(iter(values))
    checkpoint = open_checkpoint(rewritten(shard(values, tmp_path), **{first: None}))
    assert "info: 1 tensor in the shards is not in the index, and so not shown" in notes(checkpoint)
    assert first in notes(checkpoint)


def test_a_tensor_in_two_shards(tmp_path: Path) -> None:
    values = weights()
    index = shard(values, tmp_path)
    second = tmp_path / "model-00002-of-00003.safetensors"
    first = next(iter(values))
    save_file({**load_file(second), first: torch.zeros(1)}, second)
    checkpoint = open_checkpoint(write_index(index, json.loads(index.read_text())["weight_map"]))
    assert_same(checkpoint.graph, checkpoint.graph.resolve((first,)), values[first])
    assert notes(checkpoint) == f"info: 1 tensor is in more than one shard: {first}"


@pytest.mark.parametrize("container", ["safetensors", "bin"])
def test_the_size_that_the_index_speaks_of(container: Container, tmp_path: Path) -> None:
    index = shard(weights(), tmp_path, 2, container, total_size=1000)
    total = sum(tensor.nbytes for tensor in weights().values())
    assert notes(open_checkpoint(index)) == (
        f"info: The index announces 1,000 bytes of tensors, and the shards hold {total}")


def test_memory_that_two_tensors_share_may_count_once_or_twice(tmp_path: Path) -> None:
    tied = torch.ones(5)
    for total in (20, 40):
        assert notes(open_checkpoint(shard({"a": tied, "b": tied}, tmp_path, 1, "bin", total_size=total))) == ""


def test_numbers_that_are_missing_and_shards_that_nobody_names(tmp_path: Path) -> None:
    values = weights()
    index = shard(values, tmp_path)
    last = list(values)[4:]
    checkpoint = open_checkpoint(rewritten(index, **dict.fromkeys(last)))
    assert "warning: The shards are numbered to 3, and the index does not name number 3" in notes(checkpoint)
    assert ("info: 1 shard of the same name lies here without being named in the index: "
            "model-00003-of-00003.safetensors") in notes(checkpoint)


def test_one_shard_says_what_it_belongs_to(tmp_path: Path) -> None:
    index = shard(weights(), tmp_path)
    one = tmp_path / "model-00001-of-00003.safetensors"
    assert notes(open_checkpoint(one)) == (
        "info: This is part 1 of 3 of a checkpoint; model.safetensors.index.json beside it opens the whole")
    variant = tmp_path / "model.fp16-00001-of-00003.safetensors"
    save_file({"a": torch.ones(1)}, variant)
    (tmp_path / "model.safetensors.index.fp16.json").write_text("{}")
    assert "model.safetensors.index.fp16.json beside it" in notes(open_checkpoint(variant))
    index.unlink()
    assert "is not beside it" in notes(open_checkpoint(one))


# Names from a stranger


OUTSIDE = ["../secret.safetensors", "/etc/passwd", "..", ".", "", "sub/model.safetensors", "..\\secret.safetensors",
           "C:\\secret.safetensors", "C:secret.safetensors", "https://example.org/model.safetensors",
           "file:///etc/passwd", "a\x00b", "a\nb", "\ud800", "x" * 5000, "sub\\..\\a", "//host/share/a"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_nothing_outside_the_folder_is_opened(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    (folder / "sub").mkdir(parents=True)
    for place in (tmp_path / "secret.safetensors", folder / "sub" / "model.safetensors"):
        save_file({"stolen": torch.ones(1)}, place)
    values = {"a": torch.ones(2)}
    save_file(values, folder / "good.safetensors")
    index = folder / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": {"stolen": name, "a": "good.safetensors"}}))
    touched: list[str] = []
    watching = True

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if watching and event == "open" and isinstance(args[0], str):
            touched.append(args[0])

    sys.addaudithook(hook)
    checkpoint = open_checkpoint(index)
    watching = False
    assert set(broken(checkpoint)) == {"stolen"}
    assert all(Path(path).parent == folder for path in touched)
    assert all("\n" not in note.text for note in checkpoint.notes)
    assert_same(checkpoint.graph, checkpoint.graph.resolve(("a",)), values["a"])


def test_a_cache_of_links_opens_without_a_word(tmp_path: Path) -> None:
    """As huggingface_hub lays it out: `snapshots/<revision>/name` is a link to `../../blobs/<sum>`."""
    blobs, snapshot = tmp_path / "blobs", tmp_path / "snapshots" / "f00d"
    blobs.mkdir()
    snapshot.mkdir(parents=True)
    values = weights()
    index = shard(values, blobs)
    for number, path in enumerate(sorted(blobs.iterdir())):
        blob = path.rename(blobs / f"{number:064x}")
        (snapshot / path.name).symlink_to(Path("..", "..", "blobs", blob.name))
    checkpoint = open_checkpoint(snapshot / index.name)
    assert_same(checkpoint.graph, checkpoint.graph.root, values)
    assert checkpoint.notes == ()


def test_links_elsewhere_open_and_are_told(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    values = weights()
    index = shard(values, here)
    moved = (here / "model-00001-of-00003.safetensors").rename(there / "big.safetensors")
    (here / "model-00001-of-00003.safetensors").symlink_to(moved)
    checkpoint = open_checkpoint(index)
    assert_same(checkpoint.graph, checkpoint.graph.root, values)
    assert notes(checkpoint).startswith("info: 1 shard is a link to another folder than that of the index")
    assert str(moved) in notes(checkpoint)


def test_links_to_one_file_are_read_once(tmp_path: Path) -> None:
    save_file({"a": torch.ones(1)}, tmp_path / "a.safetensors")
    for number in range(3):
        (tmp_path / f"{number}.safetensors").symlink_to("a.safetensors")
    files = {"a": "a.safetensors", **{f"{n}": f"{n}.safetensors" for n in range(3)}}
    checkpoint = open_checkpoint(write_index(tmp_path / "i.json", files))
    assert list(broken(checkpoint)) == ["0", "1", "2"]
    assert all("the same file as a.safetensors" in why for why in broken(checkpoint).values())


MALFORMED = {
    "tensor twice": '{"weight_map": {"a": "x", "a": "x"}}',
    "map twice": '{"weight_map": {}, "weight_map": {}}',
    "number": '{"weight_map": {"a": 1}}',
    "list": '{"weight_map": ["a"]}',
    "nested": '{"weight_map": {"a": {"b": "c"}}}',
    "metadata list": '{"metadata": [], "weight_map": {}}',
    "behind": '{"weight_map": {}} {}',
    "metadata twice": '{"metadata": {"a": 1, "a": 2}, "weight_map": {}}',
    "no comma": '{"weight_map": {"a": "x" "b": "x"}}',
    "cut": '{"weight_map": {"a": "x", "b": "',
    "escape": '{"weight_map": {"a": "\\q"}}',
    "no colon": '{"weight_map" {}}',
    "deep": '{"metadata": ' + "[" * 200_000 + "]" * 200_000 + ', "weight_map": {}}',
    "bare": '{"weight_map": {a: "x"}}',
    "digits": '{"metadata": {"a": ' + "9" * 10_000 + '}, "weight_map": {}}',
    "control": '{"weight_map": {"a": "\x01"}}',
    "comma": '{"weight_map": {"a": "x",}}',
    "null": '{"weight_map": null}',
}


@pytest.mark.parametrize("name", sorted(MALFORMED))
def test_malformed_indexes_are_refused_in_one_line(name: str, tmp_path: Path) -> None:
    path = tmp_path / "model.index.json"
    path.write_text(MALFORMED[name])
    with pytest.raises(Damaged) as caught:
        open_checkpoint(path)
    assert len(str(caught.value)) < 400


def test_other_json_is_no_index(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    for text in ('{"hidden_size": 4}', '{"about": "the \\"weight_map\\""}', '{"a": ["weight_map"]}'):
        path.write_text(text)
        with pytest.raises(NotACheckpoint, match="JSON"):
            open_checkpoint(path)


def test_other_spellings_of_the_same_index(tmp_path: Path) -> None:
    """A byte order mark, no metadata, no white space, escapes, the map behind four kilobytes of metadata."""
    save_file({"a": torch.ones(1), 'ü "b"': torch.ones(2)}, tmp_path / "x.safetensors")
    path = tmp_path / "index"
    long = json.dumps({"metadata": {"text": "x" * 9000}, "weight_map": {"a": "x.safetensors"}}, indent=1)
    for text in ('{"weight_map":{"a":"x.safetensors","\\u00fc \\"b\\"":"x.safetensors"}}',
                 '\ufeff {"weight_map" : {\n"a" : "\\u0078.safetensors"}, "other": [{}, 1e5]}\n', long):
        path.write_text(text, encoding="utf-8")
        assert broken(open_checkpoint(path)) == {}
    path.write_text('{"weight_map": {}}')
    assert open_checkpoint(path).graph[open_checkpoint(path).graph.root] == Mapping((), ())


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_index(tmp_path / "index", {f"w{n}": f"{n}.bin" for n in range(20)})
    for limit in ("MAX_INDEX", "MAX_TENSORS", "MAX_SHARDS"):
        with monkeypatch.context() as lower:
            lower.setattr(limits, limit, 15)
            with pytest.raises(Unsupported, match="more than 15"):
                open_checkpoint(path)


# Files that change under our hands


def test_a_changed_shard_is_a_changed_checkpoint(tmp_path: Path) -> None:
    index = shard(weights(), tmp_path)
    checkpoint = open_checkpoint(index)
    assert not checkpoint.source.changed()
    path = tmp_path / "model-00002-of-00003.safetensors"
    os.utime(path, ns=(1, 1))
    assert checkpoint.source.changed()
    with pytest.raises(ChangedOnDisk):
        checkpoint.source.read_at(0, 1)
    held = checkpoint.graph[checkpoint.graph.resolve(("layers.2.weight",))]
    assert isinstance(held, Tensor)
    with pytest.raises(ChangedOnDisk, match="Reload"):
        read_storage(held.spec.storage, 0, memoryview(bytearray(4)))
    path.unlink()
    with pytest.raises(ChangedOnDisk):
        read_storage(held.spec.storage, 0, memoryview(bytearray(4)))


def test_closed_as_a_whole(tmp_path: Path) -> None:
    checkpoint = open_checkpoint(shard(weights(), tmp_path))
    held = checkpoint.graph[checkpoint.graph.resolve(("layers.2.weight",))]
    assert isinstance(held, Tensor)
    checkpoint.close()
    with pytest.raises(CheckpointError, match="closed"):
        read_storage(held.spec.storage, 0, memoryview(bytearray(4)))


def test_names_that_code_would_import_say_their_shard(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.system, ("touch never",)

    values: dict[str, Any] = {"a": torch.ones(1), "b": torch.ones(1), "c": Evil(), "d": torch.ones(1)}
    index = shard(values, tmp_path, 2, "bin")
    uses = {use.name.name: use for use in open_checkpoint(index).globals}
    assert uses["system"].called == 1
    assert uses["_rebuild_tensor_v2"].called == uses["_rebuild_tensor_v2"].count == 3
    assert uses["system"].where.startswith("pytorch_model-00002-of-00002.bin: ")
    assert uses["_rebuild_tensor_v2"].where.startswith("pytorch_model-00001-of-00002.bin: ")
    cut_short = tmp_path / "pytorch_model-00002-of-00002.bin"
    save(values["c"], cut_short)
    assert any(use.name.name == "system" for use in open_checkpoint(index).globals)
