"""What leaves the window for other programs: tensors as numpy files, plots as images, numbers for a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFileDialog, QWidget

from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.wording import exact_bytes_text, path_text, plain_text
from ckpt_viewer.gui.actions.base import UNSELECTED, Action, Context, has_selection, on_document
from ckpt_viewer.gui.actions.copying import copy_nodes, copy_rows
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.parts.context_menus import Entries
from ckpt_viewer.gui.parts.notice import Offer, error_text
from ckpt_viewer.gui.parts.show_folder import show_folder

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.gui.document_tab import DocumentTab

_NOT_DRAWN, _NO_NUMBERS = later("nothing is drawn"), later("no histogram or curve is drawn")
_IMAGES = later("PNG image (*.png);;SVG drawing (*.svg)")


@runtime_checkable
class _Drawn(Protocol):
    """What has drawn something: the panel in front, a comparison or a timeline; not imported, for numpy comes along."""

    def picture(self) -> QWidget | None: ...

    def csv(self) -> Callable[[], str] | None: ...


@runtime_checkable
class _NamesIt(Protocol):
    """A comparison or a timeline, that knows which tensor it has drawn."""

    def drawn_name(self) -> str: ...


@runtime_checkable
class _Places(Protocol):
    """What has drawn things of which each has its place: the steps of a timeline, the elements of a tensor."""

    def acts_at(self, place: QPoint) -> Entries: ...


def _drawn(context: Context) -> _Drawn | None:
    front: object = context.front if context.document_tab is None else context.document_tab.panels.front
    return front if isinstance(front, _Drawn) else None


def _picture(context: Context) -> QWidget | None:
    drawn = _drawn(context)
    return drawn.picture() if drawn is not None else None


def shows_picture(context: Context, place: QPoint) -> bool:
    """Whether what is drawn in front covers this point of the screen."""
    picture = _picture(context)
    return picture is not None and picture.rect().contains(picture.mapFromGlobal(place))


def acts_at(context: Context, place: QPoint) -> Entries:
    """What can be done with what is drawn at this point of the screen."""
    drawn: object = _drawn(context)
    return drawn.acts_at(place) if isinstance(drawn, _Places) else ()


def _has_picture(context: Context) -> bool:
    return _picture(context) is not None


def _copy_picture(context: Context) -> None:
    from ckpt_viewer.gui.parts.imaging import copy_image

    if (widget := _picture(context)) is not None:
        copy_image(widget)
        context.note(tr("Copied as a picture"))


def _export_picture(context: Context) -> None:
    from ckpt_viewer.gui.parts.imaging import picture_writer

    widget = _picture(context)
    target = _asked(context, tr("Export the picture"), ".png", tr(_IMAGES)) if widget is not None else None
    if widget is not None and target is not None:
        _write(context, picture_writer(widget, target), target)


def _write(context: Context, work: Callable[[Task], None], target: Path) -> None:
    """Let a job write a file, and say what became of it."""
    def done(_: None) -> None:
        context.tell("good", tr("Saved {name}.", name=plain_text(str(target), 300)), _folder_of(target))

    def failed(error: Exception) -> None:
        if not isinstance(error, Cancelled):
            context.tell("danger", error_text(error))

    context.jobs.submit(f"export/{target}", work, done, failed,
                        title=tr("Writing {file}", file=plain_text(target.name, 80)))


def _folder_of(target: Path) -> Offer:
    return tr("Show in folder"), lambda: show_folder(target)


def _csv(context: Context) -> Callable[[], str] | None:
    drawn = _drawn(context)
    return drawn.csv() if drawn is not None else None


def _export_csv(context: Context) -> None:
    make = _csv(context)
    if make is None:
        return
    target = _asked(context, tr("Export the numbers"), ".csv", tr("Comma-separated values (*.csv)"))
    if target is None:
        return

    def write(task: Task) -> None:
        from ckpt_viewer.core.exporting import write_text

        write_text(make(), target, task)

    _write(context, write, target)


def _tensor(context: Context) -> tuple[str, Tensor] | None:
    tab = context.document_tab
    if tab is None or len(tab.tree.tree.picked) != 1:
        return None
    ((node, path),) = tab.tree.selection()
    held = tab.document.graph[node]
    return (path_text(path), held) if isinstance(held, Tensor) else None


def _export_tensor(context: Context) -> None:
    found, tab = _tensor(context), context.document_tab
    if found is None or tab is None:
        return
    name, tensor = found
    target = _asked(context, tr("Export the tensor"), ".npy", tr("numpy array (*.npy)"))
    if target is None:
        return
    from ckpt_viewer.core.exporting import npy_type, write_npy

    def done(nbytes: int) -> None:
        kind = npy_type(tensor.spec)
        shown = {"tensor": plain_text(name, 200), "file": plain_text(target.name, 100),
                 "size": told(exact_bytes_text(nbytes))}
        if kind == tensor.spec.dtype.name:
            text = tr("{tensor} was written to {file}: {size}.", **shown)
        else:
            text = tr("{tensor} was written to {file}: {size}, as {kind}, because numpy has no {dtype}.",
                      kind=kind, dtype=tensor.spec.dtype, **shown)
        tab.banner.tell("good", text, _folder_of(target), topic="export")

    tab.jobs.submit("export", lambda task: write_npy(tensor, target, task), done,
                    partial(tab.banner.tell_error, topic="export"),
                    title=tr("Writing {file}", file=plain_text(target.name, 80)))


def _copy_python(context: Context, tab: DocumentTab) -> None:
    from ckpt_viewer.core.snippets.writing import Lookups

    lookups = Lookups(tab.tree.outline.graph, "checkpoint")
    copy_rows(context, tab, lambda outline, row: lookups.find(path := outline.path(row)) or f"# {path_text(path)}")


def _copy_json(context: Context, tab: DocumentTab) -> None:
    from ckpt_viewer.core.exporting import json_text

    copy_nodes(context, tab, lambda graph, found: json_text(graph, tuple(node for node, _ in found)))


def _asked(context: Context, title: str, suffix: str, kinds: str) -> Path | None:
    """The file that a person names, with the suffix of its kind."""
    front: object = context.front
    tab = context.document_tab
    chosen = tab.paths()[0][-1:] if tab is not None and tab.paths() else ()
    drawn = front.drawn_name() if isinstance(front, _NamesIt) else chosen[0] if chosen else ""
    name = "".join(c if c.isalnum() or c in "._-" else "_" for c in str(drawn))[:80] or "export"
    start = str(Path(context.settings.last_folder or ".") / f"{name}{suffix}")
    file, kind = QFileDialog.getSaveFileName(context.widget, title, start, kinds)
    if not file:
        return None
    path = Path(file)
    return path if path.suffix else path.with_suffix(".svg" if "svg" in kind else suffix)


TENSOR = Action("export-tensor", "Export the tensor as .&npy…", _export_tensor,
                lambda context: _tensor(context) is not None,
                tip="Write the selected tensor as a file that numpy.load reads", needs="select one tensor")
PICTURE = Action("export-picture", "E&xport the picture or plot…", _export_picture, _has_picture,
                 tip="Write what the panel in front has drawn as PNG or SVG", needs=_NOT_DRAWN)
NUMBERS = Action("export-csv", "Export the numbers of the plot as CS&V…", _export_csv,
                 lambda context: _csv(context) is not None,
                 tip="Write the bins of the histogram, or the steps of the curve, for a spreadsheet", needs=_NO_NUMBERS)
COPY_PICTURE = Action("copy-picture", "Copy picture &or plot", _copy_picture, _has_picture, ("Ctrl+Alt+C",),
                      tip="Copy what the panel in front has drawn as an image", needs=_NOT_DRAWN)
COPY_PYTHON = Action("copy-python", "Copy as P&ython", on_document(_copy_python), has_selection, (),
                     tip="Copy the expression that leads to the selection after torch.load", needs=UNSELECTED)
COPY_JSON = Action("copy-json", "Copy as &JSON", on_document(_copy_json), has_selection, (),
                   tip="Copy the selected values as JSON; tensors by their dtype and shape", needs=UNSELECTED)


PICTURE_MENU = (COPY_PICTURE, PICTURE, NUMBERS)
