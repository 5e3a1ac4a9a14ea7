"""What the dialogs say in Chinese, where the window's words and those of the core meet in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Edit
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.recipes import counters
from ckpt_viewer.core.settings import Settings
from ckpt_viewer.gui.dialogs.cast_dialog import CastDialog
from ckpt_viewer.gui.dialogs.fit_dialog import FitDialog, names_in_file
from ckpt_viewer.gui.dialogs.lr_choice import stored_rates
from ckpt_viewer.gui.dialogs.lr_editor import LrEditor
from ckpt_viewer.gui.dialogs.reset_dialog import ResetDialog
from ckpt_viewer.gui.dialogs.save_dialog import SaveDialog
from ckpt_viewer.gui.dialogs.tag_dialog import TagDialog
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import told, use_language
from tests.archives import saved
from tests.journeys.driving import PATIENCE

PROSE = re.compile(r"[A-Za-z]{2,},? [a-z]{2,},? [a-z]{2,}")


@pytest.fixture(autouse=True)
def chinese(qapp: object) -> Iterator[None]:
    use_language("zh_CN")
    yield
    use_language("en")


def document_of(folder: Path, value: Any, name: str = "run.pth") -> Document:
    folder.joinpath(name).write_bytes(saved(value))
    return Document(open_checkpoint(folder / name))


def training(folder: Path) -> Document:
    model = torch.nn.Linear(3, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    return document_of(folder, {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 4})


def applying(document: Document) -> Any:
    def apply(*edits: Edit, text: str = "") -> None:
        document.apply(*edits, text=text)

    return apply


def english(top: QWidget) -> list[str]:
    return [label.text() for label in top.findChildren(QLabel) if PROSE.search(label.text())]


def test_a_conversion_is_one_sentence(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> None:
    document = document_of(tmp_path, {"w": torch.tensor([1e30, 1.0, 0.1])})
    dialog = CastDialog(document, applying(document), jobs)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: not dialog.busy and bool(dialog.notice.text), timeout=PATIENCE)
    assert dialog.notice.text.startswith("1 个张量 → float16：3 个数中有 2 个改变，绝对差最多 ")
    assert dialog.notice.text.endswith("，1 个太大，变为无穷大或 NaN。张量将少占 6 字节。")
    dialog.finish()
    assert told(document.undo_text) == "1 个张量 → float16"


def test_why_a_state_dict_does_not_load(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> None:
    document = document_of(tmp_path, {"steps": torch.tensor(3), "w": torch.zeros(2, 3)})
    (tmp_path / "other.pth").write_bytes(saved({"steps": torch.zeros(2), "w": torch.zeros(2, 3), "b": torch.zeros(3)}))
    dialog = FitDialog(document.snapshot(), jobs, "other.pth", names_in_file(tmp_path / "other.pth"),
                       apply=applying(document))
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: not dialog.busy, timeout=PATIENCE)
    qtbot.waitUntil(lambda: "✕" in dialog.view.text, timeout=PATIENCE)
    assert "不能以 strict=True 加载：1 个名称缺失，1 个形状不同，1 个吻合。" in dialog.view.text
    assert "steps：标量 int64，需要 2 float32" in dialog.view.text
    assert not english(dialog)


def test_marks_and_counters_and_rates(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> None:
    document = training(tmp_path)
    marks = TagDialog(document, applying(document), jobs)
    qtbot.addWidget(marks)
    marks.device.setCurrentText("cuda:0")
    assert marks.notice.text == "当前 2 个张量在 cpu 上。2 处标记会改变。"
    reset = ResetDialog(document, applying(document), counters(document.graph))
    qtbot.addWidget(reset)
    assert not english(reset)
    rates = LrEditor(document, applying(document), stored_rates(document.graph))
    qtbot.addWidget(rates)
    rates.value.setText("fast")
    assert rates.notice.text.startswith("“fast”不是数字。")
    assert not PROSE.search(rates.notice.text)
    rates.value.setText("0.2")
    place = rates.table.topLevelItem(0)
    assert place is not None
    assert place.text(3) == "下一步使用的学习率"
    rates.apply_button.click()
    assert told(document.undo_text) == "学习率 0.1 → 0.2"


def test_the_plan_the_problems_and_the_report_of_a_save(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> None:
    dialog = SaveDialog(training(tmp_path), jobs, Settings())
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: not dialog.planning, timeout=PATIENCE)
    for form, radio in dialog.form.radios.items():
        radio.setChecked(True)
        qtbot.waitUntil(lambda: not dialog.planning, timeout=PATIENCE)
        assert not english(dialog), form
    dialog.form.radios["state_dict"].setChecked(True)
    dialog.form.tensors.only.setText("/nowhere")
    qtbot.waitUntil(lambda: not dialog.planning, timeout=PATIENCE)
    assert dialog.notice.text.startswith("此文件中没有 '/nowhere'。文件顶层有：")
    dialog.form.tensors.only.clear()
    dialog.form.tensors.shards.setChecked(True)
    dialog.form.tensors.shard_size.setEditText("much")
    assert dialog.form.problem == "缺少分片大小。例如 5GB、500MB 或 2GiB。"
    dialog.form.tensors.shards.setChecked(False)
    qtbot.waitUntil(lambda: not dialog.planning and dialog.save_button.isEnabled(), timeout=PATIENCE)
    dialog.save_button.click()
    qtbot.waitUntil(lambda: hasattr(dialog, "report_view"), timeout=PATIENCE)
    assert dialog.report_view.notice.text == "已写入 run-state_dict.pth，读回后与要保存的内容相同。"
    assert not english(dialog.report_view)
