"""Files as joblib.dump writes them, made here byte for byte: joblib itself is not needed to read them."""

from __future__ import annotations

import gzip
import io
import lzma
import pickle
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.scanning import scan
from tests.oracles import storage_bytes
from tests.security.building import EVIL, named, text


class NumpyArrayWrapper:
    """What joblib puts before an array (joblib/numpy_pickle.py); pickled under joblib's name."""

    def __init__(self, array: np.ndarray[Any, Any], *, padded: bool) -> None:
        self.subclass, self.shape, self.dtype = np.ndarray, array.shape, array.dtype
        self.order = "F" if array.flags.f_contiguous and not array.flags.c_contiguous else "C"
        self.allow_mmap = not array.dtype.hasobject
        if padded:
            self.numpy_array_alignment_bytes = 16


class Dumper(pickle._Pickler):
    """joblib's own way of pickling an array."""

    def __init__(self, out: io.BytesIO, protocol: int, *, padded: bool, module: str) -> None:
        super().__init__(out, protocol)
        self.out, self.padded, self.module = out, padded, module

    def save(self, obj: Any, save_persistent_id: bool = True) -> None:
        if type(obj) is not np.ndarray:
            super().save(obj, save_persistent_id)  # type: ignore[misc]
            return
        super().save(NumpyArrayWrapper(obj, padded=self.padded))  # type: ignore[misc]
        if self.proto >= 4:  # type: ignore[attr-defined]
            self.framer.commit_frame(force=True)  # type: ignore[attr-defined]
        if obj.dtype.hasobject:
            pickle.dump(obj, self.out, protocol=2)
            return
        if self.padded:
            length = 16 - (self.out.tell() + 1) % 16
            self.out.write(bytes([length]) + b"\xff" * length)
        self.out.write(obj.tobytes("F" if obj.flags.f_contiguous and not obj.flags.c_contiguous else "C"))

    def save_global(self, obj: Any, name: str | None = None) -> None:
        if obj is not NumpyArrayWrapper:
            super().save_global(obj, name)  # type: ignore[misc]
            return
        self.write(named(self.module, "NumpyArrayWrapper"))  # type: ignore[attr-defined]
        self.memoize(obj)  # type: ignore[attr-defined]


def dumped(value: Any, *, protocol: int = 4, padded: bool = True, module: str = "joblib.numpy_pickle") -> bytes:
    out = io.BytesIO()
    Dumper(out, protocol, padded=padded, module=module).dump(value)
    return out.getvalue()


def opened(data: bytes, folder: Path) -> Checkpoint:
    (folder / "model.joblib").write_bytes(data)
    return open_checkpoint(folder / "model.joblib")


def same(held: Tensor, array: np.ndarray[Any, Any]) -> bool:
    """Whether the bytes where the tensor says they are make the array."""
    assert held.spec.dtype.name == array.dtype.name
    strides = tuple(step * array.itemsize for step in held.spec.stride)
    read: np.ndarray[Any, Any] = np.ndarray(held.spec.shape, array.dtype, storage_bytes(held.spec), 0, strides)
    return held.spec.storage.little_endian == (array.dtype.byteorder != ">") and np.array_equal(read, array)


ARRAYS: dict[str, np.ndarray[Any, Any]] = {
    "floats": np.arange(12.0).reshape(3, 4), "Fortran": np.asfortranarray(np.arange(6, dtype="i4").reshape(2, 3)),
    "bools": np.array([True, False]), "empty": np.zeros((0, 3)), "single": np.array(5.5),
    "swapped": np.array([1, 2], ">i2"), "half": np.ones((2, 1, 2), "f2"),
}
WAYS: dict[str, dict[str, Any]] = {
    "today": {}, "protocol 2": {"protocol": 2}, "protocol 5": {"protocol": 5}, "before 1.2": {"padded": False},
    "scikit-learn's": {"padded": False, "protocol": 3, "module": "sklearn.externals.joblib.numpy_pickle"},
}


