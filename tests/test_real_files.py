"""Checkpoints that strangers made: every tensor equals what torch says of it, and nothing ends in a traceback.

The files lie beside a developer's checkout, not in the project. Where the folder is absent there is nothing to test and
no test is made up: the parameters below are empty.
"""

from __future__ import annotations

import hashlib
import json
import math
import pickle
import sys
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ckpt_viewer.cli import main
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Path as TreePath
from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec, read_storage
from ckpt_viewer.verbs.info import info
from tests.core.oracle import assert_same, loaded, opened, rewritten

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "real"
MANIFEST = json.loads((FOLDER / "manifest.json").read_text()) if (FOLDER / "manifest.json").is_file() else []
WITH_TRUTH = [row["file"] for row in MANIFEST if row.get("truth")]
ALL = [row["file"] for row in MANIFEST]
TORCH_CONTAINERS = ("zip", "legacy")


def truth(file: str) -> dict[TreePath, dict[str, Any]]:
    listed = json.loads((FOLDER / "truth" / f"{file.replace('/', '__')}.json").read_text())
    return {tuple(row["path"]): row for row in listed["tensors"]}


def tensors(file: str) -> dict[TreePath, Tensor]:
    graph = open_checkpoint(FOLDER / file).graph
    return {path: held for path, node in graph.walk() if isinstance(held := graph[node], Tensor)}


def contiguous_bytes(spec: TensorSpec) -> bytes:
    """The elements in row-major order, as `tensor.contiguous()` would lay them out."""
    size = spec.dtype.itemsize
    held = bytearray(spec.storage.nbytes)
    read_storage(spec.storage, 0, memoryview(held))
    if not spec.numel:
        return b""
    flat = np.frombuffer(bytes(held), dtype=f"V{size}", offset=spec.storage_offset * size)
    view = np.lib.stride_tricks.as_strided(flat, spec.shape, [step * size for step in spec.stride])
    return view.tobytes()


def test_the_folder_is_the_one_the_fixture_finds(real_files: Path | None) -> None:
    assert (real_files is None) == (not MANIFEST)
    assert real_files in (None, FOLDER)


@pytest.mark.parametrize("file", WITH_TRUTH)
def test_every_tensor_is_where_torch_finds_it(file: str) -> None:
    found, expected = tensors(file), truth(file)
    # safetensors lists tensors in an order of its own, by size of their elements.
    in_order = sorted if file.endswith(".safetensors") else list
    assert in_order(found) == in_order(expected)
    for path, held in found.items():
        spec, row = held.spec, expected[path]
        assert not held.problem, path
        assert (list(spec.shape), spec.dtype.name, spec.numel) == (row["shape"], row["dtype"], row["numel"]), path
        assert (list(spec.stride), held.requires_grad) == (row["stride"], row["requires_grad"]), path
        if not file.endswith(".safetensors"):
            assert spec.storage_offset == row["storage_offset"], path


@pytest.mark.parametrize("row", [row for row in MANIFEST if row["container"] == "torchscript"], ids=lambda r: r["file"])
def test_every_tensor_of_a_script_is_there(row: dict[str, Any]) -> None:
    found = tensors(row["file"]).values()
    assert len(found) == row["tensors"]
    assert Counter(held.spec.dtype.name for held in found) == row["dtypes"]
    assert not any(held.problem or held.spec.storage.problem for held in found)


@pytest.mark.parametrize("file", WITH_TRUTH)
def test_every_byte_is_the_one_torch_reads(file: str) -> None:
    expected = truth(file)
    for path, held in tensors(file).items():
        assert hashlib.sha256(contiguous_bytes(held.spec)).hexdigest() == expected[path]["sha256_raw"], path


@pytest.mark.parametrize("file", WITH_TRUTH)
def test_the_statistics_are_those_of_torch(file: str) -> None:
    engine, expected = CpuEngine(), truth(file)
    for path, held in tensors(file).items():
        found, row = engine.summarize(held.spec, Task()), expected[path]
        assert found.count == row["numel"], path
        if "mean" not in row:
            continue
        assert (found.nan, found.inf, found.zeros) == (row["nan"], row["inf"], row["zeros"]), path
        for ours, name in ((found.minimum, "min"), (found.maximum, "max"), (found.mean, "mean"), (found.std, "std")):
            theirs = math.nan if row[name] is None else row[name]
            assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-12, nan_ok=True), (path, name)


@pytest.mark.parametrize("file", ALL)
def test_opening_gives_a_checkpoint_or_one_clear_sentence(file: str) -> None:
    container = next(row["container"] for row in MANIFEST if row["file"] == file)
    try:
        checkpoint = open_checkpoint(FOLDER / file)
    except CheckpointError as error:
        assert container not in TORCH_CONTAINERS, error
        text = str(error)
        assert "\n" not in text
        assert error.what
        assert error.where
        assert error.hint, "it says what to do"
        assert len(text) < 500
    else:
        checkpoint.close()


@pytest.mark.parametrize("verb", ["info", "stats", "scan"])
@pytest.mark.parametrize("file", ALL)
def test_the_command_line_never_shows_a_traceback(file: str, verb: str, capfd: pytest.CaptureFixture[str]) -> None:
    before = set(sys.modules)
    status = main([verb, "--json", str(FOLDER / file)])
    out, err = capfd.readouterr()
    assert status in ((0, 1, 2) if verb == "scan" else (0, 2))
    assert "Traceback" not in err
    assert err.count("\n") == (1 if status == 2 and verb != "scan" and not out else 0)
    assert "fault of the program" not in err
    if out:
        json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    # What the files name must not have been imported to look at them.
    assert not {name.partition(".")[0] for name in set(sys.modules) - before} & {"models", "torchvision", "nisqa"}


@pytest.mark.parametrize("file", WITH_TRUTH)
def test_a_file_is_identical_to_itself(file: str, capfd: pytest.CaptureFixture[str]) -> None:
    path = str(FOLDER / file)
    assert main(["diff", path, path, "--json"]) == 0
    answer = json.loads(capfd.readouterr().out)
    assert answer["identical"] is True
    assert answer["equal"] == len(truth(file))
    assert answer["notes"] == []


@pytest.mark.parametrize("file", [row["file"] for row in MANIFEST if row["container"] in TORCH_CONTAINERS])
def test_a_plain_copy_loads_with_weights_only(file: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    status = main(["save", str(FOLDER / file), str(tmp_path / "plain.pt"), "--plain", "--as", "same"])
    assert status == 0, capfd.readouterr().err
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.load(tmp_path / "plain.pt", map_location=lambda storage, _: storage, weights_only=True)


@pytest.mark.parametrize("file", [row["file"] for row in MANIFEST if row["container"] in TORCH_CONTAINERS])
def test_written_anew_it_is_the_same_file_to_torch(file: str) -> None:
    """Read and written by us, which a save without edits spares itself: values, types, order, aliases and names."""
    data = (FOLDER / file).read_bytes()
    again = rewritten(data)
    before, after = info(opened(data)), info(opened(again))
    for told in ("kind", "tensors", "scalars", "optimizers"):
        assert after[told] == before[told], told
    assert set(named(after)) == set(named(before))
    try:
        expected = loaded(data, weights_only=True, map_location=_as_it_is)
    except pickle.UnpicklingError:
        return  # of classes that only its author has: their records were compared above
    assert_same(expected, loaded(again, weights_only=True, map_location=_as_it_is))


def named(answer: Any) -> list[str]:
    return [row["name"] for row in answer["globals"]]


def _as_it_is(storage: Any, _: str) -> Any:
    return storage
