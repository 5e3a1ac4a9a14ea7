"""A damaged file in the window: it says so at the top, broken tensors look broken, every byte can be checked."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.outline.cells import Column, cell_text, look
from ckpt_viewer.core.resources import resource
from ckpt_viewer.gui.dialogs.save_dialog import SaveDialog
from ckpt_viewer.gui.panels.overview import OverviewPanel
from ckpt_viewer.gui.parts.notice import Notice
from tests.journeys.driving import Hands, window


@pytest.fixture
def hands(qtbot: QtBot) -> Iterator[Hands]:
    with window(qtbot) as found:
        yield found


def sample() -> bytes:
    return Path(str(resource("samples/linear_checkpoint.pth"))).read_bytes()


def looks(hands: Hands) -> dict[str, str]:
    outline = hands.document.tree.outline
    return {outline.labels[row]: look(outline, row) for row in range(len(outline.labels))}


def test_a_cut_file(hands: Hands, tmp_path: Path) -> None:
    data, path = sample(), tmp_path / "cut.pth"
    path.write_bytes(data[: data.index(b"/data/2")])
    hands.open(path)
    tab = hands.document
    assert "The file is cut short at" in tab.banner.text
    assert tab.banner.offers == ("Save what can be read…",)
    overview = tab.panels.findChild(OverviewPanel)
    assert overview is not None
    assert "model_state 2 of 2 tensors, optim_state 0 of 2 arrived." in tab.banner.text
    assert not any("cut short" in notice.text for notice in overview.notes)  # once is enough
    found = looks(hands)
    assert found["linear.weight"] in ("tensor", "parameter")
    assert found["momentum_buffer"] == "broken"
    values = {name: cell_text(tab.tree.outline, tab.tree.outline.labels.index(name), Column.VALUE)
              for name in ("model_state", "optim_state", "state")}
    assert values == {"model_state": "2 tensors", "optim_state": "2 unreadable · SGD · 2 tensors",
                      "state": "2 unreadable · 2 tensors"}
    row = tab.tree.outline.labels.index("momentum_buffer")
    assert "the file ends before its record" in "".join(cell_text(tab.tree.outline, row, column) for column in range(7))


def test_check_every_byte(hands: Hands, tmp_path: Path) -> None:
    data = bytearray(sample())
    good, bad = tmp_path / "good.pth", tmp_path / "bad.pth"
    good.write_bytes(data)
    data[data.index(b"PK\x07\x08", data.index(b"/data/0")) - 1] ^= 1
    bad.write_bytes(data)
    hands.open(good)
    hands.press("check")
    hands.settle()
    assert hands.document.banner.mood == "good"
    assert "records match their checksums" in hands.document.banner.text
    hands.open(bad)
    tab = hands.document
    assert "broken" not in looks(hands).values()
    hands.press("check")
    hands.settle()
    assert tab.banner.mood == "danger"
    assert "/model_state/linear.weight" in tab.banner.text
    assert looks(hands)["linear.weight"] == "broken"
    assert not tab.tree.model.edited
    overview = tab.panels.findChild(OverviewPanel)
    assert overview is not None
    assert not any("checksum" in notice.text for notice in overview.notes)
    tab.reveal(("model_state", "linear.weight"))
    hands.settle()
    assert "its bytes do not match the checksum" in "".join(
        notice.text for notice in tab.panels.findChildren(Notice) if notice.isVisible())


@pytest.mark.parametrize("by", ["banner", "menu"])
def test_what_can_be_read_is_saved_with_one_more_key(hands: Hands, tmp_path: Path, by: str) -> None:
    data, path = sample(), tmp_path / "cut.pth"
    path.write_bytes(data[: data.index(b"/data/2")])
    tab = hands.open(path)
    if by == "banner":
        tab.banner.press("Save what can be read…")
    else:
        hands.press("rescue")
    dialog = hands.dialog(SaveDialog)
    hands.settle_plan(dialog)
    assert dialog.survivors_tick.isVisible()
    assert dialog.survivors_tick.isChecked()
    rescued = torch.load(hands.save(dialog, tmp_path / "rescued.pth"), weights_only=True)
    whole = torch.load(io.BytesIO(data), weights_only=True)
    assert torch.equal(rescued["model_state"]["linear.weight"], whole["model_state"]["linear.weight"])
    assert rescued["optim_state"]["state"] == {}


def test_who_saves_a_damaged_file_otherwise_is_asked_and_a_whole_file_has_nothing_to_rescue(hands: Hands,
                                                                                           tmp_path: Path) -> None:
    data = sample()
    (tmp_path / "whole.pth").write_bytes(data)
    hands.open(tmp_path / "whole.pth")
    assert not hands.window.commands["rescue"].isEnabled()
    (tmp_path / "cut.pth").write_bytes(data[: data.index(b"/data/2")])
    hands.open(tmp_path / "cut.pth")
    assert not hands.save_dialog("save-as").survivors_tick.isChecked()
