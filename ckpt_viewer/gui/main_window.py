"""The window: menus, tool bar, tabs, status bar, and what a person is asked before something would be lost.

Contract: is the `Context` of the actions. Nothing here imports numpy, pyqtgraph or torch before a file is opened.
`closeEvent` waits for every worker.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QContextMenuEvent, QIcon, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMessageBox, QWidget

from ckpt_viewer.core import settings as stored
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.settings import Language, Settings
from ckpt_viewer.core.settings import Theme as ThemeChoice
from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.actions import change, edit, export
from ckpt_viewer.gui.actions import file as file_actions
from ckpt_viewer.gui.collecting import take_apart
from ckpt_viewer.gui.dialogs.palette import Palette
from ckpt_viewer.gui.icons import app_icon
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import told, tr, use_language
from ckpt_viewer.gui.parts.context_menus import opens_menu
from ckpt_viewer.gui.parts.drag_out import is_dragged_out
from ckpt_viewer.gui.parts.kept_columns import begin_with, kept
from ckpt_viewer.gui.parts.labels import ElidedLabel
from ckpt_viewer.gui.parts.notice import Mood, Offer
from ckpt_viewer.gui.parts.reading_order import InReadingOrder
from ckpt_viewer.gui.theme import apply_theme
from ckpt_viewer.gui.window.after_save_as import move_on
from ckpt_viewer.gui.window.commands import Commands
from ckpt_viewer.gui.window.drop_target import DropTarget
from ckpt_viewer.gui.window.recent import brief_note
from ckpt_viewer.gui.window.remembering import Remembering
from ckpt_viewer.gui.window.status import JobStatus, facts_of
from ckpt_viewer.gui.window.workspace import Workspace

if TYPE_CHECKING:  # numpy comes with these
    from ckpt_viewer.core.checkpoint import Checkpoint
    from ckpt_viewer.core.graph import Path as TreePath
    from ckpt_viewer.gui.dialogs.save_dialog import SaveDialog
    from ckpt_viewer.gui.document_tab import DocumentTab

START_SIZE = (1240, 780)
_SAVE, _DISCARD, _CANCEL = (
    QMessageBox.StandardButton.Save, QMessageBox.StandardButton.Discard, QMessageBox.StandardButton.Cancel)


class MainWindow(InReadingOrder, QMainWindow):
    """The one window of the program."""

    first_painted = Signal()

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__()
        self._settings = stored.load() if settings is None else settings
        self._last_session, self._had_pages = self._settings.session, False
        begin_with(self._settings.sizes)
        self.keeps_session = False  # a window that is made for a picture leaves no trace of what it showed
        self._closing = self._painted = False
        self.jobs = Jobs(self)
        self._remembering = Remembering(self.jobs, self)
        self.setWindowTitle(tr("ckpt_viewer"))
        self.setWindowIcon(app_icon())
        self.setMinimumSize(640, 420)
        self.workspace = Workspace(self.jobs, self)
        self.setCentralWidget(self.workspace)
        self.commands = Commands(self, self)
        self.job_status = JobStatus(self.jobs, self)
        self._facts = ElidedLabel(parent=self)
        self._facts.setContentsMargins(8, 0, 8, 0)
        self.statusBar().addWidget(self.job_status, 1)
        self.statusBar().addPermanentWidget(self._facts)
        self.statusBar().setSizeGripEnabled(False)
        self.drops = DropTarget(self, self.open_files, self.compare_with_files, self._comparable)
        self._listen()
        self._restore()

    def _listen(self) -> None:
        workspace = self.workspace
        workspace.changed.connect(self.refresh_actions)
        workspace.changed.connect(self._on_pages)
        self.commands.lend(workspace.tabs.tabBar(), *file_actions.TAB_MENUS)
        workspace.opened.connect(self._on_opened)
        workspace.tab_made.connect(self._on_tab_made)
        workspace.close_wanted.connect(self.close_tab)
        workspace.action_requested.connect(self.commands.run)
        workspace.open_wanted.connect(lambda: file_actions.open_dialog(self))
        workspace.session_wanted.connect(self.open_last_session)

    # What actions may use

    @property
    def settings(self) -> Settings:
        return self._settings

    @property
    def widget(self) -> QWidget:
        return self

    @property
    def front(self) -> QWidget | None:
        return self.workspace.front

    @property
    def tabs(self) -> tuple[QWidget, ...]:
        return tuple(self.workspace.tabs.pages())

    def bring(self, tab: QWidget) -> None:
        self.workspace.tabs.setCurrentWidget(tab)

    @property
    def document_tab(self) -> DocumentTab | None:
        return self.workspace.document_tab

    @property
    def document_tabs(self) -> tuple[DocumentTab, ...]:
        return self.workspace.document_tabs

    def open_files(self, paths: list[Path]) -> None:
        """Open files, each in a tab."""
        self.workspace.open_files(paths)

    def take_files(self, paths: list[Path]) -> None:
        """A later start of the program wants these opened here, and this window seen."""
        self.open_files(paths)
        if self.isMinimized():
            self.showNormal()
        self.raise_()
        self.activateWindow()

    def open_last_session(self) -> None:
        """Open what was open when the program last ended; of a file that is gone its page says so."""
        self.open_files([*map(Path, self._last_session)])

    def open_comparison(self, left: Checkpoint, right: Checkpoint) -> None:
        self.workspace.compare(left, right)

    def open_timeline(self, places: list[Path]) -> None:
        self.workspace.open_timeline(places)

    def compare_files(self, first: Path, second: Path) -> None:
        self.workspace.compare_files(first, second)

    def compare_with_files(self, paths: list[Path]) -> None:
        """Compare the file in front with each of these."""
        tab = self.document_tab
        if tab is None:
            self.open_files(paths)
            return
        for path in paths:
            self.workspace.compare_with_file(tab.document.snapshot(), path)

    def save(self, tab: DocumentTab, *, overwrite: bool, only: tuple[TreePath, ...] = (), survivors: bool = False
             ) -> None:
        """The dialog that saves a document; after it, what was asked for with the report."""
        self._save_dialog(tab, overwrite=overwrite, only=only, survivors=survivors).open()

    def _save_dialog(self, tab: DocumentTab, *, overwrite: bool, only: tuple[TreePath, ...] = (),
                     survivors: bool = False) -> SaveDialog:
        from ckpt_viewer.gui.dialogs.save_dialog import SaveDialog

        dialog = SaveDialog(tab.document, tab.jobs, self._settings, self, overwrite=overwrite, only=only,
                            survivors=survivors)
        dialog.saved.connect(lambda report: tab.note_saved(report.target))
        dialog.compare_requested.connect(lambda written, path: self.workspace.compare_with_file(
            written, Path(path), (tr("{name} (here)", name=tab.title),
                                  tr("{name} (on disk)", name=plain_text(Path(path).name, 80)))))
        dialog.open_requested.connect(lambda path: self.open_files([Path(path)]))
        dialog.in_place_requested.connect(self.commands["update-in-place"].trigger)
        dialog.finished.connect(lambda _code: move_on(self.workspace, tab, dialog.successor))
        dialog.finished.connect(lambda _code: take_apart(dialog, self.jobs.leave))  # what it has saved would stay
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def reload(self, tab: DocumentTab, then: Callable[[DocumentTab], None] = lambda _new: None) -> None:
        """Read a file again; edits are given up only after a second word."""
        if tab.dirty:
            tab.banner.tell("warning", tr("Reloading takes {title} as it is on disk. Your edits here would be lost.",
                                          title=tab.title),
                            (tr("Reload and lose the edits"), lambda: self.workspace.reload(tab, then)), topic="reload")
        else:
            self.workspace.reload(tab, then)

    def close_front(self) -> None:
        if self.front is not None:
            self.close_tab(self.front)

    def quit(self) -> None:
        self.close()

    def choose_theme(self, choice: ThemeChoice) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, choice)
        self.remember(replace(self._settings, theme=choice))

    def choose_language(self, choice: Language) -> None:
        """In the menus once that which asked for it has closed, then in the tabs, the one in front first."""
        use_language(choice)
        self.remember(replace(self._settings, language=choice))
        self.workspace.renewing.begin(self._reword, self._reword_workspace)

    def _reword(self) -> None:
        self.job_status, status = JobStatus(self.jobs, self), self.job_status
        self.statusBar().removeWidget(status)
        status.deleteLater()
        self.statusBar().insertWidget(0, self.job_status, 1)
        self.job_status.show()
        self.commands.reword()
        self.refresh_actions()

    def _reword_workspace(self) -> None:
        self.workspace.reword()
        self._show_last(self._settings)

    def remember(self, settings: Settings) -> None:
        """Keep settings for the next run."""
        self._settings = settings
        self._show_last(settings)
        self._remembering.store(settings)
        self.refresh_actions()

    def tell(self, mood: Mood, text: str, *offers: Offer) -> None:
        self.workspace.banner.tell_over(self.front, mood, text, *offers)

    def note(self, text: str) -> None:
        """Say in passing what has been done."""
        self.job_status.say(text)

    def refresh_actions(self) -> None:
        """The state has changed: menus, titles and the status bar follow."""
        if self._closing:
            return
        self.commands.refresh()
        tab = self.document_tab
        name = getattr(self.front, "title", "")
        self.setWindowTitle(tr("{name}[*] – ckpt_viewer", name=name) if name else tr("ckpt_viewer"))
        self.setWindowModified(tab is not None and tab.dirty)
        self._facts.show_text("" if tab is None else facts_of(tab))

    def show_palette(self) -> None:
        def refill() -> None:  # a file may just be read
            palette.fill(self.commands.entries(), self.commands.absent())

        palette = Palette(self.commands.entries(), self, self.commands.absent())
        self.workspace.changed.connect(refill)
        palette.finished.connect(lambda _code: self.workspace.changed.disconnect(refill))
        palette.finished.connect(palette.deleteLater)
        palette.open()

    # Closing

    def close_tab(self, page: QWidget) -> None:
        """Close a tab, after asking where edits would be lost."""
        if page in self.document_tabs and page.dirty:
            self._ask(page, lambda: self.workspace.close_page(page))
        else:
            self.workspace.close_page(page)

    def closeEvent(self, event: QCloseEvent) -> None:
        unsaved = next((tab for tab in self.document_tabs if tab.dirty), None)
        if unsaved is not None:
            event.ignore()
            self.workspace.tabs.setCurrentWidget(unsaved)
            self._ask(unsaved, lambda: self._close_and_go_on(unsaved))
            return
        last = self._with_sizes()
        self._closing = True
        self.workspace.close_all()
        self.jobs.shutdown()
        stored.store(last)  # after what was on its way
        event.accept()

    def _close_and_go_on(self, tab: QWidget) -> None:
        self.workspace.close_page(tab)
        QTimer.singleShot(0, self, self.close)

    def _ask(self, tab: DocumentTab, go_on: Callable[[], None]) -> None:
        """Save, discard or stay. `go_on` runs once nothing would be lost."""
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(tr("Unsaved edits"))
        box.setText(tr("{title} has edits that are not saved.", title=tab.title))
        box.setInformativeText("\n".join(f"• {plain_text(line, 120)}" for line in _last(tab.document.changes)))
        box.setStandardButtons(_SAVE | _DISCARD | _CANCEL)
        box.setDefaultButton(_SAVE)
        for button in box.buttons():
            button.setIcon(QIcon())
        box.finished.connect(lambda code: self._on_answer(code, tab, go_on))
        box.finished.connect(box.deleteLater)
        box.open()

    def _on_answer(self, code: int, tab: DocumentTab, go_on: Callable[[], None]) -> None:
        if code == _DISCARD.value:
            go_on()
        elif code == _SAVE.value:
            dialog = self._save_dialog(tab, overwrite=True)
            dialog.finished.connect(lambda _code: None if tab.dirty else go_on())
            dialog.open()

    # Window matters

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.drops.watch()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "commands"):
            self.commands.retheme()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Of what has no menu of its own."""
        if export.shows_picture(self, event.globalPos()):
            self.commands.offer(export.PICTURE_MENU, event.globalPos(), export.acts_at(self, event.globalPos()))
        else:
            super().contextMenuEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.modifiers():
            self.commands.refresh()  # a plot may have been drawn since, or another panel brought to the front
        handled = super().event(event)
        if event.type() == QEvent.Type.Paint and not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)
        return handled

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that nothing in the window wanted."""
        if not opens_menu(event, self):
            super().keyPressEvent(event)

    def _comparable(self) -> str:
        return self.document_tab.title if self.document_tab is not None else ""

    def _on_opened(self, path: str) -> None:
        """Among the recent files at once; what it is follows when a job has looked. A file of a drag will be gone."""
        if is_dragged_out(Path(path)):
            return
        known = self._settings.recent_notes.get(path, "")
        self.remember(replace(self._settings.with_recent(path, known), last_folder=str(Path(path).parent)))
        tab = next((tab for tab in self.document_tabs if str(tab.path) == path), None)
        if tab is not None:
            checkpoint = tab.document.checkpoint
            tab.jobs.submit("note", lambda task: brief_note(checkpoint, task),
                            lambda note: self.remember(self._settings.with_note(path, note)),
                            lambda _error: None, quiet=True)

    def _on_pages(self) -> None:
        """What is open is known to the disk at once, and not only at the end: a program that is killed, or a computer
        that loses its power, comes back with it. A file that is still being read may be the one that kills."""
        if not self.keeps_session or self._closing or self.workspace.opening:
            return
        places = self.workspace.places()
        self._had_pages = self._had_pages or bool(places)
        if self._had_pages and places != self._settings.session:
            self.remember(replace(self._settings, session=places))

    def _on_tab_made(self, tab: DocumentTab) -> None:
        """Its tree gets its menu."""
        self.commands.lend(tab.tree.tree, edit.CONTEXT_MENU, change.CONTEXT_MENU, file_actions.CONTEXT_MENU)

    def _restore(self) -> None:
        self.resize(*START_SIZE)
        if self._settings.geometry:
            self.restoreGeometry(QByteArray(_decoded(self._settings.geometry)))
        self._show_last(self._settings)
        self.refresh_actions()

    def _show_last(self, settings: Settings) -> None:
        self.workspace.welcome.show_recent(settings.recent_files, settings.recent_notes)
        self.workspace.welcome.show_session(self._last_session)

    def _with_sizes(self) -> Settings:
        """The settings with how the window is left."""
        settings = replace(self._settings, geometry=b64encode(self.saveGeometry().data()).decode("ascii"),
                           sizes={**self._settings.sizes, **kept()})
        if self.keeps_session:
            settings = replace(settings, session=self.workspace.places())
        return settings


def _last(lines: tuple[str, ...], count: int = 6) -> list[str]:
    shown = [told(line) for line in lines[-count:]]
    return [tr("{count} more …", count=len(lines) - count), *shown] if len(lines) > count else shown


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return b""
