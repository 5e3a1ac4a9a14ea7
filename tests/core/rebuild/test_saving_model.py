"""From a state_dict to a whole model: torch and the class itself are the oracle.

Most tests give a command in place of the worker, which copies a file that torch made here; three run the real one.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from ckpt_viewer.core.errors import ModelError, SaveFailed
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.rebuild import DoesNotLoad, Limits, RebuildOptions, read_request, save_model
from ckpt_viewer.core.saving import SaveOptions, SaveReport
from ckpt_viewer.core.task import Cancelled, Task
from tests.core.rebuild import zoo

COPY = """
import json, shutil, sys
job = json.load(open(sys.argv[1]))
open(job["answer"], "w").write(open(sys.argv[0] + ".json").read())
shutil.copy(sys.argv[0] + ".pth", job["out"])
"""
WHOLE = SaveOptions("whole_model")


class StoppedAt(Task):
    """Cancelled as soon as a stage begins."""

    def __init__(self, stage: str) -> None:
        super().__init__()
        self._stage = stage

    def check(self) -> None:
        if self.text == self._stage:
            self.cancel()
        super().check()


@pytest.fixture
def importable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The zoo as a file of a package of the user's, which this process can import too."""
    (tmp_path / "nets").mkdir()
    (tmp_path / "nets" / "__init__.py").write_text("")
    shutil.copy(zoo.__file__, tmp_path / "nets" / "zoo.py")
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path / "nets" / "zoo.py"


def forged(folder: Path, model: nn.Module, *, names: nn.Module | None = None, **known: Any) -> RebuildOptions:
    """A worker that says what is true of `names` and leaves `model`."""
    (folder / "worker").write_text(COPY)
    state = [(name, list(value.shape), str(value.dtype)[6:]) for name, value in (names or model).state_dict().items()]
    answer = {"stage": "done", "class": ["tests.core.rebuild.zoo", "Net"], "state": state, **known}
    (folder / "worker.json").write_text(json.dumps(answer))
    torch.save(model, folder / "worker.pth")
    return RebuildOptions(limits=Limits(command=(sys.executable, "-S", str(folder / "worker"))))


def saved(folder: Path, state: object, options: RebuildOptions, how: SaveOptions = WHOLE, request: str = "mod:M",
          arguments: str = "") -> SaveReport:
    """Save; whatever happens, nothing but the target is there afterwards and a file that failed is not."""
    torch.save(state, folder / "in.pth")
    before = {file.name for file in folder.iterdir()}
    with open_checkpoint(folder / "in.pth") as checkpoint:
        try:
            report = save_model(checkpoint, folder / "out.pth", read_request(request, arguments), how, Task(), options)
            before.add("out.pth")
        finally:
            assert {file.name for file in folder.iterdir()} - {"__pycache__"} == before
    return report


def text(report: SaveReport) -> str:
    return "\n".join((*report.verified, *report.loses, *report.warnings))


def same_state(a: nn.Module, b: nn.Module) -> bool:
    one, other = a.state_dict(), b.state_dict()
    return list(one) == list(other) and all(torch.equal(one[name], other[name]) for name in one)


def test_a_class_of_a_package_is_built_loaded_saved_and_loads_elsewhere(importable: Path, tmp_path: Path) -> None:
    net = zoo.Net(4, classes=3)
    net.mean = torch.arange(4.0)
    state = {**net.state_dict(), "gone.weight": torch.ones(2)}
    del state["head.bias"]
    state["head.weight"] = state["head.weight"].to(torch.float64)
    report = saved(tmp_path, {"model": state, "epoch": 3}, RebuildOptions(evaluation=True, strict=False), WHOLE,
                   f"{importable}:Net", '{"channels": 4, "classes": 3}')
    model = torch.load(tmp_path / "out.pth", weights_only=False)
    assert (type(model).__module__, type(model).__name__, model.training) == ("nets.zoo", "Net", False)
    assert model.out.weight is model.embed.weight
    assert model.scratch.tolist() == [7.0, 7.0]
    kept = model.state_dict()
    assert all(torch.equal(kept[name], value.to(kept[name].dtype)) for name, value in state.items()
               if name != "gone.weight")
    for said in ("tied as in the opened file: embed.weight = out.weight",
                 "left out, because the model has no such names: gone.weight",
                 "the model keeps what its class makes for: head.bias", "as converted from float64 to float32",
                 ("The class is stored as nets.zoo.Net. A reader finds it where Python can import nets.zoo: with "
                 f"{tmp_path} on sys.path"), "evaluation (model.eval())", "everything else in the file: /epoch"):
        assert said in text(report)


def test_a_wrapper_in_the_names_is_refused_with_what_would_help(importable: Path, tmp_path: Path) -> None:
    with pytest.raises(DoesNotLoad) as caught:
        saved(tmp_path, nn.DataParallel(zoo.Logistic(6)).state_dict(), RebuildOptions(), WHOLE,
              f"{importable}:Logistic", '{"n_input_features": 6}')
    assert "(missing: linear.weight, linear.bias; unexpected: module.linear.weight" in str(caught.value)
    assert caught.value.hint == "Strip the prefix module. from its names: then it loads with strict=True."
    assert [slot.name for slot in caught.value.fit.missing] == ["linear.weight", "linear.bias"]


def test_what_the_worker_left_is_compared_byte_for_byte(tmp_path: Path) -> None:
    net = zoo.Net(2)
    report = saved(tmp_path, net.state_dict(), forged(tmp_path, net))
    assert report.form == "whole_model"
    assert report.verified[0] == "12 names of the state_dict, in the same order"
    assert report.verified[1].startswith("12 tensors of the opened file byte for byte")
    assert same_state(torch.load(tmp_path / "out.pth", weights_only=False), net)


