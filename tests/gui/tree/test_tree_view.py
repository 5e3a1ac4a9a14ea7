"""The tree under the hands of a person: keys, arrows, filter, sorting, and a selection that stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph, Mapping, Node, Scalar, Sequence
from ckpt_viewer.core.outline.building import build_outline
from ckpt_viewer.core.outline.cells import TITLES, Column
from ckpt_viewer.core.outline.view import OutlineView
from ckpt_viewer.core.resources import resource
from ckpt_viewer.core.task import Task
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import use_language
from ckpt_viewer.gui.parts.shapes import ARROW
from ckpt_viewer.gui.tree.delegate import cell_width
from ckpt_viewer.gui.tree.model import TreeModel
from ckpt_viewer.gui.tree.painting import indent
from ckpt_viewer.gui.tree.pane import TreePane
from ckpt_viewer.gui.tree.view import TreeView
from ckpt_viewer.gui.tree.wording import rounded_text, shown_text, shown_tip

VALUE = {"epoch": 90, "model": {"layer10": {"w": 1}, "layer9": {"w": 2}, "bias": 3}, "loss": 0.5}
ALL = ["epoch", "model", "layer10", "w", "layer9", "w", "bias", "loss"]


def graph_of(value: Any) -> Graph:
    nodes: list[Node] = []

    def add(thing: Any) -> int:
        if isinstance(thing, dict):
            below = tuple(add(held) for held in thing.values())
            nodes.append(Mapping(tuple(thing), below))
        elif isinstance(thing, list):
            items = tuple(add(held) for held in thing)
            nodes.append(Sequence("list", items))
        else:
            nodes.append(Scalar(thing))
        return len(nodes) - 1

    root = add(value)
    return Graph(nodes, root)


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[TreePane]:
    jobs = Jobs()
    made = TreePane(OutlineView(build_outline(graph_of(VALUE), Task())), "file.pth", jobs)
    qtbot.addWidget(made)
    made.resize(700, 400)
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    yield made
    jobs.shutdown()


def shown(pane: TreePane) -> list[str]:
    return [pane.outline.labels[pane.model.row(at)] for at in range(pane.model.rowCount())]


def chosen(pane: TreePane) -> list[str]:
    return [pane.outline.labels[row] for row in pane.tree.chosen]


def press(pane: TreePane, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(pane.tree, key)


def settle(qtbot: QtBot, pane: TreePane) -> None:
    """Until filter and sorting have had their say."""
    qtbot.waitUntil(lambda: not pane._delay.isActive() and pane._jobs.idle)


def filter_by(qtbot: QtBot, pane: TreePane, text: str) -> None:
    pane.filter_box.clear()
    QTest.keyClicks(pane.filter_box, text)
    settle(qtbot, pane)


def test_all_is_unfolded_at_first_where_it_fits(pane: TreePane) -> None:
    assert shown(pane) == ALL


def test_arrow_keys_fold_unfold_and_walk(pane: TreePane) -> None:
    pane.tree.choose([1])
    press(pane, Qt.Key.Key_Left)
    assert shown(pane) == ["epoch", "model", "loss"]
    press(pane, Qt.Key.Key_Right)
    assert shown(pane) == ALL
    press(pane, Qt.Key.Key_Right)
    assert chosen(pane) == ["layer10"]
    press(pane, Qt.Key.Key_Right, Qt.Key.Key_Left)
    assert chosen(pane) == ["layer10"]
    press(pane, Qt.Key.Key_Minus, Qt.Key.Key_Left)
    assert chosen(pane) == ["model"]
    assert "w" in shown(pane)
    press(pane, Qt.Key.Key_Minus, Qt.Key.Key_Asterisk)
    assert shown(pane) == ALL
    press(pane, Qt.Key.Key_End)
    assert chosen(pane) == ["loss"]
    press(pane, Qt.Key.Key_Home)
    assert chosen(pane) == ["epoch"]
    press(pane, Qt.Key.Key_Escape)
    assert chosen(pane) == []


def test_typing_goes_to_a_name(pane: TreePane) -> None:
    pane.tree.choose([0])
    QTest.keyClicks(pane.tree, "lo")
    assert chosen(pane) == ["loss"]


def test_a_click_on_the_arrow_folds_and_does_not_select(pane: TreePane) -> None:
    pane.tree.choose([0])
    rect = pane.tree.visualRect(pane.model.index(1, 0))
    at = QPoint(rect.left() + indent(pane.model, 1) + ARROW // 2, rect.center().y())
    QTest.mouseClick(pane.tree.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert shown(pane) == ["epoch", "model", "loss"]
    assert chosen(pane) == ["epoch"]


def test_a_double_click_folds(pane: TreePane) -> None:
    at = pane.tree.visualRect(pane.model.index(1, Column.KIND)).center()
    QTest.mouseDClick(pane.tree.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseRelease(pane.tree.viewport(), Qt.MouseButton.LeftButton, pos=at)  # which QTest leaves out
    assert shown(pane) == ["epoch", "model", "loss"]


def test_folding_over_the_current_row_hands_over_to_the_folded_one(pane: TreePane) -> None:
    pane.tree.choose([3])
    rect = pane.tree.visualRect(pane.model.index(1, 0))
    at = QPoint(rect.left() + indent(pane.model, 1) + ARROW // 2, rect.center().y())
    QTest.mouseClick(pane.tree.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert chosen(pane) == ["model"]


def test_shift_selects_several(pane: TreePane) -> None:
    pane.tree.choose([2])
    QTest.keyClick(pane.tree, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert chosen(pane) == ["layer10", "w"]
    assert [path for _, path in pane.selection()] == [("model", "layer10"), ("model", "layer10", "w")]


def test_the_filter_keeps_what_is_above(qtbot: QtBot, pane: TreePane) -> None:
    filter_by(qtbot, pane, "layer9")
    assert shown(pane) == ["model", "layer9"]
    assert pane.status == "1 match"
    filter_by(qtbot, pane, "layer9.w")
    assert shown(pane) == ["model", "layer9", "w"]
    filter_by(qtbot, pane, "nothing")
    assert shown(pane) == []
    assert pane.status == "no match"
    QTest.keyClick(pane.filter_box, Qt.Key.Key_Escape)
    settle(qtbot, pane)
    assert shown(pane) == ALL
    assert pane.status == ""


def test_the_selection_outlives_filter_and_sorting(qtbot: QtBot, pane: TreePane) -> None:
    told: list[list[str]] = []
    pane.tree.choose([6])
    pane.choice_changed.connect(lambda: told.append(chosen(pane)))
    filter_by(qtbot, pane, "epoch")
    assert shown(pane) == ["epoch"]
    assert chosen(pane) == ["bias"]
    pane.tree.sort_requested.emit(Column.NAME)
    settle(qtbot, pane)
    filter_by(qtbot, pane, " ")
    assert chosen(pane) == ["bias"]
    rows = [index.row() for index in pane.tree.selectionModel().selectedRows()]
    assert [shown(pane)[at] for at in rows] == ["bias"]
    assert all(names == ["bias"] for names in told)


def test_a_header_sorts_up_down_and_back_to_the_file(qtbot: QtBot, pane: TreePane) -> None:
    header = pane.tree.horizontalHeader()

    def click() -> list[str]:
        x = header.sectionViewportPosition(Column.NAME) + 20
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, header.height() // 2))
        settle(qtbot, pane)
        return shown(pane)

    assert click() == ["epoch", "loss", "model", "bias", "layer9", "w", "layer10", "w"]
    assert click() == ["model", "layer10", "w", "layer9", "w", "bias", "loss", "epoch"]
    assert click() == ALL


def test_bytes_are_sorted_from_the_largest(qtbot: QtBot, pane: TreePane) -> None:
    header = pane.tree.horizontalHeader()
    orders = []
    for _ in range(3):
        pane.tree.sort_requested.emit(Column.BYTES)
        settle(qtbot, pane)
        orders.append((header.sortIndicatorSection(), header.sortIndicatorOrder()))
    assert orders[:2] == [(Column.BYTES, Qt.SortOrder.DescendingOrder), (Column.BYTES, Qt.SortOrder.AscendingOrder)]
    assert orders[2][0] == -1, "as in the file"


def test_the_filter_hands_over_to_the_tree(pane: TreePane) -> None:
    pane.filter_box.setFocus()
    QTest.keyClick(pane.filter_box, Qt.Key.Key_Down)
    assert pane.focusWidget() is pane.tree
    assert chosen(pane) == ["epoch"]


def test_the_filter_hands_over_to_the_first_match(qtbot: QtBot, pane: TreePane) -> None:
    filter_by(qtbot, pane, "layer9")
    assert shown(pane)[0] == "model", "it leads to the match"
    QTest.keyClick(pane.filter_box, Qt.Key.Key_Down)
    assert chosen(pane) == ["layer9"]


@pytest.mark.parametrize(("gone", "next_one"), [
    (["layer10"], "layer9"), (["layer9"], "bias"), (["bias"], "layer9"), (["layer10", "layer9"], "bias"),
    (["layer10", "layer9", "bias"], "model")])
def test_after_a_removal_what_stood_beside_it_is_chosen(qtbot: QtBot, pane: TreePane, gone: list[str],
                                                        next_one: str) -> None:
    graph = pane.outline.graph
    at = graph.resolve(("model",))
    model = graph[at]
    assert isinstance(model, Mapping)
    pane.tree.choose([ALL.index(name) for name in gone])
    left = [(key, value) for key, value in zip(model.keys, model.values, strict=True) if key not in gone]
    smaller = graph.replace({at: Mapping(tuple(key for key, _ in left), tuple(value for _, value in left))})
    pane.show_graph(smaller, frozenset([at]), frozenset([at]))
    settle(qtbot, pane)
    assert chosen(pane) == [next_one]


@pytest.mark.parametrize(("meanwhile", "rows", "picks"), [
    (lambda pane: pane.expand_all(False), ["model", "loss"], ["loss"]),
    (lambda pane: pane.model.toggle(2), ["model", "layer10", "layer9", "w", "bias", "loss"], ["loss"]),
    (lambda pane: pane.tree.choose([6]), ALL[1:], ["bias"])])
def test_what_is_folded_and_chosen_while_rows_are_laid_out_again_stays(
        qtbot: QtBot, pane: TreePane, meanwhile: Callable[[TreePane], None], rows: list[str], picks: list[str]) -> None:
    graph = pane.outline.graph
    root = graph[graph.root]
    assert isinstance(root, Mapping)
    pane.tree.choose([7])
    pane.expand_all(True)
    smaller = graph.replace({graph.root: Mapping(root.keys[1:], root.values[1:])})
    pane.show_graph(smaller, frozenset([graph.root]), frozenset([graph.root]))
    meanwhile(pane)
    settle(qtbot, pane)
    assert (shown(pane), chosen(pane)) == (rows, picks)


def test_reveal_unfolds_and_lifts_a_filter_that_hides(qtbot: QtBot, pane: TreePane) -> None:
    pane.expand_all(False)
    filter_by(qtbot, pane, "epoch")
    pane.reveal(("model", "layer9", "w"))
    settle(qtbot, pane)
    assert "layer9" in shown(pane)
    assert [path for _, path in pane.selection()] == [("model", "layer9", "w")]


def test_values_follow_an_edit_and_rows_follow_a_removal(qtbot: QtBot, pane: TreePane) -> None:
    graph = pane.outline.graph
    loss = graph.resolve(("loss",))
    pane.tree.choose([7])
    pane.show_graph(graph.replace({loss: Scalar(0.25)}), frozenset([loss]), frozenset([loss]))
    assert pane.model.index(7, Column.VALUE).data() == "0.25"
    root = graph[graph.root]
    assert isinstance(root, Mapping)
    smaller = graph.replace({graph.root: Mapping(root.keys[1:], root.values[1:])})
    pane.show_graph(smaller, frozenset([graph.root]), frozenset([graph.root]))
    settle(qtbot, pane)
    assert shown(pane) == ALL[1:]
    assert chosen(pane) == ["loss"]


def below(pane: TreePane) -> list[str]:
    """What says in words that there are edits below it."""
    rows = (pane.model.index(at, Column.NAME) for at in range(pane.model.rowCount()))
    return [str(row.data()) for row in rows if str(row.data(Qt.ItemDataRole.AccessibleTextRole)).endswith("edits below")
            and str(row.data(Qt.ItemDataRole.ToolTipRole)).endswith("There are edits below")]


def test_a_mark_stands_on_all_that_is_above_an_edit_folded_or_not(qtbot: QtBot, pane: TreePane) -> None:
    graph = pane.outline.graph
    weight, loss = graph.resolve(("model", "layer9", "w")), graph.resolve(("loss",))
    pane.expand_all(True)
    settle(qtbot, pane)
    plain = pane.tree.viewport().grab().toImage()
    changed = graph.replace({weight: Scalar(2), loss: Scalar(0.5)})
    pane.show_graph(changed, frozenset([weight, loss]), frozenset([weight]))
    settle(qtbot, pane)
    assert below(pane) == ["model", "layer9"]
    marked = pane.tree.viewport().grab().toImage()
    differ = {ALL.index("model"), ALL.index("layer9"), ALL.index("layer9") + 1}  # a dot; the weight in another hand
    for at in range(len(ALL)):
        row = pane.tree.visualRect(pane.model.index(at, Column.NAME))
        assert (marked.copy(row) != plain.copy(row)) is (at in differ)
    pane.expand_all(False)
    assert below(pane) == ["model"]
    smaller = Mapping(("model",), (graph.resolve(("model",)),))
    pane.show_graph(changed.replace({graph.root: smaller}), frozenset([graph.root]), frozenset([weight, graph.root]))
    settle(qtbot, pane)
    assert below(pane) == ["model"], "in the rows as they are now"
    pane.show_graph(graph, frozenset([graph.root, weight]), frozenset())
    settle(qtbot, pane)
    assert below(pane) == []


def test_tooltips_never_become_rich_text(qtbot: QtBot) -> None:
    jobs = Jobs()
    made = TreePane(OutlineView(build_outline(graph_of({"<b>x</b>": "<img src=y>"}), Task())), "file.pth", jobs)
    qtbot.addWidget(made)
    tip = made.model.index(0, Column.NAME).data(Qt.ItemDataRole.ToolTipRole)
    assert "<b>" not in tip
    assert "&lt;b&gt;" in tip
    jobs.shutdown()


def test_how_much_of_a_value_is_not_shown_is_told_and_the_value_is_not(qapp: object) -> None:
    """Not even one that itself ends in such words."""
    outline = build_outline(graph_of({"long": "added, " * 1000, "bytes": b"x" * 900, "own": "x" * 90 + " … (5 added)",
                                      "k" * 4000: 1}), Task())
    use_language("zh_CN")
    try:
        tips = {key: shown_tip(outline, outline.find((key,)), Column.VALUE) for key in ("long", "bytes", "own")}
        cell = shown_text(outline, outline.find(("long",)), Column.VALUE)
        name = shown_tip(outline, outline.find(("k" * 4000,)), Column.NAME)
    finally:
        use_language("en")
    assert tips["long"] == ("added, " * 1000)[:2000] + " …（另有 5,000 个字符）"
    assert tips["bytes"].endswith("' …（900 字节）")
    assert tips["own"] == "x" * 90 + " … (5 added)"
    assert cell == ("added, " * 1000)[:300] + " …（另有 6,700 个字符）"
    assert name.endswith("k …（另有 2,001 个字符）")


def test_what_a_module_holds_beside_its_parts_has_a_name_in_every_language(qapp: object) -> None:
    outline = build_outline(open_checkpoint(resource("samples/linear_whole_model.pth")).graph, Task(), "model")
    row = next(iter(outline.synthetic))
    use_language("zh_CN")
    try:
        told = [shown_text(outline, row, column) for column in (Column.NAME, Column.VALUE)]
    finally:
        use_language("en")
    assert told == ["属性", ""]
    assert shown_text(outline, row, Column.NAME) == "attributes"


def test_words_of_the_core_are_told_and_what_the_file_says_is_not(qapp: object) -> None:
    outline = build_outline(graph_of({"added": "changed", "none": {}, "few": {"a": 1, "b": 2},
                                      "long": list(range(75)), "quote": ["… 5 more", 1]}), Task())
    rows = range(len(outline))
    use_language("zh_CN")
    try:
        cells = [[shown_text(outline, row, column) for row in rows] for column in (Column.NAME, Column.VALUE)]
        tips = [shown_tip(outline, row, Column.NAME) for row in rows]
        tip = shown_tip(outline, outline.find(("long",)), Column.VALUE)
        top = TreeModel(OutlineView(outline)).headerData(int(Column.VALUE), Qt.Orientation.Horizontal)
    finally:
        use_language("en")
    assert cells[0] == [outline.label(row) for row in rows]
    assert "changed" in cells[1]
    assert "空" in cells[1]
    assert "2 项" in cells[1]
    assert "['… 5 more', 1]" in cells[1], "a value"
    assert "[0, 1, 2, 3, 4, 5, 6, 7, …] · 75 项" in cells[1]
    assert tip == "[0, 1, 2, 3, 4, 5, 6, 7, …] · 75 项"
    assert "/added" in tips
    assert str(top).strip() == "值"


@pytest.mark.parametrize(("value", "room", "text"), [
    (1.2071531471043447e-05, 13, "≈ 1.20715e-05"), (1.2071531471043447e-05, 8, "≈ 1e-05"),
    (0.0009330127018922195, 13, "≈ 0.000933013"), (float("nan"), 1, ""), (7, 0, ""), ("0.125", 0, "")])
def test_a_number_without_room_keeps_its_exponent(value: Any, room: int, text: str) -> None:
    outline = build_outline(graph_of({"lr": value}), Task())
    row = outline.labels.index("lr")
    assert rounded_text(outline, row, lambda short: len(short) <= room) == text


def test_a_number_is_painted_rounded_and_not_cut(qtbot: QtBot) -> None:
    """With the exponent cut off, both would look the same."""
    pictures = []
    for rate in (1.2071531471043447e-05, 1.2071531471043447e-07):
        model = TreeModel(OutlineView(build_outline(graph_of({"lr": rate}), Task())))
        view = TreeView(model)
        qtbot.addWidget(view)
        view.resize(600, 80)
        view.show()
        view.horizontalHeader().resizeSection(Column.VALUE, 90)
        pictures.append(view.grab().toImage())
    assert pictures[0] != pictures[1]


def test_columns_are_measured_once_a_tree_is_to_be_seen(qtbot: QtBot, pane: TreePane,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    """A tab that is made anew gets its rows, its folds and its selection one after the other before that."""
    asked: list[int] = []

    def told(model: TreeModel, metrics: QFontMetrics, row: int, column: int) -> int:
        asked.append(row)
        return cell_width(model, metrics, row, column)

    monkeypatch.setattr("ckpt_viewer.gui.tree.view.cell_width", told)
    fresh = TreePane(OutlineView(build_outline(graph_of(VALUE), Task())), "file.pth", pane._jobs)
    qtbot.addWidget(fresh)
    fresh.resize(700, 400)
    fresh.take_over(pane)
    fresh.tree.choose([3])
    assert asked == []
    fresh.show()
    qtbot.waitExposed(fresh)
    assert len(asked) == len(TITLES) * len(ALL)
    widths = [fresh.tree.columnWidth(column) for column in range(len(TITLES))]
    assert widths == [pane.tree.columnWidth(column) for column in range(len(TITLES))]
