"""What is in a file or a part of it, counted."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from safetensors.torch import save_file

from ckpt_viewer.core.checkpoint import GlobalUse, Note
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Remove
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Broken, Global, Tensor
from ckpt_viewer.gui.panels import spare_map
from ckpt_viewer.gui.panels.overview import OverviewPanel
from ckpt_viewer.gui.parts.wrap_label import WrapLabel
from ckpt_viewer.gui.plots.treemap_view import TreemapView
from tests.gui.panels.conftest import Stage, document_of
from tests.tensors import spec_of

CONTENT = {"model": {"w": np.ones((4, 5), np.float32), "n": np.array(3)}, "epoch": 90, "name": "run", "gone": None}


def test_the_whole_file_is_described(stage: Stage) -> None:
    panel = stage.show(OverviewPanel, CONTENT, ())
    assert panel.facts.value("Tensors") == "2"
    assert panel.facts.value("Elements") == "21"
    assert panel.facts.value("Used") == "88 bytes"
    assert panel.facts.value("epoch") == "90"
    assert [row.cells for row in panel.types.rows.texts] == [
        ("float32", "1", "20", "80 bytes"), ("int64", "1", "1", "8 bytes")]


def test_values_stand_in_one_line(stage: Stage) -> None:
    """Groups below one another have names of different lengths."""
    panel = stage.show(OverviewPanel, CONTENT, ())
    panel.resize(400, 900)
    stage.qtbot.waitUntil(lambda: len(lefts(panel)) == 1)


def lefts(panel: OverviewPanel) -> set[int]:
    """Where the values begin."""
    labels = {name: [label for label in panel.facts.findChildren(WrapLabel) if label.accessibleName().startswith(name)]
              for name in ("It is: ", "Tensors: ", "epoch: ")}
    return {label.mapTo(panel.facts, label.rect().topLeft()).x() for found in labels.values() for label in found}


def test_a_part_without_tensors_says_nothing_of_them(stage: Stage) -> None:
    panel = stage.show(OverviewPanel, {"args": {"lr": 0.1, "seed": 3}}, ("args",))
    assert panel.facts.value("Values") == "1 float, 1 int"
    assert panel.facts.value("Elements") == panel.facts.value("Stored") == ""


def test_what_is_ordinary_stands_right_below_the_facts(stage: Stage) -> None:
    panel = stage.show(OverviewPanel, CONTENT, ())
    panel.resize(700, 900)
    stage.qtbot.waitUntil(lambda: panel.runs.isVisible() and panel.runs.y() > panel.fingerprint.y())
    assert panel.runs.y() - panel.fingerprint.geometry().bottom() < 40


def test_the_learning_rate_is_told_for_each_optimizer(stage: Stage) -> None:
    def optimizer(*rates: float) -> dict[str, object]:
        groups = [{"lr": rate, "momentum": 0, "dampening": 0, "weight_decay": 0, "nesterov": False, "params": [n]}
                  for n, rate in enumerate(rates)]
        return {"state": {}, "param_groups": groups}

    panel = stage.show(OverviewPanel, {"optim": optimizer(0.1, 0.01, 0.1)}, ())
    assert panel.facts.value("Learning rate") == "0.1, 0.01 (SGD)"
    panel = stage.show(OverviewPanel, {"g": optimizer(0.5), "d": optimizer(0.25)}, ())
    assert panel.facts.value("Learning rate in /g") == "0.5 (SGD)"
    assert panel.facts.value("Learning rate in /d") == "0.25 (SGD)"


def test_what_is_kept_as_a_tensor_of_one_number_is_read(stage: Stage, tmp_path: Path) -> None:
    """As `best_acc1` of PyTorch's own training of ImageNet."""
    torch.save({"epoch": 3, "best_acc1": torch.tensor(71.3), "model": {"w": torch.ones(2)}}, tmp_path / "c.pth")
    panel = stage.show(OverviewPanel, Document(open_checkpoint(tmp_path / "c.pth")))
    assert panel.facts.value("best_acc1") == "71.3"


