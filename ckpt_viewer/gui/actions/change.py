"""The Change menu: keys, counters, modes, types and tags of the file in front, and recipes of such changes."""

from __future__ import annotations

from functools import partial
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from ckpt_viewer.core.graph import Graph, Mapping, Path, outermost
from ckpt_viewer.core.known_globals import is_allowed
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import count_text, plain_text
from ckpt_viewer.gui.actions.base import (
    SEPARATOR,
    UNSELECTED,
    Action,
    Context,
    Menu,
    has_document,
    has_selection,
    on_document,
    show_dialog,
    where_document,
)
from ckpt_viewer.gui.language import later, told, tr

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.gui.document_tab import DocumentTab

_NO_MODE = later("only whole models have one")
_RECIPES = later("Recipes (*.json);;All files (*)")


def _selected(tab: DocumentTab) -> Path:
    """The place that is selected, where exactly one is."""
    paths = tab.paths() if len(tab.tree.tree.picked) == 1 else ()
    return paths[0] if paths else ()


def _has_one(tab: DocumentTab) -> bool:
    if len(tab.tree.tree.picked) != 1:
        return False
    row, outline = tab.tree.tree.chosen[0], tab.tree.outline
    return row not in outline.synthetic and bool(outline.path(row))


def _rename(context: Context, tab: DocumentTab) -> None:
    from ckpt_viewer.gui.dialogs.key_dialogs import KeyDialog

    path = _selected(tab)
    if path:
        show_dialog(KeyDialog(tab.document, tab.apply, path, context.widget))


def _rename_many(context: Context, tab: DocumentTab) -> None:
    from ckpt_viewer.gui.dialogs.rename_dialog import RenameDialog

    show_dialog(RenameDialog(tab.document, tab.apply, tab.jobs, _container(tab), context.widget))


def _strip(context: Context, tab: DocumentTab) -> None:
    from ckpt_viewer.gui.dialogs.rename_dialog import RenameDialog

    show_dialog(RenameDialog(tab.document, tab.apply, tab.jobs, (), context.widget, strip=True))


def _remove(_context: Context, tab: DocumentTab) -> None:
    """Everything selected; what lies within another selected place goes with it."""
    from ckpt_viewer.core.recipes import removed

    places = tab.places()
    tab.change(lambda graph: removed(graph, outermost(places())))


def _insert(context: Context, tab: DocumentTab) -> None:
    from ckpt_viewer.gui.dialogs.key_dialogs import InsertDialog

    show_dialog(InsertDialog(tab.document, tab.apply, _container(tab), context.widget))


def _container(tab: DocumentTab) -> Path:
    """The dictionary that is selected, or the one that holds what is."""
    path = _selected(tab)
    while path and not isinstance(tab.document.graph[tab.document.graph.resolve(path)], Mapping):
        path = path[:-1]
    return path


def _reset(context: Context, tab: DocumentTab) -> None:
    from ckpt_viewer.core.recipes import counters
    from ckpt_viewer.gui.dialogs.reset_dialog import ResetDialog

    tab.ask(counters, lambda found: show_dialog(ResetDialog(tab.document, tab.apply, found, context.widget)),
            tr("Looking for what counts"))


def _may_hold_modules(tab: DocumentTab) -> bool:
    """No class of a module is on PyTorch's list, and a state_dict names nothing else."""
    return not all(is_allowed(use.name) for use in tab.document.checkpoint.globals)


def _set_mode(_context: Context, tab: DocumentTab, *, training: bool) -> None:
    from ckpt_viewer.core.document import make_step
    from ckpt_viewer.core.recipes import Mode

    tab.change(lambda graph: make_step(graph, (Mode(training),)),
               lambda step: _tell_mode(tab, "" if step is None else step.text, training=training))


def _tell_mode(tab: DocumentTab, done: str, *, training: bool) -> None:
    if done:
        tab.banner.tell("good", told(f"{done[:1].upper()}{done[1:]}."), topic="mode")
    else:
        text = (tr("Every module is in training mode already.") if training else
                tr("Every module is in evaluation mode already."))
        tab.banner.tell("info", text, topic="mode")


def _convert(context: Context, tab: DocumentTab) -> None:
    from ckpt_viewer.gui.dialogs.cast_dialog import CastDialog

    show_dialog(CastDialog(tab.document, tab.apply, tab.jobs, _selected(tab), context.widget))


def _tag(context: Context, tab: DocumentTab) -> None:
    from ckpt_viewer.gui.dialogs.tag_dialog import TagDialog

    show_dialog(TagDialog(tab.document, tab.apply, tab.jobs, _selected(tab), context.widget))


def _save_recipe(context: Context) -> None:
    folder = FilePath(context.settings.last_folder) / "recipe.json"
    name, _ = QFileDialog.getSaveFileName(context.widget, tr("Save these changes as a recipe"), str(folder),
                                          tr(_RECIPES))
    if name:
        write_recipe(context, FilePath(name))


