"""Turns the actions' data into menus, a tool bar and shortcuts of a window, and keeps them in step with its state.

Contract: here alone titles and tips become the window's language; `reword` after it has changed.
"""

from __future__ import annotations

import time
from collections import deque

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar, QSizePolicy, QToolBar, QWidget

from ckpt_viewer.gui.actions import MENUS, TOOLS
from ckpt_viewer.gui.actions.base import Action, Context, Menu, Submenu, bare_title
from ckpt_viewer.gui.actions.file import RECENT
from ckpt_viewer.gui.actions.other_words import OTHER_WORDS
from ckpt_viewer.gui.actions.view import PALETTE
from ckpt_viewer.gui.dialogs.palette import Entry
from ckpt_viewer.gui.icons import icon
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.context_menus import Entries, add_entries

ICONS = 0.005  # seconds that icons are drawn for in one turn of the event loop


class Commands:
    """The QActions of a window by id. `refresh` after any change of state."""

    def __init__(self, window: QMainWindow, context: Context) -> None:
        self._window, self._context = window, context
        self._made: dict[str, tuple[Action, QAction]] = {}
        self._submenus: dict[str, QMenu] = {}
        self._titled: list[tuple[Menu | Submenu, QMenu]] = []
        self._groups: dict[str, QActionGroup] = {}
        self._bare = deque[tuple[Action, QAction]]()
        self._icons = QTimer(window, singleShot=True, interval=0)
        self._icons.timeout.connect(self._draw_icons)
        bar = MenuBar(window)
        window.setMenuBar(bar)
        for menu in MENUS:
            shown = bar.addMenu(tr(menu.title))
            self._titled.append((menu, shown))
            shown.setToolTipsVisible(True)
            shown.aboutToShow.connect(self.refresh)  # a plot may have been drawn since the selection changed
            for entry in menu.entries:
                self._add(shown, entry)
        self.tool_bar = self._tool_bar()
        self.retheme()
        self.refresh()

    def __getitem__(self, action_id: str) -> QAction:
        return self._made[action_id][1]

    def submenu(self, submenu_id: str) -> QMenu:
        return self._submenus[submenu_id]

    def entries(self) -> list[Entry]:
        """Everything that can be done now, for the command palette; recent files last, as they would fill its page."""
        found: list[Entry] = []
        recent: list[Entry] = []
        for menu in MENUS:
            place = bare_title(tr(menu.title))
            for entry in menu.entries:
                if isinstance(entry, Submenu):
                    below = f"{place} › {bare_title(tr(entry.title))}"
                    into = recent if entry is RECENT else found
                    into += [self._entry(action, below, keys) for action, keys in _with_keys(entry, self._context)]
                elif isinstance(entry, Action) and entry.id != PALETTE.id:
                    found += [self._entry(entry, place)] if entry.enabled(self._context) else []
        return found + recent

    def absent(self) -> list[Entry]:
        """What cannot be done now."""
        return [self._entry(entry, bare_title(tr(menu.title))) for menu in MENUS for entry in menu.entries
                if isinstance(entry, Action) and not entry.enabled(self._context)]

    def _entry(self, action: Action, place: str, keys: str = "") -> Entry:
        also = OTHER_WORDS.get(action.id, "")
        return Entry(bare_title(self._title(action)), place, keys or _keys(action), lambda: self._run(action),
                     tr(action.tip) if action.tip else "", f"{also} {tr(also)}" if also else "",
                     bare_title(action.title))

    def _title(self, action: Action) -> str:
        return action.text(self._context) if action.text is not None else tr(action.title)

    def _label(self, action: Action, *, able: bool) -> str:
        """Its title, and what it needs where that is not plain to see, as it is without a file in front."""
        title = self._title(action)
        hidden = able or not action.needs or self._context.document_tab is None
        return title if hidden else tr("{title} ({needs})", title=title, needs=tr(action.needs))

    def lend(self, widget: QWidget, *groups: tuple[Action, ...]) -> None:
        """Make these the widget's own menu, with a line between the groups."""
        for group in groups:
            if widget.actions():
                line = QAction(widget)
                line.setSeparator(True)
                widget.addAction(line)
            widget.addActions([self[action.id] for action in group])

    def offer(self, group: tuple[Action, ...], place: QPoint, entries: Entries = ()) -> None:
        """Show these as a menu at a point of the screen, below the `entries` that only this point has."""
        self.refresh()
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        add_entries(menu, entries)
        if entries:
            menu.addSeparator()
        menu.addActions([self[action.id] for action in group])
        menu.popup(place)

    def run(self, action_id: str) -> None:
        """Do what something in a tab asks for, if it can be done now: a plot may have been drawn since."""
        self.refresh()
        self[action_id].trigger()

    def refresh(self) -> None:
        """Ask every action whether it can run and what it is called now."""
        for action, shown in self._made.values():
            self._renew(action, shown)

    def reword(self) -> None:
        """The language has changed: every title and tip anew."""
        for menu, below in self._titled:
            below.setTitle(tr(menu.title))
        for action, shown in self._made.values():
            _word(shown, action)
        self.tool_bar.setWindowTitle(tr("Tools"))
        self.refresh()

    def retheme(self) -> None:
        """The icons of the tool bar at once; those of the menus, which nobody sees, soon: all of them take 30 ms."""
        for action in TOOLS:
            if action is not None and action.icon:
                self[action.id].setIcon(icon(action.icon))
        self._bare = deque((action, shown) for action, shown in self._made.values() if action.icon)
        self._icons.start()

    def _draw_icons(self) -> None:
        until = time.perf_counter() + ICONS
        while self._bare:
            action, shown = self._bare.popleft()
            shown.setIcon(icon(action.icon))
            if time.perf_counter() >= until:
                self._icons.start()
                break

    def _renew(self, action: Action, shown: QAction) -> None:
        shown.setEnabled(action.enabled(self._context))
        if action.text is not None or action.needs:
            shown.setText(self._label(action, able=shown.isEnabled()))
        if action.checked is not None:
            shown.setChecked(action.checked(self._context))

    def _add(self, menu: QMenu, entry: Action | Submenu | None) -> None:
        match entry:
            case None:
                menu.addSeparator()
            case Submenu():
                below = menu.addMenu(tr(entry.title))
                self._titled.append((entry, below))
                below.setToolTipsVisible(True)
                below.aboutToShow.connect(lambda: self._fill_below(below, entry))
                self._submenus[entry.id] = below
                for at, keys in enumerate(entry.keys):
                    self._listen(entry, at, keys)
            case Action():
                menu.addAction(self._make(entry))

    def _make(self, action: Action) -> QAction:
        made = self._plain(action, self._window)
        made.setShortcuts([QKeySequence(keys) for keys in action.shortcuts])
        if action.checked is not None:
            made.setCheckable(True)
        if action.group:
            if action.group not in self._groups:
                self._groups[action.group] = QActionGroup(self._window)
            self._groups[action.group].addAction(made)
        # As an action of the window it has its shortcut wherever the focus is.
        self._window.addAction(made)
        self._made[action.id] = (action, made)
        return made

    def _listen(self, submenu: Submenu, at: int, keys: str) -> None:
        """The keys do what the entry at this place of a submenu does, if there is one by then."""
        def run() -> None:
            for action in submenu.entries(self._context)[at : at + 1]:
                self._run(action)

        heard = QAction(self._window)
        heard.setShortcut(QKeySequence(keys))
        heard.triggered.connect(run)
        self._window.addAction(heard)

    def _plain(self, action: Action, parent: QWidget) -> QAction:
        made = QAction(parent)
        made.setObjectName(action.id)
        _word(made, action)
        made.triggered.connect(lambda _checked=False: self._run(action))
        return made

    def _run(self, action: Action) -> None:
        if not action.enabled(self._context):
            return
        choices = action.choices(self._context) if action.choices is not None else ()
        if len(choices) > 1:
            self._offer(action, choices)
            return
        action.run(self._context)
        self.refresh()

    def _offer(self, action: Action, choices: tuple[Action, ...]) -> None:
        """A menu below the action's button, or where the eye is anyway; Enter takes the first."""
        menu = QMenu(bare_title(self._title(action)), self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(menu.title())
        menu.setToolTipsVisible(True)
        self._fill(menu, [(choice, "") for choice in choices])
        menu.setActiveAction(menu.actions()[0])
        button: object = self.tool_bar.widgetForAction(self[action.id])  # None for most, whatever Qt's stubs say
        if isinstance(button, QWidget) and button.isVisible():
            menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
        else:
            menu.popup(self._window.mapToGlobal(QPoint(self._window.width() // 3, self._window.height() // 4)))

    def _fill_below(self, menu: QMenu, submenu: Submenu) -> None:
        menu.clear()
        self._fill(menu, _with_keys(submenu, self._context))
        if menu.isEmpty():
            menu.addAction(tr(submenu.empty)).setEnabled(False)

    def _fill(self, menu: QMenu, entries: list[tuple[Action, str]]) -> None:
        """A group lives as long as its first entry."""
        groups: dict[str, QActionGroup] = {}
        for action, keys in entries:
            shown = self._plain(action, menu)
            if action.group:
                groups.setdefault(action.group, QActionGroup(shown)).addAction(shown)
            if keys:
                shown.setText(f"{shown.text()}\t{keys}")
            if action.icon:
                shown.setIcon(icon(action.icon))
            if action.checked is not None:
                shown.setCheckable(True)
                shown.setChecked(action.checked(self._context))
            menu.addAction(shown)

    def _tool_bar(self) -> QToolBar:
        bar = QToolBar(tr("Tools"), self._window)
        bar.setObjectName("tools")
        bar.setMovable(False)
        bar.setFloatable(False)
        bar.setIconSize(QSize(20, 20))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for action in TOOLS:
            if action is None:
                bar.addSeparator()
            else:
                bar.addAction(self._made[action.id][1])
        self._window.addToolBar(bar)
        return bar


def _word(shown: QAction, action: Action) -> None:
    """Title, text on the tool bar and tip, which names the key as well."""
    title, keys = tr(action.title), _keys(action)
    shown.setText(title)
    shown.setIconText(tr(action.tool) if action.tool else "")
    tip = (tr(action.tip) if action.tip else bare_title(title).rstrip("…")).replace("<", "‹")
    shown.setToolTip(f"{tip} ({keys})" if keys else tip)


def _with_keys(submenu: Submenu, context: Context) -> list[tuple[Action, str]]:
    """The entries, each with the keys of its place."""
    entries = submenu.entries(context)
    return list(zip(entries, [*map(_native, submenu.keys), *[""] * len(entries)], strict=False))


def _keys(action: Action) -> str:
    """The first shortcut as it is written on this system."""
    return _native(action.shortcuts[0]) if action.shortcuts else ""


def _native(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


class MenuBar(QMenuBar):
    """Leaves itself before it is entered again. Qt's own forgets where the keyboard was when a menu is opened by its
    letter while the bar has it, as after the first Escape: the keyboard then stayed in the bar for good."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Shortcut and self.hasFocus():
            escape = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
            QCoreApplication.sendEvent(self, escape)
        return super().event(event)