def test_of_a_number_with_many_digits_as_many_stand_there_as_a_person_reads(stage: Stage) -> None:
    panel = stage.show(OverviewPanel, {"epoch": 12, "best_loss": -0.6266683340072632, "loss": 0.12345678, "x": 1.0}, ())
    assert panel.facts.value("best_loss") == "≈ -0.626668"
    assert panel.facts.value("loss") == "0.12345678"
    label = next(label for label in panel.facts.findChildren(WrapLabel) if label.text() == "≈ -0.626668")
    assert "/best_loss" in label.toolTip()
    assert "-0.6266683340072632" in label.toolTip()
    assert label.alignment() & Qt.AlignmentFlag.AlignTop, "beside the first line of a name that takes two"


def test_long_places_leave_room_for_what_stands_there(stage: Stage, tmp_path: Path) -> None:
    callback = "ModelCheckpoint{'monitor': 'val_loss', 'mode': 'min', 'every_n_train_steps': 0}"
    name = "a_loss_of_an_unusually_long_name_that_goes_on_and_on"
    torch.save({"epoch": 3, "callbacks": {callback: {"best_score": 0.5}}, name: 1.0}, tmp_path / "c.ckpt")
    panel = stage.show(OverviewPanel, Document(open_checkpoint(tmp_path / "c.ckpt")))
    assert panel.facts.value("…/best_score") == "0.5"
    panel.resize(330, 500)
    stage.qtbot.waitUntil(lambda: panel.facts.width() <= panel.width())  # nothing has to be scrolled to sideways
    stage.qtbot.waitUntil(lambda: panel.facts.room(name) > 0.4 * panel.facts.width())


