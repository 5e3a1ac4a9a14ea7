"""Panels in Chinese: whole sentences, the file's own words left alone, and what goes to other programs in English."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import setting_text
from ckpt_viewer.core.graph import Global, Graph, Made, Mapping, Node, Object, Scalar, Sequence, Tensor
from ckpt_viewer.core.recipes import LearningRate
from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.language import told, use_language
from ckpt_viewer.gui.panels.all_tensors import AllTensorsPanel
from ckpt_viewer.gui.panels.base import Panel
from ckpt_viewer.gui.panels.briefly import in_brief, place
from ckpt_viewer.gui.panels.bytes import BytesPanel
from ckpt_viewer.gui.panels.object import ObjectPanel
from ckpt_viewer.gui.panels.optimizer import OptimizerPanel
from ckpt_viewer.gui.panels.overview import OverviewPanel
from ckpt_viewer.gui.panels.picture import PicturePanel
from ckpt_viewer.gui.panels.schedule import SchedulePanel
from ckpt_viewer.gui.panels.statistics import StatisticsPanel
from ckpt_viewer.gui.panels.value import ValuePanel
from ckpt_viewer.gui.panels.values import ValuesPanel
from ckpt_viewer.gui.parts.plain_table import PlainTable, Row
from tests.gui.panels.conftest import Stage, document_of
from tests.tensors import spec_of

FLOATS = np.arange(600, dtype=np.float32).reshape(2, 3, 10, 10)


@pytest.fixture(autouse=True)
def _chinese(qapp: object) -> Iterator[None]:
    use_language("zh_CN")
    yield
    use_language("en")


def keys_of(panel: QWidget) -> list[str]:
    """The letters that go to a field or press a button with Alt."""
    texts = [button.text() for button in panel.findChildren(QAbstractButton) if button.isVisibleTo(panel)]
    texts += [label.text() for label in panel.findChildren(QLabel)
              if label.buddy() is not None and label.isVisibleTo(panel)]
    return [text[text.index("&") + 1] for text in texts if "&" in text]


@pytest.mark.parametrize(("kind", "path", "least"), [
    (PicturePanel, ("w",), 5), (ValuesPanel, ("w",), 3), (AllTensorsPanel, (), 1), (ValuePanel, ("v",), 2),
])
def test_letters_differ_within_a_panel(stage: Stage, kind: type[Panel], path: tuple[str, ...], least: int) -> None:
    found = keys_of(stage.show(kind, {"w": FLOATS, "v": 1.5}, path))
    assert len(found) >= least
    assert len(found) == len(set(found))


def test_the_list_says_how_far_it_is(stage: Stage) -> None:
    broken = Tensor(spec_of(FLOATS, key="broken"), problem="its record is missing")
    panel = stage.show(AllTensorsPanel, {"a": FLOATS, "b": broken})
    stage.qtbot.waitUntil(lambda: panel.state.text() == "2 个张量，每个元素都已计数；1 个无法读取")


def test_a_picture_is_described_in_whole_sentences(stage: Stage) -> None:
    panel = stage.show(PicturePanel, {"w": FLOATS}, ("w",))
    assert panel.note.text() == "2 个大小为 10 × 10 的图像。颜色按整个张量确定。"
    panel.tools.kind.setCurrentIndex(panel.tools.kind.findData("slice"))
    panel.tools.kind.activated.emit(panel.tools.kind.currentIndex())
    stage.qtbot.waitUntil(lambda: panel.note.text() == "10 × 10 的整个切片，每个值一格。")


def test_statistics_say_what_is_left_out(stage: Stage) -> None:
    broken = Tensor(spec_of(FLOATS, key="broken"), problem="its record is missing")
    content = {**{f"w{n}": FLOATS for n in range(9)}, "b": broken}
    panel = stage.show(StatisticsPanel, content, *((name,) for name in content))
    assert panel.notice.text == ("已绘制 10 个所选张量中的前 8 个。减少选择可查看其他张量。"
                                 "1 个张量无法读取，未包括在内。")


def test_a_bin_is_read_in_words(stage: Stage) -> None:
    numbers = FLOATS.copy()
    numbers[0, 0, 0, 0] = math.nan
    panel = stage.show(StatisticsPanel, {"w": numbers}, ("w",))
    view = panel.distribution.view
    assert view.readout.text() == "⚠ 不在区间内：1 NaN"
    assert view.words_at(1.0).endswith("%）")
    assert panel.facts.value("种类") == "张量，不需要梯度"
    assert panel.facts.value("NaN") == "1（0.17 %）"


def test_values_and_names_of_the_file_are_left_alone(stage: Stage) -> None:
    """Words that the core says elsewhere are data here."""
    document = document_of({"removed": "of, 3 tensors, 4", "all": ["of, 3 tensors, 4"], "many": list(range(40)),
                            "w": FLOATS})
    graph = document.graph
    assert in_brief(graph, graph.resolve(("removed",))) == "'of, 3 tensors, 4'"
    assert in_brief(graph, graph.resolve(("all",))) == "['of, 3 tensors, 4']"
    assert in_brief(graph, graph.resolve(("many",))) == "list（共 40 项）"
    assert in_brief(graph, graph.resolve(("w",))) == "张量 float32, 2 × 3 × 10 × 10, cpu"
    assert place(("removed",)) == "/removed"
    assert place(()) == "整个文件"


def test_a_preview_says_what_it_leaves_out(stage: Stage) -> None:
    unknown = Object(Made(Global("my.lib", "Thing"), 1), 2)
    checkpoint = document_of({}).checkpoint
    names = tuple(f"k{number}" for number in range(70))
    nodes: list[Node] = [unknown, Sequence("tuple", ()), Mapping(names, (3,) * 70), Scalar("… 5 more")]
    panel = stage.show(ObjectPanel, Document(checkpoint.with_graph(Graph(nodes, 0))), ())
    lines = panel.text.toPlainText().split("\n")
    assert lines[0] == "k0: '… 5 more'"
    assert lines[-1] == "… 另有 10 项"


def test_kinds_of_bytes_are_told_and_keys_are_not(stage: Stage) -> None:
    panel = stage.show(BytesPanel, {"model": {"Model.w": FLOATS, "Other.w": FLOATS + 1}})
    assert panel.legend.texts == ["模型  4.7 KiB  100 %"]
    labels = {cell.thing.label.rstrip("./") for cell in panel.map.cells}
    assert {"Model", "Other"} & labels or {"Model.w", "Other.w"} <= labels
    assert panel.state.text() == "4.7 KiB，2 个张量"


def test_the_curve_is_named_in_chinese_and_exported_in_english(stage: Stage) -> None:
    net = torch.nn.Linear(3, 2)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 4, 0.5)
    content = copy.deepcopy({"model": net.state_dict(), "optim": optimizer.state_dict(),
                             "sched": scheduler.state_dict()})
    panel = stage.show(SchedulePanel, content, ("sched",))
    stage.document.apply(LearningRate(0.5))
    stage.select(("sched",))
    legend = panel.view.plot.getPlotItem().legend
    assert [label.text for _, label in legend.items] == ["文件中", "修改后"]
    rows = panel.csv()
    assert rows is not None
    assert {line.split(",")[0] for line in rows().splitlines()[1:]} == {"in the file", "with your edits"}


def test_an_optimizer_says_how_names_are_known(stage: Stage) -> None:
    net = torch.nn.Linear(3, 2)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.1)
    net(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    panel = stage.show(OptimizerPanel, copy.deepcopy({"model": net.state_dict(), "optim": optimizer.state_dict()}),
                       ("optim",))
    assert panel.facts.value("参数").startswith("2 个参数，其中 ")
    assert panel.how.text().endswith("。")
    assert panel.table.rows.texts[0].cells[3] in {"确定", "很可能", "猜测", "未知"}


def test_the_whole_file_in_facts(stage: Stage) -> None:
    panel = stage.show(OverviewPanel, {"model": {"a": FLOATS}, "epoch": 3, "lr": 0.1})
    assert panel.facts.value("类别") == "训练检查点"
    assert panel.facts.value("所在设备") == "cpu（1 个张量）"
    assert panel.facts.value("存储") == "2.3 KiB，1 个存储"


def test_a_refusal_and_a_step_of_the_history_are_told(stage: Stage) -> None:
    panel = stage.show(ValuePanel, {"epoch": 3}, ("epoch",))
    panel.editor.line.setText("3,5")
    assert panel.editor.message.text().startswith("“3,5”不是整数")
    assert told(setting_text(("epoch",), 4)) == "将 epoch 设为 4"
    assert told(setting_text(("name",), "sgd")) == "将 name 设为“sgd”"


def test_a_table_tells_in_chinese_how_much_of_a_long_name_is_not_shown(qtbot: QtBot) -> None:
    table = PlainTable(("Name",))
    qtbot.addWidget(table)
    table.show_rows([Row((plain_text("x" * 900, 20),), f"{plain_text('y' * 900, 20)}\nmore")])
    cell = table.rows.index(0, 0)
    for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
        assert "880" in cell.data(role)
        assert "characters" not in cell.data(role)
