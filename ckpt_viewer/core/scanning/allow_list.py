"""Which names PyTorch itself allows: as its installed version says, else as one version said.

torch is not imported for it: that takes seconds and runs its code. Its list stands in
`torch/_weights_only_unpickler.py`, in `_get_allowed_globals` and `_tensor_rebuild_functions`, most of it word by word,
which is read from the source; the classes of tensors and storages and the element types are computed there, and are
those that were recorded and the element types that `_new_dtypes` in `torch/storage.py` lists.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from ckpt_viewer.core.graph import Global
from ckpt_viewer.core.known_globals import ALLOWED, ALLOWED_SOURCE, allowed_name
from ckpt_viewer.core.lazy_dataclasses import dataclass

_MAX_SOURCE = 1 << 20
_COMPUTED = re.compile(r".*(Storage|Tensor)|[a-z]+\d+[a-z0-9_]*|bool")
_VERSION = re.compile(r"^__version__\s*(?::\s*\w+\s*)?=\s*['\"]([\w.+-]{1,40})['\"]", re.MULTILINE)
_DOTTED = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")
_LISTING = ("_get_allowed_globals", "_tensor_rebuild_functions")


@dataclass(frozen=True, slots=True)
class AllowList:
    """Exact names, and in words whose list it is."""

    names: frozenset[Global]
    source: str

    def allows(self, name: Global) -> bool:
        """True where the list holds exactly this name, or Python 2's spelling of it."""
        return allowed_name(name) in self.names


RECORDED = AllowList(ALLOWED, f"{ALLOWED_SOURCE}, as recorded")


def installed_list(folders: tuple[str, ...] | None = None) -> AllowList:
    """The list of the torch that stands in one of the folders Python imports from, else the recorded one."""
    for folder in sys.path if folders is None else folders:
        package = Path(folder) / "torch"
        try:
            version = _VERSION.search(_text(package / "version.py"))
            source = _text(package / "_weights_only_unpickler.py")
        except (OSError, UnicodeDecodeError):
            continue
        return _list_of(version[1].partition("+")[0] if version else "", source, package / "storage.py")
    return RECORDED


def _list_of(version: str, source: str, storage: Path) -> AllowList:
    words = f"torch {version}, as installed here"
    if f"torch {version}" == ALLOWED_SOURCE:
        return AllowList(ALLOWED, words)
    named = frozenset(_named_in(source))
    if len(named) < 5:  # not the layout that we know
        return RECORDED
    computed = frozenset(name for name in ALLOWED if _COMPUTED.fullmatch(name.name))
    return AllowList(named | computed | frozenset(_new_dtypes(storage)), words)


def _named_in(source: str) -> Iterator[Global]:
    """The names that the two functions spell out."""
    for part in _parts_of(source, _LISTING):
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and _DOTTED.fullmatch(part.value):
            yield _global(part.value)
        elif isinstance(part, ast.Attribute) and part.attr.startswith(("_rebuild_", "per_")):
            yield _global(ast.unparse(part))


def _new_dtypes(storage: Path) -> Iterator[Global]:
    """Element types that are newer than the classes of storages."""
    try:
        source = _text(storage)
    except (OSError, UnicodeDecodeError):
        return
    for part in _parts_of(source, ("_new_dtypes",)):
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == "torch":
            yield Global("torch", part.attr)


def _parts_of(source: str, functions: tuple[str, ...]) -> Iterator[ast.AST]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and function.name in functions:
            yield from ast.walk(function)


def _global(dotted: str) -> Global:
    module, _, name = dotted.rpartition(".")
    return Global(module, name)


def _text(file: Path) -> str:
    with file.open(encoding="utf-8") as opened:
        return opened.read(_MAX_SOURCE)