def test_a_bundle_is_called_one(stage: Stage, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w") as bundle:
        for name in ("policy.pth", "optimizer.pth"):
            torch.save({"w": torch.ones(2)}, tmp_path / name)
            bundle.write(tmp_path / name, name)
    panel = stage.show(OverviewPanel, Document(open_checkpoint(tmp_path / "bundle.zip")), ())
    assert panel.facts.value("It is") == "a bundle with 2 checkpoints"
    (tmp_path / "policy.pth.gz").write_bytes(gzip.compress((tmp_path / "policy.pth").read_bytes()))
    panel = stage.show(OverviewPanel, Document(open_checkpoint(tmp_path / "policy.pth.gz")), ())
    assert panel.facts.value("It is").startswith("a state_dict")


@pytest.mark.parametrize(("name", "written"), [
    ("new.pth", "PyTorch zip checkpoint, version 3, pickle protocol 2"),
    ("four.pth", "PyTorch zip checkpoint, version 3, pickle protocol 4"),
    ("old.pth", "PyTorch legacy checkpoint, pickle protocol 2"), ("x.safetensors", "safetensors")])
def test_it_says_in_which_format_it_is_written(stage: Stage, tmp_path: Path, name: str, written: str) -> None:
    weights = {"w": torch.ones(2)}
    torch.save(weights, tmp_path / "new.pth")
    torch.save(weights, tmp_path / "four.pth", pickle_protocol=4)
    torch.save(weights, tmp_path / "old.pth", _use_new_zipfile_serialization=False)
    save_file(weights, tmp_path / "x.safetensors")
    panel = stage.show(OverviewPanel, Document(open_checkpoint(tmp_path / name)), ())
    assert panel.facts.value("Written as").replace("\u00a0", " ") == written


def test_without_a_selection_the_file_is_meant(stage: Stage) -> None:
    panel = stage.show(OverviewPanel, CONTENT)
    assert panel.facts.value("epoch") == "90"


def test_a_part_is_counted_alone(stage: Stage) -> None:
    panel = stage.show(OverviewPanel, {"a": {"w": np.ones(3)}, "b": {"v": np.ones(9)}}, ("b",))
    assert panel.facts.value("It is") == "dict with 1 key"
    assert panel.facts.value("Elements") == "9"
    assert not panel.runs.isVisible()


def test_several_things_are_counted_together(stage: Stage) -> None:
    panel = stage.show(OverviewPanel, {"a": {"w": np.ones(3)}, "b": {"v": np.ones(9)}, "e": 1}, ("a",), ("b",), ("e",))
    assert panel.facts.value("Selected") == "3 rows"
    assert panel.facts.value("Elements") == "12"
    assert panel.facts.value("Values") == "1 int"


def test_notes_of_the_reader_come_first_the_worst_on_top(stage: Stage) -> None:
    notes = (Note("info", "Written by torch 2.13."), Note("danger", "Two data.pkl."), Note("warning", "Odd order."))
    panel = stage.show(OverviewPanel, CONTENT, (), notes=notes)
    assert [n.text for n in panel.notes if n.isVisible()] == ["Two data.pkl.", "Odd order.", "Written by torch 2.13."]
    stage.select(("model",))
    assert not any(n.isVisible() for n in panel.notes)


def test_what_keeps_a_training_from_going_on_is_among_them(stage: Stage, tmp_path: Path) -> None:
    net = torch.nn.Linear(2, 2)
    optimizer = torch.optim.Adam(net.parameters())
    saved = {"epoch": 10, "model": net.state_dict(), "optimizer": optimizer.state_dict()}
    torch.save(saved, tmp_path / "a.pth")
    panel = stage.show(OverviewPanel, Document(open_checkpoint(tmp_path / "a.pth")), ())
    [(mood, text)] = [(n.mood, n.text) for n in panel.notes if n.isVisible()]
    assert mood == "warning"
    assert text.startswith("The optimizer at /optimizer keeps nothing for its 2 parameters, though epoch is 10")
    stage.select(("model",))
    assert not any(n.isVisible() for n in panel.notes)


def test_one_line_leads_to_what_would_run(stage: Stage) -> None:
    uses = (GlobalUse(Global("collections", "OrderedDict"), 3, 3, "/"), GlobalUse(Global("os", "system"), 1, 1, "/x"))
    panel = stage.show(OverviewPanel, CONTENT, (), globals=uses)
    asked: list[str] = []
    panel.action_requested.connect(asked.append)
    assert panel.runs.text.startswith("Do not load it in Python")
    stage.qtbot.waitUntil(lambda: panel.runs.y() < panel.facts.y())
    panel.runs.more.click()
    assert asked == ["what-would-run"]


def test_a_prefix_that_a_wrapper_put_before_all_names_can_be_taken_off(stage: Stage) -> None:
    names = {f"module.{n}.weight": np.ones(3, np.float32) for n in range(4)}
    panel = stage.show(OverviewPanel, {"model": names, "epoch": 3}, ())
    asked: list[str] = []
    panel.action_requested.connect(asked.append)
    assert panel.strip.text() == "Take “module.” off the names…"
    panel.strip.click()
    assert asked == ["strip-prefix"]
    stage.select(("model",))
    assert not panel.strip.isVisible(), "it goes for the file"
    assert not stage.show(OverviewPanel, CONTENT, ()).strip.isVisible()


def test_a_file_that_asks_for_a_gpu_can_be_made_to_load_without_one(stage: Stage) -> None:
    there, here = (Tensor(spec_of(np.ones(3, np.float32), device, device)) for device in ("cuda:3", "cpu"))
    panel = stage.show(OverviewPanel, {"model": {"w": there, "b": here}}, ())
    asked: list[str] = []
    panel.action_requested.connect(asked.append)
    panel.retag.click()
    assert panel.retag.isVisible()
    assert asked == ["device-marks"]
    stage.select(("model",))
    assert not panel.retag.isVisible(), "it goes for the file"
    assert not stage.show(OverviewPanel, {"model": {"b": here}}, ()).retag.isVisible()


def test_an_ordinary_line_stands_below_what_is_counted(stage: Stage) -> None:
    panel = stage.show(OverviewPanel, CONTENT, ())
    assert panel.runs.text == "Loading it in Python would import nothing by name."
    stage.qtbot.waitUntil(lambda: panel.runs.y() > panel.facts.y())


def test_something_that_cannot_be_read_says_why(stage: Stage) -> None:
    panel = stage.show(OverviewPanel, {"shard": Broken("model-00002 is not in the folder")}, ("shard",))
    assert [n.text for n in panel.notes if n.isVisible()] == ["model-00002 is not in the folder"]


def test_an_edit_is_counted_anew(stage: Stage) -> None:
    document = document_of(CONTENT)
    panel = stage.show(OverviewPanel, document, ())
    document.apply(Remove(document.graph.resolve(("model",)), 0))
    stage.select(())
    assert panel.facts.value("Elements") == "1"


def test_there_is_always_an_overview(accepts: Callable[..., int]) -> None:
    content = {"m": {"w": np.ones(3)}, "e": 1}
    assert all(accepts(OverviewPanel, content, *paths) > 0 for paths in (
        [], [()], [("m",)], [("e",)], [("m", "w")], [("m",), ("e",)]))
    assert accepts(OverviewPanel, content, ("m", "w")) < 10


def test_the_fingerprint_is_read_when_asked_for_and_taken_back_with_the_file(stage: Stage) -> None:
    def told() -> tuple[str, bool]:
        return panel.fingerprint.shown.text(), panel.fingerprint.take.isVisibleTo(panel)

    panel = stage.show(OverviewPanel, CONTENT, ())
    assert told() == ("", True)
    panel.fingerprint.take.click()
    stage.settle()
    text, button = told()
    assert (len(text), button, panel.fingerprint.of.text()) == (32, False, "2 tensors of /model")
    panel.fingerprint.copy.click()
    assert QGuiApplication.clipboard().text() == text
    stage.document = document_of(CONTENT | {"model": {"w": np.zeros((4, 5), np.float32)}})
    stage.select()
    assert told() == ("", True)
    stage.document = document_of({"epoch": 3})
    stage.select()
    assert not panel.fingerprint.isVisibleTo(panel)


def test_why_there_is_no_fingerprint_is_said_in_place(stage: Stage, tmp_path: Path) -> None:
    torch.save({"a": torch.ones(100_000), "b": torch.ones(100_000)}, tmp_path / "x.pth")
    (tmp_path / "x.pth").write_bytes((tmp_path / "x.pth").read_bytes()[:500_000])
    panel = stage.show(OverviewPanel, Document(open_checkpoint(tmp_path / "x.pth")), ())
    panel.fingerprint.take.click()
    stage.settle()
    assert "the tensor b cannot be read" in panel.fingerprint.of.text().lower()
    assert panel.fingerprint.take.isEnabled()


class LowPanel(OverviewPanel):
    """One in a small window."""

    def __init__(self) -> None:
        super().__init__()
        self.setMaximumHeight(400)


def test_where_there_is_room_the_bytes_are_mapped_and_a_click_goes_to_the_tree(stage: Stage) -> None:
    panel = stage.show(LowPanel, CONTENT, ())
    QApplication.processEvents()
    stage.settle()
    assert not panel.map.findChildren(TreemapView), "nothing is computed that nobody sees"
    panel.setMaximumHeight(2000)
    panel.resize(900, 1000)
    stage.qtbot.waitUntil(lambda: panel.map.view is not None)
    view = panel.map.view
    assert view is not None
    assert view.isVisible()
    assert view.whole is not None
    assert view.whole.tensors == 2
    assert panel.picture() is view.drawing, "it can be copied and exported"
    QTest.keyClick(view.map, Qt.Key.Key_Home)
    QTest.keyClick(view.map, Qt.Key.Key_Return)
    assert stage.revealed == [("model", "w")]
    panel.resize(900, 400)
    stage.qtbot.waitUntil(lambda: not view.isVisible())
    assert panel.picture() is None
    panel.resize(900, 1000)
    stage.qtbot.waitUntil(view.isVisible)
    stage.select(("epoch",))
    assert not view.isVisible(), "one value has no bytes to map"


def test_of_very_many_tensors_no_map_is_made_unasked(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spare_map, "_MOST", 1)
    panel = stage.show(OverviewPanel, CONTENT, ())
    panel.resize(900, 1000)
    QApplication.processEvents()
    stage.settle()
    assert panel.map.view is None
