"""The plan: what is kept and lost, in words; which refusals; the size to the byte; and nothing written."""

from __future__ import annotations

import errno
import io
import os
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import torch

from ckpt_viewer.core import saving
from ckpt_viewer.core.checkpoint import Checkpoint, Note
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import SetValue
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Broken, Mapping, Scalar
from ckpt_viewer.core.saving import SaveOptions, SavePlan
from ckpt_viewer.core.sources.local import identity_at
from tests.core.oracle import opened, saved
from tests.core.specimens import SPECIMENS


def plan_for(value: Any, tmp_path: Path, **options: Any) -> SavePlan:
    return saving.plan(opened(saved(value)), tmp_path / "new.pth", SaveOptions(**options))


def edited(checkpoint: Checkpoint, *path: Any, value: Any = 5) -> Checkpoint:
    document = Document(checkpoint)
    document.apply(SetValue(checkpoint.graph.resolve(path), value, "here"))
    return document.snapshot()


@pytest.mark.parametrize("form", ["same", "state_dict", "whole_model", "safetensors"])
@pytest.mark.parametrize("name", ["state_dict", "model", "training", "shared", "quantized", "dtypes"])
def test_the_size_is_that_of_the_file(name: str, form: Any, tmp_path: Path) -> None:
    plan = plan_for(SPECIMENS[name](), tmp_path, form=form, device="cpu")
    if not plan.refusal:
        assert saving.save(plan).nbytes == plan.nbytes == (tmp_path / "new.pth").stat().st_size
    assert plan.refusal or plan.keeps


@pytest.mark.parametrize(("form", "legacy"), [("state_dict", False), ("state_dict", True), ("safetensors", False),
                                              ("npz", False)])
def test_the_size_of_a_file_of_very_many_tensors_is_nearly_right(form: Any, legacy: bool, tmp_path: Path) -> None:
    """It is estimated: to make so large a pickle for it would take long."""
    model = {f"encoder.layers.{n}.weight": torch.zeros(5) for n in range(6000)}
    plan = plan_for({"model": model, "notes": [f"a line of text {n}" for n in range(3000)]}, tmp_path, form=form,
                    legacy=legacy)
    assert abs(saving.save(plan).nbytes - plan.nbytes) < 4 * 6000


@pytest.mark.parametrize("values", [
    [[n, n] for n in range(20_000)], [n / 7 for n in range(20_000)], [f"line {n}" for n in range(20_000)],
    [n % 2 == 0 for n in range(20_000)],
], ids=["rows", "floats", "texts", "flags"])
def test_the_size_of_very_many_values_is_nearly_right(values: list[Any], tmp_path: Path) -> None:
    made = plan_for({"values": values, "epoch": 1}, tmp_path)
    plan = saving.plan(edited(made.checkpoint, "epoch"), tmp_path / "new.pth", SaveOptions())
    assert plan.nbytes == pytest.approx(saving.save(plan).nbytes, rel=0.15)


def test_nothing_is_read_or_written(tmp_path: Path) -> None:
    path = tmp_path / "old.pth"
    path.write_bytes(saved(SPECIMENS["training"]()))
    checkpoint = open_checkpoint(path)
    checkpoint.close()  # reading a tensor now would fail
    plan = saving.plan(checkpoint, tmp_path / "new.safetensors", SaveOptions("safetensors"))
    assert not plan.refusal
    assert [p.name for p in tmp_path.iterdir()] == ["old.pth"]


def test_a_file_without_edits_is_copied(tmp_path: Path) -> None:
    checkpoint = opened(saved(SPECIMENS["training"]()))
    assert saving.plan(checkpoint, tmp_path / "a", SaveOptions()).as_it_is
    assert not saving.plan(checkpoint, tmp_path / "a", SaveOptions(device="cuda:0")).as_it_is
    assert not saving.plan(edited(checkpoint, "epoch"), tmp_path / "a", SaveOptions()).as_it_is


def test_options_that_change_nothing_cost_nothing(tmp_path: Path) -> None:
    """Already on the CPU, compact and plain."""
    checkpoint = opened(saved(SPECIMENS["training"]()))
    assert saving.plan(checkpoint, tmp_path / "a", SaveOptions(device="cpu", compact=True, plain=True)).as_it_is


def test_a_newer_file_at_the_place_is_said(tmp_path: Path) -> None:
    path = tmp_path / "old.pth"
    path.write_bytes(saved({"epoch": 1}))
    checkpoint = open_checkpoint(path)
    assert not saving.plan(checkpoint, path, SaveOptions(overwrite=True)).warnings
    (tmp_path / "next").write_bytes(saved({"epoch": 2}))
    (tmp_path / "next").replace(path)
    assert "no longer the one" in saving.plan(checkpoint, path, SaveOptions(overwrite=True)).warnings[0]
    assert not saving.plan(checkpoint, tmp_path / "other", SaveOptions()).warnings
    ours = SaveOptions(overwrite=True, known=identity_at(path))
    assert not saving.plan(checkpoint, path, ours).warnings


