"""Would the file in front load into another file or a class: the report in the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from pytestqt.qtbot import QtBot
from torch import nn

from ckpt_viewer.core import saving
from ckpt_viewer.core.diffing.fitting import Fit, Slot, StateNames
from ckpt_viewer.core.diffing.suggesting import Fitted
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Edit
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.rebuild import BuiltModel
from ckpt_viewer.core.settings import Settings
from ckpt_viewer.gui.dialogs.fit_dialog import FitDialog, Target, names_in_file, names_of
from ckpt_viewer.gui.dialogs.fit_view import LISTED, FitView
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.main_window import MainWindow

Ask = Callable[[object, Target | None], FitDialog]


@pytest.fixture
def ask(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> Ask:
    def make(value: object, target: Target | None) -> FitDialog:
        torch.save(value, tmp_path / "front.pth")
        model = BuiltModel("my_model", "Model", StateNames((Slot("weight", (2, 3), "float32"),)))
        dialog = FitDialog(open_checkpoint(tmp_path / "front.pth"), jobs, "other", target,
                           apply=lambda *_edits, text="": None, examine=lambda request, task: model)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: not dialog.busy)
        return dialog

    return make


def test_an_open_file_and_a_file_on_disk_are_compared(ask: Ask, tmp_path: Path) -> None:
    torch.save(nn.Linear(3, 2), tmp_path / "b.pth")
    wrapped = nn.DataParallel(nn.Linear(3, 2)).state_dict()
    for target in (names_in_file(tmp_path / "b.pth"), names_of(open_checkpoint(tmp_path / "b.pth"))):
        dialog = ask(wrapped, target)
        assert dialog.windowTitle() == "Would front.pth load into other?"
        assert "Does not load with strict=True" in dialog.view.text
        assert "Strip the prefix module. from its names: then it loads" in dialog.view.text
        assert "weight: 2 × 3 float32" in dialog.view.text


def test_another_part_is_compared_when_it_is_chosen(qtbot: QtBot, ask: Ask, tmp_path: Path) -> None:
    torch.save({"w": torch.ones(2)}, tmp_path / "b.pth")
    dialog = ask({"model": {"w": torch.ones(2)}, "ema": {"w": torch.ones(3)}}, names_in_file(tmp_path / "b.pth"))
    assert "Loads with strict=True" in dialog.view.text
    dialog.part.setCurrentIndex(1)
    qtbot.waitUntil(lambda: not dialog.busy)
    assert "w: 3 float32, wanted 2 float32" in dialog.view.text


def test_a_file_without_a_state_dict_is_told_by_its_name(ask: Ask, tmp_path: Path) -> None:
    torch.save({"epoch": 3}, tmp_path / "b.pth")
    dialog = ask({"w": torch.ones(2)}, names_in_file(tmp_path / "b.pth"))
    assert "There is no state_dict in this file" in dialog.notice.text
    assert "b.pth" in dialog.notice.text


def test_a_class_is_run_only_when_asked(qtbot: QtBot, ask: Ask, tmp_path: Path) -> None:
    dialog = ask({"weight": torch.ones(2, 3)}, None)
    assert dialog.pane is not None
    dialog.pane.form.cls.setText("my_model:Model")
    assert "Nothing has run yet" in dialog.pane.view.text
    dialog.pane.run.click()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert "Loads with strict=True: 1 name with the right shape" in dialog.pane.view.text


def test_long_lists_are_cut_with_their_number(qtbot: QtBot) -> None:
    view = FitView("waiting")
    qtbot.addWidget(view)
    missing = tuple(Slot(f"n{n}\u202e", (1,), "float32") for n in range(LISTED + 5))
    view.present(Fitted(Fit(0, missing=missing), ()))
    assert "… and 5 more" in view.text
    assert "\u202e" not in view.text


def test_the_menu_offers_tabs_both_ways_a_file_and_a_class(qtbot: QtBot, tmp_path: Path) -> None:
    torch.save({"w": torch.ones(2)}, tmp_path / "a.pth")
    torch.save({"w": torch.ones(2), "more": torch.ones(2)}, tmp_path / "b.pth")
    window = MainWindow(Settings())
    qtbot.addWidget(window)
    window.show()
    window.open_files([tmp_path / "a.pth", tmp_path / "b.pth"])
    qtbot.waitUntil(lambda: not window.workspace.busy)
    assert offered(window) == ["b.pth into a.pth", "a.pth into b.pth", "b.pth into a &file…",
                               "b.pth into a &model class…"]
    palette = {entry.title: entry for entry in window.commands.entries()}
    assert "File › Would it load" in palette["b.pth into a model class…"].place
    for position, verdict in ((0, "unexpected"), (1, "missing")):
        window.commands.submenu("fits").actions()[position].trigger()
        [dialog] = window.findChildren(FitDialog)
        qtbot.waitUntil(lambda dialog=dialog: not dialog.busy)  # type: ignore[misc]
        assert verdict in dialog.view.text
        dialog.reject()
        qtbot.waitUntil(lambda: not window.findChildren(FitDialog))
    window.close()


def test_beside_a_comparison_every_two_files_are_offered(qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        torch.save({"w": torch.ones(2)}, tmp_path / name / ("b&.pth" if name == "b" else "same.pth"))
    window = MainWindow(Settings())
    qtbot.addWidget(window)
    window.show()
    window.open_files([tmp_path / "a" / "same.pth", tmp_path / "b" / "b&.pth", tmp_path / "c" / "same.pth"])
    qtbot.waitUntil(lambda: not window.workspace.busy)
    first, second, _ = window.document_tabs
    window.open_comparison(first.document.snapshot(), second.document.snapshot())
    qtbot.waitUntil(lambda: not window.workspace.busy)
    found = offered(window)
    assert len(found) == 6
    assert any(entry.startswith("b&&.pth into ") and entry.endswith("same.pth") for entry in found)
    window.close()


def offered(window: MainWindow) -> list[str]:
    menu = window.commands.submenu("fits")
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions()]


def taken(qtbot: QtBot, jobs: Jobs, folder: Path, loaded: object, into: object) -> Document:
    """The first file after a press on the button, which must be there for it."""
    torch.save(loaded, folder / "a.pth")
    torch.save(into, folder / "b.pth")
    document = Document(open_checkpoint(folder / "a.pth"))

    def apply(*edits: Edit, text: str = "") -> None:
        document.apply(*edits, text=text)

    dialog = FitDialog(document.snapshot(), jobs, "other", names_in_file(folder / "b.pth"), apply=apply)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert dialog.take.isVisible()
    dialog.take.click()
    assert not dialog.isVisible()
    return document


def saved_again(document: Document, to: Path) -> Any:
    saving.save(saving.plan(document.snapshot(), to, saving.SaveOptions()))
    return torch.load(to)


def test_a_prefix_is_taken_off_at_a_press(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> None:
    net = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
    document = taken(qtbot, jobs, tmp_path, nn.DataParallel(net).state_dict(), net)
    net.load_state_dict(saved_again(document, tmp_path / "c.pth"), strict=True)
    document.undo()
    assert document.graph.resolve(("module.0.weight",)) >= 0


def test_a_prefix_and_other_names_in_one_part_of_two(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> None:
    net = nn.ModuleDict({"stem": nn.Linear(3, 2), r"he\\1ad": nn.Linear(2, 5)})
    state = {f"net.{name}": value for name, value in net.state_dict().items()}
    changed = {name.replace(r"he\\1ad", "la+st"): value for name, value in state.items()}
    document = taken(qtbot, jobs, tmp_path, {"model": changed, "ema": dict(changed)}, net.state_dict())
    again = saved_again(document, tmp_path / "c.pth")
    net.load_state_dict(again["model"], strict=True)
    assert list(again["ema"]) == list(changed)


def test_there_is_nothing_to_take_where_nothing_helps_or_code_gives_the_names(ask: Ask, tmp_path: Path) -> None:
    torch.save({"w": torch.ones(2)}, tmp_path / "b.pth")
    assert not ask({"w": torch.ones(2)}, names_in_file(tmp_path / "b.pth")).take.isVisible()
    assert not ask({"w": torch.ones(3)}, names_in_file(tmp_path / "b.pth")).take.isVisible()
    torch.save({f"m.{name}": value for name, value in nn.Linear(3, 2).state_dict().items()}, tmp_path / "b.pth")
    whole = ask(nn.Linear(3, 2), names_in_file(tmp_path / "b.pth"))
    assert "Put the prefix m. before" in whole.view.text
    assert not whole.take.isVisible()