@pytest.mark.parametrize("options", WAYS.values(), ids=WAYS)
def test_arrays_are_tensors_with_the_bytes_of_the_file(options: dict[str, Any], tmp_path: Path) -> None:
    with opened(dumped({**ARRAYS, "epoch": 3}, **options), tmp_path) as checkpoint:
        graph = checkpoint.graph
        for name, array in ARRAYS.items():
            held = graph[graph.resolve((name,))]
            assert isinstance(held, Tensor), name
            assert same(held, array), name
        assert [note.text for note in checkpoint.notes] == [
            f"Written by joblib: {len(ARRAYS)} arrays between the parts of the pickle shown as tensors"]
        assert scan(checkpoint).verdict == "unknown_code"


def test_what_is_no_array_of_numbers_is_described(tmp_path: Path) -> None:
    value = {"names": np.array(["a", 5], dtype=object), "texts": np.array(["x", "yz"]), "behind": np.ones(2),
             "records": np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]),
             "days": np.array(["2020-01-01"], "M8[D]")}
    with opened(dumped(value), tmp_path) as checkpoint:
        graph = checkpoint.graph
        assert graph[graph.resolve(("names",))].kind == "numpy._core.multiarray._reconstruct"
        assert isinstance(graph[graph.resolve(("behind",))], Tensor)
        assert {graph[graph.resolve((name,))].kind for name in ("texts", "records", "days")} == {
            "joblib.numpy_pickle.NumpyArrayWrapper"}


@pytest.mark.parametrize("pack", [zlib.compress, gzip.compress, lzma.compress,
                                  lambda data: lzma.compress(data, lzma.FORMAT_ALONE)])
def test_compressed_ones(pack: Any, tmp_path: Path) -> None:
    with opened(pack(dumped(ARRAYS)), tmp_path) as checkpoint:
        held = checkpoint.graph[checkpoint.graph.resolve(("floats",))]
        assert isinstance(held, Tensor)
        assert same(held, ARRAYS["floats"])


@pytest.mark.parametrize("part", range(1, 16))
def test_cut_short_is_said(part: int, tmp_path: Path) -> None:
    data = dumped({"a": np.arange(100.0), "b": np.arange(100.0)})
    with pytest.raises(Damaged, match="cut short"):
        opened(data[: len(data) * part // 16], tmp_path)


HIDDEN = {
    "beside": b"\x80\x02(" + EVIL[2:-1] + dumped({"a": np.ones(2)}, protocol=2)[2:-1] + b"l.",
    "in the pickle of objects": dumped({"o": np.array([None], dtype=object)}, protocol=2).replace(
        b"]q", named("os", "system") + b"0]q", 1),
    "taken for an array": dumped({"a": np.frombuffer(b"0cos\nsystem\n.   ", "u1")}, protocol=2, padded=False),
    "behind what others take for the end": dumped({"a": np.frombuffer(b"s.", "u1")}, protocol=2, padded=False)[:-2]
    + b"s" + text("b") + named("os", "system") + b"s.",
}


@pytest.mark.parametrize("data", HIDDEN.values(), ids=HIDDEN)
def test_names_are_told_wherever_they_are(data: bytes, tmp_path: Path) -> None:
    """Also where a reader that knows nothing of joblib sees others than joblib does."""
    with opened(data, tmp_path) as checkpoint:
        assert "os.system" in {str(use.name) for use in checkpoint.globals}
        assert scan(checkpoint).verdict == "dangerous"


@pytest.mark.parametrize("shape", [(-1,), (1 << 62, 1 << 62), (10**30,)])
def test_sizes_that_lie(shape: tuple[int, ...], tmp_path: Path) -> None:
    wrapper = NumpyArrayWrapper(np.ones(2), padded=True)
    wrapper.shape = shape
    out = io.BytesIO()
    Dumper(out, 4, padded=True, module="joblib.numpy_pickle").dump({"w": wrapper})
    with pytest.raises(Damaged):
        opened(out.getvalue()[:-2] + b"\x01\xff" + bytes(16) + out.getvalue()[-2:], tmp_path)