@pytest.mark.parametrize(("form", "name", "warned"), [
    ("same", "a.safetensors", True), ("safetensors", "a.bin", True), ("safetensors", "a.safetensors", False),
    ("same", "a.bin", False), ("same", "a", False), ("safetensors", "a.backup", False),
])
def test_a_name_that_promises_another_format_is_said(form: Any, name: str, warned: bool, tmp_path: Path) -> None:
    plan = saving.plan(opened(saved(SPECIMENS["state_dict"]())), tmp_path / name, SaveOptions(form))
    assert any("Programs that go by the name" in line for line in plan.warnings) is warned


def test_undoing_an_edit_gives_the_copy_again(tmp_path: Path) -> None:
    document = Document(opened(saved({"lr": 0.1})))
    document.apply(SetValue(document.graph.resolve(("lr",)), 0.2, "lr"))
    document.undo()
    assert saving.plan(document.snapshot(), tmp_path / "a", SaveOptions()).as_it_is


def test_the_parts_to_choose_from(tmp_path: Path) -> None:
    value = {"model": SPECIMENS["state_dict"](), "ema": SPECIMENS["state_dict"](), "epoch": 3}
    plan = plan_for(value, tmp_path, form="state_dict")
    assert plan.choices == (("model",), ("ema",))
    assert plan.part == ("model",)
    assert any("ema" in line and "epoch" in line for line in plan.loses)
    assert plan_for(value, tmp_path, form="state_dict", part=("ema",)).part == ("ema",)
    wrong = plan_for(value, tmp_path, form="state_dict", part=("epoch",))
    assert "model" in wrong.refusal


def test_a_whole_model_gives_its_state_dict_and_says_what_goes(tmp_path: Path) -> None:
    plan = plan_for(SPECIMENS["model"](), tmp_path, form="state_dict")
    assert not plan.refusal
    assert any("class" in line for line in plan.loses)
    assert not any("imports" in line for line in plan.warnings)


def test_a_state_dict_is_no_whole_model(tmp_path: Path) -> None:
    plan = plan_for(SPECIMENS["state_dict"](), tmp_path, form="whole_model")
    assert "class" in plan.refusal
    assert "state_dict" in plan.refusal


def test_a_model_inside_a_training_checkpoint(tmp_path: Path) -> None:
    plan = plan_for({"epoch": 1, "net": SPECIMENS["model"]()}, tmp_path, form="whole_model")
    assert plan.part == ("net",)
    assert any("epoch" in line for line in plan.loses)


@pytest.mark.parametrize("form", ["state_dict", "safetensors"])
def test_without_tensors_there_is_no_state_dict(form: Any, tmp_path: Path) -> None:
    assert "no state_dict" in plan_for({"a": 1}, tmp_path, form=form).refusal


def test_foreign_code_is_said(tmp_path: Path) -> None:
    plan = saving.plan(edited(opened(saved({"a": 1, "f": len})), "a"), tmp_path / "x", SaveOptions())
    assert any("builtin" in line and "len" in line for line in plan.warnings)


def test_code_that_is_run_and_thrown_away_is_said(tmp_path: Path) -> None:
    """A name that only loading would call is no part of the graph, so an edited copy cannot keep it."""
    checkpoint = opened(zip_of(b"\x80\x02cos\nsystem\nX\x02\0\0\0hi\x85R0}X\x01\0\0\0aK\x01s.", extra="mine"))
    plan = saving.plan(edited(checkpoint, "a"), tmp_path / "x", SaveOptions())
    assert any("os.system" in line for line in plan.loses)
    assert any("readme.txt" in line for line in plan.loses)
    untouched = saving.plan(checkpoint, tmp_path / "x", SaveOptions())
    assert untouched.as_it_is
    assert not untouched.loses


