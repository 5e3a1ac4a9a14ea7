"""The right side of a tab: what is selected, and the panels that can show it as tabs, the best one in front.

Contract: a panel is made when it is first needed and shown the selection when it comes to the front. The tab that a
person chose last stays in front as long as it has something to say. Panels are asked and shown through `guard`, which
turns a panel's failure into a message.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QToolButton, QWidget
from shiboken6 import isValid

from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.wording import count_text, path_text
from ckpt_viewer.gui.icons import icon
from ckpt_viewer.gui.language import cut_told, later, told, tr
from ckpt_viewer.gui.panels.base import Panel, PanelContext
from ckpt_viewer.gui.parts.drag_out import DragHandle
from ckpt_viewer.gui.parts.labels import ElidedLabel, embolden
from ckpt_viewer.gui.parts.laying import STRETCH, lay_column, lay_row
from ckpt_viewer.gui.parts.notice import Notice, error_text
from ckpt_viewer.gui.parts.tabs import TightTabs
from ckpt_viewer.gui.parts.themed import Themed
from ckpt_viewer.gui.theme import active_theme

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.core.views.tensor_search import Odd
    from ckpt_viewer.core.views.value_range import ValueRange

EXPORT, COPY = "export-tensor", "copy-path"  # the actions that do by keys what handle and button beside a path do
_MOST_PATH = 2_000  # characters; the end of a name tells it from others, and is seen where the middle is left out
_VALUES = later("Values")  # the title of the panel with the table
Guard = Callable[[Callable[[], int | None]], "int | Exception | None"]


class PanelStack(QWidget):
    """Hosts panels. `kinds` are the classes that may be shown; `action_requested` is theirs. `drag_requested` is of the
    tensor that is shown, from the handle beside its path."""

    action_requested = Signal(str)
    drag_requested = Signal()

    def __init__(self, kinds: tuple[type[Panel], ...], guard: Guard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kinds, self._guard = kinds, guard
        self._panels: dict[type[Panel], Panel] = {}
        self._context: PanelContext | None = None
        self._stale: set[type[Panel]] = set()
        self._shown: list[type[Panel]] = []
        self._wanted = ""  # the title of the tab that a person chose
        self._memories: dict[type[Panel], object] = {}  # for panels that are not made yet
        self._marked: ValueRange | None = None  # values of the tensor that is shown
        self._odd: Odd | None = None
        self.heading = PathLabel(self)
        self.heading.handle.dragged.connect(self.drag_requested)
        self.heading.handle.clicked.connect(lambda: self.action_requested.emit(EXPORT))
        self.heading.copy_wanted.connect(lambda: self.action_requested.emit(COPY))
        self.tabs = TightTabs(tr("All panels"), self)
        self.tabs.currentChanged.connect(self._on_front)
        self.tabs.tabBarClicked.connect(self._on_clicked)
        self.setFocusProxy(self.tabs.tabBar())
        lay_column(self.heading, (self.tabs, 1), on=self, margins=0, spacing=6)

    @property
    def kinds(self) -> tuple[type[Panel], ...]:
        """The panels that there are, whether or not they can show the selection."""
        return self._kinds

    @property
    def titles(self) -> tuple[str, ...]:
        """The tabs from left to right, as the panels declare them, whatever the language."""
        return tuple(kind.title for kind in self._shown)

    @property
    def front(self) -> Panel | None:
        """The panel that is shown, where it could be made."""
        at = self.tabs.currentIndex()
        return self._panels.get(self._shown[at]) if 0 <= at < len(self._shown) else None

    def bring(self, title: str) -> bool:
        """Put the panel with this title in front; False where the selection has none."""
        if title not in self.titles:
            return False
        self._wanted = title
        inside = self._focus()
        self.tabs.setCurrentIndex(self.titles.index(title))
        self._keep_focus(inside)
        return True

    @property
    def wanted(self) -> str:
        """The title of the tab that a person chose last; empty before."""
        return self._wanted

    def prefer(self, title: str) -> None:
        """Put this tab in front wherever the selection has it, as if a person had chosen it."""
        self._wanted = title

    def take_over(self, old: PanelStack) -> None:
        """Be as the panels of another reading of the same file: the tab that a person chose, and what they chose in the
        panels. Those of the stack are not made yet but the one in front, which is shown before."""
        self._memories = {**old._memories, **{kind: panel.memory() for kind, panel in old._panels.items()}}
        for kind, panel in self._panels.items():
            panel.recall(self._memories.pop(kind, None))
        self.prefer(old.wanted)
        if self._wanted in self.titles:
            self.tabs.setCurrentIndex(self.titles.index(self._wanted))

    def present(self, context: PanelContext, selected: int) -> None:
        """Show another selection, or the same one after an edit. `selected` counts also what the context leaves out."""
        if self._context is None or self._context.nodes != context.nodes:
            self._marked = None
        self._context, inside = context, self._focus()
        self.heading.show_selection(context, selected)
        kinds = self._fitting(context)
        for kind in set(self._shown) - set(kinds):
            self._clear(kind)
        self._stale = set(kinds)
        if kinds != self._shown:
            self._lay_out(kinds)
        self._on_front(self.tabs.currentIndex())
        self._keep_focus(inside)

    def make_for(self, context: PanelContext) -> bool:
        """Make the panel that this selection will bring to the front; False where it is there already."""
        kind = next(iter(sorted(self._fitting(context), key=lambda kind: kind.title != self._wanted)), None)
        if kind is None or kind in self._panels:
            return False
        return not isinstance(self._guard(lambda: self._make(kind)), Exception)

    def make_as(self, old: PanelStack) -> None:
        """Make the panel that is in front of another stack, ahead of `take_over`."""
        kind = type(old.front)
        if issubclass(kind, Panel) and kind not in self._panels:
            self._guard(lambda: self._make(kind))

    def clear(self) -> None:
        """Stop what the panels do."""
        for kind in self._panels:
            self._clear(kind)

    def _focus(self) -> QWidget | None:
        """What has the keyboard, where that is something in the panels that can be seen."""
        focus: object = self.window().focusWidget()  # None where nothing has it, whatever Qt's stubs say
        return focus if isinstance(focus, QWidget) and self._is_seen(focus) else None

    def _is_seen(self, widget: QWidget) -> bool:
        return widget.isVisible() and self.tabs.isAncestorOf(widget)

    def _keep_focus(self, before: QWidget | None) -> None:
        """Where a panel goes that had the keyboard, if only to another place among the tabs, Qt hands the keyboard to
        something far away in the window."""
        if before is None or self._focus() is before:
            return
        if isValid(before) and self._is_seen(before):
            before.setFocus()
        elif self._focus() is None:
            self.tabs.tabBar().setFocus()

    def _fitting(self, context: PanelContext) -> list[type[Panel]]:
        """The panels that can show it, the best one first."""
        ranked = [(self._rank(kind, context), -at, kind) for at, kind in enumerate(self._kinds)]
        return [kind for rank, _, kind in sorted(ranked, key=lambda entry: entry[:2], reverse=True) if rank > 0]

    def _rank(self, kind: type[Panel], context: PanelContext) -> int:
        answer = self._guard(lambda: kind.accepts(context))
        return answer if isinstance(answer, int) else 0

    def _lay_out(self, kinds: list[type[Panel]]) -> None:
        """Tabs in the new order with the wanted one in front."""
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for kind in kinds:
            at = self.tabs.addTab(self._slot(kind), tr(kind.title))
            self.tabs.setTabToolTip(at, tr(kind.hint))
        self._shown = kinds
        titles = [kind.title for kind in kinds]
        self.tabs.setCurrentIndex(titles.index(self._wanted) if self._wanted in titles else 0)
        self.tabs.blockSignals(False)
        self.tabs.arrange()

    def _slot(self, kind: type[Panel]) -> QWidget:
        """The panel where it is made already, else a place for it."""
        return self._panels.get(kind) or QWidget(self.tabs)

    def _on_front(self, at: int) -> None:
        if not 0 <= at < len(self._shown) or self._context is None:
            return
        kind, context = self._shown[at], self._context
        if kind not in self._stale:
            return
        self._stale.discard(kind)
        answer = self._guard(lambda: self._show(kind, at, context))
        if isinstance(answer, Exception):
            self._replace(at, _failed(kind, answer, self.tabs))

    def _show(self, kind: type[Panel], at: int, context: PanelContext) -> None:
        if kind not in self._panels:
            self._make(kind)
        if self.tabs.widget(at) is not self._panels[kind]:
            self._replace(at, self._panels[kind])
        self._panels[kind].present(context)
        self._panels[kind].mark_values(self._marked)
        self._panels[kind].tell_odd(self._odd)

    def _make(self, kind: type[Panel]) -> None:
        made = self._panels[kind] = kind(self.tabs)
        made.action_requested.connect(self.action_requested)
        made.recall(self._memories.pop(kind, None))
        made.values_marked.connect(partial(self._on_marked, kind))
        made.odd_found.connect(self._on_odd)
        made.element_wanted.connect(self._on_element)
        for page in made.findChildren(QScrollArea):
            page.setAccessibleName(tr(kind.title))

    def _on_marked(self, kind: type[Panel], values: ValueRange | None) -> None:
        """What is marked in one panel is marked in the others: those that come to the front later learn it then."""
        self._marked = values
        for other, panel in self._panels.items():
            if other is not kind and other in self._shown and other not in self._stale:
                self._guard(partial(panel.mark_values, values))

    def _on_odd(self, odd: Odd | None) -> None:
        """Panels that come to the front later learn it then."""
        self._odd = odd
        for kind, panel in self._panels.items():
            if kind in self._shown and kind not in self._stale:
                self._guard(partial(panel.tell_odd, odd))

    def _on_element(self, index: tuple[int, ...]) -> None:
        if self.bring(_VALUES) and (panel := self.front) is not None:
            self._guard(partial(panel.show_element, index))

    def _replace(self, at: int, widget: QWidget) -> None:
        old, title, tip = self.tabs.widget(at), self.tabs.tabText(at), self.tabs.tabToolTip(at)
        self.tabs.blockSignals(True)
        self.tabs.removeTab(at)
        self.tabs.insertTab(at, widget, title)
        self.tabs.setTabToolTip(at, tip)
        self.tabs.setCurrentIndex(at)
        self.tabs.blockSignals(False)
        self.tabs.arrange()
        if old is not None and not isinstance(old, Panel):
            old.deleteLater()

    def _on_clicked(self, at: int) -> None:
        if at >= 0:
            self._wanted = self._shown[at].title
            if self._focus() is not None:  # a page that goes hands the keyboard to something far away in the window
                self.tabs.tabBar().setFocus()

    def _clear(self, kind: type[Panel]) -> None:
        panel = self._panels.get(kind)
        if panel is not None:
            self._guard(panel.clear)


class PathLabel(Themed, QWidget):
    """Where the selection lies in the file, elided in the middle, with a button that asks for a copy and, for a tensor,
    a handle that drags it out."""

    copy_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._label = ElidedLabel(parent=self)  # Qt's own puts a path of Arabic names to the right
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        embolden(self._label)
        self._copy = QToolButton(self)
        self._copy.setAutoRaise(True)
        self._copy.setToolTip(tr("Copy the path"))
        self._copy.setAccessibleName(tr("Copy the path"))
        self._copy.clicked.connect(self.copy_wanted)
        self.handle = DragHandle(tr("Drag the tensor out as .npy, or click to save it"), self)
        self.handle.hide()
        lay_row((self._label, 1), self.handle, self._copy, on=self, margins=(4, 0, 0, 0))
        self.setMinimumHeight(self._copy.sizeHint().height())  # what is below stays in place where there is no button
        self.retheme()
        self.follow_theme()

    @property
    def text(self) -> str:
        return self._text

    def show_selection(self, context: PanelContext, selected: int) -> None:
        """One path, or how many things are selected."""
        if len(context.paths) > 1:
            rows, shown = told(count_text(selected, "row")), f"{len(context.paths):,}"
            self._text = (tr("{rows} selected", rows=rows) if selected == len(context.paths) else
                          tr("{rows} selected, shown are the first {count}", rows=rows, count=shown))
        else:
            path = context.paths[0] if context.paths else ()
            self._text = path_text(path, _MOST_PATH) if path else tr("Whole file")
        self._copy.setVisible(len(context.paths) == 1)
        self.handle.setVisible(isinstance(context.only, Tensor))
        self._label.show_text(cut_told(self._text))

    def retheme(self) -> None:
        self._copy.setIcon(icon("copy", active_theme().muted))


def _failed(kind: type[Panel], error: Exception, parent: QWidget) -> QWidget:
    page = QWidget(parent)
    notice = Notice(page)
    notice.say("danger", tr("“{panel}” cannot show this.", panel=tr(kind.title)) + f"\n{error_text(error)}")
    lay_column(notice, STRETCH, on=page)
    return page

