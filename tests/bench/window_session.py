"""What a person at the window waits for: opens a file, works with it, closes; writes seconds as JSON.

    QT_QPA_PLATFORM=offscreen python -m tests.bench.window_session FILE [OTHER_FILE]

`pauses` has for each act the longest time between two ticks of the event loop of the window, until all that the act
began has ended: with what its thread waits for the workers, but without what it waits for a processor, for the work of
other programs is no pause of ours. `turns` has the longest processor time of that thread between two ticks: what is
left of a pause beside nobody, to compare two states on a machine that others use. Linux only.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from operator import sub
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

import ckpt_viewer.gui  # noqa: F401  # before numpy, as where the program starts

# isort: split
import numpy as np
from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from ckpt_viewer.core.edits import SetElement
from ckpt_viewer.core.engine.base import Histogram, Summary
from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.recipes import CastTo
from ckpt_viewer.core.resources import resource
from ckpt_viewer.core.settings import Language, Settings
from ckpt_viewer.core.views.strips import BINS, SIDE, strip_edges
from ckpt_viewer.core.views.tensor_numbers import measured
from ckpt_viewer.core.views.tensor_table import Column as Numbers
from ckpt_viewer.core.views.tensor_table import TensorTable
from ckpt_viewer.gui.actions.change import follow_recipe, write_recipe
from ckpt_viewer.gui.app import WarmUp, make_app
from ckpt_viewer.gui.compare.tab import DiffTab
from ckpt_viewer.gui.dialogs.rename_dialog import RenameDialog
from ckpt_viewer.gui.dialogs.save_dialog import SaveDialog
from ckpt_viewer.gui.document_tab import DocumentTab
from ckpt_viewer.gui.main_window import MainWindow
from ckpt_viewer.gui.panels.all_tensors import AllTensorsPanel
from ckpt_viewer.gui.window.folder_page import FolderPage

TICK = 1
POLL = 5
CALM = 40  # polls: longer than any delay before a search
PATIENCE = 300_000
ENOUGH = 10.0  # seconds that something may go on, which is then stopped as a person would stop it
KNOWN_AT_ONCE = 1 << 13
MANY = 20  # files
IN_FOLDER = 5000
SOON = 300  # milliseconds
LANGUAGES: tuple[Language, ...] = ("zh_CN", "en")
DIALOGS = {"the palette": "palette", "the dialog of the learning rate": "learning-rate",
           "the dialog of counters": "reset-counters", "the dialog of device marks": "device-marks"}
KEYS = ("w", "we", "wei", "weight", "weight7", "")


class Pulse(QObject):
    """Notes the longest time between two ticks of a timer, and the most that this thread worked between two."""

    def __init__(self) -> None:
        super().__init__()
        self._schedule = os.open("/proc/thread-self/schedstat", os.O_RDONLY)
        self._worst, self._last = [0.0, 0.0], self._now()
        self._timer = QTimer(self, interval=TICK, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()

    def taken(self) -> list[float]:
        """The worst pause and the worst turn since this was asked last."""
        self._on_tick()
        worst, self._worst = self._worst, [0.0, 0.0]
        return worst

    def _on_tick(self) -> None:
        now = self._now()
        spent = map(sub, now, self._last)
        self._worst, self._last = list(map(max, self._worst, spent)), now

    def _now(self) -> tuple[float, float]:
        """Seconds, but for those in which this thread could have gone on and other programs had the processors; and its
        own."""
        waited = int(os.pread(self._schedule, 99, 0).split()[1]) / 1e9
        return time.perf_counter() - waited, time.thread_time()


class Session:
    """One window and the clock beside it."""

    def __init__(self, app: QApplication) -> None:
        self._app, self.found = app, dict[str, float]()
        self.pauses, self.turns = dict[str, float](), dict[str, float]()
        self._folder = TemporaryDirectory()
        self.window = MainWindow(Settings())
        self.window.resize(1200, 800)
        self.window.show()
        self._until(lambda: self.window.isVisible() and app.topLevelWindows() != [])
        self.pulse = Pulse()

    def open(self, path: Path) -> None:
        """To the first rows, and a tensor chosen before anything else could be made ready."""
        WarmUp(self.window)
        QTimer.singleShot(0, lambda: self.window.open_files([path]))
        self._until(lambda: self.window.document_tab is not None)
        self._app.processEvents()
        self._note("open")
        tree, row = self.tab.tree.tree, self._tensor
        self._do("choose a tensor at once", lambda: tree.choose([row]))
        self._do("choose another", lambda: tree.choose([row + 1]))

    def look_around(self) -> None:
        """Filter key by key, unfold, scroll, sort, choose everything."""
        pane = self.tab.tree
        self._filter(pane.filter_box.setText, "filter")
        self._do("expand all", lambda: pane.expand_all(True))
        bar = pane.tree.verticalScrollBar()
        for share in range(1, 9):
            self._do("scroll", lambda share=share: bar.setValue(bar.maximum() * share // 8))  # type: ignore[misc]
        self._filter(pane.filter_box.setText, "filter all unfolded")
        for column in (0, 5, 0):
            self._do("sort", lambda column=column: pane.tree.sort_requested.emit(column))  # type: ignore[misc]
        self._do("select all", pane.tree.selectAll)
        self._do("filter what is selected", lambda: pane.filter_box.setText("weight7"))
        self._do("clear the filter", lambda: pane.filter_box.setText(""))
        self._do("choose nothing", lambda: pane.tree.choose([]))
        self._do("fold all", lambda: pane.expand_all(False))
        self._do("unfold one", lambda: pane.model.toggle(self._largest))
        self._do("fold one", lambda: pane.model.toggle(self._largest))

    def all_tensors(self) -> None:
        """The list of every tensor, with the numbers of all: what was stopped after a while has none of most."""
        self._do("All tensors", lambda: self.tab.panels.bring(AllTensorsPanel.title))
        panel = self.tab.panels.front
        assert isinstance(panel, AllTensorsPanel)
        assert panel.table is not None
        _know_all(panel.table)
        self._do("All tensors, with all numbers", panel._on_arrived)
        self._filter(panel.filter_box.setText, "All tensors, filter")
        for column, descending in ((Numbers.MAX_ABS, True), (Numbers.SHAPE, False), (None, False)):
            self._do("All tensors, sort", lambda args=(column, descending): panel.view.sort_wanted.emit(*args))  # type: ignore[misc]

    def edit(self) -> None:
        """The first element that is edited, and undone."""
        pane, row = self.tab.tree, self._tensor
        self.tab.panels.prefer("Values")
        self._do("choose for editing", lambda: pane.tree.choose([row]))
        edit = SetElement(int(pane.outline.node[row]), (0,), 3.0, "")
        self._do("edit an element", lambda: self.tab.apply(edit))
        self._do("undo", lambda: self.tab.undo())
        self.tab.panels.bring(AllTensorsPanel.title)
        self._do("edit, All tensors in front", lambda: self.tab.apply(edit))
        self._do("undo", lambda: self.tab.undo())

    def change_all(self) -> None:
        """Dialogs that go through the whole file, and edits of very many tensors."""
        for name, action in DIALOGS.items():
            self._press(name, action, self._has_dialog)
            self._reject()
        self._do("choose nothing", lambda: self.tab.tree.tree.choose([]))
        self._rename_all()
        recipe = Path(self._folder.name) / "recipe.json"
        self._do("write a recipe", lambda: write_recipe(self.window, recipe), recipe.exists)
        self._press("undo the rename", "undo", self._is_clean)
        self._do("follow a recipe", lambda: follow_recipe(self.window, recipe), self._is_edited)
        self._press("undo the recipe", "undo", self._is_clean)
        self._do("convert all", lambda: self.tab.apply(CastTo("float16")), self._is_edited)
        self._press("undo the conversion", "undo", self._is_clean)
        self._do("select all", self.tab.tree.tree.selectAll)
        self._press("remove what is selected", "remove", self._is_edited)
        self._press("undo the removal", "undo", self._is_clean)
        self._do("choose nothing", lambda: self.tab.tree.tree.choose([]))

    def look_otherwise(self) -> None:
        """Another theme, another language, and the file read again."""
        for theme in ("dark", "light"):
            self._press("another theme", f"theme-{theme}")
        for language in LANGUAGES:
            self._do("another language", partial(self.window.choose_language, language))
        before = self.tab
        self._press("read the file again", "reload", lambda: self.tab is not before)

    def many_files(self) -> None:
        """Twenty small files beside the large one, as when what was open last is opened again."""
        large, paths = self.tab, [Path(self._folder.name) / f"{number}.pth" for number in range(MANY)]
        for path in paths:
            copyfile(resource("samples/linear_checkpoint.pth"), path)
        self._do("open twenty files", lambda: self.window.open_files(paths),
                 lambda: len(self.window.document_tabs) == MANY + 1)
        for theme in ("dark", "light"):
            self._press("another theme, twenty files", f"theme-{theme}")
        self.window.bring(large)
        for language in LANGUAGES:
            self._do("another language, twenty files", partial(self.window.choose_language, language))
        for _ in paths:
            self._do("close one of twenty", lambda: self.window.workspace.close_page(self.window.document_tabs[-1]))

    def long_folder(self) -> None:
        """A folder of very many files, in another language and theme, and sorted."""
        folder = Path(self._folder.name) / "folder"
        folder.mkdir()
        for number in range(IN_FOLDER):
            (folder / f"{number}.pth").symlink_to(resource("samples/linear_checkpoint.pth"))
        self._do("open a folder", lambda: self.window.open_files([folder]),
                 lambda: isinstance(self.window.front, FolderPage))
        for language in LANGUAGES:
            self._do("another language, a folder", partial(self.window.choose_language, language))
        for theme in ("dark", "light"):
            self._press("another theme, a folder", f"theme-{theme}")
        page = self.window.front  # another since the language changed
        assert isinstance(page, FolderPage)
        for column in range(4):
            self._do("sort a folder", partial(page.sort_by, column))
        self._do("close a folder", lambda: self.window.workspace.close_page(page))
        self.window.bring(self.window.document_tabs[0])

    def save(self) -> None:
        """The dialog with its plan, a save that is stopped, and one that is not."""
        self._press("the dialog of a save", "save-as", self._has_dialog)
        dialog = self._dialog()
        assert isinstance(dialog, SaveDialog)
        target = Path(self._folder.name) / "saved.pth"
        self._do("name the file to write", lambda: dialog.target.setText(str(target)), lambda: not dialog.planning)
        self._do("save, and stop it", partial(self._begin_and_stop, dialog))
        self._do("save", dialog.save_button.click, target.exists)
        self._reject()
        target.unlink()

    def _begin_and_stop(self, dialog: SaveDialog) -> None:
        dialog.save_button.click()
        QTimer.singleShot(SOON, dialog, dialog.reject)

    def _rename_all(self) -> None:
        self._press("the dialog that renames", "rename-pattern", self._has_dialog)
        dialog = self._dialog()
        assert isinstance(dialog, RenameDialog)
        dialog.replacement.setText("prefix.")
        self._do("show the new names", lambda: dialog.pattern.setText("^"), dialog.apply_button.isEnabled)
        self._do("rename all", dialog.apply_button.click, self._is_edited)

    def compare(self, other: Path) -> None:
        """With another file, sorted, filtered and swapped."""
        self._do("compare", lambda: self.window.compare_with_files([other]), self._compared)
        page = self.window.front
        assert isinstance(page, DiffTab)
        self._do("compare, show equal rows", lambda: page.changed_only.setChecked(False))
        self._do("compare, sort", lambda: page.view.sort_wanted.emit(page.view.column(3), True))
        self._filter(page.filter.setText, "compare, filter")
        self._do("compare, swap", page.swap.click, self._compared)
        self._do("close the comparison", lambda: self.window.workspace.close_page(page))

    def close(self, path: Path) -> None:
        """The tab, and the window while a file is being opened."""
        self._do("close the tab", lambda: self.window.workspace.close_page(self.tab))
        self.window.open_files([path])
        self._app.processEvents()
        begin = time.perf_counter()
        self.window.close()
        self.found["close"] = time.perf_counter() - begin
        self.found["threads"] = threading.active_count() - 1

    def _press(self, name: str, action: str, ended: Callable[[], bool] = lambda: True) -> None:
        """Choose an entry of the menus."""
        self._do(name, self.window.commands[action].trigger, ended)

    def _reject(self) -> None:
        self._do("close a dialog", self._dialog().reject)

    def _dialog(self) -> QDialog:
        """The one that is open."""
        return next(w for w in self._app.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible())

    def _has_dialog(self) -> bool:
        return any(isinstance(w, QDialog) and w.isVisible() for w in self._app.topLevelWidgets())

    def _is_edited(self) -> bool:
        return self.tab.dirty

    def _is_clean(self) -> bool:
        return not self.tab.dirty

    @property
    def tab(self) -> DocumentTab:
        tab = self.window.document_tab
        assert tab is not None
        return tab

    @property
    def _tensor(self) -> int:
        """The outline row of a tensor among many."""
        outline = self.tab.tree.outline
        rows = range(len(outline) // 2, len(outline))
        return next(row for row in rows if isinstance(outline.graph[int(outline.node[row])], Tensor))

    @property
    def _largest(self) -> int:
        """The model row with most below it."""
        view, outline = self.tab.tree.model.view, self.tab.tree.outline
        return int(outline.size[view.rows].argmax())

    def _compared(self) -> bool:
        return isinstance(self.window.front, DiffTab) and not self.window.front.busy

    def _filter(self, type_: Callable[[str], None], name: str) -> None:
        for text in KEYS:
            self._do(name, lambda text=text: type_(text))  # type: ignore[misc]
            self._do(name, lambda: None)  # what waits until typing has stopped

    def _do(self, name: str, act: Callable[[], object], ended: Callable[[], bool] = lambda: True) -> None:
        """Do it from the event loop, and wait until all that it began has ended."""
        self.pulse.taken()
        QTimer.singleShot(0, act)
        asked = time.perf_counter()
        self._until(lambda: self._calm(ended(), asked), CALM)
        self._note(name)

    def _note(self, name: str) -> None:
        for kind, worst in zip((self.pauses, self.turns), self.pulse.taken(), strict=True):
            kind[name] = max(kind.get(name, 0.0), worst)

    def _calm(self, ended: bool, asked: float) -> bool:
        if ended and time.perf_counter() - asked > ENOUGH:
            self.window.jobs.cancel_all()  # measuring a million tensors takes minutes
        return ended and not self.window.workspace.busy

    def _until(self, there: Callable[[], bool], polls: int = 1) -> None:
        """Run the event loop until something holds for so many polls in a row: what is typed waits for the next key."""
        loop, calm = QEventLoop(), [0]

        def look() -> None:
            calm[0] = calm[0] + 1 if there() else 0
            if calm[0] >= polls:
                loop.quit()

        timer = QTimer(interval=POLL)
        timer.timeout.connect(look)
        timer.start()
        late = QTimer(interval=PATIENCE, singleShot=True)
        late.timeout.connect(lambda: loop.exit(1))
        late.start()
        if loop.exec():
            raise TimeoutError


def _know_all(table: TensorTable) -> None:
    """As if every tensor had been measured."""
    counts = np.eye(1, BINS, SIDE, dtype=np.int64)[0]
    zeros = Histogram(strip_edges(), counts, 0, 0, Summary(1, 0, 0, 0, 0, 1, 0, 0, 0))
    places = np.flatnonzero(~table.numbers.exact).tolist()
    for start in range(0, len(places), KNOWN_AT_ONCE):
        table.numbers.put(measured(dict.fromkeys(places[start : start + KNOWN_AT_ONCE], zeros)))
    table.numbers.settle()  # a little at a time, where they are measured


def main() -> None:
    paths = [Path(name) for name in sys.argv[1:]]
    session = Session(make_app())
    session.open(paths[0])
    session.look_around()
    session.all_tensors()
    session.edit()
    session.change_all()
    session.look_otherwise()
    session.many_files()
    session.long_folder()
    session.save()
    if len(paths) > 1:
        session.compare(paths[1])
    session.close(paths[0])
    print(json.dumps({"found": session.found, "pauses": session.pauses, "turns": session.turns}))


if __name__ == "__main__":
    main()
