"""Norms, changes and distributions along a timeline against torch, and what gaps do to them."""

from __future__ import annotations

import math
import os
from pathlib import Path

import numpy as np
import pytest
import torch

from ckpt_viewer.core.diffing.timeline import Reading, Told, measure_strip, parameter_at, tell_timeline
from ckpt_viewer.core.diffing.timeline.steps import parameters
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.errors import SourceError
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.task import Cancelled, Task
from tests.core.diffing.timeline.runs import checkpoint, save_run, told, weights


def readings(found: Told, name: str) -> list[Reading | None]:
    track = found.timeline.track(name)
    assert track is not None
    return list(track.readings)


def there(found: Told, name: str, place: int) -> Reading:
    reading = readings(found, name)[place]
    assert reading is not None
    return reading


def test_norms_and_changes_are_those_of_torch(tmp_path: Path) -> None:
    found = told(save_run(tmp_path, {f"e{n}.pth": checkpoint(n) for n in range(1, 6)}))
    assert list(found.timeline.plan.at) == [1, 2, 3, 4, 5]
    for name in weights(1):
        values = [weights(n)[name].double() for n in range(1, 6)]
        for place in range(5):
            reading = there(found, name, place)
            assert reading.norm == pytest.approx(values[place].norm().item(), rel=1e-9)
            assert reading.mean == pytest.approx(values[place].mean().item(), rel=1e-9)
            if place:
                moved = (values[place] - values[place - 1]).norm().item()
                assert reading.change == pytest.approx(moved, rel=1e-9, abs=1e-15)
                assert reading.relative == pytest.approx(
                    moved / values[place - 1].norm().item(), rel=1e-9, abs=1e-15)
        assert math.isnan(there(found, name, 0).change)


def test_moved_is_the_length_of_the_way(tmp_path: Path) -> None:
    there_and_back = [{"epoch": n, "model": {"w": torch.tensor([1.0 + n % 2])}} for n in range(4)]
    found = told(save_run(tmp_path, {f"e{n}.pth": value for n, value in enumerate(there_and_back)}))
    assert found.timeline.tracks[0].moved == pytest.approx(1 + 0.5 + 1)


def test_after_a_broken_file_the_last_readable_one_is_compared(tmp_path: Path) -> None:
    paths = save_run(tmp_path, {f"e{n}.pth": checkpoint(n) for n in range(1, 5)})
    paths[1].write_bytes(b"not a checkpoint at all")
    found = told(paths)
    assert [bool(step.problem) for step in found.timeline.plan.steps] == [False, True, False, False]
    assert list(found.timeline.plan.at) == [1, 2, 3, 4]
    moved = (weights(3)["fc.weight"] - weights(1)["fc.weight"]).double().norm().item()
    assert readings(found, "fc.weight")[1] is None
    assert there(found, "fc.weight", 2).change == pytest.approx(moved, rel=1e-6)
    assert found.sentences[0].startswith("e2.pth cannot be read: ")


def test_a_tensor_that_was_cut_off_is_a_gap_of_its_own(tmp_path: Path) -> None:
    torch.manual_seed(0)
    values = {f"e{n}.pth": {"epoch": n, "model": {"a": torch.ones(4) * n, "z": torch.randn(50_000) * n}}
              for n in (1, 2, 3)}
    paths = save_run(tmp_path, values)
    os.truncate(paths[1], 100_000)
    found = told(paths)
    a, z = readings(found, "a"), readings(found, "z")
    assert (a[1] is None, z[1] is None) == (False, True)
    one, three = (values[f"e{n}.pth"]["model"]["z"].double() for n in (1, 3))  # type: ignore[index]
    assert there(found, "z", 2).change == pytest.approx((three - one).norm().item(), rel=1e-9)
    assert any("e2.pth is damaged" in text for text in found.sentences)


def test_other_shapes_are_not_compared_and_what_is_missing_is_told(tmp_path: Path) -> None:
    steps = [{"w": torch.ones(2), "b": torch.ones(1)}, {"w": torch.ones(3), "b": torch.ones(1)}, {"w": torch.ones(3)}]
    found = told(save_run(tmp_path, {f"e{n}.pth": {"epoch": n, "model": one} for n, one in enumerate(steps)}))
    assert math.isnan(there(found, "w", 1).change)
    assert there(found, "w", 2).change == 0
    assert readings(found, "b")[2] is None
    assert "b is not in every file" in found.sentences