def write_recipe(context: Context, path: FilePath) -> None:
    """Write what was done to the file in front into a recipe."""
    from ckpt_viewer.core.recipes import recipe_text, recorded

    tab = context.document_tab
    if tab is None:
        return
    steps = tab.document.steps

    def made(_graph: Graph) -> tuple[str, int]:
        operations = recorded(steps)
        return recipe_text(operations), len(operations)

    tab.ask(made, lambda found: _write_recipe(tab, path, *found), tr("Writing down the changes"))


def _write_recipe(tab: DocumentTab, path: FilePath, recipe: str, count: int) -> None:
    def write(task: Task) -> None:
        from ckpt_viewer.core.exporting import write_text

        write_text(recipe, path, task)

    def done(_: None) -> None:
        text = tr("{file} holds {operations}. Apply it to another file with Change ▸ Apply a recipe, or to many with: "
                  "ckpt save --recipe", file=plain_text(path.name, 120),
                  operations=told(count_text(count, "operation")))
        tab.banner.tell("good", text, topic="recipe")

    tab.jobs.submit("recipe", write, done, partial(tab.banner.tell_error, topic="recipe"),
                    title=tr("Writing {file}", file=plain_text(path.name, 80)))


def _apply_recipe(context: Context) -> None:
    name, _ = QFileDialog.getOpenFileName(context.widget, tr("Apply a recipe"), context.settings.last_folder,
                                          tr(_RECIPES))
    if name:
        follow_recipe(context, FilePath(name))


def follow_recipe(context: Context, path: FilePath) -> None:
    """Do what a recipe says to the file in front, as one step."""
    tab = context.document_tab
    if tab is not None:
        tab.follow_recipe(path)


RENAME = Action("rename", "Re&name…", on_document(_rename), where_document(_has_one), ("Shift+F2",), "",
                "Another name for the selected key", needs="select one key")
REMOVE = Action("remove", "Re&move", on_document(_remove), has_selection, ("Ctrl+Del",), "",
                "Leave out what is selected; undo brings it back", needs=UNSELECTED)
INSERT = Action("insert", "&Add a value…", on_document(_insert), has_document, ("Ctrl+I",), "",
                "A new value in the selected dictionary, or a text in the metadata of a safetensors file")
PATTERN = Action("rename-pattern", "Rename by &pattern…", on_document(_rename_many), has_document, ("Ctrl+H",), "",
                 "Strip a prefix off many tensors, or put one on, or rename them by a regular expression")
STRIP = Action("strip-prefix", "Take a prefi&x off…", on_document(_strip), has_document, (), "",
               "Names without module., _orig_mod. and the like, as a model that is not wrapped has them")
RESET = Action("reset-counters", "Reset &epoch and step…", on_document(_reset), has_document, ("Ctrl+Shift+E",), "",
               "Set the training's counters back to 0 or to another number")
EVALUATION = Action("evaluation-mode", "E&valuation mode",
                    on_document(partial(_set_mode, training=False)), where_document(_may_hold_modules), ("Ctrl+M",), "",
                    "As model.eval() does: every module of the whole model", needs=_NO_MODE)
TRAINING = Action("training-mode", "&Training mode",
                  on_document(partial(_set_mode, training=True)), where_document(_may_hold_modules),
                  ("Ctrl+Shift+M",), "",
                  "As model.train() does: every module of the whole model", needs=_NO_MODE)
CONVERT = Action("convert", "&Convert the numbers…", on_document(_convert), has_document, ("Ctrl+T",), "",
                 "Another floating type, such as float16, after showing what that loses")
TAG = Action("device-marks", "&Device tags…", on_document(_tag), has_document, ("Ctrl+Shift+D",), "",
             "The device that torch.load puts the tensors on")
SAVE_RECIPE = Action("save-recipe", "&Save these changes as a recipe…", _save_recipe,
                     where_document(lambda tab: tab.document.undo_text), (), "",
                     "A file that does the same to other checkpoints, here or with ckpt save --recipe",
                     needs="nothing has been changed yet")
APPLY_RECIPE = Action("apply-recipe", "Apply a &recipe…", _apply_recipe, has_document, ("Ctrl+Alt+R",), "",
                      "Apply a recipe to this file, as one step")

MENU = Menu("&Change", (RENAME, REMOVE, INSERT, PATTERN, STRIP, SEPARATOR, RESET, EVALUATION, TRAINING,
                        SEPARATOR, CONVERT, TAG, SEPARATOR, SAVE_RECIPE, APPLY_RECIPE))
CONTEXT_MENU = (RENAME, REMOVE, INSERT, PATTERN, CONVERT, TAG)
