"""The changes that `ckpt save` is asked for, as edits of a document."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Cast, Edit, Remove, Rename, SetValue, StripPrefix
from ckpt_viewer.core.errors import InvalidEdit, InvalidPath
from ckpt_viewer.core.graph import Graph, Mapping, NodeId, Path, Scalar, ScalarValue, Tensor, key_text
from ckpt_viewer.core.graph import Sequence as Items
from ckpt_viewer.core.optimizer import find_optimizers, lr_changes, lr_places
from ckpt_viewer.core.tensor import DTYPES, Numbers
from ckpt_viewer.core.wording import path_text, plain_text, read_value

_WORDS: dict[str, ScalarValue] = {"true": True, "false": False, "none": None}


def apply_changes(document: Document, options: argparse.Namespace) -> None:
    """All changes that were asked for; pointers are those of the file as it is. Raises InvalidEdit, InvalidPath."""
    if options.lr is not None:
        document.apply(*learning_rate_edits(document.graph, options.lr))
    for text in options.sets:  # after the rate: what is named one by one is not to be moved along with it
        document.apply(_set_value(document.graph, text))
    for text in options.renames:
        document.apply(*_renames(document.graph, text))
    for pointer in options.drops:
        document.apply(_drop(document.graph, pointer))
    if options.strip:
        document.apply(*strip_edits(document.graph, options.strip))
    if options.dtype:
        document.apply(Cast(DTYPES[options.dtype], model_tensors(document.graph)))


def learning_rate_edits(graph: Graph, value: float) -> list[Edit]:
    """Set the learning rate of every group, and what must follow it. Raises InvalidEdit where there is none."""
    places = lr_places(graph)
    if not places:
        raise InvalidEdit("there is no learning rate in this file", hint="`ckpt info` shows its values.")
    return [SetValue(change.place.node, change.new, path_text(change.place.path))
            for change in lr_changes(graph, places, value)]


def model_tensors(graph: Graph) -> frozenset[NodeId]:
    """The tensors outside of optimizers, whose state would lose its meaning in a smaller type."""
    apart = [view.path for view in find_optimizers(graph) if view.path]
    return frozenset(node for path, node in graph.walk() if isinstance(graph[node], Tensor)
                     and not any(path[: len(place)] == place for place in apart))


def strip_edits(graph: Graph, prefix: str) -> list[Edit]:
    """Take the prefix off names of tensors, in `_metadata` and in an optimizer's `param_names` too."""
    edits: list[Edit] = [
        StripPrefix(node, prefix) for _, node in graph.survey() if isinstance(held := graph[node], Mapping)
        and any(type(key) is str and key.startswith(prefix) for key in held.keys)
    ]
    if not edits:
        raise InvalidEdit(f"no name in this file begins with {prefix!r}")
    for item in _param_names(graph):
        held = graph[item]
        if isinstance(held, Scalar) and isinstance(held.value, str) and held.value.startswith(prefix):
            edits.append(SetValue(item, held.value.removeprefix(prefix), "param_names"))
    return edits


def _param_names(graph: Graph) -> list[NodeId]:
    return [item for path, node in graph.survey() if path and path[-1] == "param_names"
            and isinstance(held := graph[node], Items) for item in held.items]


def _set_value(graph: Graph, text: str) -> Edit:
    pointer, word = _split(text, lambda start: _leads_somewhere(graph, start), "--set /epoch=0")
    path = graph.parse_pointer(pointer)
    node, where = graph.resolve(path), path_text(path)
    match graph[node]:
        case Scalar() as held:
            return SetValue(node, typed_value(word, held.kind), where)
        case Tensor(spec=spec) if spec.numel == 1:
            kind = {Numbers.BOOL: "bool", Numbers.INT: "int", Numbers.UINT: "int"}.get(spec.dtype.numbers, "float")
            return SetValue(node, typed_value(word, kind), where)
        case other:
            raise InvalidEdit(f"a {other.kind} has no single value to set", where)


