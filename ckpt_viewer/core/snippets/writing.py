"""Write Python that is right for any key: literals, look-ups, and the lines that choose a device and load."""

from __future__ import annotations

import math
from keyword import iskeyword

from ckpt_viewer.core.graph import Graph, Key, NodeId, Object, Path, Scalar
from ckpt_viewer.core.lazy_dataclasses import dataclass

_CHECKS = {
    "cuda": "torch.cuda.is_available()",
    "mps": "torch.backends.mps.is_available()",
    "xpu": "torch.xpu.is_available()",
}
_ROOM = 60  # characters


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of Python for one purpose. `why` is one or two plain sentences; `code` ends without a line break."""

    title: str
    why: str
    code: str


def text_literal(text: str) -> str:
    """Double quotes where nothing needs an escape, else what `repr` gives."""
    plain = repr(text)
    return f'"{text}"' if plain[1:-1] == text and '"' not in text else plain


def is_name(text: str) -> bool:
    """Whether Python takes this as a name, in characters that everybody can tell apart."""
    return text.isidentifier() and text.isascii() and not iskeyword(text)


def number_literal(graph: Graph, node: NodeId | None) -> str | None:
    """A number, flag or short text of the file as Python; None for anything else."""
    held = None if node is None else graph[node]
    match held:
        case Scalar(float(value)) if not math.isfinite(value):
            return f'float("{value}")'
        case Scalar(str(value)) if len(value) <= 60:
            return text_literal(value)
        case Scalar(bool() | float() as value):
            return repr(value)
        case Scalar(int(value)) if value.bit_length() < 64:
            return repr(value)
        case _:
            return None


def lookup(graph: Graph, variable: str, path: Path) -> str | None:
    """`checkpoint["optimizer"][0]`; attributes of objects as such. None where Python cannot write a key down."""
    node = graph.root
    code = variable
    for key in path:
        step = _step(key, isinstance(graph[node], Object))
        child = graph.child(node, key)
        if step is None or child is None:
            return None
        code, node = code + step, child
    return code


class Lookups:
    """`lookup` of many paths that are there: what holds a million of them is looked through once."""

    def __init__(self, graph: Graph, variable: str) -> None:
        self._graph = graph
        self._found: dict[Path, tuple[str | None, NodeId]] = {(): (variable, graph.root)}
        self._below: dict[NodeId, dict[tuple[type, Key], NodeId]] = {}

    def find(self, path: Path) -> str | None:
        """As `lookup`."""
        code, node = self._found[()]
        for depth in range(1, len(path)):
            place = path[:depth]
            if place not in self._found:
                below = self._children(node)[type(place[-1]), place[-1]]
                self._found[place] = self._longer(code, node, place[-1]), below
            code, node = self._found[place]
        return self._longer(code, node, path[-1]) if path else code

    def _longer(self, code: str | None, node: NodeId, key: Key) -> str | None:
        step = _step(key, isinstance(self._graph[node], Object))
        return None if code is None or step is None else code + step

    def _children(self, node: NodeId) -> dict[tuple[type, Key], NodeId]:
        if node not in self._below:
            self._below[node] = {(type(key), key): child for key, child in self._graph.children(node)}
        return self._below[node]


def _step(key: Key, of_object: bool) -> str | None:
    if type(key) is str:
        if of_object:
            return f".{key}" if is_name(key) else None
        return f"[{text_literal(key)}]"
    if key is None or isinstance(key, bool | bytes) or (isinstance(key, int) and key.bit_length() < 64):
        return f"[{key!r}]"
    return f"[{key!r}]" if isinstance(key, float) and math.isfinite(key) else None


def device_lines(device: str) -> tuple[list[str], str]:
    """The lines that set `device`, none for the CPU, and what to give as `map_location`."""
    check = _CHECKS.get(device.partition(":")[0])
    if check is None:
        return [], text_literal(device)
    return [f'device = torch.device({text_literal(device)} if {check} else "cpu")', ""], "device"


def load_call(file: str, location: str, weights_only: bool) -> str:
    """The call of torch.load. `file` is an expression."""
    return file_call("torch.load", file, f"map_location={location}", f"weights_only={weights_only}")


def file_call(function: str, file: str, *settings: str) -> str:
    """A call with a file and how it is read. A long name has a line of its own, as what comes after it would be out of
    sight in a narrow panel."""
    one = f"{function}({', '.join((file, *settings))})"
    return one if len(one) <= _ROOM else f"{function}(\n    {file},\n    {', '.join(settings)},\n)"
