"""The pictures show all there is, and what does not fit is found."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.engine.devices import describe_cpu
from ckpt_viewer.core.resources import resource
from ckpt_viewer.core.settings import Settings
from ckpt_viewer.gui.compare.pictures import PairPicturesView
from ckpt_viewer.gui.compare.tab import DiffTab
from ckpt_viewer.gui.dialogs import guide
from ckpt_viewer.gui.language import use_language
from ckpt_viewer.gui.panels import PANELS
from ckpt_viewer.gui.parts.plain_table import PlainTable, Row
from ckpt_viewer.gui.parts.wrap_label import WrapLabel
from tests.journeys.driving import window
from tests.screens import film
from tests.screens.clipping import bare, clipped, crowded, squeezed
from tests.screens.english import english, mixed
from tests.screens.files import Files, write_files
from tests.screens.scenes import SCENES, Scene
from tests.screens.sheets import make_sheets
from tests.screens.stage import Stage

# Names in the files of the scenes, and others that are the same in every language.
NAMES = frozenset({"cut short", "Sign in to continue", "PyTorch zip", "Apple GPU", "Intel GPU",
                   "NVIDIA GPU", "batch norm", "amsgrad False", "maximize False", "capturable False",
                   "differentiable False"})
# What others derive from.
NOT_SHOWN = {"ChangeDialog"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return write_files(tmp_path_factory.mktemp("screens"))


@pytest.fixture
def stage(qtbot: QtBot, files: Files) -> Iterator[Stage]:
    with window(qtbot) as hands:
        hands.window.resize(900, 600)
        yield Stage(hands.window, files)


@pytest.fixture
def chinese(qtbot: QtBot, files: Files) -> Iterator[Stage]:
    use_language("zh_CN")
    with window(qtbot, Settings(language="zh_CN")) as hands:
        hands.window.resize(900, 600)
        yield Stage(hands.window, files)
    use_language("en")


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_nothing_is_cut_off_in_a_small_window(stage: Stage, scene: Scene) -> None:
    shown = scene.act(stage)
    assert clipped(shown) + squeezed(shown) == []
    assert crowded(shown) + bare(shown) == []


@pytest.mark.parametrize("scene", [scene for scene in SCENES if not scene.name.startswith("dialog")],
                         ids=lambda scene: scene.name)
@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (2560, 1440)], ids=["middle", "large", "huge"])
def test_columns_share_a_large_window(stage: Stage, scene: Scene, size: tuple[int, int]) -> None:
    stage.window.resize(*size)
    shown = scene.act(stage)
    assert crowded(shown) == []
    assert clipped(shown) + squeezed(shown) == []


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_in_chinese_nothing_is_cut_off_and_nothing_said_in_english(chinese: Stage, scene: Scene) -> None:
    shown = scene.act(chinese)
    assert clipped(shown) + squeezed(shown) == []
    assert english(shown, NAMES | {describe_cpu().title}) == []
    assert mixed(shown) == []


@pytest.mark.parametrize("scene", [scene for scene in SCENES if scene.name == "comparison-pictures"],
                         ids=lambda scene: scene.name)
def test_three_pictures_are_seen_at_once_in_a_small_window(stage: Stage, scene: Scene) -> None:
    page = scene.act(stage).findChildren(PairPicturesView)[0]
    assert page.findChildren(QScrollArea)[0].verticalScrollBar().maximum() == 0


def test_names_beside_another_group_keep_their_words_whole(stage: Stage) -> None:
    """The longest of an optimizer, where two groups have just room beside one another."""
    stage.window.resize(1280, 720)
    shown = next(scene for scene in SCENES if scene.name == "panel-optimizer").act(stage)
    assert squeezed(shown) == []


def test_the_numbers_of_a_comparison_stay_near_its_names_in_a_wide_window(stage: Stage) -> None:
    stage.window.resize(1920, 1080)
    next(scene for scene in SCENES if scene.name == "comparison").act(stage)
    tab = stage.window.front
    assert isinstance(tab, DiffTab)
    header, texts = tab.view.horizontalHeader(), tab.view.fontMetrics()
    assert header.length() < tab.view.viewport().width()
    names = [row.sibling(row.row(), 0).data() for row in (tab.view.model().index(at, 0) for at in range(8))]
    assert header.sectionSize(0) < max(map(texts.horizontalAdvance, names)) + 200, "what they are indented by included"


def test_long_names_of_a_comparison_look_different(stage: Stage) -> None:
    """They begin alike, and the number of the layer is in the middle."""
    stage.window.resize(1280, 720)
    next(scene for scene in SCENES if scene.name == "long-comparison").act(stage)
    tab = stage.window.front
    assert isinstance(tab, DiffTab)
    rows = [tab.view.visualRect(tab.view.model().index(row, 0)) for row in range(8)]
    assert len({bytes(tab.view.viewport().grab(rect).toImage().constBits()) for rect in rows}) == 8


def test_what_is_below_the_path_stays_in_place(stage: Stage) -> None:
    """Whether or not there are buttons beside it."""
    tab = stage.open(stage.files.training)
    top = tab.panels.tabs.y()
    tab.reveal(("model_state", "0.weight"))
    stage.settle()
    assert tab.panels.tabs.y() == top


def test_every_panel_has_a_scene() -> None:
    shown = {part for scene in SCENES for part in getattr(scene.act, "args", ())}
    assert {panel.title for panel in PANELS} <= shown


def test_every_dialog_has_a_scene(qtbot: QtBot, files: Files) -> None:
    shown = set()
    with window(qtbot) as hands:
        stage = Stage(hands.window, files)
        for scene in SCENES:
            if scene.name.startswith("dialog"):
                shown.add(type(scene.act(stage)).__name__)
                stage.clear()
    assert _dialogs() - NOT_SHOWN - shown == set()


def test_pictures_lie_on_sheets(qtbot: QtBot, tmp_path: Path) -> None:
    label = QLabel("a picture")
    qtbot.addWidget(label)
    for number in range(5):
        label.grab().save(str(tmp_path / f"{number}.png"))
    assert [sheet.name for sheet in make_sheets(tmp_path)] == ["01.png", "02.png"]


def test_english_prose_is_found_wherever_it_stands(page: QWidget) -> None:
    QLabel("这里 is some prose 中", page).show()
    QPushButton("保存", page).setToolTip("Save the file")
    QLineEdit(page).setPlaceholderText("Type the name")
    QLabel("model_state/0.weight float32", page).show()
    QLabel("内容为“Sign here now”", page).show()
    QLabel("另有 75 items，3 float 和 epoch_06", page).show()
    QPlainTextEdit("dict with 5 keys", page).show()
    for widget in page.findChildren(QWidget):
        widget.show()
    assert english(page, frozenset({"Sign here now"})) == ["QLabel: some prose", "QPushButton: Save the file",
                                                     "QLineEdit: Type the name", "QLabel: 75 items",
                                                     "QPlainTextEdit: dict with", "QPlainTextEdit: 5 keys"]


@pytest.mark.parametrize("text", ["大小, 形状", "已保存. 再来", "/model的张量", "比例： 少", "张量(2)", "完成。。",
                                  "a 中的 only"])
def test_what_is_mixed_of_two_languages_is_found(page: QWidget, text: str) -> None:
    QLabel(text, page).show()
    QLabel("保存 2 个张量 (Ctrl+S)：/model/fc.weight，0.5 %", page).show()
    assert len(mixed(page)) == 1


@pytest.mark.parametrize("made", [QLabel, QPushButton])
def test_words_that_do_not_fit_are_found(page: QWidget, made: type[QLabel] | type[QPushButton]) -> None:
    widget = made("a long text that needs much room", page)
    widget.setFixedWidth(60)
    widget.show()
    found = clipped(page)
    assert len(found) == 1
    assert "60 pixels wide" in found[0]
    widget.setFixedWidth(600)
    widget.setFixedHeight(40)
    page.resize(700, 100)
    assert clipped(page) == []


def test_a_column_that_lacks_what_another_has_is_found(qtbot: QtBot) -> None:
    table = PlainTable(("Name", "Size"))
    qtbot.addWidget(table)
    table.show_rows([Row(("model.layers.0.self_attn.q_proj.weight", "1 byte"))])
    table.resize(500, 100)
    table.show()
    assert crowded(table) == []
    table.setColumnWidth(0, 120)
    table.setColumnWidth(1, 360)
    assert "Name lacks" in crowded(table)[0]
    assert "while Size has" in crowded(table)[0]


def test_the_chosen_entry_of_a_box_must_fit(page: QWidget) -> None:
    box = QComboBox(page)
    box.addItem("a long entry that needs much room")
    box.setFixedWidth(50)
    box.show()
    assert len(clipped(page)) == 1


def test_a_hint_that_does_not_fit_is_found(page: QWidget) -> None:
    field = QLineEdit(page)
    field.setPlaceholderText("the folder of the file, or what is installed")
    field.setFixedWidth(120)
    field.show()
    assert "its hint" in squeezed(page)[0]
    field.setText("typed")
    assert squeezed(page) == []


def test_a_word_in_two_lines_is_found(page: QWidget) -> None:
    label = WrapLabel(page)
    label.setText("decoupled_weight_decay")
    label.setGeometry(0, 0, label.sizeHint().width() - 10, 60)
    label.show()
    assert "breaks the word" in squeezed(page)[0]
    label.setText("/a/path/that/may/stand/in/two/lines")
    assert squeezed(page) == []


def test_lines_that_do_not_fit_are_found(page: QWidget) -> None:
    label = QLabel("many words " * 30, page)
    label.setWordWrap(True)
    label.setGeometry(0, 0, 100, 20)
    label.show()
    assert "pixels high" in clipped(page)[0]


def test_lines_that_reach_out_are_found(page: QWidget) -> None:
    """A word of them is longer than a line."""
    label = QLabel("everything is kept in /a/path/that_is_longer_than_there_is_room_for", page)
    label.setWordWrap(True)
    label.setGeometry(10, 10, page.width(), 100)
    label.show()
    assert "reaches out" in clipped(page)[0]
    label.setGeometry(10, 10, page.width() - 20, 100)
    assert clipped(page) == []


def test_a_path_is_broken_where_no_line_holds_it_and_not_behind_a_slash(page: QWidget) -> None:
    label = WrapLabel(page)
    label.setText("left out: /epoch, /loss, /optim_state, /scheduler, /args")
    width = label.fontMetrics().horizontalAdvance("left out: /epoch, /loss, /optim_state, /")
    assert label.lines(width + 4) == ["left out: /epoch, /loss, /optim_state,", "/scheduler, /args"]
    label.setText("It holds 7 int, 2 bool, 1 str")
    assert label.lines(label.fontMetrics().horizontalAdvance("It holds 7 int, 2 bool, 1 ")) == [
        "It holds 7 int, 2 bool,", "1 str"]
    label.setText("a_name_that_goes_on_" * 9)
    assert len(label.lines(width)) > 2
    assert "".join(label.lines(width)) == label.text()


def test_what_reaches_out_is_found(page: QWidget) -> None:
    button = QPushButton("right", page)
    button.setGeometry(page.width() - 20, 0, 80, 30)
    button.show()
    assert "reaches out" in clipped(page)[0]


def test_a_page_that_scrolls_sideways_is_found(qtbot: QtBot) -> None:
    page, inside = QScrollArea(), QLabel("a fingerprint of many digits")
    page.setWidgetResizable(True)
    page.setWidget(inside)
    top = QWidget()
    QVBoxLayout(top).addWidget(page)
    qtbot.addWidget(top)
    top.resize(300, 200)
    top.show()
    assert not crowded(top)
    inside.setMinimumWidth(400)
    qtbot.waitUntil(lambda: crowded(top) == ["QScrollArea “” scrolls sideways"])


def test_a_page_that_does_not_scroll_sideways_must_be_wide_enough(qtbot: QtBot) -> None:
    area = QScrollArea()
    qtbot.addWidget(area)
    inside = QWidget(area)
    column = QVBoxLayout(inside)
    field = QLineEdit(inside)
    field.setMinimumWidth(400)
    column.addWidget(field)
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.resize(300, 200)
    area.show()
    assert clipped(area) == []
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    assert "does not scroll sideways" in clipped(area)[0]


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(300, 200)
    page.show()
    qtbot.waitExposed(page)
    return page


def _dialogs() -> set[str]:
    """The names of all classes of dialogs, those derived from our own included."""
    bases = {"QDialog"}
    found: set[str] = set()
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in Path(guide.__file__).parent.glob("*.py")]
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    for _ in range(3):
        found |= {node.name for node in classes if any(isinstance(base, ast.Name) and base.id in bases | found
                                                       for base in node.bases)}
    return found


def test_the_film_of_the_main_job_can_be_taken(stage: Stage, tmp_path: Path) -> None:
    checkpoint = Path(shutil.copy(resource("samples/convnet_epoch_10.pth"), tmp_path / "checkpoint.pth"))
    frames = film.take(stage, checkpoint)
    assert len(frames) == len(film.CAPTIONS)
    assert not film.film(frames).isNull()
    saved = torch.load(tmp_path / "checkpoint-edited.pth", weights_only=True)
    assert saved["optimizer_state"]["param_groups"][0]["lr"] == 0.0003
