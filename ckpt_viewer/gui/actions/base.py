"""What an action is, and what of the window it may use.

Contract: an action is data. `enabled`, `checked` and `text` are asked often and must be cheap; `run` is called only
while `enabled` says so. A new action is one value in its menu's file. Titles, tips and tool texts are English here and
become the window's language where they are shown; what `text` answers is in that language already.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QDialog, QWidget

from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.settings import Language, Settings
from ckpt_viewer.core.settings import Theme as ThemeChoice
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import later
from ckpt_viewer.gui.parts.notice import Mood, Offer

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.core.checkpoint import Checkpoint
    from ckpt_viewer.core.graph import Path as TreePath
    from ckpt_viewer.gui.document_tab import DocumentTab


# What the dialogs that choose a checkpoint offer.
FILTERS = later(
    "Checkpoints (*.pth *.pt *.ckpt *.bin *.safetensors *.index.json *.pt2 *.ptl *.pkl *.joblib *.npz *.npy *.th "
    "*.model *.distcp *.tar *.zip *.gz);;All files (*)")


class Context(Protocol):
    """The window, as far as actions need it."""

    @property
    def settings(self) -> Settings: ...

    @property
    def jobs(self) -> Jobs: ...

    @property
    def document_tab(self) -> DocumentTab | None:
        """The open file in front, if a file is in front."""
        ...

    @property
    def document_tabs(self) -> tuple[DocumentTab, ...]:
        """All open files, from left to right."""
        ...

    @property
    def front(self) -> QWidget | None:
        """The tab in front, whatever it shows."""
        ...

    @property
    def tabs(self) -> tuple[QWidget, ...]:
        """All of them, from left to right."""
        ...

    @property
    def widget(self) -> QWidget:
        """The parent of dialogs."""
        ...

    def open_files(self, paths: list[Path]) -> None: ...

    def open_comparison(self, left: Checkpoint, right: Checkpoint) -> None: ...

    def open_timeline(self, places: list[Path]) -> None: ...

    def compare_with_files(self, paths: list[Path]) -> None: ...

    def compare_files(self, first: Path, second: Path) -> None: ...

    def save(self, tab: DocumentTab, *, overwrite: bool, only: tuple[TreePath, ...] = (), survivors: bool = False
             ) -> None:
        """`only` are places whose tensors alone are meant at first, all where empty; `survivors` leaves out at first
        what cannot be read."""
        ...

    def reload(self, tab: DocumentTab, then: Callable[[DocumentTab], None] = lambda _new: None) -> None:
        """Read its file again; `then` gets the tab that stands in its place."""
        ...

    def bring(self, tab: QWidget) -> None:
        """Put a tab in front."""
        ...

    def close_front(self) -> None: ...

    def close_tab(self, page: QWidget) -> None:
        """Close it, after asking where edits would be lost."""
        ...

    def quit(self) -> None: ...

    def choose_theme(self, choice: ThemeChoice) -> None: ...

    def choose_language(self, choice: Language) -> None: ...

    def remember(self, settings: Settings) -> None: ...

    def tell(self, mood: Mood, text: str, *offers: Offer) -> None:
        """Say something above the tab in front, which is not seen above another."""
        ...

    def note(self, text: str) -> None:
        """Say in the status bar that something was done which shows nowhere else."""
        ...

    def refresh_actions(self) -> None: ...

    def show_palette(self) -> None:
        """Offer all that can be done now, to be found by typing."""
        ...


@dataclass(frozen=True, slots=True)
class Action:
    """One entry of a menu. `shortcuts` are in Qt's portable notation; `text` replaces `title` where it depends on the
    state ("Undo …"); `checked` makes it a check mark; `group` makes the checked one of several; `tool` puts it on the
    tool bar. Where `choices` gives more than one, a person picks one of them instead of `run`. `needs` says in a
    few words why it cannot be done, where that is not plain to see; its entry shows that then."""

    id: str
    title: str
    run: Callable[[Context], object]
    enabled: Callable[[Context], bool] = lambda _context: True
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    text: Callable[[Context], str] | None = None
    checked: Callable[[Context], bool] | None = None
    group: str = ""
    tool: str = ""  # the short text on the tool bar
    choices: Callable[[Context], tuple[Action, ...]] | None = None
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Submenu:
    """Entries that are made anew each time the menu opens; `empty` stands there where there are none. `keys` are those
    of the first entries, the second for the second."""

    id: str
    title: str
    entries: Callable[[Context], tuple[Action, ...]]
    empty: str
    keys: tuple[str, ...] = ()


SEPARATOR = None
Entry = Action | Submenu | None


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu of the menu bar."""

    title: str
    entries: tuple[Entry, ...]


def bare_title(title: str) -> str:
    """Without the marks for the letters that are underlined; one that is no part of a word stands in brackets."""
    return re.sub("&(.)", r"\1", re.sub(r"\(&\w\)", "", title))


def bring_panel(context: Context, title: str) -> bool:
    """Put the panel of that title in front; one that stands with the whole file alone takes the selection away. False
    where there is none."""
    tab = context.document_tab
    if tab is None or tab.panels.bring(title):
        return tab is not None
    tab.tree.tree.choose([])
    tab.present()
    return tab.panels.bring(title)


def on_document(act: Callable[[Context, DocumentTab], object]) -> Callable[[Context], None]:
    """What is done with the file in front, where there is one."""
    def run(context: Context) -> None:
        if context.document_tab is not None:
            act(context, context.document_tab)

    return run


def where_document(holds: Callable[[DocumentTab], object]) -> Callable[[Context], bool]:
    """Whether there is a file in front of which something holds."""
    return lambda context: context.document_tab is not None and bool(holds(context.document_tab))


def show_dialog(dialog: QDialog) -> None:
    """Open a dialog that goes when it is closed."""
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


UNSELECTED = later("nothing is selected")
has_document = where_document(lambda _tab: True)
has_selection = where_document(lambda tab: len(tab.tree.tree.picked))
