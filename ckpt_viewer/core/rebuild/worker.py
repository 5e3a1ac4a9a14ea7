"""The process that runs a user's model class. Started by its path, so that it needs nothing of this package.

    python worker.py JOB

It runs in any Python from 3.9 on, since a person may name the one that trained the model. JOB is a JSON file that says
what to import and call, and where the answer goes. The answer is a JSON file that appears whole or not at all; what the
model prints cannot get into it. Whatever the class does ends this process and no other. The class is never in
`__main__`: it is imported under the name by which others can import it.
"""

from __future__ import annotations

import ctypes
import importlib
import inspect
import json
import os
import signal
import sys
import sysconfig
import traceback
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import nn

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG, linux/prctl.h
_LINES, _TEXT = 12, 2000
_UNTIDY_EXIT = 1

Job = dict[str, Any]


class Unfit(Exception):
    """What was named is there, but is no model that can be saved; the text says why."""


class Answer:
    """Collects what is known and writes it once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.known: dict[str, Any] = {}

    def send(self, status: int) -> None:
        """Write the answer and end at once: threads and exit handlers of the model get no say."""
        beside = self._path.with_suffix(".part")
        beside.write_text(json.dumps(self.known), encoding="utf-8")
        beside.replace(self._path)
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:  # the model may have closed them
            os._exit(status)

    def stage(self, name: str) -> _Stage:
        return _Stage(self, name)


class _Stage:
    """Whatever is raised within it, `sys.exit()` and the like included, becomes the answer."""

    def __init__(self, answer: Answer, name: str) -> None:
        self._answer, self._name = answer, name

    def __enter__(self) -> None:
        self._answer.known["stage"] = self._name

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if kind is not None:
            self._answer.known["error"] = _told(kind, error, trace)
            self._answer.send(_UNTIDY_EXIT)


def main(arguments: list[str]) -> None:
    sys.path[:] = [place for place in sys.path if Path(place or ".").resolve() != Path(__file__).resolve().parent]
    job: Job = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    _restrict(job["memory"])
    answer = Answer(Path(job["answer"]))
    with answer.stage("torch"):
        import torch  # noqa: F401 (what it costs in time is not the model's fault)
    with answer.stage("import"):
        made_by = _find(job)
    with answer.stage("build"):
        model = _build(made_by, job)
    with answer.stage("describe"):
        answer.known |= _described(model)
    if job["state"]:
        with answer.stage("load"):
            _load(model, job)
        with answer.stage("save"):
            _save(model, job)
    answer.known["stage"] = "done"
    answer.send(0)


def _restrict(memory: int) -> None:
    """Limits that the system keeps, where it knows them: memory, no core file, first to go when memory is short."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Not RLIMIT_AS: CUDA reserves address space by the terabyte. RLIMIT_DATA counts what can be written (Linux 4.7).
    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    hard = resource.getrlimit(kind)[1]
    if memory:
        resource.setrlimit(kind, (memory if hard < 0 else min(memory, hard), hard))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def _find(job: Job) -> Any:
    """The class, imported as by anybody. Its folder comes first only now: a `json.py` in it hides nothing of ours."""
    if job["folder"]:
        sys.path.insert(0, job["folder"])
    module = importlib.import_module(job["module"])
    file = getattr(module, "__file__", None)
    if job["file"] and not (file and os.path.samefile(file, job["file"])):  # noqa: PTH121
        raise Unfit(f"Python already has a module called {job['module']} (from {file or 'its own library'}), so nobody "
                    "can import this file by its name. Give the file another name")
    found: Any = module
    for part in job["name"].split("."):
        if not hasattr(found, part):
            raise Unfit(f"there is no {part} in {getattr(found, '__name__', job['module'])}. "
                        f"It has: {', '.join(_classes(found)) or 'no classes'}")
        found = getattr(found, part)
    if not callable(found):
        raise Unfit(f"{job['name']} is of type {type(found).__name__}, not a class")
    return found


def _classes(place: Any) -> list[str]:
    own = getattr(place, "__name__", "")
    return [name for name, value in vars(place).items()
            if isinstance(value, type) and not name.startswith("_") and value.__module__ == own][:8]


def _build(made_by: Any, job: Job) -> nn.Module:
    from torch import nn

    model = made_by(*job["args"], **job["kwargs"])
    if not isinstance(model, nn.Module):
        raise Unfit(f"{job['name']} gives a value of type {type(model).__name__}, not a torch.nn.Module")
    return model


def _described(model: nn.Module) -> dict[str, Any]:
    """The class and the names of its state_dict with their shapes; None for a shape that comes with the data."""
    from torch.nn.parameter import is_lazy

    rows: list[tuple[str, list[int] | None, str]] = []
    for name, value in model.state_dict().items():
        shape = None if _is_no_tensor(value) or is_lazy(value) else list(value.shape)
        rows.append((str(name), shape, "" if _is_no_tensor(value) else str(value.dtype).removeprefix("torch.")))
    cls = type(model)
    return {"class": [cls.__module__, cls.__qualname__], "state": rows}


def _is_no_tensor(value: object) -> bool:
    import torch

    return not isinstance(value, torch.Tensor)


def _load(model: nn.Module, job: Job) -> None:
    import torch

    mapped = {"mmap": True} if "mmap" in inspect.signature(torch.load).parameters else {}  # since PyTorch 2.1
    state = torch.load(job["state"], map_location="cpu", weights_only=True, **mapped)
    model.load_state_dict(state, strict=job["strict"])
    without = [name for name, value in model.state_dict().items() if isinstance(value, torch.Tensor) and value.is_meta]
    if without:
        raise Unfit(f"the class makes {without[0]} on the device “meta”, where there are no numbers")
    model.train(not job["evaluation"])


def _save(model: nn.Module, job: Job) -> None:
    import torch

    torch.save(model, job["out"])


def _told(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> dict[str, Any]:
    """An error as text: what Python prints last, and the lines of the model's own code that led to it."""
    text = "".join(traceback.format_exception_only(kind, error)).strip()
    lines = [f"{Path(frame.filename).name}, line {frame.lineno}, in {frame.name}: “{(frame.line or '').strip()}”"
             for frame in traceback.extract_tb(trace) if _is_models(frame.filename)]
    missing = error.name if isinstance(error, ModuleNotFoundError) else None
    own = str(error) if isinstance(error, Unfit) else ""
    if len(text) > _TEXT:
        text = f"{text[: _TEXT // 2]} … {text[-_TEXT // 2 :]}"
    return {"type": kind.__name__, "text": text, "lines": [line[:300] for line in lines[-_LINES:]],
            "missing": missing or "", "unfit": own[:_TEXT]}


def _is_models(file: str) -> bool:
    """Whether a line of this file is the model's own, not one of Python, of PyTorch or of this worker. Where these come
    in a bundle, their names are not absolute."""
    others = (sysconfig.get_path("stdlib"), sysconfig.get_path("platlib"), sysconfig.get_path("purelib"), "<", __file__)
    return Path(file).is_absolute() and not file.startswith(others)


if __name__ == "__main__":
    main(sys.argv[1:])
