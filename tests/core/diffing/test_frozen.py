"""Modules that stood still, the tree by module, and why a renamed tensor is the same."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import torch

from ckpt_viewer.core.diffing.arranging import Choice
from ckpt_viewer.core.diffing.columns import FROZEN, Column
from ckpt_viewer.core.diffing.diff import Diff, Measured, compare_structure, measure
from ckpt_viewer.core.diffing.frozen import frozen_modules, frozen_sentence
from ckpt_viewer.core.diffing.outline import outline_diff
from ckpt_viewer.core.diffing.rows import DiffRows
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import number_text, percent_text


def measured(folder: Path, a: object, b: object) -> tuple[Diff, Measured]:
    torch.save(a, folder / "a.pth")
    torch.save(b, folder / "b.pth")
    diff = compare_structure(open_checkpoint(folder / "a.pth").graph, open_checkpoint(folder / "b.pth").graph)
    return diff, measure(diff, CpuEngine(), Task())


def trained() -> tuple[dict[str, object], dict[str, object]]:
    """One step of a network whose first block is frozen."""
    torch.manual_seed(0)
    block = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.Linear(4, 4))
    net = torch.nn.ModuleDict({"body": block, "head": torch.nn.Linear(4, 2)})
    for parameter in block.parameters():
        parameter.requires_grad_(False)
    optimizer = torch.optim.SGD([p for p in net.parameters() if p.requires_grad], lr=0.1)
    before = {name: value.clone() for name, value in net.state_dict().items()}
    net["head"](block(torch.ones(1, 4))).sum().backward()
    optimizer.step()
    return {"model": before}, {"model": dict(net.state_dict())}


def test_the_outermost_module_that_stood_still(tmp_path: Path) -> None:
    diff, numbers = measured(tmp_path, *trained())
    assert frozen_modules(diff, numbers) == ("model.body (4 parameters)",)
    assert frozen_sentence(frozen_modules(diff, numbers)) == "Did not move: model.body (4 parameters)"


def test_a_parameter_is_told_with_the_block_it_is_of(tmp_path: Path) -> None:
    blocks = {f"h.{n}.ln_1.weight": torch.ones(2) for n in range(2)}
    moved = {**blocks, "h.0.ln_1.weight": torch.zeros(2)}
    assert frozen_modules(*measured(tmp_path, {"model": blocks}, {"model": moved})) == ("model.h.1",)
    both = {name.replace("ln_1", "ln_2"): torch.zeros(2) for name in blocks}
    after = {**moved, "h.0.ln_2.weight": torch.ones(2), "h.1.ln_2.weight": torch.ones(2)}
    assert frozen_modules(*measured(tmp_path, {"model": {**blocks, **both}}, {"model": after})) == (
        "model.h.1.ln_1",)


@pytest.mark.parametrize("b", [{"w": torch.ones(2), "v": torch.ones(2)}, {"w": torch.zeros(2), "v": torch.zeros(2)}])
def test_nothing_is_frozen_where_all_moved_or_nothing_did(tmp_path: Path, b: object) -> None:
    assert frozen_modules(*measured(tmp_path, {"w": torch.ones(2), "v": torch.ones(2)}, b)) == ()


def test_a_number_beside_the_model_is_no_module(tmp_path: Path) -> None:
    before, after = trained()
    kept = torch.tensor(71.5)
    assert frozen_modules(*measured(tmp_path, {**before, "best": kept}, {**after, "best": kept})) == (
        "model.body (4 parameters)",)
    flat = {"w": torch.ones(2), "scale": kept}
    assert frozen_modules(*measured(tmp_path, flat, {**flat, "w": torch.zeros(2)})) == ("scale",)


def rows_by_module(folder: Path) -> DiffRows:
    diff, numbers = measured(folder, *trained())
    rows = DiffRows(outline_diff(diff, Task(), by_module=True))
    for number, result in enumerate(numbers):
        if result is not None:
            rows.set_results([(number, result)])
    rows.show(rows.arrange(Choice(changed_only=False), Task()))
    return rows


def test_dotted_names_become_a_tree_of_modules(tmp_path: Path) -> None:
    rows = rows_by_module(tmp_path)
    shown = [(int(rows.outline.depth[row]), rows.cell(int(row), Column.PATH)) for row in rows.rows]
    assert shown == [(0, "model"), (1, "body"), (2, "0"), (3, "weight"), (3, "bias"), (2, "1"), (3, "weight"),
                     (3, "bias"), (1, "head"), (2, "weight"), (2, "bias")]
    status = {rows.outline.labels[row]: rows.cell(int(row), Column.STATUS) for row in rows.rows}
    assert (status["body"], status["head"]) == (FROZEN, "2 of 2 differ")


def test_a_module_has_the_numbers_of_all_that_is_below_it(tmp_path: Path) -> None:
    a = {"body.0.weight": torch.randn(8, 4), "head.weight": torch.tensor([1.0, torch.nan]),
         "body.0.bias": torch.randn(3), "body.1.weight": torch.ones(2), "gone.weight": torch.tensor([torch.nan])}
    b = {name: value + torch.randn(value.shape).round() for name, value in a.items()} | {
        "body.1.weight": torch.ones(2), "gone.weight": torch.ones(1)}
    diff, numbers = measured(tmp_path, a, b)
    rows = DiffRows(outline_diff(diff, Task(), by_module=True))
    assert rows.cell(rows.outline.labels.index("body"), Column.CHANGED) == "", "nothing is compared yet"
    rows.set_results([(number, result) for number, result in enumerate(numbers) if result is not None])
    rows.show(rows.arrange(Choice(changed_only=False), Task()))
    within = [name for name in a if name.startswith("body")]  # the head stands between them
    moved = torch.cat([(b[name].double() - a[name].double()).flatten() for name in within]).abs()
    body = rows.outline.labels.index("body")
    assert rows.cell(body, Column.MAX_ABS) == number_text(moved.max().item(), 4)
    assert rows.cell(body, Column.MEAN_ABS) == number_text(moved.mean().item(), 4)
    assert rows.cell(body, Column.CHANGED) == percent_text(int((moved > 0).sum()), len(moved))
    assert rows.cell(body, Column.REL_L2) == rows.cell(body, Column.COSINE) == ""
    gone = rows.outline.labels.index("gone")
    assert [rows.cell(gone, at) for at in (Column.MAX_ABS, Column.MEAN_ABS, Column.CHANGED)] == ["", "", "100 %"]
    head = rows.outline.labels.index("head")
    assert rows.cell(head, Column.MEAN_ABS) == number_text(abs(b["head.weight"][0].item() - 1), 4)


def test_by_module_the_state_of_a_parameter_has_its_name_also_where_it_is_sorted(tmp_path: Path) -> None:
    weight = torch.nn.Parameter(torch.ones(2))
    optimizer = torch.optim.SGD([weight], lr=0.1, momentum=0.9)

    def saved() -> dict[str, object]:
        weight.grad = torch.ones(2)
        optimizer.step()
        return {"model": {"a.b": weight.detach().clone()}, "optimizer": copy.deepcopy(optimizer.state_dict())}

    diff, numbers = measured(tmp_path, saved(), saved())
    rows = DiffRows(outline_diff(diff, Task(), by_module=True))
    rows.set_results([(number, result) for number, result in enumerate(numbers) if result is not None])
    rows.show(rows.arrange(Choice(sorted_by=Column.MAX_ABS, descending=True), Task()))
    assert [rows.cell(int(row), Column.PATH) for row in rows.rows] == [
        "optimizer", "state", "0 · a.b", "momentum_buffer", "model", "a", "b"]


def test_a_filter_finds_dotted_names_by_module_too(tmp_path: Path) -> None:
    rows = rows_by_module(tmp_path)
    rows.show(rows.arrange(Choice(("body.1.w",), changed_only=False), Task()))
    assert [rows.cell(int(row), Column.PATH) for row in rows.rows] == ["model", "body", "1", "weight"]


def test_another_tree_keeps_numbers(tmp_path: Path) -> None:
    before, largest = rows_by_module(tmp_path), Choice(sorted_by=Column.REL_L2, descending=True)
    after = DiffRows(outline_diff(before.diff, Task()))
    after.take(before)
    assert after.results == before.results
    for rows in (before, after):
        rows.show(rows.arrange(largest, Task()))
    sorted_entries = [[entry for row in rows.rows if (entry := rows.entry(int(row)))] for rows in (before, after)]
    assert sorted_entries[0] == sorted_entries[1]
    assert len(sorted_entries[0]) == 2


def test_a_renamed_tensor_says_why(tmp_path: Path) -> None:
    a = {"model": {"old.weight": torch.ones(2, 3), "x.bias": torch.ones(5)}}
    b = {"model": {"new.weight": torch.ones(2, 3), "y.z": torch.ones(5)}}
    diff, _ = measured(tmp_path, a, b)
    evidence = {entry.text: entry.evidence for entry in diff.entries}
    assert evidence == {
        "old.weight → new.weight": "the only one of this shape and type whose name ends with the same word",
        "x.bias → y.z": "the only one of this shape and type at this place"}
