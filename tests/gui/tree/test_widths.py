"""Columns of the tree are as wide as what stands in them, whatever was unfolded, filtered or drawn before."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.outline.cells import Column
from ckpt_viewer.core.resources import resource
from ckpt_viewer.gui.parts.kept_columns import begin_with
from ckpt_viewer.gui.tree.view import TreeView
from ckpt_viewer.gui.tree.widths import GROWS_FIRST, IN_ORDER, OF_MODULES, shared
from tests.journeys.driving import Hands, window
from tests.screens.clipping import crowded

LONG = "transformer.encoder.layers.11.self_attention.query.weight"


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    begin_with({})


@pytest.fixture
def gpt(tmp_path: Path) -> Path:
    """Many long names in a branch that is folded at first."""
    path = tmp_path / "gpt.pt"
    names = [LONG.replace("11", str(layer)) for layer in range(90)]
    torch.save({"model": {name: torch.zeros(64, 3, 3, 3) for name in names}, "step": 7, "note": "word " * 40}, path)
    return path


def opened(hands: Hands, path: Path, width: int = 1440) -> TreeView:
    hands.window.resize(width, 900)
    return hands.open(path).tree.tree


def test_names_that_come_into_sight_find_room(qtbot: QtBot, gpt: Path) -> None:
    with window(qtbot) as hands:
        tree = opened(hands, gpt, 1800)
        narrow = tree.columnWidth(Column.NAME)
        QTest.keyClick(tree, Qt.Key.Key_Home)
        QTest.keyClick(tree, Qt.Key.Key_Right)
        assert tree.columnWidth(Column.NAME) > narrow + 100
        assert tree.columnWidth(Column.NAME) >= tree.sizeHintForIndex(tree.model().index(1, Column.NAME)).width()
        assert tree.columnWidth(Column.SHAPE) >= tree.sizeHintForIndex(tree.model().index(1, Column.SHAPE)).width()
        assert crowded(tree) == []


def test_a_column_that_was_drawn_stays_and_the_others_go_on_fitting(qtbot: QtBot, gpt: Path) -> None:
    with window(qtbot) as hands:
        tree = opened(hands, gpt)
        narrow = tree.columnWidth(Column.NAME)
        tree.horizontalHeader().resizeSection(Column.KIND, 131)
        QTest.keyClick(tree, Qt.Key.Key_Home)
        QTest.keyClick(tree, Qt.Key.Key_Right)
        assert tree.columnWidth(Column.KIND) == 131
        assert tree.columnWidth(Column.NAME) > narrow + 100


def test_nothing_moves_while_a_column_is_drawn(qtbot: QtBot, gpt: Path) -> None:
    """A scroll bar that appears below, for the columns have become wider than the window, is no reason to fit again."""
    with window(qtbot) as hands:
        tree = opened(hands, gpt, 900)
        tree.horizontalHeader().resizeSection(Column.NAME, 170)
        before = [tree.columnWidth(column) for column in (Column.NAME, Column.VALUE, Column.SHAPE)]
        tree.horizontalHeader().resizeSection(Column.KIND, 500)
        qtbot.waitUntil(tree.horizontalScrollBar().isVisible)
        assert [tree.columnWidth(column) for column in (Column.NAME, Column.VALUE, Column.SHAPE)] == before


def test_in_a_small_window_shapes_are_seen_without_scrolling(qtbot: QtBot, gpt: Path) -> None:
    with window(qtbot) as hands:
        tree = opened(hands, gpt, 900)
        QTest.keyClick(tree, Qt.Key.Key_Home)
        QTest.keyClick(tree, Qt.Key.Key_Right)
        shape = tree.columnViewportPosition(Column.SHAPE) + tree.columnWidth(Column.SHAPE)
        assert shape <= tree.viewport().width()
        assert tree.columnWidth(Column.SHAPE) >= tree.sizeHintForIndex(tree.model().index(1, Column.SHAPE)).width()


def test_a_value_runs_on_into_the_cell_of_a_shape_that_is_not_there(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "run.pt"
    torch.save({LONG: torch.zeros(64, 3, 3, 3), "loss": 0.18887560283756183, "note": "word " * 40}, path)
    with window(qtbot) as hands:
        tree = opened(hands, path, 900)
        tensor, loss, note = range(3)
        wanted = tree.sizeHintForIndex(tree.model().index(loss, Column.VALUE)).width()
        assert tree.columnWidth(Column.VALUE) < wanted, "what most of a value needs is not kept free beside shapes"
        assert tree.columnWidth(Column.VALUE) + tree.columnWidth(Column.SHAPE) >= wanted
        assert ink(tree, loss, Column.SHAPE)
        assert ink(tree, note, Column.SHAPE)
        assert not ink(tree, tensor, Column.VALUE)
        whole, again = tree.viewport().grab().toImage(), QImage(tree.viewport().size(), QImage.Format.Format_RGB32)
        for column in (Column.SHAPE, Column.VALUE):  # a cell may be painted without the one beside it
            place = tree.visualRect(tree.model().index(loss, column))
            tree.viewport().render(again, place.topLeft(), place)
            assert again.copy(place) == whole.copy(place).convertToFormat(QImage.Format.Format_RGB32)


def test_how_a_module_is_made_runs_on_over_the_cells_that_are_empty(qtbot: QtBot, tmp_path: Path) -> None:
    """Its mode stands where it is another than that of what it lies in."""
    torch.save(torch.nn.Sequential(torch.nn.Linear(6, 1)), path := tmp_path / "model.pt")
    with window(qtbot) as hands:
        tree = opened(hands, path, 900)
        top, linear = 0, 1
        assert tree.columnWidth(Column.KIND) < tree.sizeHintForIndex(tree.model().index(linear, Column.KIND)).width()
        assert all(ink(tree, linear, column) for column in (Column.VALUE, Column.SHAPE))
        places = [tree.columnViewportPosition(column) for column in (Column.KIND, Column.VALUE, Column.SHAPE)]
        assert places == sorted(places)
        tree = opened(hands, resource("samples/linear_whole_model.pth"), 900)
        made, words = str(tree.model().index(top, Column.KIND).data()), tree.fontMetrics()
        assert words.horizontalAdvance(made) > tree.columnWidth(Column.KIND)
        cut = words_of(tree, top, words.horizontalAdvance(made))
        hands.window.resize(1800, 900)
        assert words_of(tree, top, words.horizontalAdvance(made)) == cut, "the mode gives way to it"


def test_a_short_table_fits_a_small_window(qtbot: QtBot) -> None:
    with window(qtbot) as hands:
        tree = opened(hands, resource("samples/linear_state_dict.pth"), 900)
        assert not tree.horizontalScrollBar().maximum()


def test_the_bytes_of_a_whole_model_are_seen_in_a_small_window(qtbot: QtBot) -> None:
    with window(qtbot) as hands:
        tree = opened(hands, resource("samples/linear_whole_model.pth"), 900)
        end = tree.columnViewportPosition(Column.BYTES) + tree.columnWidth(Column.BYTES)
        assert end <= tree.viewport().width()
        parameter = tree.model().index(2, Column.KIND)
        assert str(parameter.data()) == "parameter"
        assert tree.columnWidth(Column.KIND) >= tree.fontMetrics().horizontalAdvance("parameter") + 2


@pytest.mark.parametrize("room", [300, 340, 380])
def test_a_shape_for_which_there_is_no_room_stands_behind_the_edge(room: int) -> None:
    """16 was read where 16 × 3 × 5 × 5 stood: with text twice as large, in a small window."""
    needs = [320, 80, 190, 70, 80, 50, 100]
    widths = shared(needs, needs, room, {})
    ends = list(accumulate(widths[column] for column in IN_ORDER))
    assert room in ends
    assert ends[IN_ORDER.index(Column.SHAPE)] > room


def words_of(tree: TreeView, row: int, pixels: int) -> QImage:
    """The beginning of what is drawn in the column of kinds."""
    place = tree.visualRect(tree.model().index(row, Column.KIND))
    return tree.viewport().grab(QRect(place.left(), place.top(), pixels, place.height())).toImage()


def ink(tree: TreeView, row: int, column: int) -> bool:
    """Whether anything is drawn in a cell."""
    picture = tree.viewport().grab(tree.visualRect(tree.model().index(row, column))).toImage()
    return len({picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}) > 1


def test_room_is_shared_by_what_gains_most() -> None:
    needs = [400, 80, 120, 70, 80, 50, 560]
    wide = shared(needs, needs, 2000, {})
    assert wide == needs
    some = shared(needs, needs, 900, {})
    assert some[Column.NAME] == 400
    assert sum(some) == 900, "nothing is left while the value is cut"
    assert set(GROWS_FIRST) == set(Column)


def test_what_does_not_fit_leaves_its_room_to_what_is_in_sight() -> None:
    needs = [150, 80, 120, 70, 80, 50, 300]
    widths = shared(needs, [150, 80, 120, 70, 80, 50, 60], 520, {})
    told = (Column.NAME, Column.VALUE, Column.SHAPE, Column.DTYPE, Column.BYTES)
    assert sum(widths[column] for column in told) == 520
    assert widths[Column.VALUE] > 60
    assert widths[Column.KIND] == 80, "what is found by scrolling is whole"


def test_the_longest_names_give_way_to_types_and_bytes() -> None:
    needs = [220, 90, 113, 60, 76, 50, 150]
    widths = shared(needs, [165, 90, 60, 60, 76, 50, 51], 470, {})
    told = (Column.NAME, Column.VALUE, Column.SHAPE, Column.DTYPE, Column.BYTES)
    assert sum(widths[column] for column in told) == 470
    long = shared([400, *needs[1:]], [390, 90, 60, 60, 76, 50, 51], 470, {})
    assert long[Column.NAME] >= 204, "but not where most names are long"


def test_how_a_module_is_made_has_room_and_so_has_what_is_behind_the_shape() -> None:
    needs = [150, 300, 60, 60, 76, 50, 80]
    widths = shared(needs, needs, 540, {}, OF_MODULES)
    run_on = (Column.KIND, Column.VALUE, Column.SHAPE, Column.DTYPE)
    assert sum(widths[column] for column in run_on) >= needs[Column.KIND]
    assert sum(widths) - widths[Column.DEVICE] == 540
    assert shared(needs, needs, 458, {})[Column.KIND] == 110


def test_in_a_small_window_bytes_are_seen_without_scrolling(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "net.pt"
    torch.save({f"{layer}.{kind}": torch.zeros(64, 3, 3, 3) for layer in range(9) for kind in ("weight", "bias")}, path)
    with window(qtbot) as hands:
        tree = opened(hands, path, 900)
        assert tree.columnViewportPosition(Column.BYTES) + tree.columnWidth(Column.BYTES) <= tree.viewport().width()
        assert tree.columnViewportPosition(Column.KIND) > tree.columnViewportPosition(Column.BYTES)
        assert crowded(tree) == []


def test_a_state_dict_gives_the_room_of_its_values_to_its_bytes(qtbot: QtBot, tmp_path: Path) -> None:
    """It has none, unless a tensor has a remark; in a training checkpoint values stand beside names."""
    layers = torch.nn.ModuleList([torch.nn.BatchNorm2d(16) for _ in range(40)])
    tensors = {f"module.stage.{name}": tensor for name, tensor in layers.state_dict().items()}
    files = {"plain.pt": tensors, "tied.pt": {"tied": torch.zeros(4), **tensors}, "run.pt": {**tensors, "epoch": 3}}
    files["tied.pt"]["module.stage.0.bias"] = files["tied.pt"]["tied"]
    last = {}
    with window(qtbot) as hands:
        for name, held in files.items():
            torch.save(held, tmp_path / name)
            tree = opened(hands, tmp_path / name, 900)
            at = tree.columnViewportPosition
            last[name] = at(Column.VALUE) > at(Column.BYTES)
            assert tree.columns.drawn == set(), "nobody has drawn what the program puts to another place"
            assert crowded(tree) == []
            if last[name]:
                assert at(Column.BYTES) + tree.columnWidth(Column.BYTES) <= tree.viewport().width()
    assert last == {"plain.pt": True, "tied.pt": False, "run.pt": False}


def test_a_value_that_stands_last_ends_before_the_edge(qtbot: QtBot, tmp_path: Path) -> None:
    """The cell of the shape is none that it could run on into."""
    torch.save({"w": torch.zeros(4), "v": torch.zeros(4), "meta": {"note": "W" * 400}}, tmp_path / "a.pt")
    with window(qtbot) as hands:
        tree = opened(hands, tmp_path / "a.pt")
        for key in (Qt.Key.Key_End, Qt.Key.Key_Right):
            QTest.keyClick(tree, key)
        place = tree.visualRect(tree.model().index(3, Column.VALUE))
        edge = tree.viewport().grab(QRect(tree.viewport().width() - 3, place.top(), 3, place.height())).toImage()
        assert len({edge.pixel(x, y) for x in range(edge.width()) for y in range(edge.height())}) == 1


def test_a_hidden_column_takes_nothing() -> None:
    needs = [400, 80, 120, 70, 80, 50, 0]
    assert shared(needs, needs, 900, {})[Column.VALUE] == 0


def test_a_shape_is_worth_more_than_a_kind_which_the_icon_tells_too() -> None:
    """Also where most rows have none, as in a checkpoint with many plain values beside its tensors."""
    needs = [200, 95, 118, 70, 80, 50, 190]
    widths = shared(needs, [130, 95, 60, 50, 56, 50, 130], 485, {})
    assert widths[Column.SHAPE] == 118
    assert widths[Column.KIND] >= 60


def test_one_long_name_takes_no_room_from_the_short_texts_of_other_columns() -> None:
    usual = [120, 50, 90, 70, 80, 44, 40]
    needs = [900, 130, 110, 80, 90, 60, 100]  # one name is long, one kind and one value are a little longer than most
    widths = shared(needs, usual, 1000, {})
    assert sum(widths) == 1000
    assert widths[1:] == needs[1:]


def test_no_column_is_cut_by_the_edge() -> None:
    """Half a number of bytes is another number."""
    needs = [158, 60, 120, 60, 80, 60, 50]
    widths = shared(needs, needs, 457, {})
    seen = [Column.NAME, Column.VALUE, Column.SHAPE, Column.DTYPE]
    assert sum(widths[column] for column in seen) == 457
    assert widths[Column.BYTES] == 80


def test_names_are_whole_before_the_kind_and_the_device_come_into_sight() -> None:
    """They are the same in most rows, and the end of a name is not the name."""
    needs, usual = [240, 60, 120, 60, 76, 84, 60], [220, 60, 120, 60, 76, 60, 50]
    widths = shared(needs, usual, 660, {})
    told = (Column.NAME, Column.VALUE, Column.SHAPE, Column.DTYPE, Column.BYTES, Column.KIND)
    assert sum(widths[column] for column in told) == 660
    assert widths[Column.NAME] >= 240


def test_the_edge_lies_between_two_columns_in_chinese_too(qtbot: QtBot, tmp_path: Path) -> None:
    """A title of one or two characters is narrower than a column may be."""
    torch.save({f"{LONG}.{at}.{LONG}": torch.zeros(4, 4) for at in range(9)}, tmp_path / "long.pt")
    with window(qtbot) as hands:
        hands.window.choose_language("zh_CN")
        tree = opened(hands, tmp_path / "long.pt", 1280)
        ends = {tree.columnViewportPosition(column) + tree.columnWidth(column) for column in Column}
        width = tree.viewport().width()
        hands.window.choose_language("en")
    assert width in ends


def test_the_point_of_a_value_beside_a_shape_is_seen_beside_a_long_name(qtbot: QtBot, tmp_path: Path) -> None:
    tensors = {f"layer{at}": torch.zeros(4, 4) for at in range(20)}
    torch.save({**tensors, "meta": torch.empty(64, 64, device="meta"), LONG * 5: torch.zeros(2)}, tmp_path / "odd.pt")
    with window(qtbot) as hands:
        tree = opened(hands, tmp_path / "odd.pt", 1280)
        row = next(row for row in range(tree.model().rowCount())
                   if tree.model().index(row, Column.NAME).data() == "meta")
        first, _, _ = str(tree.model().index(row, Column.VALUE).data()).partition(":")
        assert first == "no values"
        assert tree.columnWidth(Column.VALUE) > tree.fontMetrics().horizontalAdvance(f" {first}: …")