def test_a_view_and_another_device_are_compared_by_their_elements(tmp_path: Path) -> None:
    net = zoo.Net(2)
    state = net.state_dict()
    state["head.weight"] = net.head.weight.detach().t().contiguous().t()
    assert not state["head.weight"].is_contiguous()
    saved(tmp_path, state, forged(tmp_path, net), SaveOptions("whole_model", device="cuda:1"))
    with open_checkpoint(tmp_path / "out.pth") as made:
        assert {held.spec.device for held in map(made.graph.__getitem__, range(len(made.graph)))
                if hasattr(held, "spec")} == {"cuda:1"}


@pytest.mark.parametrize("name", ["head.weight", "stem.1.running_var", "embed.weight", "stem.1.num_batches_tracked"])
def test_a_number_that_the_class_changes_is_found(name: str, tmp_path: Path) -> None:
    net, other = zoo.Net(2), zoo.Net(2)
    other.load_state_dict(net.state_dict())
    other.state_dict()[name].view(-1)[-1] += 1
    with pytest.raises(ModelError, match="has other numbers in the saved model"):
        saved(tmp_path, net.state_dict(), forged(tmp_path, other))


def test_a_tie_of_the_class_between_different_numbers_is_found(tmp_path: Path) -> None:
    net = zoo.Net(2)
    state = net.state_dict()
    state["out.weight"] = state["out.weight"] + 1
    with pytest.raises(ModelError, match=r"(embed|out)\.weight has other numbers"):
        saved(tmp_path, state, forged(tmp_path, net))


def test_ties_that_come_or_go_are_said(tmp_path: Path) -> None:
    net = zoo.Net(2)
    state = {name: value.clone() for name, value in net.state_dict().items()}
    assert "tied by the class, equal in the opened file: embed.weight = out.weight" in text(
        saved(tmp_path, state, forged(tmp_path, net)))
    net.out.weight = nn.Parameter(net.embed.weight.detach().clone())
    assert "shared memory in the opened file, are separate in the class: embed.weight = out.weight" in text(
        saved(tmp_path, zoo_state_like(net), forged(tmp_path, net), SaveOptions("whole_model", overwrite=True)))


def zoo_state_like(net: zoo.Net) -> dict[str, torch.Tensor]:
    state: dict[str, torch.Tensor] = net.state_dict()
    state["out.weight"] = state["embed.weight"]
    return state


def test_a_name_that_the_class_lost_is_found(tmp_path: Path) -> None:
    net, other = zoo.Net(2), zoo.Net(2)
    del other.mean
    with pytest.raises(ModelError, match="mean is only in the state_dict"):
        saved(tmp_path, net.state_dict(), forged(tmp_path, other, names=net))


def test_what_is_no_model_or_no_file_is_not_saved(tmp_path: Path) -> None:
    net = zoo.Net(2)
    options = forged(tmp_path, net)
    for value, says in (({"w": 1}, "not a model with parameters"), (net.state_dict(), "not a model with parameters")):
        torch.save(value, tmp_path / "worker.pth")
        with pytest.raises(ModelError, match=says):
            saved(tmp_path, net.state_dict(), options)
    (tmp_path / "worker.pth").write_bytes(b"no checkpoint at all")
    with pytest.raises(ModelError, match="what the model was saved as cannot be read"):
        saved(tmp_path, net.state_dict(), options)


def test_a_class_that_nobody_can_import_is_not_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    net = zoo.Net(2)
    monkeypatch.setattr(zoo.Net, "__module__", "__main__")
    monkeypatch.setattr(sys.modules["__main__"], "Net", zoo.Net, raising=False)
    with pytest.raises(ModelError, match=r"__main__\.Net, which nobody else can import"):
        saved(tmp_path, net.state_dict(), forged(tmp_path, net))


@pytest.mark.parametrize(("how", "says"), [
    (WHOLE, "exists already"), (SaveOptions("whole_model", plain=True), "plain values cannot hold a whole model"),
    (SaveOptions("whole_model", ("nowhere",)), "cannot be saved this way"),
])
def test_what_cannot_be_saved_is_refused_before_anything_runs(how: SaveOptions, says: str, tmp_path: Path) -> None:
    if how is WHOLE:
        (tmp_path / "out.pth").write_text("kept")
    options = RebuildOptions(limits=Limits(command=("/nowhere/at/all",)))
    with pytest.raises(SaveFailed, match=says):
        saved(tmp_path, zoo.Net(2).state_dict(), options, how)


def test_a_save_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    """Stopped at every stage, by the words that the task is given."""
    net = zoo.Net(2)
    options = forged(tmp_path, net)
    torch.save(net.state_dict(), tmp_path / "in.pth")
    before = {file.name for file in tmp_path.iterdir()}
    stages: list[str] = []
    with open_checkpoint(tmp_path / "in.pth") as checkpoint:
        save_model(checkpoint, tmp_path / "first.pth", read_request("mod:M"), WHOLE,
                   Task(lambda done, total, text: stages.append(text)), options)
        (tmp_path / "first.pth").unlink()
        for stage in dict.fromkeys(stages):
            with pytest.raises(Cancelled):
                save_model(checkpoint, tmp_path / "out.pth", read_request("mod:M"), WHOLE, StoppedAt(stage), options)
            assert {file.name for file in tmp_path.iterdir()} == before
    assert "Running M()" in stages
    assert "Comparing the model with the state_dict" in stages
