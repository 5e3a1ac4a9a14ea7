"""Builds a model in a process of its own and says in words how that ended.

Contract: nothing is imported here but what the package has; the class runs in `worker.py` alone. The worker gets a new
folder for its answer and its temporary files; whoever calls removes it. Raises ModelError, Cancelled.
"""

from __future__ import annotations

import json
import re
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ckpt_viewer.core.engine.devices import computer_memory
from ckpt_viewer.core.errors import ModelError
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.rebuild.answer import BuiltModel, Failure, WorkerAnswer, read_answer
from ckpt_viewer.core.rebuild.process import Ended, run
from ckpt_viewer.core.rebuild.request import ModelRequest
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import bytes_text, plain_text

WORKER = Path(__file__).with_name("worker.py")
FROZEN_WORKER = "ckpt-model-worker"  # beside the program where it comes with a Python of its own
SECONDS = 600.0
_LEAST_MEMORY = 2 << 30
_FAILED = {"import": "importing {where} failed: {text}", "build": "calling {call} failed: {text}",
           "describe": "asking the model for its state_dict failed: {text}",
           "load": "loading the state_dict into the model failed: {text}", "save": "saving the model failed: {text}"}
_ALONE = "Make the model in Python on its own, and see what goes wrong there."
_OTHER = "Name a class derived from torch.nn.Module, or a function that gives such a model."
_ARGUMENTS = 'Give the arguments that it takes as JSON, such as {"n_input_features": 6}.'


@dataclass(frozen=True, slots=True)
class Limits:
    """`memory` in bytes; 0 takes three quarters of what is free. `command` is what runs, followed by a job's file;
    empty for the worker in the Python that the request names."""

    seconds: float = SECONDS
    memory: int = 0
    command: Sequence[str] = ()

    @property
    def bytes(self) -> int:
        return self.memory or max(_LEAST_MEMORY, computer_memory()[0] * 3 // 4)


@dataclass(frozen=True, slots=True)
class Loading:
    """What is to be loaded into the model, and where the model then goes."""

    state: Path
    out: Path
    evaluation: bool
    strict: bool


def build(request: ModelRequest, folder: Path, task: Task, limits: Limits,
          loading: Loading | None = None) -> BuiltModel:
    """Run the class in `folder`'s own process. Raises ModelError where it gives no model, or it could not be loaded."""
    answer, job, temporary = folder / "answer.json", folder / "job.json", folder / "tmp"
    # The file of the state_dict is mapped, which counts although it takes no memory that the system cannot take back.
    memory = limits.bytes + (loading.state.stat().st_size if loading else 0)
    temporary.mkdir()
    job.write_text(json.dumps({
        "module": request.module, "name": request.name, "folder": str(request.folder or ""),
        "file": str(request.file or ""), "args": list(request.args), "kwargs": dict(request.kwargs), "memory": memory,
        "answer": str(answer),
        "state": str(loading.state) if loading else "", "out": str(loading.out) if loading else "",
        "evaluation": bool(loading and loading.evaluation), "strict": bool(loading and loading.strict),
    }), encoding="utf-8")
    command = limits.command or worker_command(request)
    task.start(0, f"Running {request.call}")
    # It runs where its author would start it, so that it finds its own files; never in the checkpoint's folder by
    # chance. No bytecode is left beside the source.
    try:
        ended = run((*command, str(job)), request.folder or temporary, limits.seconds, task, {
            "TMPDIR": str(temporary), "TEMP": str(temporary), "TMP": str(temporary), "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONFAULTHANDLER": "1", "PYTHONIOENCODING": "utf-8:backslashreplace"})
    except OSError as error:
        raise ModelError(f"no process can be started ({error.strerror})", str(command[0]),
                         "Close other programs, or name another Python.") from None
    if ended.timed_out:
        raise ModelError(f"the code of the model did not end within {limits.seconds:,.0f} seconds and was stopped",
                         request.where, _printed(ended, request) or "Nothing was saved.")
    found = read_answer(answer)
    if found is None:
        raise _crashed(request, ended, memory)
    if found.failure is not None or found.model is None:
        raise _failed(request, found, memory)
    return found.model


def worker_command(request: ModelRequest) -> tuple[str, ...]:
    """What runs the worker: the Python that a person named, or the one that this program runs in."""
    if request.python is None and getattr(sys, "frozen", False):
        return (str(Path(sys.executable).with_name(FROZEN_WORKER + Path(sys.executable).suffix)),)
    return (str(request.python or sys.executable), str(WORKER))


def _crashed(request: ModelRequest, ended: Ended, memory: int) -> ModelError:
    if ended.status >= 0:
        what = f"the code of the model ended its process (exit status {ended.status}) instead of giving a model"
        return ModelError(what, request.where, _printed(ended, request) or _ALONE)
    name = f"signal {-ended.status}"
    with suppress(ValueError):
        name = signal.Signals(-ended.status).name
    more = f" It may use {bytes_text(memory)}." if name == "SIGKILL" else ""
    hint = f"{_printed(ended, request)}{more}".strip() or _ALONE
    return ModelError(f"the process of the model crashed ({name})", request.where, hint)


def _failed(request: ModelRequest, found: WorkerAnswer, memory: int) -> ModelError:
    failure = found.failure or Failure("", "", (), "", "")
    if failure.unfit:
        what, _, advice = failure.unfit.partition(". ")
        return WorkerFailed(what, request.where, advice or _OTHER, found)
    if found.stage == "torch":
        return ModelError(f"PyTorch cannot be imported: {failure.text}", str(request.python or sys.executable),
                          "Running a model needs PyTorch in the Python that runs it; another one can be named.")
    hint = f"In {failure.lines[-1]}" if failure.lines else _ALONE
    if found.stage == "build" and failure.type == "TypeError" and not failure.lines:  # the call itself does not fit
        hint = _ARGUMENTS
    if failure.missing:
        hint = _lacks(failure.missing, request)
    if failure.type == "MemoryError" or "can't allocate memory" in failure.text:
        hint = f"The model's process may use {bytes_text(memory)}. {hint}".strip()
    text = re.sub(r"\s+", " ", failure.text)
    what = _FAILED.get(found.stage, "this failed: {text}").format(where=request.where, call=request.call, text=text)
    return WorkerFailed(what, request.where, hint, found)


def _lacks(package: str, request: ModelRequest) -> str:
    if request.python is not None:
        return f"{request.python} has no package {package}."
    if getattr(sys, "frozen", False):
        return (f"The Python within this program has no package {package}, and takes none. Name the Python that has "
                "it, such as the one that trained the model.")
    return (f"The Python that runs this program has no package {package}: {sys.executable} -m pip install …. Or name "
            "the Python that has it, such as the one that trained the model.")


class WorkerFailed(ModelError):
    """The worker said what went wrong; `answer` holds what it knew by then."""

    def __init__(self, what: str, where: str, hint: str, answer: WorkerAnswer) -> None:
        super().__init__(what, where, hint)
        self.answer = answer


def _printed(ended: Ended, request: ModelRequest) -> str:
    """The end of what it printed; where Python wrote how it crashed, the first line of that and the model's own."""
    lines = [line.strip() for line in ended.output.splitlines() if line.strip()]
    fatal = next((n for n, line in enumerate(lines) if line.startswith("Fatal Python error")), None)
    if fatal is not None:
        places = [line for line in lines[fatal:] if line.startswith("File ") and str(request.folder) in line]
        lines = [lines[fatal], *places[:1]]
    return f"It printed last: {plain_text(' / '.join(lines[-3:]), 600)}" if lines else ""
