"""The View menu: filter, folding, the comparison, theme, language."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ckpt_viewer.core.graph import Graph, Path
from ckpt_viewer.core.settings import Language
from ckpt_viewer.core.settings import Theme as ThemeChoice
from ckpt_viewer.gui.actions import comparison, panes, tabs
from ckpt_viewer.gui.actions.base import (
    SEPARATOR,
    Action,
    Context,
    Menu,
    Submenu,
    bring_panel,
    has_document,
    on_document,
)
from ckpt_viewer.gui.actions.sorting import SORT
from ckpt_viewer.gui.language import LANGUAGES, later, tr
from ckpt_viewer.gui.parts.filter_box import FilterBox
from ckpt_viewer.gui.parts.kept_columns import KeptColumns, columns_in
from ckpt_viewer.gui.values.jumping import JUMPS

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.core.views.finding import Wanted
    from ckpt_viewer.gui.document_tab import DocumentTab

RUNS = later("What would run")  # the titles of panels
TENSORS, BYTES, STATISTICS = later("All tensors"), later("Bytes"), later("Statistics")
VALUES, OPTIMIZER, SCHEDULE = later("Values"), later("Optimizer"), later("Schedule")
_JUMP_TITLES = {"largest": later("Go to the largest value"), "smallest": later("Go to the smallest value"),
                "next-odd": later("Go to the next NaN or infinity"),
                "previous-odd": later("Go to the previous NaN or infinity")}


def _filter(context: Context) -> None:
    box = _filter_box(context)
    if box is not None:
        box.begin()


def _filter_box(context: Context) -> FilterBox | None:
    box = getattr(context.front, "filter", None)  # a comparison's; its class would bring numpy before the first paint
    if isinstance(box, FilterBox):
        return box
    return context.document_tab.tree.filter_box if context.document_tab is not None else None


def _folds(context: Context) -> bool:
    return has_document(context) or comparison.folds(context)


def _expand_all(context: Context, *, expanded: bool) -> None:
    if context.document_tab is not None:
        context.document_tab.tree.expand_all(expanded)
    else:
        comparison.expand_all(context, expanded=expanded)


def _tensors(context: Context) -> None:
    """With the keyboard in the list: there is its order, and the way from tensor to tensor."""
    if bring_panel(context, TENSORS) and context.document_tab is not None and context.document_tab.panels.front:
        context.document_tab.panels.front.setFocus()


def _statistics(_context: Context, tab: DocumentTab) -> None:
    """Of what is selected this very moment."""
    tab.present()
    tab.panels.bring(STATISTICS)


def _part(context: Context, kind: str, title: str, missing: str) -> None:
    """The panel of an optimizer or a scheduler: of the one that is selected, or else the first in the file."""
    tab = context.document_tab
    if tab is None or tab.panels.bring(title):
        return

    def find(graph: Graph) -> Path | None:
        from ckpt_viewer.core.kinds import find_parts

        return next((part.path for part in find_parts(graph) if part.kind == kind), None)

    def show(path: Path | None) -> None:
        if path is None:
            tab.banner.tell("info", tr(missing), topic="part")
        else:
            tab.reveal(path)
            tab.present()
            tab.panels.bring(title)

    tab.ask(find, show, tr("Looking for it in the file"))


def _finder(context: Context) -> Callable[[Wanted], None] | None:
    panel = context.document_tab.panels.front if context.document_tab is not None else None
    return panel.finder() if panel is not None else None


def _jump(context: Context, wanted: Wanted) -> None:
    """In the tensor that the panel in front shows; where that cannot, in the values of the tensor that is selected, or
    from tensor to tensor in the list of all."""
    tab = context.document_tab
    if tab is not None and _finder(context) is None:
        tab.present()
        bring_panel(context, VALUES if VALUES in tab.panels.titles else TENSORS)
    find = _finder(context)
    if find is not None:
        find(wanted)


def _panels(context: Context) -> tuple[Action, ...]:
    """Those that can show what is selected, in the order of their tabs."""
    tab = context.document_tab
    return () if tab is None else tuple(
        Action(f"panel-{title}", title, partial(bring_panel, title=title), group="panels",
               checked=partial(_is_panel, title=title))
        for title in tab.panels.titles)


def _is_panel(context: Context, title: str) -> bool:
    front = context.document_tab.panels.front if context.document_tab is not None else None
    return front is not None and front.title == title


def _theme(choice: ThemeChoice, title: str) -> Action:
    return Action(f"theme-{choice}", title, lambda context: context.choose_theme(choice),
                  checked=lambda context: context.settings.theme == choice, group="theme")


def _languages(context: Context) -> tuple[Action, ...]:
    system = _language(context, "system", later("&System language"))
    return (system, *(_language(context, choice, title) for choice, title in LANGUAGES))


def _language(context: Context, choice: Language, title: str) -> Action:
    return Action(f"language-{choice}", title, lambda _context: context.choose_language(choice),
                  checked=lambda _context: context.settings.language == choice, group="language")


def _columns(context: Context) -> tuple[Action, ...]:
    """Of the table that has the keyboard, or else the first one; its first column stays."""
    columns = columns_in(context.front) if context.front is not None else None
    if columns is None:
        return ()
    shown = [_column(columns, at, title) for at, title in enumerate(columns.titles) if at]
    return (*shown, Action("columns-fit", later("&Fit all columns"), lambda _context: columns.reset()))


def _column(columns: KeptColumns, at: int, title: str) -> Action:
    return Action(f"column-{at}", title.replace("&", "&&"),
                  lambda _context: columns.hide(at, not columns.is_hidden(at)),
                  checked=lambda _context: not columns.is_hidden(at))


FILTER = Action("filter", "&Filter the rows", _filter, lambda context: _filter_box(context) is not None,
                ("Ctrl+F",), "search")
EXPAND = Action("expand", "&Expand everything", partial(_expand_all, expanded=True), _folds, ("Ctrl+]",), "expand")
COLLAPSE = Action("collapse", "Collapse everything", partial(_expand_all, expanded=False), _folds, ("Ctrl+[",),
                  "collapse")
THEMES = (_theme("system", later("System &theme")), _theme("light", later("&Light theme")),
          _theme("dark", later("&Dark theme")))
COLUMNS = Submenu("columns", "Col&umns", _columns, "No table is shown")
PANELS = Submenu("panels", "Pa&nel", _panels, "No file is in front", tuple(f"Alt+{n}" for n in range(1, 10)))
LANGUAGE = Submenu("language", "Lan&guage", _languages, "English")

WHAT_WOULD_RUN = Action("what-would-run", "What would &run", partial(bring_panel, title=RUNS),
                        has_document, ("Ctrl+Shift+R",), "warning",
                        "What loading this file in Python would import and call")

PALETTE = Action("palette", "&Command palette…", lambda context: context.show_palette(), shortcuts=("Ctrl+Shift+P",),
                 tip="Find any command by typing a few letters of it")

ALL_TENSORS = Action("all-tensors", "&All tensors", _tensors, has_document, ("Ctrl+Shift+A",),
                     tip="The distribution of every tensor, one below the other, and their numbers")
WHERE_BYTES = Action("bytes", "&Where the bytes are", partial(bring_panel, title=BYTES), has_document,
                     ("Ctrl+Shift+B",), tip="A map of model, optimizer and the rest by their bytes")
DETAIL = Action("statistics", "&Statistics of the selection", on_document(_statistics), has_document, ("Ctrl+Shift+N",),
                tip="Numbers and histogram of the tensors that are selected")
OF_OPTIMIZER = Action(
    "optimizer", "Opt&imizer of the file", partial(_part, kind="optimizer", title=OPTIMIZER, missing=later(
        "This file holds no optimizer: a training that goes on from it begins with a new one.")), has_document,
    tip="Its param groups, its state under the names of the parameters, and the size of the next step")
OF_SCHEDULER = Action(
    "schedule", "Sc&hedule of the learning rate", partial(_part, kind="scheduler", title=SCHEDULE, missing=later(
        "This file holds no scheduler: a training that goes on from it begins with a new one.")), has_document,
    tip="The learning rates to come, as the scheduler in the file would set them")
_JUMPS = tuple(
    Action(f"go-{wanted}", _JUMP_TITLES[wanted], partial(_jump, wanted=wanted), has_document, (keys,),
           tip="In the picture or the values of the selected tensor, or else from tensor to tensor")
    for wanted, _, keys in JUMPS)

MENU = Menu("&View", (PALETTE, SEPARATOR, ALL_TENSORS, WHERE_BYTES, DETAIL, OF_OPTIMIZER, OF_SCHEDULER, WHAT_WOULD_RUN,
                      PANELS, SEPARATOR,
                      FILTER, SORT, SEPARATOR, tabs.NEXT, tabs.PREVIOUS, tabs.TABS, panes.NEXT, panes.PREVIOUS,
                      SEPARATOR, *comparison.SWITCHES,
                      SEPARATOR, *_JUMPS, SEPARATOR, EXPAND, COLLAPSE, COLUMNS, SEPARATOR, *THEMES, SEPARATOR,
                      LANGUAGE))
