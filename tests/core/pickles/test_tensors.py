"""Arguments of tensors that no torch would write."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
import torch

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Global, Tensor
from ckpt_viewer.core.pickles.records import GlobalRecord, TupleRecord
from ckpt_viewer.core.pickles.storages import storage_id
from tests.oracles import save

HUGE = b"\x8a\xff" + bytes(254) + b"\x01"  # LONG1: 2 ** 2032


def test_a_zero_point_beyond_any_float_is_left_out(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = torch.quantize_per_tensor(torch.ones(4), 0.5, 77, torch.quint8)
    path = save({"w": value}, tmp_path / "q.pth", legacy=True)
    data = path.read_bytes()
    assert data.count(b"G?\xe0\0\0\0\0\0\0K\x4d") == 1  # the scale and the zero point
    path.write_bytes(data.replace(b"G?\xe0\0\0\0\0\0\0K\x4d", b"G?\xe0\0\0\0\0\0\0" + HUGE))
    with open_checkpoint(path) as checkpoint:
        held = checkpoint.graph[checkpoint.graph.resolve(("w",))]
    assert isinstance(held, Tensor)
    assert held.spec.quantization is None


@pytest.mark.parametrize(("numel", "known"), [(3, True), ((1 << 63) - 1, True), (1 << 63, False), (1 << 9000, False)])
def test_a_storage_larger_than_any_memory_is_none(numel: int, known: bool) -> None:
    kind = GlobalRecord(Global("torch", "FloatStorage"))
    assert (storage_id(TupleRecord(["storage", kind, "0", "cpu", numel])) is not None) == known
    view = TupleRecord(["v", numel, 1])
    assert (storage_id(TupleRecord(["storage", kind, "0", "cpu", 3, view])) is not None) == known
