"""Every operation, done to a file of torch and read back by torch."""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from ckpt_viewer.core.errors import CheckpointError, InvalidEdit, InvalidPath
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.recipes import (
    CastTo,
    Device,
    Drop,
    InsertAt,
    LearningRate,
    Metadata,
    Mode,
    Operation,
    RenameAt,
    RenameEverywhere,
    RenameMatching,
    Reset,
    SetAt,
    SetElementAt,
    Strip,
    counters,
    perform,
    refused,
)
from ckpt_viewer.core.recipes.renaming import rewriting
from tests.core.recipes.building import Net, document_of, done, saved, training


def test_a_pattern_renames_tensors_and_what_is_called_like_them(tmp_path: Path) -> None:
    before = training()
    after = done(before, tmp_path, RenameMatching(r"^encoder\.(\d+)", r"blocks.\1"))
    names = [re.sub(r"^encoder\.(\d+)", r"blocks.\1", name) for name in before["model"]]
    assert list(after["model"]) == names
    for old, new in zip(before["model"], names, strict=True):
        assert torch.equal(before["model"][old], after["model"][new])
    assert set(after["model"]._metadata) == {"", "encoder", "blocks.0", "blocks.1", "head"}
    assert after["optimizer"]["param_groups"][0]["param_names"] == [
        re.sub(r"^encoder\.", "blocks.", name) for name in before["optimizer"]["param_groups"][0]["param_names"]]
    assert after["args"] == before["args"]


def test_a_prefix_that_is_added_and_stripped_again_gives_the_file_back(tmp_path: Path) -> None:
    before = training()
    added = done(before, tmp_path, RenameMatching("^", "module."))
    parallel = nn.Module()
    parallel.add_module("module", Net())
    assert list(added["model"]) == list(parallel.state_dict())
    assert set(added["model"]._metadata) == set(vars(parallel.state_dict())["_metadata"]) - {""}
    assert "module.head.weight" in added["optimizer"]["param_groups"][0]["param_names"]
    after = done(added, tmp_path, Strip("module."))
    assert list(after["model"]) == list(before["model"])
    assert after["model"]._metadata == before["model"]._metadata
    assert after["optimizer"]["param_groups"] == before["optimizer"]["param_groups"]


def test_names_that_stand_for_numbers_in_an_optimizer_follow(tmp_path: Path) -> None:
    value = {"model": OrderedDict(a=torch.ones(2)),
             "optim": {"state": {"a": {"exp_avg": torch.ones(2)}}, "param_groups": [{"lr": 0.1, "params": ["a"]}]}}
    after = done(value, tmp_path, RenameMatching("^a$", "b"))
    assert (list(after["model"]), list(after["optim"]["state"])) == (["b"], ["b"])
    assert after["optim"]["param_groups"][0]["params"] == ["b"]


def test_a_pattern_for_one_of_two_models(tmp_path: Path) -> None:
    value = {"model": {"w": torch.ones(1, 2)}, "ema": {"w": torch.ones(1, 2)},
             "optim": {"state": {}, "param_groups": [{"lr": 1.0, "params": [0], "param_names": ["w"]}]}}
    after = done(value, tmp_path, RenameMatching("w", "v", "/ema"))
    assert (list(after["model"]), list(after["ema"])) == (["w"], ["v"])
    assert after["optim"]["param_groups"][0]["param_names"] == ["w"]
    after = done(value, tmp_path, RenameMatching("w", "v", "/model"))
    assert (list(after["model"]), list(after["ema"])) == (["v"], ["w"])
    assert after["optim"]["param_groups"][0]["param_names"] == ["v"], "the optimizer moves the first"


def test_clashes_are_in_the_plan_and_refused(tmp_path: Path) -> None:
    document = document_of({"a.w": torch.ones(2, 2), "b.w": torch.ones(2, 2), "c": torch.ones(2, 2)}, tmp_path)
    operation = RenameMatching(r"^[ab]\.", "")
    (renaming,) = operation.plan(document.graph)
    assert [(name.old, name.new, name.problem) for name in renaming.names] == [
        ("a.w", "w", "2 keys would have this name"), ("b.w", "w", "2 keys would have this name")]
    assert refused((renaming,)) == 2
    with pytest.raises(InvalidEdit, match=r"'a\.w' cannot become 'w': 2 keys would have this name"):
        document.apply(operation)
    with pytest.raises(InvalidEdit, match="'c' cannot become '': the name would be empty"):
        document.apply(RenameMatching("^c$", ""))
    assert not document.dirty


