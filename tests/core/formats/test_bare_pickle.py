"""Plain pickles that torch.save did not write, with Python and numpy as oracles."""

from __future__ import annotations

import io
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.errors import CheckpointError, Damaged
from ckpt_viewer.core.foreign import sight
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.kinds import classify
from ckpt_viewer.core.saving import SaveOptions, plan, save
from ckpt_viewer.core.task import Task
from tests import oracles
from tests.oracles import assert_same, storage_bytes
from tests.zoo.stand_ins import Call, stand_in

ARRAYS: dict[str, np.ndarray[Any, Any]] = {
    "w": np.arange(6, dtype=np.float32).reshape(2, 3), "f": np.asfortranarray(np.arange(6).reshape(2, 3)),
    "big": np.array([1, 2], dtype=">i4"), "scalar": np.array(2.5), "empty": np.zeros((0, 3)), "flag": np.array([True]),
    "complex": np.array([1 + 2j]),
}


ADDED = ("bfloat16", "float8_e4m3fn", "float8_e5m2", "float8_e8m0fnu")


def added(name: str, array: np.ndarray[Any, Any]) -> Call:
    """As numpy pickles an array of a type that ml_dtypes adds to it, which JAX does for bfloat16."""
    size = array.itemsize
    dtype = Call(np.dtype, stand_in("ml_dtypes", name), False, True, state=(3, "<", None, None, None, size, size, 64))
    reconstruct = np.zeros(1, [("x", "u1")]).__reduce__()[0]
    return Call(reconstruct, np.ndarray, (0,), b"b", state=(1, array.shape, dtype, False, array.tobytes()))


def written(value: Any, path: Path, protocol: int) -> Path:
    path.write_bytes(pickle.dumps(value, protocol))
    return path


@pytest.mark.parametrize("name", ADDED)
def test_types_that_a_package_adds_to_numpy_are_those_of_torch(tmp_path: Path, name: str) -> None:
    wanted = torch.tensor([1.0, 2.0, 0.5]).to(getattr(torch, name))
    raw = wanted.view(torch.uint8).numpy().view("u2" if name == "bfloat16" else "u1")
    graph = open_checkpoint(written({"w": added(name, raw)}, tmp_path / "f.pkl", 4)).graph
    held = graph[graph.resolve(("w",))]
    assert isinstance(held, Tensor)
    assert (str(held.spec.dtype), held.spec.shape) == (name, (3,))
    assert CpuEngine().summarize(held.spec, Task()).mean == pytest.approx(float(wanted.float().mean()))


def test_other_types_that_a_package_adds_keep_their_name(tmp_path: Path) -> None:
    value = {"w": added("int4", np.zeros(3, "u1")), "b": np.ones(1)}
    graph = open_checkpoint(written(value, tmp_path / "f.pkl", 4)).graph
    told = sight(graph, graph.resolve(("w",)))
    assert told is not None
    assert "int4" in told.text


@pytest.mark.parametrize("protocol", range(6))
def test_arrays_are_tensors(tmp_path: Path, protocol: int) -> None:
    checkpoint = open_checkpoint(written(ARRAYS, tmp_path / "f.pkl", protocol))
    graph = checkpoint.graph
    assert checkpoint.format == "bare_pickle"
    assert classify(checkpoint) == "state_dict"
    for key, array in ARRAYS.items():
        held = graph[graph.resolve((key,))]
        assert isinstance(held, Tensor), key
        assert (held.spec.shape, str(held.spec.dtype)) == (array.shape, array.dtype.newbyteorder("=").name), key
        assert storage_bytes(held.spec) == array.tobytes("A"), key
        if array.size and array.dtype != complex:
            assert CpuEngine().summarize(held.spec, Task()).mean == pytest.approx(float(array.mean())), key


@pytest.mark.parametrize("protocol", range(6))
def test_python_values(tmp_path: Path, protocol: int) -> None:
    value = {"a": [1, 2.5, None, True], "b": (b"\x00\xff", "模型"), "s": {1}, 3: {"n": -0.0}}
    graph = open_checkpoint(written(value, tmp_path / "f.pkl", protocol)).graph
    assert_same(graph, graph.root, value)


