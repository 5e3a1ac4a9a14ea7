"""Which class a person names, with which arguments, and in plain words what will run.

Contract: reading a request runs and imports nothing. The name of the module is the one under which the class will be
pickled, so it is the one under which others can import it: `pkg.models.net` for a file in a package, never `__main__`.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from ckpt_viewer.core.errors import ModelError
from ckpt_viewer.core.lazy_dataclasses import dataclass, field
from ckpt_viewer.core.sources.local import is_file_at, is_folder_at
from ckpt_viewer.core.wording import plain_text

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

MAX_ARGUMENTS = 100_000  # characters
_EXAMPLE = "For example my_model.py:Model or package.module:Model"
_DOTTED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
_CLASS = re.compile(r"^class[ \t]+(\w+)[ \t]*(\([^)\n]*)?", re.MULTILINE)
_MAX_SOURCE = 1 << 20  # characters of a file that are looked through for classes
_SHOWN = 60
_IN_ENVIRONMENT = ("bin/python", "bin/python3", "Scripts/python.exe", "python.exe")  # of venv, of conda on Windows


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """`folder` is put first among the places where Python looks for modules (None: only what is installed); `file` is
    the .py file that the module must then be, where a person named one. `python` is the interpreter that runs it, with
    its own packages (None: the one that runs this program)."""

    module: str
    name: str
    folder: Path | None = None
    file: Path | None = None
    args: tuple[Json, ...] = ()
    kwargs: Mapping[str, Json] = field(default_factory=dict)
    python: Path | None = None

    @property
    def call(self) -> str:
        """Such as `Model(n_input_features=6)`."""
        parts = [_value_text(value) for value in self.args]
        parts += [f"{plain_text(name, _SHOWN)}={_value_text(value)}" for name, value in self.kwargs.items()]
        return plain_text(f"{self.name}({', '.join(parts)})", 600)

    @property
    def where(self) -> str:
        """What a person would call the class, such as `my_model.py:Model`."""
        return plain_text(f"{self.file.name if self.file else self.module}:{self.name}", 200)

    @property
    def sentence(self) -> str:
        """What will run: "Python imports my_model.py from FOLDER and calls Model(n_input_features=6)"."""
        what, place = plain_text(self.module, 200), ""
        if self.file is not None and self.folder is not None:
            what = plain_text(str(self.file.relative_to(self.folder)), 200)
        if self.folder is not None:
            place = f" from {plain_text(str(self.folder), 300)}"
        who = plain_text(str(self.python), 300) if self.python else "Python"
        return f"{who} imports {what}{place or ', which must be installed,'} and calls {self.call}"


def read_request(model: str, arguments: str = "", folder: str = "", python: str = "") -> ModelRequest:
    """`model` is `my_model.py:Model` or `package.module:Model`; `arguments` a JSON object of keyword arguments or a
    JSON list of positional ones; `folder` where modules are imported from, if not where the file says; `python` the
    interpreter to run it with, or the folder of a virtual environment.

    Raises ModelError with words to be shown beside the field.
    """
    args, kwargs = read_arguments(arguments)
    place, colon, name = model.strip().rpartition(":")
    if not colon or not place or not name:
        raise ModelError("the class of the model is not named", plain_text(model, 200), _EXAMPLE)
    if not _DOTTED.fullmatch(name):
        raise ModelError(f"{plain_text(name, 80)!r} cannot be the name of a class", plain_text(model, 200), _EXAMPLE)
    root = _folder(folder) if folder.strip() else None
    interpreter = find_python(python) if python.strip() else None
    if place.endswith(".py"):
        file = Path(place).expanduser().absolute()
        if not is_file_at(file):
            raise ModelError("there is no such Python file", plain_text(str(file), 300), "Check its name and folder.")
        root, module = _module_of(file, root)
        return ModelRequest(module, name, root, file, args, kwargs, interpreter)
    if not _DOTTED.fullmatch(place):
        raise ModelError(f"{plain_text(place, 80)!r} is neither a .py file nor the name of a module", hint=_EXAMPLE)
    if place.split(".")[0] in ("__main__", "__mp_main__"):
        raise ModelError("nobody can import a class from __main__", plain_text(model, 200), "Name the file it is in.")
    return ModelRequest(place, name, root, None, args, kwargs, interpreter)


def read_arguments(text: str) -> tuple[tuple[Json, ...], dict[str, Json]]:
    """Positional and keyword arguments. Raises ModelError that says where the JSON is wrong."""
    if not text.strip():
        return (), {}
    if len(text) > MAX_ARGUMENTS:
        raise ModelError(f"the arguments are longer than {MAX_ARGUMENTS:,} characters",
                         hint="Let the class read them from a file.")
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"in line {error.lineno}, " if "\n" in text else ""
        raise ModelError(f"the arguments are not JSON: {place}at character {error.colno}: {error.msg.lower()}",
                         hint=_json_hint(text)) from None
    except RecursionError:
        raise ModelError("the arguments are nested too deep", hint="Let the class read them from a file.") from None
    match found:
        case dict():
            return (), found
        case list():
            return tuple(found), {}
        case _:
            raise ModelError("the arguments must be a JSON object of keyword arguments, or a list of positional ones",
                             hint='For example {"n_input_features": 6} or [6]')


def find_python(text: str) -> Path:
    """The interpreter that a person names: its file, a virtual environment's folder, or a command on the PATH.

    Not resolved: a virtual environment's interpreter is a link, and is told by the place where the link lies. Raises
    ModelError.
    """
    named = Path(text.strip()).expanduser()
    inside = [named / place for place in _IN_ENVIRONMENT] if is_folder_at(named) else []
    found = next((str(path) for path in inside if is_file_at(path)), None) or shutil.which(named)
    if found is None:
        what = "there is no Python in this folder" if is_folder_at(named) else "there is no such Python"
        raise ModelError(what, plain_text(text, 300), "Name it as ~/venv/bin/python, or the environment's folder.")
    return Path(found).absolute()


def class_names(file: Path) -> tuple[str, ...]:
    """The classes that the text of a file defines, those that look like models first. Nothing is imported."""
    try:
        with file.open(encoding="utf-8", errors="replace") as source:
            found = _CLASS.findall(source.read(_MAX_SOURCE))
    except OSError:
        return ()
    return tuple(name for name, _ in sorted(found, key=lambda pair: "Module" not in pair[1]))


def _json_hint(text: str) -> str:
    if re.search(r"\b(True|False|None)\b", text):
        return "JSON writes true, false and null."
    if "'" in text and '"' not in text:
        return 'JSON wants double quotes: {"n_input_features": 6}'
    return 'For example {"n_input_features": 6}'


def _folder(text: str) -> Path:
    folder = Path(text.strip()).expanduser().absolute()
    if not is_folder_at(folder):
        raise ModelError("there is no such folder to import from", plain_text(str(folder), 300), "Check its name.")
    return folder


def _module_of(file: Path, root: Path | None) -> tuple[Path, str]:
    """The folder to import from and the module's name there: a file in a package is imported as part of it."""
    if root is None:
        root = file.parent
        while (root / "__init__.py").is_file() and root != root.parent:
            root = root.parent
    if not file.is_relative_to(root):
        raise ModelError(f"the file is not below {plain_text(str(root), 300)}", plain_text(str(file), 300),
                         "Name a folder above it to import from, or none.")
    parts = file.relative_to(root).with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts
    bad = next((part for part in parts if "." in part or part in ("__main__", "__mp_main__", "__init__")), None)
    if bad is not None:
        raise ModelError(f"{plain_text(bad, 80)!r} cannot be imported under this name", plain_text(str(file), 300),
                         "Give the file or folder a name that Python can import.")
    return root, ".".join(parts)


def _value_text(value: Json) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} …"
