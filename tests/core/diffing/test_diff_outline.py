"""The rows of a comparison: what stands below what, what is seen, in which order."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
import torch

from ckpt_viewer.core.diffing.arranging import Choice
from ckpt_viewer.core.diffing.columns import Column, metric_text
from ckpt_viewer.core.diffing.diff import compare_structure, measure
from ckpt_viewer.core.diffing.outline import DiffOutline, outline_diff, place
from ckpt_viewer.core.diffing.rows import DiffRows
from ckpt_viewer.core.diffing.sizes import read_sizes
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.engine.base import Comparison
from ckpt_viewer.core.errors import CheckpointError, Damaged
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.wording import percent_text


def graph_of(folder: Path, name: str, value: object) -> Graph:
    path = folder / f"{name}.pth"
    torch.save(value, path)
    return open_checkpoint(path).graph


@pytest.fixture
def outline(tmp_path: Path) -> DiffOutline:
    a = {"epoch": 1, "model": {"fc.weight": torch.zeros(2, 3), "fc.bias": torch.zeros(2), "old": torch.ones(1)},
         "args": {"lr": 0.1}}
    b = {"epoch": 2, "model": {"fc.weight": torch.ones(2, 3), "fc.bias": torch.zeros(2), "new.one": torch.ones(4)},
         "args": {"lr": 0.1}, "note": "hi"}
    diff = compare_structure(graph_of(tmp_path, "a", a), graph_of(tmp_path, "b", b))
    return outline_diff(diff, Task())


@pytest.fixture
def rows(outline: DiffOutline) -> DiffRows:
    table = DiffRows(outline)
    for number, result in enumerate(measure(outline.diff, CpuEngine(), Task())):
        if result is not None:
            table.set_results([(number, result)])
    show(table)
    return table


def show(table: DiffRows, **choice: Any) -> None:
    table.show(table.arrange(Choice(**choice), Task()))


def labels(table: DiffRows) -> list[str]:
    return [table.cell(int(row), Column.PATH) for row in table.rows]


def test_rows_stand_below_what_they_lie_in(outline: DiffOutline) -> None:
    trails = [outline.trail(row) for row in range(len(outline))]
    assert trails == ["epoch", "model", "model/fc.weight", "model/fc.bias", "model/old", "model/new.one", "note"]
    assert outline.size.tolist() == [1, 5, 1, 1, 1, 1, 1]
    assert outline.depth.tolist() == [0, 0, 1, 1, 1, 1, 0]
    assert outline.parent.tolist() == [-1, -1, 1, 1, 1, 1, -1]
    assert [bool(n >= 0) for n in outline.entry] == [True, False, True, True, True, True, True]


def test_state_of_an_optimizer_stands_under_the_name_of_its_parameter(tmp_path: Path) -> None:
    def trained(steps: int) -> dict[str, object]:
        torch.manual_seed(0)
        model = torch.nn.Linear(3, 2)
        optimizer = torch.optim.Adam(model.parameters())
        for _ in range(steps):
            model(torch.ones(1, 3)).sum().backward()
            optimizer.step()
        return {"model": model.state_dict(), "optimizer": optimizer.state_dict()}

    diff = compare_structure(graph_of(tmp_path, "a", trained(1)), graph_of(tmp_path, "b", trained(2)))
    outline = outline_diff(diff, Task())
    trails = [outline.trail(row) for row in range(len(outline))]
    assert "optimizer/state/0 · weight/exp_avg" in trails
    assert "optimizer/state/1 · bias/exp_avg" in trails


def test_only_what_differs_leaves_out_equal_tensors_and_keeps_what_is_above(rows: DiffRows) -> None:
    assert labels(rows) == ["epoch", "model", "fc.weight", "old", "new.one", "note"]
    show(rows, changed_only=False)
    assert "fc.bias" in labels(rows)


def test_status_says_what_happened_in_words(rows: DiffRows) -> None:
    said = {rows.outline.trail(row): rows.cell(row, Column.STATUS) for row in range(len(rows.outline))}
    assert said == {"epoch": "≠ changed", "model": "3 of 4 differ", "model/fc.weight": "≠ changed",
                    "model/fc.bias": "= identical", "model/old": "− only in A", "model/new.one": "+ only in B",
                    "note": "+ only in B"}


def test_cells_show_both_sides_and_torchs_numbers(rows: DiffRows) -> None:
    row = next(r for r in range(len(rows.outline)) if rows.outline.labels[r] == "fc.weight")
    assert rows.cell(row, Column.A) == "2 × 3  float32"
    assert float(rows.cell(row, Column.MAX_ABS)) == 1.0
    assert rows.cell(row, Column.CHANGED) == "100 %"
    assert rows.cell(row, Column.COSINE) == "", "the cosine with nothing but zeros is no number"
    epoch = next(r for r in range(len(rows.outline)) if rows.outline.labels[r] == "epoch")
    assert (rows.cell(epoch, Column.A), rows.cell(epoch, Column.B)) == ("1", "2")


def test_every_word_of_the_filter_must_be_in_path_or_status(rows: DiffRows) -> None:
    show(rows, words=("model", "one"))
    assert labels(rows) == ["model", "new.one"]
    show(rows, words=("added",))
    assert labels(rows) == ["model", "new.one", "note"], "the word that the sentence above and the field use"
    show(rows, words=("only", "in", "b"))
    assert labels(rows) == ["model", "new.one", "note"]
    show(rows, words=("nothing",))
    assert labels(rows) == []


def test_what_became_nan_says_so_and_is_found(tmp_path: Path) -> None:
    nan = torch.tensor([1.0, torch.nan])
    diff = compare_structure(graph_of(tmp_path, "a", {"w": torch.ones(2), "v": torch.ones(2), "kept": nan}),
                             graph_of(tmp_path, "b", {"w": nan, "v": torch.zeros(2), "kept": nan}))
    table = DiffRows(outline_diff(diff, Task()))
    for number, result in enumerate(measure(diff, CpuEngine(), Task())):
        assert result is not None
        table.set_results([(number, result)])
    show(table, words=("nan",))
    assert [(table.cell(int(row), Column.PATH), table.cell(int(row), Column.STATUS)) for row in table.rows] == [
        ("w", "≠ changed, NaN/Inf")]


def test_folding_hides_what_is_below(rows: DiffRows) -> None:
    rows.toggle(1)
    assert labels(rows) == ["epoch", "model", "note"]
    rows.toggle(1)
    assert len(labels(rows)) == 6


def test_sorted_by_a_number_the_largest_comes_first_and_what_has_none_last(rows: DiffRows) -> None:
    show(rows, changed_only=False, sorted_by=Column.MAX_ABS, descending=True)
    assert labels(rows)[:2] == ["model/fc.weight", "model/fc.bias"]
    show(rows, changed_only=False, sorted_by=Column.MAX_ABS)
    assert labels(rows)[:2] == ["model/fc.bias", "model/fc.weight"]
    show(rows, changed_only=False)
    assert labels(rows)[1] == "model"


def test_a_failed_tensor_says_why_in_its_row(rows: DiffRows) -> None:
    number = int(rows.outline.entry[2])
    rows.set_results([(number, Damaged("the record is cut off", "storage 3", "Copy the file again."))])
    assert rows.cell(2, Column.STATUS) == "⚠ cannot be compared"
    assert "the record is cut off" in rows.tip(2, Column.STATUS)


def test_answers_that_come_together_stand_as_those_that_come_one_by_one(outline: DiffOutline) -> None:
    broken = Damaged("the record is cut off", "storage 3", "Copy the file again.")
    found = [(number, result) for number, result in enumerate(measure(outline.diff, CpuEngine(), Task())) if result]
    answers: list[tuple[int, Comparison | CheckpointError]] = [found[0], (found[1][0], broken)]
    together, singly = DiffRows(outline), DiffRows(outline)
    together.set_results(answers)
    for answer in answers:
        singly.set_results([answer])
    for table in (together, singly):
        assert not table.pending().any()
        assert table.failures == {found[1][0]: broken}
        assert [table.cell(row, Column.STATUS) for row in range(len(outline))] == [
            singly.cell(row, Column.STATUS) for row in range(len(outline))]
    assert "⚠ cannot be compared" in {together.cell(row, Column.STATUS) for row in range(len(outline))}


def test_waiting_names_pairs_of_tensors_that_were_not_compared(outline: DiffOutline) -> None:
    table = DiffRows(outline)
    names = {place(outline.diff.entries[n])[-1] for n in table.pending().nonzero()[0]}
    assert names == {"fc.weight", "fc.bias"}
    assert math.isnan(table._number(2, Column.MAX_ABS))


def test_deep_nesting_does_not_make_a_deep_tree(tmp_path: Path) -> None:
    deep_a: object = 1
    deep_b: object = 2
    for _ in range(300):
        deep_a, deep_b = {"in": deep_a}, {"in": deep_b}
    outline = outline_diff(compare_structure(graph_of(tmp_path, "a", deep_a), graph_of(tmp_path, "b", deep_b)), Task())
    assert int(outline.depth.max()) < 64
    assert len(outline) == 64


def test_building_can_be_stopped(outline: DiffOutline) -> None:
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        outline_diff(outline.diff, task)


def test_a_part_tells_of_its_tensors_as_of_one(tmp_path: Path) -> None:
    """Relative L2 and cosine of the concatenation, by torch; what is equal adds its size once that was read."""
    made = torch.Generator().manual_seed(5)
    a = {name: torch.randn(count, generator=made, dtype=dtype) for name, count, dtype in (
        ("body.weight", 60, torch.float32), ("body.bias", 7, torch.float64), ("body.still", 30, torch.float32),
        ("head.weight", 50, torch.float32), ("idle.weight", 9, torch.float32))}
    was, now = ({"body.num_batches_tracked": torch.tensor(n)} for n in (5, 705))  # larger than all the rest
    a |= {"head.bias": torch.zeros(5), "tiny.one": torch.full((3,), 3e-200, dtype=torch.float64),
          "tiny.two": torch.full((3,), 4e-200, dtype=torch.float64)}
    same = ("body.still", "idle.weight")
    b = {name: value if name in same else value * 1.01 + value.abs().mean() / 9 + (name == "head.bias")
         for name, value in a.items()}
    one = graph_of(tmp_path, "a", {"model": {**a, **was}})
    diff = compare_structure(one, graph_of(tmp_path, "b", {"model": {**b, **now}}))
    rows = DiffRows(outline_diff(diff, Task(), by_module=True))
    rows.set_results([(n, found) for n, found in enumerate(measure(diff, CpuEngine(), Task())) if found])
    body, whole, head, idle, tiny = (rows.outline.labels.index(name) for name in (
        "body", "model", "head", "idle", "tiny"))
    for row in (body, whole):
        assert [rows.cell(row, column) for column in (Column.REL_L2, Column.COSINE)] == ["", ""]
        assert "equal" in rows.tip(row, Column.REL_L2)
    assert [rows.cell(idle, column) for column in (Column.REL_L2, Column.COSINE)] == ["0", "1"]
    assert {place(diff.entries[n])[-1] for n in rows.unread()} == set(same)
    read = list[tuple[int, float]]()
    read_sizes(diff, rows.unread(), Task(), lambda number, norm: read.append((number, norm)))
    rows.set_sizes(read)
    assert not rows.unread()
    for row, prefix in ((body, "body"), (whole, ""), (head, "head"), (tiny, "tiny")):
        scale = 1e200 if prefix == "tiny" else 1.0
        x, y = (torch.cat([scale * value.double() for name, value in side.items() if name.startswith(prefix)])
                for side in (a, b))
        assert rows.cell(row, Column.REL_L2) == metric_text(float((y - x).norm() / x.norm()), Column.REL_L2)
        assert rows.cell(row, Column.COSINE) == metric_text(
            float(torch.cosine_similarity(x, y, dim=0)), Column.COSINE)
        apart = (y - x).abs() / scale
        assert rows.cell(row, Column.MAX_ABS) == metric_text(float(apart.max()), Column.MAX_ABS)
        assert rows.cell(row, Column.MEAN_ABS) == metric_text(float(apart.mean()), Column.MEAN_ABS)
    changed = sum(value.numel() for name, value in a.items() if name not in same) + 1  # with the counter
    assert rows.cell(whole, Column.CHANGED) == percent_text(changed, sum(value.numel() for value in a.values()) + 1)
    other = DiffRows(rows.outline)
    other.take(rows)
    assert not other.unread()
    assert other.cell(whole, Column.REL_L2) == rows.cell(whole, Column.REL_L2)


def trained(steps: int) -> dict[str, object]:
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2), torch.nn.Linear(2, 4))
    optimizer = torch.optim.Adam(model.parameters())
    for _ in range(steps):
        model(torch.randn(8, 3)).square().sum().backward()
        optimizer.step()
    return {"model": model.state_dict(), "optimizer": optimizer.state_dict()}


def by_module(folder: Path, a: object, b: object) -> DiffRows:
    diff = compare_structure(graph_of(folder, "a", a), graph_of(folder, "b", b))
    rows = DiffRows(outline_diff(diff, Task(), by_module=True))
    rows.set_results([(n, found) for n, found in enumerate(measure(diff, CpuEngine(), Task())) if found])
    return rows


def test_steps_that_an_optimizer_counts_are_no_distance(tmp_path: Path) -> None:
    """Adam's step is a float32: 30 beside averages that moved by a thousandth. A parameter of this name is a weight."""
    sides = [trained(steps) for steps in (1, 31)]
    for side, step in zip(sides, (torch.zeros(2), torch.full((2,), 40.0)), strict=True):
        side["other"] = {"step": step, "w": torch.zeros(3)}
    rows = by_module(tmp_path, *sides)
    a, b = ({key: value for key, value in side["optimizer"]["state"][0].items() if key != "step"}  # type: ignore[index]
            for side in sides)
    row = rows.outline.labels.index("0 · 0.weight")
    x, y = (torch.cat([value.double().flatten() for value in side.values()]) for side in (a, b))
    assert rows.cell(row, Column.MAX_ABS) == metric_text(float((y - x).abs().max()), Column.MAX_ABS)
    assert rows.cell(row, Column.REL_L2) == metric_text(float((y - x).norm() / x.norm()), Column.REL_L2)
    assert rows.cell(row, Column.STATUS) == "3 of 3 differ"
    assert rows.cell(rows.outline.labels.index("other"), Column.MAX_ABS) == "40"


