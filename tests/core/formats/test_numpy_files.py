"""`.npy` and `.npz`, with numpy as oracle."""

from __future__ import annotations

import pickle
import re
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.foreign import object_items
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Broken, Tensor
from ckpt_viewer.core.kinds import classify
from ckpt_viewer.core.saving import SaveOptions, plan, save
from ckpt_viewer.core.snippets import snippets
from tests.oracles import storage_bytes

ARRAYS: dict[str, np.ndarray[Any, Any]] = {
    "w": np.arange(6, dtype=np.float32).reshape(2, 3), "f": np.asfortranarray(np.arange(6).reshape(2, 3)),
    "big": np.array([1, 2], dtype=">i4"), "scalar": np.array(2.5), "empty": np.zeros((0, 3)), "flag": np.array([True]),
    "complex": np.array([1 + 2j]), "half": np.ones(3, np.float16),
}


def assert_array(held: object, array: np.ndarray[Any, Any]) -> None:
    assert isinstance(held, Tensor)
    assert (held.spec.shape, str(held.spec.dtype)) == (array.shape, array.dtype.newbyteorder("=").name)
    assert storage_bytes(held.spec) == array.tobytes("A")
    if array.size:
        assert [step * array.itemsize for step in held.spec.stride] == list(array.strides)


@pytest.mark.parametrize("key", list(ARRAYS))
def test_one_array(tmp_path: Path, key: str) -> None:
    np.save(tmp_path / "a.npy", ARRAYS[key])
    checkpoint = open_checkpoint(tmp_path / "a.npy")
    assert (checkpoint.format, classify(checkpoint)) == ("npy", "tensor")
    assert_array(checkpoint.graph[checkpoint.graph.root], ARRAYS[key])


@pytest.mark.parametrize("packed", [False, True])
def test_an_archive(tmp_path: Path, packed: bool) -> None:
    (np.savez_compressed if packed else np.savez)(tmp_path / "a.npz", **ARRAYS)  # type: ignore[arg-type]
    checkpoint = open_checkpoint(tmp_path / "a.npz")
    assert (checkpoint.format, classify(checkpoint)) == ("npz", "state_dict")
    for key, array in ARRAYS.items():
        assert_array(checkpoint.graph[checkpoint.graph.resolve((key,))], array)


def test_a_dict_of_arrays_that_numpy_wrapped_into_an_array(tmp_path: Path) -> None:
    """As the weights of VGG and AlexNet were handed on; one dict is the root, an array of several things is itself."""
    np.save(tmp_path / "a.npy", np.array({"conv": [ARRAYS["w"]], "epoch": 3}, dtype=object))
    checkpoint = open_checkpoint(tmp_path / "a.npy")
    held = checkpoint.graph[checkpoint.graph.resolve(("conv", 0))]
    assert isinstance(held, Tensor)
    assert storage_bytes(held.spec) == ARRAYS["w"].tobytes()
    assert (checkpoint.format, str(checkpoint.globals[0].name)) == ("npy", "numpy._core.multiarray._reconstruct")
    (snippet,) = snippets(checkpoint, str(tmp_path / "a.npy"))
    namespace: dict[str, Any] = {}
    exec(snippet.code, namespace)
    assert np.array_equal(namespace["data"]["conv"][0], ARRAYS["w"])
    np.save(tmp_path / "many.npy", np.array([{"a": 1}, "x"], dtype=object))
    graph = open_checkpoint(tmp_path / "many.npy").graph
    assert object_items(graph, graph.root) is not None


def test_an_array_of_objects_cut_short_is_said(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.array({"a": 1}, dtype=object))
    data = (tmp_path / "a.npy").read_bytes()
    (tmp_path / "a.npy").write_bytes(data[:-5])
    with pytest.raises(CheckpointError, match="cut short"):
        open_checkpoint(tmp_path / "a.npy")


def test_a_save_makes_a_pytorch_file(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", w=ARRAYS["w"], f=ARRAYS["f"])
    checkpoint = open_checkpoint(tmp_path / "a.npz")
    save(plan(checkpoint, tmp_path / "o.pth", SaveOptions(form="state_dict")))
    assert np.array_equal(torch.load(tmp_path / "o.pth", weights_only=True)["f"].numpy(), ARRAYS["f"])


def test_what_torch_has_no_type_for_is_said_in_its_place(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", text=np.array(["a"]), any=np.array([None], dtype=object), w=ARRAYS["w"])
    checkpoint = open_checkpoint(tmp_path / "a.npz")
    assert [note.text.partition(",")[0] for note in checkpoint.notes] == ["1 array of Python objects"]
    graph = checkpoint.graph
    text, objects = (graph[graph.resolve((key,))] for key in ("text", "any"))
    assert isinstance(text, Broken)
    assert isinstance(objects, Broken)
    assert "type <U1" in text.reason
    assert "Python objects" in objects.reason
    np.save(tmp_path / "a.npy", np.zeros(2, dtype=[("x", "f4")]))
    with pytest.raises(CheckpointError, match="records"):
        open_checkpoint(tmp_path / "a.npy")


def test_the_lines_that_load_it_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    np.savez("a.npz", w=ARRAYS["w"])
    np.save("a.npy", ARRAYS["w"])
    Path("a.pkl").write_bytes(pickle.dumps(ARRAYS["w"]))
    for name in ("a.npz", "a.npy", "a.pkl"):
        (snippet,) = snippets(open_checkpoint(name), name)
        found: dict[str, Any] = {}
        exec(snippet.code, found)  # the lines that a person is given
        value = found["tensors"]["w"] if name == "a.npz" else found["tensor" if name == "a.npy" else "data"]
        assert np.array_equal(np.asarray(value), ARRAYS["w"]), name


def header(text: str, version: int = 1) -> bytes:
    return b"\x93NUMPY" + bytes([version, 0]) + struct.pack("<H" if version == 1 else "<I", len(text)) + text.encode()


@pytest.mark.parametrize(
    "data",
    [
        b"\x93NUMPY", header("{}"), header("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 9),
        header("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }"),
        header("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 0, 4), }"),
        header("{'descr': '<f4', 'fortran_order': False, 'shape': (__import__('os'),), }"),
        header("{'descr': '<f4', 'fortran_order': False, 'shape': (" + "1," * 65 + "), }"),
        b"\x93NUMPY\x02\x00\xff\xff\xff\xff{",
    ],
)
def test_malformed_headers(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.npy"
    path.write_bytes(data)
    try:
        held = open_checkpoint(path).graph[0]
    except CheckpointError as error:
        assert "\n" not in str(error)
    else:
        assert isinstance(held, Tensor)
        assert held.spec.numel == 0


def test_cut_anywhere(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", ARRAYS["w"])
    whole = (tmp_path / "a.npy").read_bytes()
    for sixteenth in range(1, 16):
        (tmp_path / "b.npy").write_bytes(whole[: len(whole) * sixteenth // 16])
        try:
            checkpoint = open_checkpoint(tmp_path / "b.npy")
        except CheckpointError as error:
            assert re.search("cut short|too few|missing", str(error))
            continue
        held = checkpoint.graph[0]
        assert isinstance(held, Tensor)
        assert "bytes" in held.spec.storage.problem
        assert "Its one tensor is missing" in checkpoint.notes[0].text
