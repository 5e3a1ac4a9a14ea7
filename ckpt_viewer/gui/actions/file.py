"""The File menu: open, reload, compare, save, close."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QFileDialog

import ckpt_viewer
from ckpt_viewer.core.graph import outermost
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.wording import bytes_text, plain_text
from ckpt_viewer.gui.actions import comparison, tabs
from ckpt_viewer.gui.actions.base import (
    FILTERS,
    SEPARATOR,
    UNSELECTED,
    Action,
    Context,
    Menu,
    Submenu,
    has_document,
    has_selection,
    on_document,
    where_document,
)
from ckpt_viewer.gui.actions.export import NUMBERS, PICTURE, TENSOR
from ckpt_viewer.gui.actions.fits import FITS
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.parts.eliding import short_title

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.core.saving.in_place import UpdateReport
    from ckpt_viewer.gui.document_tab import DocumentTab


def open_dialog(context: Context) -> None:
    """Let a person choose files, beginning where the last one was."""
    names, _ = QFileDialog.getOpenFileNames(context.widget, tr("Open checkpoints"), context.settings.last_folder,
                                            tr(FILTERS))
    context.open_files([Path(name) for name in names])


def _folder_dialog(context: Context) -> None:
    """Let a person choose a folder to look through."""
    name = QFileDialog.getExistingDirectory(context.widget, tr("Open a folder"), context.settings.last_folder)
    if name:
        context.open_files([Path(name)])


def _recent(context: Context) -> tuple[Action, ...]:
    return tuple(
        Action(f"recent-{n}", plain_text(_short(path)).replace("&", "&&"),
               partial(_open_one, path=path), tip=plain_text(path))
        for n, path in enumerate(context.settings.recent_files)
    )


def _short(path: str) -> str:
    """The last folders and the name, of each both ends."""
    parts = Path(path).parts
    return str(Path(*map(short_title, parts if len(parts) <= 4 else ("…", *parts[-3:]))))


def _open_one(context: Context, path: str) -> None:
    context.open_files([Path(path)])


@runtime_checkable
class _Timeline(Protocol):
    """A page that reads its files again, not imported, for numpy comes with it."""

    following: bool

    def look_again(self) -> None: ...

    def follow(self, wanted: bool) -> None: ...


@runtime_checkable
class _Again(Protocol):
    """The page of a folder, of a comparison, or of a file that could not be opened."""

    def can_look_again(self) -> bool: ...

    def look_again(self) -> None: ...


def _can_reload(context: Context) -> bool:
    front: object = context.front
    if context.document_tab is not None or isinstance(front, _Timeline):
        return True
    return isinstance(front, _Again) and front.can_look_again()


def _reload(context: Context) -> None:
    front: object = context.front
    if context.document_tab is not None:
        context.reload(context.document_tab)
    elif isinstance(front, _Timeline | _Again):
        front.look_again()


def _can_follow(context: Context) -> bool:
    return context.document_tab is not None or isinstance(context.front, _Timeline)


def _follow(context: Context) -> None:
    front: object = context.front
    if context.document_tab is not None:
        context.document_tab.follow(not context.document_tab.following)
    elif isinstance(front, _Timeline):
        front.follow(not front.following)


def _is_following(context: Context) -> bool:
    front: object = context.front
    if context.document_tab is not None:
        return context.document_tab.following
    return isinstance(front, _Timeline) and front.following


def _others(context: Context) -> tuple[Action, ...]:
    """What the file in front can be compared with: the other tabs, or a file to choose."""
    front = context.document_tab
    others = _other_tabs(context)
    names = [tab.title for tab in others]
    tabs = tuple(
        Action(f"compare-{n}", tr("With {file}", file=name if names.count(name) == 1 else tab.path).replace("&", "&&"),
               partial(_compare_tabs, other=n), tip=plain_text(str(tab.path)))
        for n, (tab, name) in enumerate(zip(others, names, strict=True))
    )
    on_disk = Action("compare-file", "With a file on disk…", _compare_file, icon="open")
    return (*tabs, on_disk) if front is not None else ()


def _other_tabs(context: Context) -> list[DocumentTab]:
    """Those first that lie in the folder of the one in front: they are more likely of the same training."""
    front = context.document_tab
    others = [tab for tab in context.document_tabs if tab is not front]
    return sorted(others, key=lambda tab: front is not None and tab.path.parent != front.path.parent)


def _compare_tabs(context: Context, other: int) -> None:
    front, others = context.document_tab, _other_tabs(context)
    if front is not None and other < len(others):
        context.open_comparison(front.document.snapshot(), others[other].document.snapshot())


def _compare_neighbour(context: Context, tab: DocumentTab) -> None:
    """With the file before it in its folder; the first one with the one after it."""
    from ckpt_viewer.core.folders import neighbours

    path = tab.path

    def compare(found: tuple[Path | None, Path | None]) -> None:
        before, after = found
        if before is not None:
            context.compare_files(before, path)
        elif after is not None:
            context.compare_files(path, after)
        else:
            context.tell("info", tr("No file beside {name} is called the same but for its numbers.",
                                    name=plain_text(path.name, 80)))

    context.jobs.submit("neighbour", lambda _task: neighbours(path), compare, quiet=True)


def _compare_file(context: Context) -> None:
    name, _ = QFileDialog.getOpenFileName(
        context.widget, tr("Compare with"), context.settings.last_folder, tr(FILTERS))
    if name:
        context.compare_with_files([Path(name)])


def _save_selection(context: Context, tab: DocumentTab) -> None:
    """What lies within another selected place goes with it."""
    places = tab.places()
    tab.ask(lambda _graph: outermost(places()), lambda only: context.save(tab, overwrite=False, only=only),
            tr("Looking at what is selected"))


def _update(context: Context, tab: DocumentTab) -> None:
    """Write the edits into the opened file without copying it, and read it again: what was opened is a state of the
    file that is no more. The news stand in its tab."""
    from ckpt_viewer.core.saving.in_place import update

    checkpoint, graph = tab.document.snapshot(), tab.document.graph

    def done(report: UpdateReport) -> None:
        if tab.document.graph is graph:
            tab.document.mark_saved()
        text = tr("{file} is updated: {size} were added at its end and read back; no tensor was copied.",
                  file=plain_text(report.target.name, 120), size=told(bytes_text(report.added)))
        context.reload(tab, lambda new: new.banner.tell("good", text, (tr("Undo the update"),
                                                                       lambda: _undo(context, new))))

    context.jobs.submit("update in place", lambda task: update(checkpoint, task), done, tab.banner.tell_error,
                        tr("Updating {file}", file=tab.title))


def _undo(context: Context, tab: DocumentTab) -> None:
    """Take an update back, likewise."""
    from ckpt_viewer.core.saving.in_place import undo_update

    def done(taken: int) -> None:
        text = tr("{file} is what it was before its last update; {size} were removed.", file=tab.title,
                  size=told(bytes_text(taken)))
        context.reload(tab, lambda new: new.banner.tell("good", text))

    context.jobs.submit("update in place", lambda task: undo_update(tab.path, task), done, tab.banner.tell_error,
                        tr("Taking back the update of {file}", file=tab.title))


def _timeline_of_files(context: Context) -> None:
    if any(tab.dirty for tab in context.document_tabs):
        context.tell("info", tr("The timeline shows the files as they are on disk, without unsaved edits."))
    context.open_timeline([tab.path for tab in context.document_tabs])


def _timeline_of_folder(context: Context) -> None:
    name = QFileDialog.getExistingDirectory(context.widget, tr("Timeline of a folder"), context.settings.last_folder)
    if name:
        context.open_timeline([Path(name)])


def new_window_command() -> tuple[str, list[str], str]:
    """The program, its arguments, and the folder to start in. Python looks there for what `-m` names, so it must not be
    one that somebody's checkpoints lie in."""
    module = [] if getattr(sys, "frozen", False) else ["-m", "ckpt_viewer"]
    return sys.executable, [*module, "--new-window"], str(Path(ckpt_viewer.__file__).parents[1])