def test_names_can_be_swapped(tmp_path: Path) -> None:
    value = {"a": torch.zeros(1, 2), "b": torch.ones(1, 2)}
    document = document_of(value, tmp_path)
    document.apply(RenameMatching("^a$", "c"), RenameMatching("^b$", "a"), RenameMatching("^c$", "b"))
    after = saved(document, tmp_path)
    assert list(after) == ["b", "a"]
    assert torch.equal(after["a"], value["b"])


@pytest.mark.parametrize(("pattern", "replacement", "words"), [
    ("(", "", "no regular expression"), ("a", r"\1", r"^'\\\\1' names a group"), ("a", r"\d", "cannot be put in"),
    ("(a)", r"\g<x>", "names a group"), ("nothing", "", "matches"),
    ("a" * 1001, "", "more than"), ("[" * 900, "", "regular expression")])
def test_what_is_no_pattern_is_said(tmp_path: Path, pattern: str, replacement: str, words: str) -> None:
    document = document_of({"a": torch.ones(2, 2)}, tmp_path)
    with pytest.raises(InvalidEdit, match=words):
        document.apply(RenameMatching(pattern, replacement))


def test_counters_are_reset_and_settings_stay(tmp_path: Path) -> None:
    before = training()
    after = done(before, tmp_path, Reset())
    assert (after["epoch"], after["global_step"], after["args"]["epoch"]) == (0, 0, 90)
    assert (after["scheduler"]["last_epoch"], after["scheduler"]["_step_count"]) == (0, 1)
    assert after["optimizer"]["state"][0]["step"] == before["optimizer"]["state"][0]["step"]
    fresh = torch.optim.lr_scheduler.StepLR(torch.optim.SGD([torch.zeros(1)], lr=0.1), 5).state_dict()
    assert (fresh["last_epoch"], fresh["_step_count"]) == (0, 1), "as torch itself begins"


@pytest.mark.parametrize("factor", [1, 2, 3])
@pytest.mark.parametrize("value", [0, 3, 10, 11, 45])
def test_warm_restarts_go_on_as_if_that_many_steps_were_done(tmp_path: Path, factor: int, value: int) -> None:
    def stepped(count: int) -> dict[str, Any]:
        optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.1)
        scheduler = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, 10, factor)
        for _ in range(count):
            optimizer.step()
            scheduler.step()
        return scheduler.state_dict()

    after = done({"epoch": 27, "scheduler": stepped(27)}, tmp_path, Reset(value))["scheduler"]
    expected = stepped(value)
    places = ("T_cur", "T_i", "last_epoch", "_step_count")
    assert {name: after[name] for name in places} == {name: expected[name] for name in places}


def test_a_pattern_that_would_take_years_is_refused() -> None:
    rewrite = rewriting(r"^(.+)(.+)(.+)(.+)(.+)(.+)\6\5\4\3\2\1x$", "y")
    with pytest.raises(InvalidEdit, match="takes too long"):
        rewrite("".join(map(chr, range(97, 400))) + "x")
    assert rewriting(r"^(\w+\.?)*$", "y")("layer." * 20 + "!") == "layer." * 20 + "!"


