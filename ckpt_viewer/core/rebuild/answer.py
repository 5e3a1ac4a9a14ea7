"""What the worker answered, checked as what it is: data from a process that ran a stranger's code.

Contract: every size and type is checked before it is used; anything odd is a ModelError. Text is cut and made plain.
"""

from __future__ import annotations

import json
import stat
from pathlib import Path

from ckpt_viewer.core.diffing.fitting import Slot, StateNames
from ckpt_viewer.core.errors import ModelError
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.wording import plain_text

MAX_ANSWER = 64 << 20  # bytes; about half a million names
_MAX_NAME, _MAX_TEXT, _MAX_LINES = 10_000, 2_100, 12
_MAX_DIMENSIONS, _MAX_SIZE = 64, 2**63
_STAGES = ("torch", "import", "build", "describe", "load", "save", "done")


@dataclass(frozen=True, slots=True)
class Failure:
    """An error that was raised: its type, what Python prints, the lines that led to it, the package that is missing,
    and our own words where the class is not what was asked for."""

    type: str
    text: str
    lines: tuple[str, ...]
    missing: str
    unfit: str


@dataclass(frozen=True, slots=True)
class BuiltModel:
    """The class under the name that a file would hold, and the names of its state_dict."""

    module: str
    name: str
    names: StateNames

    @property
    def cls(self) -> str:
        return f"{self.module}.{self.name}"


@dataclass(frozen=True, slots=True)
class WorkerAnswer:
    """How far the worker came, what it built, and what stopped it."""

    stage: str
    model: BuiltModel | None
    failure: Failure | None


def read_answer(file: Path) -> WorkerAnswer | None:
    """The answer in a file; None where there is no file. Raises ModelError where it is no answer of ours."""
    try:
        found = file.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_ANSWER:
            raise _odd("is too large, or no file")
        data = file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _odd(f"cannot be read ({error.strerror})") from None
    try:
        known = json.loads(data)
    except (ValueError, RecursionError):
        raise _odd("is not JSON") from None
    if not isinstance(known, dict) or known.get("stage") not in _STAGES:
        raise _odd("does not say how far it came")
    model = _model(known["class"], known.get("state")) if "class" in known else None
    failure = _failure(known["error"]) if "error" in known else None
    if failure is None and (known["stage"] != "done" or model is None):
        raise _odd("is not complete")
    return WorkerAnswer(known["stage"], model, failure)


def _model(cls: object, rows: object) -> BuiltModel:
    match cls:
        case [str(module), str(name)] if len(module) + len(name) < _MAX_NAME:
            pass
        case _:
            raise _odd("names no class")
    if not isinstance(rows, list):
        raise _odd("has no names")
    slots = tuple(_slot(row) for row in rows)
    if len({slot.name for slot in slots}) < len(slots):
        raise _odd("has a name twice")
    return BuiltModel(plain_text(module), plain_text(name), StateNames(slots))


def _slot(row: object) -> Slot:
    match row:
        case [str(name), None, str(dtype)] if len(name) < _MAX_NAME and len(dtype) < 40:
            return Slot(name, None, plain_text(dtype))
        case [str(name), list(shape), str(dtype)] if len(name) < _MAX_NAME and 0 < len(dtype) < 40:
            if len(shape) <= _MAX_DIMENSIONS and all(type(n) is int and 0 <= n < _MAX_SIZE for n in shape):
                return Slot(name, tuple(shape), plain_text(dtype))
    raise _odd("has a name that is none, or a shape that is none")


def _failure(found: object) -> Failure:
    if not isinstance(found, dict):
        raise _odd("reports an error that is not one")
    lines = found.get("lines")
    shown = tuple(_text(line) for line in lines[-_MAX_LINES:]) if isinstance(lines, list) else ()
    return Failure(_text(found.get("type")), _text(found.get("text")), shown, _text(found.get("missing")),
                   _text(found.get("unfit")))


def _text(value: object) -> str:
    return plain_text(value[:_MAX_TEXT], lines=True) if isinstance(value, str) else ""


def _odd(what: str) -> ModelError:
    return ModelError(f"the process that ran the model's code gave an answer that {what}",
                      hint="The code of the model tampers with what it should not. Nothing was saved.")
