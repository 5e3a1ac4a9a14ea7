"""What a cast loses, beside what torch's `.to(dtype)` makes of the same numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ckpt_viewer.core.engine.casting import CastLoss, cast_loss
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import DTYPES, TensorSpec
from ckpt_viewer.core.views.cast_report import loss_text, measure_cast
from tests.oracles import save
from tests.tensors import spec_of

TYPES = ["float16", "bfloat16", "float32", "float64", "float8_e5m2", "float8_e4m3fn"]


def by_torch(before: torch.Tensor, dtype: str) -> CastLoss:
    after = before.to(getattr(torch, dtype)).double()
    before = before.double()
    finite = before.isfinite()
    kept = finite & after.isfinite()
    differs = (before != after) & ~(before.isnan() & after.isnan())
    vanished = kept & (before != 0) & (after == 0)
    lost, size = (after - before)[kept].abs(), before[kept].abs()
    proportion = ((after - before).abs() / before.abs())[kept & ~vanished & (before != 0)]
    return CastLoss(before.numel(), int(differs.sum()), int((finite & ~kept).sum()), int(vanished.sum()),
                    float(lost.max()) if lost.numel() else 0.0, float(proportion.max()) if proportion.numel() else 0.0,
                    float(size.square().sum()), float(lost.square().sum()))


def assert_close(found: CastLoss, expected: CastLoss) -> None:
    assert (found.count, found.changed, found.overflowed, found.underflowed) == (
        expected.count, expected.changed, expected.overflowed, expected.underflowed)
    for mine, theirs in ((found.max_abs, expected.max_abs), (found.max_rel, expected.max_rel),
                         (found.rel_l2, expected.rel_l2)):
        assert mine == pytest.approx(theirs, rel=1e-12)


def spec(tensor: torch.Tensor, folder: Path) -> TensorSpec:
    graph = open_checkpoint(save(tensor, folder / "t.pth")).graph
    held = graph[graph.root]
    assert isinstance(held, Tensor)
    return held.spec


@pytest.mark.parametrize("to", TYPES)
@pytest.mark.parametrize("source", ["float64", "float32", "bfloat16", "float16"])
def test_as_torch_casts(source: str, to: str, tmp_path: Path) -> None:
    torch.manual_seed(1)
    numbers = torch.randn(400_000, dtype=torch.float64) * torch.exp2(torch.randint(-40, 40, (400_000,)))
    special = [0.0, -0.0, float("nan"), float("inf"), -float("inf")]
    odd = torch.tensor([*special, 65504, 65519.99, 65520, 1e-8, 2.0**-25, 480])
    tensor = torch.cat([numbers, odd.double()]).to(getattr(torch, source))
    assert_close(cast_loss(spec(tensor, tmp_path), DTYPES[to], Task()), by_torch(tensor, to))


@given(st.lists(st.floats(width=32), max_size=20))
@settings(max_examples=60, deadline=None)
def test_as_torch_casts_any_numbers(values: list[float]) -> None:
    tensor = torch.tensor(values, dtype=torch.float32)
    assert_close(cast_loss(spec_of(tensor.numpy()), DTYPES["float16"], Task()), by_torch(tensor, "float16"))


def test_views_count_as_often_as_they_meet_an_element(tmp_path: Path) -> None:
    base = torch.tensor([0.1, 70000.0, 1e-9])
    wide = base.expand(5, 3)
    found = cast_loss(spec(wide, tmp_path), DTYPES["float16"], Task())
    assert_close(found, by_torch(wide, "float16"))
    assert (found.count, found.overflowed, found.underflowed) == (15, 5, 5)
    turned = torch.randn(40, 30).t()[::3]
    assert_close(cast_loss(spec(turned, tmp_path), DTYPES["bfloat16"], Task()), by_torch(turned, "bfloat16"))


def test_the_report_of_a_file(tmp_path: Path) -> None:
    value = {"a": torch.tensor([1.0, 2.0]), "b": torch.tensor([0.1, 1e6]), "n": torch.arange(3),
             "h": torch.ones(2).half()}
    graph = open_checkpoint(save(value, tmp_path / "f.pth")).graph
    steps: list[tuple[int, int]] = []
    task = Task(lambda done, total, _: steps.append((done, total)))
    report = measure_cast(graph, range(len(graph)), DTYPES["float16"], task)
    assert [row.path for row in report.rows] == [("a",), ("b",)]
    assert steps[-1] == (16, 16)
    assert report.saved == 8
    assert report.sentence == ("2 tensors → float16: 2 of 4 numbers change, by 2.44e-05 or 0.0244 % of the "
                               "number at most, 1 too large and become infinite or NaN")
    assert loss_text(CastLoss(4)) == "nothing is lost"


def test_it_can_be_stopped() -> None:
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        cast_loss(spec_of(torch.ones(5).numpy()), DTYPES["float16"], task)