def test_what_cannot_be_a_tensor_stays_an_object(tmp_path: Path) -> None:
    value = {"text": np.array(["a", "b"]), "objects": np.array([None, 1], dtype=object), "one": np.float64(0.5)}
    graph = open_checkpoint(written(value, tmp_path / "f.pkl", 4)).graph
    assert not any(isinstance(graph[node], Tensor) for node in range(len(graph)))


def test_a_save_makes_a_pytorch_file(tmp_path: Path) -> None:
    arrays = {key: array for key, array in ARRAYS.items() if key != "big"}
    checkpoint = open_checkpoint(written(arrays, tmp_path / "f.pkl", 4))
    assert "as a state_dict" in plan(checkpoint, tmp_path / "out.pth").refusal
    made = plan(checkpoint, tmp_path / "out.pth", SaveOptions(form="state_dict"))
    assert not made.refusal
    save(made, Task())
    loaded = torch.load(tmp_path / "out.pth", weights_only=True)
    for key, array in arrays.items():
        assert np.array_equal(loaded[key].numpy(), array), key


@pytest.mark.parametrize("protocol", range(6))
def test_cut_anywhere(tmp_path: Path, protocol: int) -> None:
    path = tmp_path / "f.pkl"
    whole = pickle.dumps(ARRAYS, protocol)
    for sixteenth in range(1, 16):
        path.write_bytes(whole[: len(whole) * sixteenth // 16])
        with pytest.raises(CheckpointError) as caught:
            open_checkpoint(path)
        assert "\n" not in str(caught.value)
        assert caught.value.hint


def test_malformed_and_followed_by_more(tmp_path: Path) -> None:
    path = tmp_path / "f.pkl"
    path.write_bytes(b"\x80\x04}\x00.")
    with pytest.raises(Damaged, match="unknown opcode"):
        open_checkpoint(path)
    path.write_bytes(pickle.dumps({"a": 1}, 2) + b"more")
    assert any("4 bytes follow" in note.text for note in open_checkpoint(path).notes)


def test_what_a_file_of_torch_is_stays_so(tmp_path: Path) -> None:
    assert open_checkpoint(oracles.save({}, tmp_path / "a.pth", legacy=True)).format == "torch_legacy"
    assert open_checkpoint(oracles.save({}, tmp_path / "b.pth")).format == "torch_zip"


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"a sentence.", "text file"), (b"(some words).", "text file"), (b"import torch\nprint(1).", "text file"),
     (b"class A:\n  pass.", "text file"), (b"(dp.", "text file"), (b"\x80\x05\0\0\0\0\0\0more", "like a pickle")],
)
def test_text_and_others_are_not_taken(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "f.txt"
    path.write_bytes(data)
    with pytest.raises(CheckpointError, match=words):
        open_checkpoint(path)


def test_nothing_is_called(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return (tmp_path / "never").touch, ()

    out = io.BytesIO()
    pickle.dump({"evil": Evil()}, out, 4)
    path = tmp_path / "evil.pkl"
    path.write_bytes(out.getvalue())
    checkpoint = open_checkpoint(path)
    assert any(use.called for use in checkpoint.globals)
    assert not (tmp_path / "never").exists()


def test_what_cannot_be_saved_is_told_with_what_can(tmp_path: Path) -> None:
    """One refusal does not send a person to the form that another one refuses."""
    file = tmp_path / "forest.pkl"
    file.write_bytes(pickle.dumps({"trees": [np.arange(3.0)]}))
    checkpoint = open_checkpoint(file)
    for form in ("same", "state_dict", "safetensors", "npz"):
        refusal = plan(checkpoint, tmp_path / "out", SaveOptions(form=form)).refusal
        assert "Choose tensors in it" in refusal or "choose tensors in it" in refusal, form
    chosen = SaveOptions(form="npz", only=(("trees", 0),))
    assert not plan(checkpoint, tmp_path / "out.npz", chosen).refusal