def _new_window(context: Context) -> None:
    program, arguments, folder = new_window_command()
    started: bool | tuple[bool, int] = QProcess.startDetached(program, arguments, folder)
    if started in (False, (False, 0)):
        context.tell("danger", tr("No second window could be opened: {program} did not start.", program=program))


OPEN = Action("open", "&Open…", open_dialog, shortcuts=("Ctrl+O",), icon="open", tool="Open",
              tip="Open one or several checkpoints")
OPEN_FOLDER = Action("open-folder", "Open &folder…", _folder_dialog, shortcuts=("Ctrl+Shift+O",),
                     tip="See what in a folder is a checkpoint")
RECENT = Submenu("recent", "Open &recent", _recent, "No file has been opened yet")
FORGET = Action("forget-recent", "Clear the list of recent files",
                lambda context: context.remember(replace(context.settings, recent_files=())),
                lambda context: bool(context.settings.recent_files))
REOPEN = Action("reopen", "Open at the start what was open &last",
                lambda context: context.remember(replace(context.settings, reopen=not context.settings.reopen)),
                checked=lambda context: context.settings.reopen)
RELOAD = Action("reload", "Reload", _reload, _can_reload, ("F5", "Ctrl+R"), "reload",
                "Read the file, the folder or the files of a comparison or a timeline again from disk")