def zip_of(pickle: bytes, *, extra: str = "") -> bytes:
    """A file of torch with this pickle, and with a record more where there is a text for it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved({"a": 1}))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, pickle if name.endswith("data.pkl") else old.read(name))
        if extra:
            new.writestr("archive/extra/readme.txt", extra)
    return out.getvalue()


@pytest.mark.parametrize("module", ["builtins", "__builtin__"])
def test_bytes_that_are_made_by_a_call_are_not_thrown_away(tmp_path: Path, module: str) -> None:
    """How Python 2 and 3 write empty bytes at protocol 2; they are a value of the copy."""
    checkpoint = opened(zip_of(b"\x80\x02}(X\x01\0\0\0ac" + module.encode() + b"\nbytes\n)RX\x01\0\0\0bK\x01u."))
    assert [str(use.name) for use in checkpoint.globals] == [f"{module}.bytes"]
    assert checkpoint.graph[checkpoint.graph.resolve(("a",))] == Scalar(b"")
    plan = saving.plan(edited(checkpoint, "b"), tmp_path / "new.pth", SaveOptions())
    assert plan.loses == ()
    assert torch.load(saving.save(plan).target, weights_only=False) == {"a": b"", "b": 5}


def test_what_is_odd_about_the_opened_file_is_said_and_no_more(tmp_path: Path) -> None:
    notes = (Note("info", "It is blue"), Note("warning", "It is bent"), Note("danger", "It bites"))
    checkpoint = replace(opened(saved({"a": 1})), notes=notes)
    plan = saving.plan(checkpoint, tmp_path / "new.pth", SaveOptions())
    assert plan.warnings == ("The original: It is bent.", "The original: It bites.")


@pytest.mark.parametrize("name", sorted(SPECIMENS))
def test_nothing_is_thrown_away_by_an_ordinary_file(name: str, tmp_path: Path) -> None:
    plan = plan_for(SPECIMENS[name](), tmp_path, device="cuda:1")
    assert plan.loses == ()


@pytest.mark.parametrize(("value", "options"), [
    (SPECIMENS["foreign"], {"plain": True}), (SPECIMENS["foreign"], {"legacy": True}),
    (lambda: {"a": 1, "f": len}, {"leave_out": (("f",),)}),
], ids=["plain", "legacy", "left out"])
def test_what_a_person_asks_to_change_is_not_told_as_thrown_away(value: Callable[[], Any], options: dict[str, Any],
                                                                 tmp_path: Path) -> None:
    plan = plan_for(value(), tmp_path, **options)
    assert plan.loses or options == {"legacy": True}
    assert not any("throws away" in line for line in plan.loses)


def test_what_is_broken_cannot_be_written(tmp_path: Path) -> None:
    checkpoint = opened(saved({"a": torch.ones(2), "b": 1}))
    broken = checkpoint.with_graph(checkpoint.graph.replace({checkpoint.graph.resolve(("b",)): Broken("no bytes")}))
    assert "no bytes" in saving.plan(broken, tmp_path / "x", SaveOptions()).refusal


def test_missing_bytes_are_refused_before(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved({"a": torch.ones(2), "b": 1}))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if not name.endswith("data/0"):
                new.writestr(name, old.read(name))
    plan = saving.plan(edited(opened(out.getvalue()), "b"), tmp_path / "x", SaveOptions())
    assert "One tensor of it cannot be read (/a: " in plan.refusal
    assert plan.needs_survivors


def test_a_device_that_does_not_exist(tmp_path: Path) -> None:
    assert "not a device" in plan_for({"a": torch.ones(1)}, tmp_path, device="gpu one").refusal


class Case(NamedTuple):
    name: str
    word: str
    overwrite: bool = False


@pytest.mark.parametrize("case", [
    Case("folder", "a folder"), Case("folder", "a folder", True), Case("old.pth", "exists already"),
    Case("nowhere/new.pth", "no folder"), Case("old.pth/new.pth", "no folder"), Case("x" * 300, "too long"),
    Case("ü" * 200, "too long"), Case("pipe", "pipe", True), Case("loop", "link", True), Case("a\0b", "cannot be used"),
])
def test_places_that_cannot_be_written(case: Case, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "old.pth").write_bytes(b"old")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    target = Path(f"{tmp_path}/{case.name}")
    plan = saving.plan(opened(saved({"a": 1})), target, SaveOptions(overwrite=case.overwrite))
    assert case.word in plan.refusal, plan.refusal


def test_a_write_protected_file_or_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write anywhere, so the system's answer is given here."""
    target = tmp_path / "old.pth"
    target.write_bytes(b"old")
    checkpoint = opened(saved({"a": 1}))
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != target)
    assert "write-protected" in saving.plan(checkpoint, target, SaveOptions(overwrite=True)).refusal
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != tmp_path)
    assert "permission" in saving.plan(checkpoint, target, SaveOptions(overwrite=True)).refusal


def test_not_enough_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 0, 10))
    plan = plan_for({"a": torch.ones(2)}, tmp_path)
    assert "10 bytes are free" in plan.refusal


def test_a_disk_that_does_not_tell_how_much_room_it_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some network disks say 0 of 0."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(0, 0, 0))
    assert not plan_for({"a": torch.ones(2)}, tmp_path).refusal


def test_an_error_of_the_system_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_: Any) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(shutil, "disk_usage", failing)
    assert "cannot be used" in plan_for({"a": 1}, tmp_path).refusal


def test_the_file_is_planned_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "link.pth").symlink_to("real.pth")
    plan = saving.plan(opened(saved({"a": 1})), tmp_path / "link.pth", SaveOptions())
    assert not plan.refusal


def test_saving_a_safetensors_file_as_state_dict_drops_its_metadata(tmp_path: Path) -> None:
    import safetensors.torch as library

    checkpoint = opened(library.save({"a": torch.ones(2)}, {"format": "pt"}))
    plan = saving.plan(checkpoint, tmp_path / "x", SaveOptions("state_dict"))
    assert any("metadata" in line for line in plan.loses)
    assert isinstance(plan.graph[plan.graph.root], Mapping)
    assert plan.format == "torch_zip"


def test_the_model_comes_before_its_average(tmp_path: Path) -> None:
    """Also where the model is a whole one and the average a state_dict."""
    model = torch.nn.Linear(2, 2)
    made = plan_for({"ema": model.state_dict(), "model": model}, tmp_path, form="state_dict")
    assert (made.part, made.choices) == (("model",), (("model",), ("ema",)))