def test_a_part_of_counters_alone_has_no_distance_and_reads_nothing(tmp_path: Path) -> None:
    a = {"m": {"w": torch.ones(3), "n": torch.tensor(1)}, "only": {"n": torch.tensor(2), "i": torch.arange(3)}}
    b = {"m": {"w": torch.ones(3), "n": torch.tensor(7)}, "only": {"n": torch.tensor(3), "i": torch.arange(3)}}
    rows = by_module(tmp_path, a, b)
    numbers = [Column.MAX_ABS, Column.MEAN_ABS, Column.REL_L2, Column.COSINE, Column.CHANGED]
    m, only = (rows.outline.labels.index(name) for name in ("m", "only"))
    assert [rows.cell(m, column) for column in numbers] == ["0", "0", "0", "1", "25 %"]
    assert [rows.cell(only, column) for column in numbers] == ["", "", "", "", "25 %"]
    assert rows.unread() == []


def test_modules_are_sorted_by_their_own_numbers_and_keep_what_is_theirs(tmp_path: Path) -> None:
    """The largest difference of all is in a module that moved least for its size."""
    a = {"big.0.w": torch.full((4,), 1000.0), "big.0.b": torch.full((2,), 10.0), "big.1.w": torch.full((3,), 100.0),
         "small.0.w": torch.ones(4), "small.0.b": torch.ones(2), "still.w": torch.ones(2)}
    moves = {"big.0.w": 9.0, "big.0.b": 0.01, "big.1.w": 4.0, "small.0.w": 1.0, "small.0.b": 3.0, "still.w": 0.0}
    rows = by_module(tmp_path, {"m": a}, {"m": {name: value + moves[name] for name, value in a.items()}})
    show(rows, sorted_by=Column.REL_L2, descending=True)
    assert rows.is_tree
    assert labels(rows) == ["m", "small", "0", "b", "w", "big", "1", "w", "0", "w", "b"]
    show(rows, sorted_by=Column.MAX_ABS, descending=True)
    assert labels(rows) == ["m", "big", "0", "w", "b", "1", "w", "small", "0", "b", "w"]
    show(rows, sorted_by=Column.MAX_ABS, changed_only=False)
    assert labels(rows)[:4] == ["m", "still", "w", "small"]
    rows.toggle(rows.outline.labels.index("big"))
    assert labels(rows) == ["m", "still", "w", "small", "0", "w", "b", "big"]
    show(rows, sorted_by=Column.PATH, descending=True, words=("small",))
    assert labels(rows) == ["m", "small", "0", "w", "b"]