def test_a_change_is_that_of_what_is_finite_in_both(tmp_path: Path) -> None:
    nan = torch.nan
    steps = [[3.0, 4.0, 5.0], [nan, 4.5, 7.0], [8.0, nan, nan], [8.0, nan, nan]]
    found = told(save_run(tmp_path, {f"e{n}.pth": {"epoch": n, "model": {"w": torch.tensor(one)}}
                                     for n, one in enumerate(steps)}))
    assert there(found, "w", 1).change == pytest.approx(math.hypot(0.5, 2.0), rel=1e-12)
    assert there(found, "w", 1).relative == pytest.approx(math.hypot(0.5, 2.0) / math.hypot(4.0, 5.0), rel=1e-12)
    assert math.isnan(there(found, "w", 2).change)
    assert math.isnan(there(found, "w", 2).relative)
    assert (there(found, "w", 3).change, there(found, "w", 3).same) == (0.0, True)


def test_a_wrapper_in_some_files_is_the_same_model(tmp_path: Path) -> None:
    wrapped = {f"module.{name}": value for name, value in weights(2).items()}
    found = told(save_run(tmp_path, {"e1.pth": checkpoint(1), "e2.pth": {"epoch": 2, "model": wrapped}}))
    assert [track.name for track in found.timeline.tracks] == list(weights(1))
    assert all(track.compared == 1 for track in found.timeline.tracks)


@pytest.mark.parametrize("kind", ["state_dict", "in a training", "wrapped", "whole model", "no model"])
def test_a_parameter_is_found_again_in_its_file(tmp_path: Path, kind: str) -> None:
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Linear(3, 1))
    values: dict[str, object] = {
        "state_dict": model.state_dict(), "in a training": {"epoch": 1, "model": model.state_dict()},
        "wrapped": {"net": {f"module.{name}": tensor for name, tensor in model.state_dict().items()}},
        "whole model": {"epoch": 1, "model": model}, "no model": {"a": [torch.ones(2)], "b": [3, torch.zeros(3)]}}
    torch.save(values[kind], tmp_path / "x.pth")
    with open_checkpoint(tmp_path / "x.pth") as opened:
        graph = opened.graph
        names = parameters(graph)
        assert len(names) == (2 if kind == "no model" else 4)
        for name, spec in names.items():
            path = parameter_at(graph, name)
            assert path is not None
            held = graph[graph.resolve(path)]
            assert isinstance(held, Tensor)
            assert held.spec == spec
        assert parameter_at(graph, "no such") is None


def test_a_strip_counts_as_numpy_on_bins_that_all_steps_share(tmp_path: Path) -> None:
    paths = save_run(tmp_path, {f"e{n}.pth": checkpoint(n) for n in (1, 2, 3)})
    found = told(paths)
    strip = measure_strip(found.timeline, "fc.weight", CpuEngine(), Task(), bins=9)
    assert strip is not None
    everything = torch.stack([weights(n)["fc.weight"] for n in (1, 2, 3)]).double()
    assert (strip.edges[0], strip.edges[-1]) == (everything.min().item(), everything.max().item())
    for place, counts in enumerate(strip.counts):
        expected, _ = np.histogram(everything[place].numpy(), strip.edges)
        assert counts is not None
        assert counts.tolist() == expected.tolist()
    assert measure_strip(found.timeline, "none", CpuEngine(), Task()) is None


def open_files() -> int:
    """How many this process has, where the system tells."""
    folder = Path("/proc/self/fd")
    return sum(1 for _ in folder.iterdir()) if folder.exists() else 0


def test_files_are_closed_and_a_cancelled_run_stops(tmp_path: Path) -> None:
    paths = save_run(tmp_path, {f"e{n}.pth": checkpoint(n) for n in range(1, 6)})
    before = open_files()
    told(paths)
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        tell_timeline(paths, CpuEngine(), task)
    assert open_files() == before


@pytest.mark.parametrize("count", [0, 1])
def test_one_file_is_no_timeline(tmp_path: Path, count: int) -> None:
    paths = save_run(tmp_path, {f"e{n}.pth": checkpoint(n) for n in range(count)})
    with pytest.raises(SourceError, match="two checkpoints"):
        told(paths)


def test_files_of_which_none_can_be_read(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="none of these 2 files"):
        told([tmp_path / "a.pth", tmp_path / "b.pth"])
