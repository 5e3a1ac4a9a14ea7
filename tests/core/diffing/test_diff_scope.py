"""What is compared where two files are of different kinds."""

from __future__ import annotations

import zipfile
from pathlib import Path

import torch

from ckpt_viewer.core.diffing.diff import compare_structure, measure, sentence
from ckpt_viewer.core.diffing.scope import choose_sides, file_titles
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.task import Task


def sentence_of(folder: Path, a: object, b: object) -> tuple[str, str]:
    torch.save(a, folder / "a.pth")
    torch.save(b, folder / "b.pth")
    sides = choose_sides(open_checkpoint(folder / "a.pth"), open_checkpoint(folder / "b.pth"), None)
    diff = compare_structure(sides.a, sides.b)
    return sentence(diff, measure(diff, CpuEngine(), Task())), sides.remark


def test_a_whole_model_and_its_state_dict_are_compared_by_parameter_name(tmp_path: Path) -> None:
    model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    said, remark = sentence_of(tmp_path, model, model.state_dict())
    assert said.startswith("Identical: 7 tensors")
    assert "A is a whole model, B is a state_dict" in remark


def test_a_changed_parameter_is_found_across_kinds(tmp_path: Path) -> None:
    model = torch.nn.Linear(3, 2)
    changed = {name: value + 1 for name, value in model.state_dict().items()}
    said, remark = sentence_of(tmp_path, {"epoch": 3, "model": changed, "optim": {"x": 1}}, model)
    assert said.startswith("2 tensors changed")
    assert "/model" in remark


def test_files_of_one_kind_are_compared_whole_and_without_remark(tmp_path: Path) -> None:
    said, remark = sentence_of(tmp_path, {"w": torch.ones(2)}, {"w": torch.ones(2)})
    assert said == "Identical: 1 tensor is equal."
    assert remark == ""


def test_a_bundle_is_compared_with_a_file_of_the_kind_that_is_in_it(tmp_path: Path) -> None:
    torch.save({"w": torch.ones(2)}, tmp_path / "a.pth")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as bundle:
        bundle.write(tmp_path / "a.pth", "weights.th")
    sides = choose_sides(open_checkpoint(tmp_path / "b.zip"), open_checkpoint(tmp_path / "a.pth"), None)
    assert "A is a bundle, B is a state_dict" in sides.remark
    diff = compare_structure(sides.a, sides.b)
    assert sentence(diff, measure(diff, CpuEngine(), Task())) == "Identical: 1 tensor is equal."


def test_everything_can_be_asked_for(tmp_path: Path) -> None:
    model = torch.nn.Linear(3, 2)
    torch.save(model, tmp_path / "a.pth")
    torch.save(model.state_dict(), tmp_path / "b.pth")
    left, right = open_checkpoint(tmp_path / "a.pth"), open_checkpoint(tmp_path / "b.pth")
    sides = choose_sides(left, right, "everything")
    assert (sides.a, sides.b, sides.parameters) == (left.graph, right.graph, True)
    assert sides.remark.endswith("They are compared by path.")


def test_titles_have_as_many_folders_as_it_takes_to_tell_the_files_apart(tmp_path: Path) -> None:
    for place in ("run1/out", "run2/out"):
        (tmp_path / place).mkdir(parents=True)
        torch.save({}, tmp_path / place / "last.pth")
    left, right = (open_checkpoint(tmp_path / place / "last.pth") for place in ("run1/out", "run2/out"))
    assert file_titles(left, right) == ("run1/out/last.pth", "run2/out/last.pth")
    torch.save({}, tmp_path / "other.pth")
    assert file_titles(left, open_checkpoint(tmp_path / "other.pth")) == ("last.pth", "other.pth")


def test_there_is_no_choice_between_everything_and_the_same_thing(tmp_path: Path) -> None:
    torch.save({"w": torch.ones(2)}, tmp_path / "a.pth")
    checkpoint = open_checkpoint(tmp_path / "a.pth")
    assert not choose_sides(checkpoint, checkpoint, None).parameters


def test_a_file_beside_itself_is_said_to_be_that(tmp_path: Path) -> None:
    torch.save({"epoch": 3, "model": {"w": torch.ones(2)}}, tmp_path / "a.pth")
    left, right = open_checkpoint(tmp_path / "a.pth"), open_checkpoint(tmp_path / "a.pth")
    assert choose_sides(left, right, None).remark == (
        "A and B come from the same file. They are compared by path.")
    assert choose_sides(left, right, "parameters").remark.startswith("A and B come from the same file. Only")
    assert file_titles(left, right) == ("a.pth", "a.pth")