def typed_value(word: str, kind: str) -> ScalarValue:
    """`word` as a value of type `kind`; `none` fits all but text, and a value that was None may become any."""
    known = word.strip().lower()
    if kind == "None":
        return _guessed_value(word)
    if known == "none" and kind != "str":
        return None
    return read_value(word, kind)


def _guessed_value(word: str) -> ScalarValue:
    if word.strip().lower() in _WORDS:
        return _WORDS[word.strip().lower()]
    for kind in ("int", "float"):
        try:
            return read_value(word, kind)
        except InvalidEdit:
            continue
    return word


def _renames(graph: Graph, text: str) -> list[Edit]:
    """OLD is a pointer, or the name of a key wherever it stands; NEW is a key, or a pointer beside OLD."""
    if text.startswith("/"):
        pointer, new = _split(text, lambda start: _leads_somewhere(graph, start), "--rename /fc.weight=head.weight")
        path = graph.parse_pointer(pointer)
        mapping, position = _place(graph, path)
        name = _new_key(graph, path, new)
        return [Rename(mapping, position, name), *_renamed_params(graph, key_text(path[-1]), name)]
    old, new = _split(text, lambda start: bool(_holders(graph, start)), "--rename fc.weight=head.weight")
    renames = [Rename(node, position, new) for node, position in _holders(graph, old)]
    return [*renames, *_renamed_params(graph, old, new)]


def _renamed_params(graph: Graph, old: str, new: str) -> Iterator[Edit]:
    """An optimizer that was made from named parameters keeps their names in a list."""
    for item in _param_names(graph):
        if graph[item] == Scalar(old):
            yield SetValue(item, new, "param_names")


def _holders(graph: Graph, name: str) -> list[tuple[NodeId, int]]:
    """Every mapping with this key, and the position of the key."""
    return [(node, held.keys.index(name)) for _, node in graph.survey()
            if isinstance(held := graph[node], Mapping) and any(type(key) is str and key == name for key in held.keys)]


def _new_key(graph: Graph, old: Path, new: str) -> str:
    if not new.startswith("/"):
        return new
    parent, _, last = new.rpartition("/")
    if graph.parse_pointer(parent) != old[:-1]:
        raise InvalidEdit(f"{plain_text(new, 200)} is not beside {path_text(old)}", hint="Renaming moves nothing.")
    return last.replace("~1", "/").replace("~0", "~")


def _drop(graph: Graph, pointer: str) -> Edit:
    return Remove(*_place(graph, graph.parse_pointer(pointer)))


def _place(graph: Graph, path: Path) -> tuple[NodeId, int]:
    """The mapping that holds what is at `path`, and its position there. Raises InvalidEdit."""
    if not path:
        raise InvalidEdit("the whole file cannot be renamed or left out")
    parent = graph.resolve(path[:-1])
    held = graph[parent]
    key = path[-1]
    positions = [n for n, k in enumerate(held.keys) if type(k) is type(key) and k == key] \
        if isinstance(held, Mapping) else []
    if not positions:
        raise InvalidEdit(f"{key_text(key)!r} is not the key of a dictionary", path_text(path))
    return parent, positions[-1]


def _split(text: str, is_known: Callable[[str], bool], example: str) -> tuple[str, str]:
    """Split at the first `=` that leaves something known on its left: keys may hold `=` themselves."""
    places = [number for number, letter in enumerate(text) if letter == "="]
    for number in places:
        if is_known(text[:number]):
            return text[:number], text[number + 1 :]
    if not places:
        raise InvalidEdit(f"{plain_text(text, 200)!r} has no '='", hint=f"For example {example}")
    raise InvalidPath(f"there is no {plain_text(text[: places[0]], 200)!r} in this file", hint=f"For example {example}")


def _leads_somewhere(graph: Graph, pointer: str) -> bool:
    try:
        graph.parse_pointer(pointer)
    except InvalidPath:
        return False
    return True
