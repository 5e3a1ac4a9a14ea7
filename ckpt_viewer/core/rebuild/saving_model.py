"""From a state_dict to a whole model of a class that a person names: build, load, verify, and only then save.

Contract: the worker gets the state_dict as a file that our own writer wrote, never the opened file; what it saves is
read back with our own reader, compared with the opened file, and written at the target by `core.saving`, which verifies
once more. Until then the target is untouched; whatever fails or is cancelled leaves neither files nor processes behind.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ckpt_viewer.core import saving
from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.diffing.fitting import Fit, state_names
from ckpt_viewer.core.diffing.fitting import fit as fitted
from ckpt_viewer.core.diffing.suggesting import Suggestion, suggest
from ckpt_viewer.core.errors import CheckpointError, ModelError, SaveFailed
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Global, Graph
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.modules import class_of
from ckpt_viewer.core.rebuild.answer import BuiltModel
from ckpt_viewer.core.rebuild.checking import check
from ckpt_viewer.core.rebuild.request import ModelRequest
from ckpt_viewer.core.rebuild.running import Limits, Loading, WorkerFailed, build
from ckpt_viewer.core.saving import SaveOptions, SavePlan, SaveReport
from ckpt_viewer.core.saving.forms import refusal_error
from ckpt_viewer.core.saving.leftovers import own_folder, remove_leftovers
from ckpt_viewer.core.saving.replacing import real_target, save_failed
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import plain_text

_OTHER = "Name another class, or give it other arguments."
_LIMITS = Limits()
_LISTED = 4


@dataclass(frozen=True, slots=True)
class RebuildOptions:
    """`strict` refuses missing and unexpected names; another shape is refused in any case."""

    evaluation: bool = False
    strict: bool = True
    limits: Limits = _LIMITS


class DoesNotLoad(ModelError):
    """The state_dict does not go into the model; `fit` says why and `suggestions` what would help."""

    def __init__(self, fit: Fit, suggestions: tuple[Suggestion, ...], where: str, hint: str) -> None:
        super().__init__(f"{fit.sentence[:1].lower()}{fit.sentence[1:]} ({_first_names(fit)})", where, hint)
        self.fit = fit
        self.suggestions = suggestions


def examine(request: ModelRequest, task: Task, limits: Limits = _LIMITS) -> BuiltModel:
    """Build the model and see which names it wants; nothing is loaded or saved. Raises ModelError, Cancelled."""
    with _folder(None) as folder:
        return build(request, folder, task, limits)


def save_model(checkpoint: Checkpoint, target: Path, request: ModelRequest, how: SaveOptions, task: Task,
               options: RebuildOptions | None = None) -> SaveReport:
    """Save the state_dict in `checkpoint` that `how.part` names (None: the likeliest) as a whole model at `target`.

    Raises SaveFailed before anything runs where the target cannot be written; DoesNotLoad, ModelError, Cancelled.
    """
    options, started = options or RebuildOptions(), time.monotonic()
    if how.plain:
        raise SaveFailed("plain values cannot hold a whole model", str(target), "Save its state_dict instead.")
    _refuse(saving.plan(checkpoint, target, replace(how, form="state_dict", device="cpu")))
    with _folder(real_target(target).parent) as folder:
        state = _state_dict(checkpoint, folder / "state.pth", how, task)
        loading = Loading(folder / "state.pth", folder / "model.pth", options.evaluation, options.strict)
        try:
            model = build(request, folder, task, options.limits, loading)
        except WorkerFailed as error:
            raise _explained(error, state, options) from None
        report = fitted(state_names(state.graph, state.graph.root), model.names)
        (folder / "state.pth").unlink(missing_ok=True)  # its room may be needed for the copy
        with _made(folder / "model.pth", request, task) as made:
            proved = check(made.graph, state.graph, report, task)
            importing = _importing(request, made.graph)
            plan = saving.plan(made, target, replace(how, form="whole_model", part=()))
            _refuse(plan)
            saved = saving.save(plan, task)
    mode = "evaluation (model.eval())" if options.evaluation else "training (model.train())"
    notes = (f"The model is in the mode for {mode}.", importing)
    return replace(saved, verified=(*proved, *saved.verified), loses=state.loses, warnings=(*notes, *saved.warnings),
                   seconds=time.monotonic() - started)


@contextmanager
def _folder(beside: Path | None) -> Iterator[Path]:
    """A folder of our own that goes with all that is in it: on the disk of the target, or where temporary files are."""
    parent = beside or Path(tempfile.gettempdir())
    remove_leftovers(parent)
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(own_folder(parent))
        except OSError as error:
            raise save_failed(error, parent) from None
        yield folder


def _state_dict(checkpoint: Checkpoint, file: Path, how: SaveOptions, task: Task) -> SavePlan:
    """Write it plain and for the CPU, so that `torch.load(…, weights_only=True)` takes it anywhere."""
    plan = saving.plan(checkpoint, file, replace(how, form="state_dict", device="cpu", plain=True, compact=False))
    _refuse(plan)
    saving.save(plan, task)
    return plan


def _made(file: Path, request: ModelRequest, task: Task) -> Checkpoint:
    """What the worker saved, read as any stranger's file."""
    try:
        return open_checkpoint(file, task)
    except CheckpointError as error:
        raise ModelError(f"what the model was saved as cannot be read ({error.what})", request.where,
                         "Nothing was saved. Save its state_dict instead.") from None


def _refuse(plan: SavePlan) -> None:
    if plan.refusal:
        raise refusal_error(plan.refusal, str(plan.target))


def _explained(error: WorkerFailed, state: SavePlan, options: RebuildOptions) -> ModelError:
    """Names and suggestions instead of torch's list, where loading is what failed and names are why."""
    if error.answer.stage != "load" or error.answer.model is None:
        return error
    names, wanted = state_names(state.graph, state.graph.root), error.answer.model.names
    report = fitted(names, wanted)
    if report.loads or (not options.strict and not report.wrong_shape):
        return error
    steps = suggest(names, wanted)
    return DoesNotLoad(report, steps, error.where, f"{steps[0].text}." if steps else _OTHER)


def _first_names(report: Fit) -> str:
    parts = [("missing", [slot.name for slot in report.missing]),
             ("unexpected", [slot.name for slot in report.unexpected]),
             ("of another shape", [f"{pair.name}: {pair.text}" for pair in report.wrong_shape])]
    return "; ".join(f"{what}: {', '.join(plain_text(name, 120) for name in names[:_LISTED])}"
                     f"{' …' if len(names) > _LISTED else ''}" for what, names in parts if names)


def _importing(request: ModelRequest, model: Graph) -> str:
    cls = class_of(model, model.root) or Global(request.module, request.name)
    name, module = _shown(str(cls)), _shown(cls.module)
    if request.folder is None:
        return f"The class is stored as {name}. A reader finds it where Python can import {module}."
    folder = plain_text(str(request.folder), 200)
    return (f"The class is stored as {name}. A reader finds it where Python can import {module}: with {folder} on "
            "sys.path.")


def _shown(name: str) -> str:
    return plain_text(name, 200)
