"""What loading the open file would import and call, as a person sees it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Remove
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.gui.panels.what_would_run import WhatWouldRunPanel
from tests.gui.panels.conftest import Stage
from tests.security.building import RUN, zipped

VALUE = {"model": torch.nn.Linear(2, 2), "args": argparse.Namespace(lr=1), "w": torch.ones(3), "epoch": 3}


@pytest.fixture
def document(tmp_path: Path) -> Document:
    torch.save(VALUE, tmp_path / "it.pt")
    return Document(open_checkpoint(tmp_path / "it.pt"))


def hostile(folder: Path) -> Document:
    (folder / "bad.pt").write_bytes(zipped(b"\x80\x02}" + RUN + b"0.", ("archive/more.pkl", b"\x80\x02ceval\nx\n.")))
    return Document(open_checkpoint(folder / "bad.pt"))


def names(panel: WhatWouldRunPanel) -> list[str]:
    return [row.cells[0] for row in panel.names.rows.texts]


def test_the_names_of_the_file_the_worst_first(stage: Stage, document: Document) -> None:
    panel = stage.show(WhatWouldRunPanel, document)
    assert panel.verdict.text.startswith("Loading it in Python would import and run 2 names that are not on")
    assert panel.verdict.mood == "warning"
    rows = {row.cells[0]: row.cells[1:] for row in panel.names.rows.texts}
    assert names(panel)[:2] == ["torch.nn.modules.linear.Linear", "argparse.Namespace"]
    assert rows["argparse.Namespace"] == ("no", "the arguments of a training script", "called once")
    assert rows["torch.FloatStorage"][:3] == ("yes", "the bytes of a tensor", "imported")
    assert rows["torch._utils._rebuild_tensor_v2"][2] == "called 3 times"
    assert "torch " in panel.source.text()
    assert "installed" in panel.source.text()


def test_a_place_is_revealed_and_the_list_stays(stage: Stage, document: Document) -> None:
    panel = stage.show(WhatWouldRunPanel, document)
    panel.names.choose(names(panel).index("torch._utils._rebuild_tensor_v2"))
    places = [row.cells[0] for row in panel.places.rows.texts]
    assert places == ["/w", "/model/_parameters/weight", "/model/_parameters/bias"]
    before = names(panel)
    panel.places.setFocus()
    panel.places.choose(1)
    QTest.keyClick(panel.places, Qt.Key.Key_Return)
    assert stage.revealed == [("model", "_parameters", "weight")]
    stage.select(*stage.revealed)
    assert names(panel) == before


def test_a_selection_shows_the_names_below_it(stage: Stage, document: Document) -> None:
    panel = stage.show(WhatWouldRunPanel, document, ("args",))
    assert names(panel) == ["argparse.Namespace"]
    assert panel.scope.text() == "1 name used in /args"
    panel.back.click()
    stage.settle()
    assert "torch.FloatStorage" in names(panel)
    assert not panel.back.isVisible()
    stage.select(("epoch",))
    assert names(panel) == []
    assert panel.scope.text() == "Nothing in /epoch names anything."
    stage.select(("args",), ("w",))
    assert names(panel)[0] == "argparse.Namespace"
    assert "torch.FloatStorage" in names(panel)


def test_what_is_hidden_is_told(stage: Stage, tmp_path: Path) -> None:
    panel = stage.show(WhatWouldRunPanel, hostile(tmp_path))
    assert panel.verdict.mood == "danger"
    assert panel.verdict.text.startswith("Do not load it in Python")
    assert names(panel) == ["os.system", "eval.x"]
    assert panel.names.rows.texts[0].tip.endswith("not in the tree")
    panel.names.choose(0)
    assert "thrown away" in panel.places_title.text()
    assert not panel.places.isVisible()
    panel.names.choose(1)
    assert "archive/more.pkl, byte" in panel.places_title.text()


def test_notes_stand_below_the_sentence(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "x.pt").write_bytes(zipped(b"\x80\x02}.") + b"behind the end")
    panel = stage.show(WhatWouldRunPanel, Document(open_checkpoint(tmp_path / "x.pt")))
    shown = [notice.text for notice in panel.notes if notice.isVisible()]
    assert len(shown) == 1
    assert "14 bytes" in shown[0]


def test_a_file_that_names_nothing_says_so(stage: Stage) -> None:
    panel = stage.show(WhatWouldRunPanel, {"a": 1})
    assert panel.verdict.text == "Loading it in Python would import nothing by name."
    assert not panel.names.isVisible()
    assert not panel.places_title.isVisible()


def test_places_follow_an_edit(stage: Stage, document: Document) -> None:
    panel = stage.show(WhatWouldRunPanel, document)
    document.apply(Remove(document.graph.root, list(VALUE).index("args")))
    stage.select()
    rows = {row.cells[0]: row.tip for row in panel.names.rows.texts}
    assert rows["argparse.Namespace"].endswith("not in the tree")  # the file on disk still has it


def test_it_is_never_called_safe(stage: Stage, document: Document, tmp_path: Path) -> None:
    for shown in (document, hostile(tmp_path)):
        panel = stage.show(WhatWouldRunPanel, shown)
        said: list[Any] = [panel.verdict.text, panel.source.text(), *names(panel), panel.places_title.text(),
                           WhatWouldRunPanel.title, WhatWouldRunPanel.hint]
        assert not any("safe" in text.lower() for text in said)
        panel.clear()


def test_what_a_name_is_can_be_read_where_there_is_little_room(stage: Stage, tmp_path: Path) -> None:
    panel = stage.show(WhatWouldRunPanel, hostile(tmp_path))
    panel.resize(470, 600)
    table = panel.names
    said = table.rows.texts[0].cells[2]
    assert said == "runs a shell command"
    assert table.fontMetrics().horizontalAdvance(said) < table.columnWidth(2)
    assert table.columnWidth(0) + table.columnWidth(1) + table.columnWidth(2) < 520