def test_names_that_each_take_long_take_too_long_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of them so long as to be given up for itself."""
    running_clock(monkeypatch, 0.2)
    rewrite = rewriting("^(.*)$", r"\1!")
    assert [rewrite("a") for _ in range(16)] == ["a!"] * 16
    with pytest.raises(InvalidEdit, match="takes too long"):
        rewrite("a")


def test_very_many_names_may_take_as_long_as_they_need(monkeypatch: pytest.MonkeyPatch) -> None:
    running_clock(monkeypatch, 1.5e-5)
    rewrite = rewriting("^b", "y")
    assert {rewrite("b") for _ in range(300_000)} == {"y"}


def running_clock(monkeypatch: pytest.MonkeyPatch, step: float) -> None:
    """One that a test can count on: each look at it finds it `step` seconds later."""
    ticks = count()
    monkeypatch.setattr(time, "thread_time", lambda: step * next(ticks))


def test_a_counter_in_a_dict_that_stands_twice_is_one(tmp_path: Path) -> None:
    progress: dict[str, Any] = {"epoch": 3}
    progress["itself"] = progress
    document = document_of({"now": progress, "last": progress}, tmp_path)
    assert [counter.path for counter in counters(document.graph)] == [("now", "epoch")]


def test_chosen_counters_alone(tmp_path: Path) -> None:
    after = done(training(), tmp_path, Reset(3, ("/epoch",)))
    assert (after["epoch"], after["global_step"]) == (3, 1400)
    document = document_of(training(), tmp_path)
    with pytest.raises(InvalidEdit, match="not known to count"):
        document.apply(Reset(0, ("/args/name",)))
    with pytest.raises(InvalidEdit, match="no count"):
        document_of({"w": torch.ones(2)}, tmp_path).apply(Reset())
    with pytest.raises(InvalidEdit, match="less than 0"):
        document.apply(Reset(-1))


def test_the_counters_of_lightning_and_the_trainer(tmp_path: Path) -> None:
    progress = {"total": {"ready": 4, "completed": 3, "started": 4, "processed": 3},
                "current": {"ready": 1, "completed": 0, "started": 1, "processed": 0}}
    value = {
        "epoch": 2, "global_step": 30, "pytorch-lightning_version": "2.4", "hyper_parameters": {"step": 9},
        "loops": {"fit_loop": {"epoch_progress": progress, "epoch_loop.state_dict": {"_batches_that_stepped": 30}}},
        "trainer_state": {"epoch": 1.5, "global_step": torch.tensor(12), "max_steps": 90, "is_local": True},
    }
    found = {counter.pointer: counter.value for counter in counters(document_of(value, tmp_path).graph)}
    assert found == {
        "/epoch": 2, "/global_step": 30, "/trainer_state/epoch": 1.5, "/trainer_state/global_step": 12,
        "/loops/fit_loop/epoch_loop.state_dict/_batches_that_stepped": 30,
        **{f"/loops/fit_loop/epoch_progress/{which}/{name}": count for which in ("total", "current")
           for name, count in progress[which].items()}}
    after = done(value, tmp_path, Reset(1))
    assert (after["trainer_state"]["epoch"], after["trainer_state"]["global_step"]) == (1.0, torch.tensor(1))
    assert type(after["trainer_state"]["epoch"]) is float
    assert after["hyper_parameters"] == {"step": 9}


def test_modes_of_a_whole_model(tmp_path: Path) -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.BatchNorm1d(2), nn.Dropout()))
    document = document_of(model, tmp_path)
    perform(document, Mode(training=False))
    assert document.changes == ("evaluation mode in 5 modules",)
    after = saved(document, tmp_path, weights_only=False)
    assert not any(module.training for module in after.modules())
    perform(document, Mode(training=True, at="/_modules/1"))
    after = saved(document, tmp_path, weights_only=False)
    assert [module.training for module in after.modules()] == [False, False, True, True, True]
    assert perform(document, Mode(training=True, at="/_modules/1")) == frozenset()
    with pytest.raises(InvalidEdit, match="no whole model"):
        document_of(model.state_dict(), tmp_path).apply(Mode(training=True))


def test_values_are_inserted(tmp_path: Path) -> None:
    after = done({"a": {"x": 1}}, tmp_path, InsertAt("/a/new~1key", "text"), InsertAt("/n", None), InsertAt("/f", 0.5))
    assert after == {"a": {"x": 1, "new/key": "text"}, "n": None, "f": 0.5}
    document = document_of({"a": {"x": 1}, "l": [1]}, tmp_path)
    for at, words in (("/a/x", "already a key"), ("/l/1", "takes no new keys"), ("/b/x", "there is no '/b'"),
                      ("a", "needs a key")):
        with pytest.raises(CheckpointError, match=words):
            document.apply(InsertAt(at, 1))


def test_metadata_of_safetensors(tmp_path: Path) -> None:
    from safetensors import safe_open
    from safetensors.torch import save_file

    from ckpt_viewer.core import saving
    from ckpt_viewer.core.document import Document
    from ckpt_viewer.core.saving import SaveOptions
    from ckpt_viewer.core.task import Task

    for metadata in (None, {"format": "pt", "author": "they"}):
        save_file({"w": torch.ones(2)}, tmp_path / "in.safetensors", metadata)
        document = Document(open_checkpoint(tmp_path / "in.safetensors"))
        perform(document, Metadata("author", "me"))
        perform(document, Metadata("more", "Größe"))
        assert perform(document, Metadata("author", "me")) == frozenset()
        target = tmp_path / "out.safetensors"
        saving.save(saving.plan(document.snapshot(), target, SaveOptions(overwrite=True)), Task())
        with safe_open(target, "pt") as file:
            assert file.metadata() == {**(metadata or {}), "author": "me", "more": "Größe"}
            assert torch.equal(file.get_tensor("w"), torch.ones(2))
        document.undo()
        document.undo()
        assert document.graph is document.checkpoint.graph
    with pytest.raises(InvalidEdit, match="only a safetensors file"):
        perform(document_of({"w": torch.ones(2)}, tmp_path), Metadata("a", "b"))


def test_device_tags_of_a_part(tmp_path: Path) -> None:
    document = document_of(training(), tmp_path)
    perform(document, Device("cuda:3", "/optimizer"))
    seen: list[str] = []

    def note(storage: Any, tag: str) -> Any:
        seen.append(tag)
        return storage

    saved(document, tmp_path, map_location=note)
    assert {"cpu", "cuda:3"} == set(seen)
    assert seen.count("cuda:3") == sum(isinstance(v, torch.Tensor) for s in training()["optimizer"]["state"].values()
                                       for v in s.values())
    with pytest.raises(InvalidEdit, match="no tensor"):
        perform(document, Device("cpu", "/epoch"))
    with pytest.raises(InvalidPath):
        perform(document, Device("cpu", "/nothing"))


def test_casts_of_all_but_the_optimizer_and_of_a_part(tmp_path: Path) -> None:
    before = training()
    after = done(before, tmp_path, CastTo("bfloat16"))
    assert torch.equal(after["model"]["head.weight"], before["model"]["head.weight"].to(torch.bfloat16))
    assert after["model"]["encoder.1.num_batches_tracked"].dtype == torch.int64
    assert after["optimizer"]["state"][0]["exp_avg"].dtype == torch.float32
    part = done(before, tmp_path, CastTo("float64", "/model/head.weight"))
    assert [value.dtype for value in part["model"].values()].count(torch.float64) == 1
    with pytest.raises(InvalidEdit, match="not a floating type"):
        perform(document_of(before, tmp_path), CastTo("int8"))


def test_tied_tensors_that_are_cast_one_after_the_other_stay_tied(tmp_path: Path) -> None:
    base = torch.randn(3, 4)
    after = done({"w": base, "turned": base.t(), "apart": base.clone()}, tmp_path, CastTo("float16", "/w"),
                 CastTo("float16", "/turned"), CastTo("float16", "/apart"))
    storages = [after[name].untyped_storage().data_ptr() for name in ("w", "turned", "apart")]
    assert storages[0] == storages[1] != storages[2]
    assert torch.equal(after["turned"], base.t().half())


def test_rates_values_keys_and_removals(tmp_path: Path) -> None:
    before = training()
    after = done(before, tmp_path, LearningRate(0.5), SetAt("/epoch", 9), SetAt("/args/name", "other"),
                 RenameAt("/global_step", "steps"), RenameEverywhere("head.bias", "head.b"), Drop("/args/epoch"))
    assert (after["epoch"], after["steps"], after["args"]) == (9, 1400, {"name": "other"})
    assert after["optimizer"]["param_groups"][0]["lr"] == after["scheduler"]["_last_lr"][0] == 0.5
    assert "head.b" in after["model"]
    assert "head.b" in after["optimizer"]["param_groups"][0]["param_names"]


MAKING = "this is part of how a tensor is made"


@pytest.mark.parametrize("operation", [
    SetAt("/q/@metadata/1", 0.5), SetAt("/c/@metadata/conj", value=False), RenameAt("/c/@metadata/conj", "old"),
    Drop("/c/@metadata/conj"), InsertAt("/c/@metadata/neg", value=True), SetElementAt("/p/@metadata/1", (0,), 9.0)])
@pytest.mark.filterwarnings("ignore:torch.quantize")
def test_what_a_tensor_is_made_with_stays(operation: Operation, tmp_path: Path) -> None:
    """Its numbers would be others than those that are shown, and a save would not be what was read back."""
    scales = torch.tensor([0.1, 0.2])
    value = {"q": torch.quantize_per_tensor(torch.ones(3), 0.1, 2, torch.qint8),
             "p": torch.quantize_per_channel(torch.ones(2, 2), scales, torch.zeros(2), 0, torch.qint8),
             "c": torch.tensor([1 + 2j]).conj()}
    document = document_of(value, tmp_path)
    with pytest.raises(InvalidEdit, match=MAKING):
        perform(document, operation)
    assert not document.dirty


def test_what_is_called_as_that_and_is_none_is_changed(tmp_path: Path) -> None:
    weights = OrderedDict(w=torch.ones(1))
    weights.metadata = {"version": 1}  # type: ignore[attr-defined]
    assert done(weights, tmp_path, SetAt("/@metadata/version", 2)).metadata == {"version": 2}


@pytest.mark.parametrize(("operation", "words"), [
    (SetAt("/epoch", 0.5), "is no int"), (SetAt("/epoch", "x"), "is no int"), (SetAt("/epoch", True), "is no int"),
    (SetAt("/args/name", 5), "is no str"), (SetAt("/model", 5), "no single value"), (Drop(""), "whole file"),
    (SetElementAt("/model/head.bias", (9,), 1.0), "no such element"), (RenameAt("/epoch", "model"), "already a key"),
    (SetElementAt("/model/head.bias", (0, 0), 1.0), "index of 1 number"),
    (SetAt("/scheduler/_last_lr/0", "x"), "is no float"),
    (SetElementAt("/epoch", (), 1.0), "no elements"), (RenameEverywhere("nothing", "x"), "no key"),
    (SetElementAt("/model/head.bias", (0,), 1e39), "too large"), (Strip("nothing."), "begins with"),
    (SetElementAt("/model/encoder.1.num_batches_tracked", (), 0.5), "is no int")])
def test_what_cannot_be_done_is_said_and_nothing_is_changed(operation: Operation, words: str, tmp_path: Path) -> None:
    document = document_of(training(), tmp_path)
    with pytest.raises(CheckpointError, match=words):
        perform(document, operation)
    assert not document.dirty


def test_elements_and_the_views_that_share_them(tmp_path: Path) -> None:
    base = torch.arange(12.0).reshape(3, 4)
    value: dict[str, Any] = {"w": base, "turned": base.t(), "row": base[1], "apart": base.clone(),
                             "z": base.to(torch.complex64)}
    document = document_of(value, tmp_path)
    perform(document, SetElementAt("/turned", (2, 1), -5))
    assert document.changes == ("/turned[2, 1]: 6.0 → -5.0 (and in 2 tensors that share its memory)",)
    perform(document, SetElementAt("/apart", (0, 0), float("nan")))
    perform(document, SetElementAt("/z", (2, 3), 1 + 2j))
    perform(document, SetElementAt("/row", (3,), 70))
    expected = {name: tensor.clone() for name, tensor in value.items()}
    expected["w"][1, 2] = expected["turned"][2, 1] = expected["row"][2] = -5
    expected["w"][1, 3] = expected["turned"][3, 1] = expected["row"][3] = 70
    expected["apart"][0, 0], expected["z"][2, 3] = float("nan"), 1 + 2j
    after = saved(document, tmp_path)
    for name, tensor in expected.items():
        assert torch.equal(after[name].nan_to_num(99), tensor.nan_to_num(99)), name
    assert after["w"].untyped_storage().data_ptr() == after["turned"].untyped_storage().data_ptr()
    for _ in range(4):
        document.undo()
    assert document.graph is document.checkpoint.graph


@pytest.mark.filterwarnings("ignore:TypedStorage is deprecated")
def test_a_bare_storage_changes_with_its_tensor(tmp_path: Path) -> None:
    tensor = torch.arange(4, dtype=torch.uint8)
    value = {"t": tensor, "s": tensor.untyped_storage()}
    after = done(value, tmp_path, SetElementAt("/t", (1,), 8), weights_only=False)
    assert [int(number) for number in after["s"]] == [0, 8, 2, 3]
    assert after["s"].data_ptr() == after["t"].untyped_storage().data_ptr()