FOLLOW = Action("follow", "Follow on dis&k", _follow, _can_follow, ("Ctrl+Shift+F",), checked=_is_following,
                tip="Read the file, or those of a timeline, again whenever a training has written to it; "
                    "the selection stays")
CHECK = Action("check", "Check every &byte…", on_document(lambda _, tab: tab.check_bytes()), has_document, (), "good",
               "Read the whole file and compare it with the checksums in it")
SAVE = Action("save", "&Save", on_document(lambda context, tab: context.save(tab, overwrite=True)),
              where_document(lambda tab: tab.dirty), ("Ctrl+S",), "save", "Write the edits into this file, verified")
SAVE_AS = Action("save-as", "Save &as…", on_document(lambda context, tab: context.save(tab, overwrite=False)),
                 has_document, ("Ctrl+Shift+S",), "save-as",
                 "Save as the same kind, a state_dict, a whole model or safetensors, for CPU, or smaller: a slim copy",
                 tool="Save as")
SAVE_SELECTION = Action("save-selection", "Save the s&election…", on_document(_save_selection), has_selection,
                        ("Ctrl+Alt+E",), "",
                        "The selected tensors alone, as safetensors, a numpy archive or a state_dict",
                        needs=UNSELECTED)
RESCUE = Action("rescue", "Save w&hat can be read…",
                on_document(lambda context, tab: context.save(tab, overwrite=False, survivors=True)),
                where_document(lambda tab: tab.document.checkpoint.damage), (), "",
                "A copy of a damaged file without the tensors that cannot be read", needs="nothing is damaged")
UPDATE = Action("update-in-place", "&Update in place", on_document(_update),
                where_document(lambda tab: tab.document.checkpoint.format == "torch_zip" and tab.dirty),
                ("Ctrl+Alt+S",), "save",
                "Write the edits into this file at once, whatever its size; its tensors are not copied",
                needs="only for edits of a PyTorch zip file")
UNDO_UPDATE = Action("undo-update", "Undo the u&pdate in place", on_document(_undo),
                     where_document(lambda tab: tab.updated),
                     tip="Bring the file back to what it was before its last update in place",
                     needs="this file was not updated")
COMPARE = Submenu("compare", "&Compare", _others, "Open a file first")
COMPARE_FILE = Action("compare-with", "Compare &with…", _compare_file, has_document, ("Ctrl+D",), "compare",
                      "Compare the file in front with another", tool="Compare", choices=_others)
COMPARE_NEIGHBOUR = Action("compare-neighbour", "Compare with the one before it", on_document(_compare_neighbour),
                           has_document, ("Ctrl+Shift+L",),
                           tip="The file before it in its folder: epoch_07.pth for epoch_08.pth")
TIMELINE_OF_FILES = Action("timeline-open", "&Timeline of open files", _timeline_of_files,
                           lambda context: len(context.document_tabs) > 1, (), "timeline",
                           "What each parameter did from file to file", needs="open two files or more")
TIMELINE_OF_FOLDER = Action("timeline-folder", "Timeline of a fol&der…", _timeline_of_folder,
                            shortcuts=("Ctrl+Alt+L",), icon="timeline",
                            tip="What each parameter did over all checkpoints of a folder")
NEW_WINDOW = Action("new-window", "New window", _new_window, shortcuts=("Ctrl+N",),
                    tip="Another window beside this one, to drag from one to the other")
CLOSE = Action("close", "Close tab", lambda context: context.close_front(), lambda context: context.front is not None,
               ("Ctrl+W",), "close")
QUIT = Action("quit", "&Quit", lambda context: context.quit(), shortcuts=("Ctrl+Q",))

MENU = Menu("&File", (OPEN, OPEN_FOLDER, RECENT, FORGET, REOPEN, NEW_WINDOW, SEPARATOR, RELOAD, FOLLOW,
                      CHECK, tabs.SHOW_FOLDER, SEPARATOR, SAVE, SAVE_AS, SAVE_SELECTION, RESCUE, UPDATE, UNDO_UPDATE,
                      SEPARATOR, TENSOR, PICTURE, NUMBERS, comparison.EXPORT, SEPARATOR, COMPARE_FILE, COMPARE,
                      COMPARE_NEIGHBOUR, TIMELINE_OF_FILES, TIMELINE_OF_FOLDER, FITS, SEPARATOR, CLOSE,
                      tabs.CLOSE_OTHERS, QUIT))
CONTEXT_MENU = (TENSOR, SAVE_SELECTION)
TAB_MENUS = ((CLOSE, tabs.CLOSE_OTHERS), (RELOAD, FOLLOW, COMPARE_FILE, COMPARE_NEIGHBOUR),
             (tabs.COPY_FILE, tabs.SHOW_FOLDER))
