"""What any object is, asked of every reader in turn, and in words where none of them knows its class."""

from __future__ import annotations

from ckpt_viewer.core.foreign.libraries import library_sight
from ckpt_viewer.core.foreign.numpy_values import numpy_number, numpy_sight
from ckpt_viewer.core.foreign.python_values import python_sight, python_value
from ckpt_viewer.core.foreign.reading import (
    RECONSTRUCT,
    arguments,
    attribute_taken,
    attributes_of,
    class_of,
    name_of,
    named_items,
)
from ckpt_viewer.core.foreign.sights import Entry, Sight
from ckpt_viewer.core.foreign.tensors import tensor_sight
from ckpt_viewer.core.graph import (
    Attr,
    BigInt,
    Global,
    Graph,
    Mapping,
    NodeId,
    Object,
    Scalar,
    ScalarValue,
    Sequence,
    SourcedGlobal,
)

_MAX_WORDS, _MAX_TEXT = 8, 60
_PARTIAL = frozenset({Global("functools", "partial"), Global("_functools", "partial")})


def plain_value(graph: Graph, node: NodeId) -> ScalarValue:
    """The plain Python value that an object amounts to (a numpy number, a device, a path, a date), or None."""
    held = graph[node]
    if not isinstance(held, Object) or held.items or held.keys:
        return None
    cls = class_of(graph, node)
    if cls is None:
        return None
    number = numpy_number(graph, held)
    return number if number is not None else python_value(graph, held, cls)


def sight(graph: Graph, node: NodeId) -> Sight | None:
    """What an object amounts to; None for anything else and where its class, arguments and state say it best."""
    held = graph[node]
    if not isinstance(held, Object):
        return None
    cls = class_of(graph, node)
    if cls is None or held.items or held.keys:
        return None
    return (
        numpy_sight(graph, node, held) or python_sight(graph, held, cls) or tensor_sight(graph, held, cls)
        or library_sight(graph, node, cls) or _call_sight(graph, held, cls) or _slotted(graph, held, cls)
    )


def foreign_text(graph: Graph, node: NodeId) -> str:
    """What such an object is, in a few words, or an empty string: `0.25 (numpy float64)`."""
    found = sight(graph, node)
    return found.text if found else ""


def _call_sight(graph: Graph, held: Object, cls: Global) -> Sight | None:
    """`Mode('fast')`: a call with a few short values, as enums, named tuples and subclasses of numbers are pickled."""
    if cls in _PARTIAL:
        return _partial(graph, held)
    taken = attribute_taken(graph, held)
    if taken is not None:
        owner = name_of(graph, taken[0])
        # Python 3.11.0 to 3.11.3 write a member of an enum so; a method of an object looks the same.
        return Sight(_last(owner), f"{_last(owner)}.{taken[1]}", entries=()) if owner else None
    if held.state is not None or held.made.kwargs is not None:
        return None
    words = [_word(graph, item) for item in arguments(graph, held)]
    if not words or len(words) > _MAX_WORDS or not all(words):
        return None
    return Sight(_last(cls), f"{_last(cls)}({', '.join(words)})")


def _partial(graph: Graph, held: Object) -> Sight | None:
    """Function, arguments, keywords, attributes: `functools.partial.__reduce__`"""
    state = graph[held.state] if held.state is not None else None
    if not isinstance(state, Sequence) or len(state.items) < 3:
        return None
    function, args = name_of(graph, state.items[0]), graph[state.items[1]]
    words = [str(function) if function else "…"]
    items = args.items if isinstance(args, Sequence) else ()
    words += [_word(graph, item) or "…" for item in items[:_MAX_WORDS]]
    keywords = named_items(graph, state.items[2])
    words += [f"{name}={_word(graph, item) or '…'}" for name, item in keywords[:_MAX_WORDS]]
    places = [Entry(str(i), (Attr("state"), 1, i), item) for i, item in enumerate(items)]
    named = [Entry(name, (Attr("state"), 2, name), child) for name, child in keywords]
    called = Entry("function", (Attr("state"), 0), state.items[0])
    return Sight("partial", f"partial({', '.join(words)})", entries=(called, *places, *named))


def _slotted(graph: Graph, held: Object, cls: Global) -> Sight | None:
    """The attributes of a class with __slots__, whose state is (its __dict__ or None, its slots), and of any class as
    protocols 0 and 1 write it, by `copyreg._reconstructor`."""
    state = graph[held.state] if held.state is not None else None
    if held.made.callee in RECONSTRUCT and isinstance(state, Mapping):
        return Sight(_last(cls), entries=tuple(Entry(name, (name,), child) for name, child in named_items(
            graph, held.state or 0)))
    if arguments(graph, held) or not isinstance(state, Sequence) or not attributes_of(graph, held):
        return None
    found = [Entry(name, (Attr("state"), i, name), child) for i, part in enumerate(state.items)
             for name, child in named_items(graph, part)]
    return Sight(_last(cls), entries=tuple(found))


def _word(graph: Graph, node: NodeId, depth: int = 0) -> str:
    """A value in a few letters, as Python writes it; empty where it takes more."""
    match graph[node]:
        case Scalar(Global() | SourcedGlobal() as name):
            return str(name)
        case Scalar(str() | bytes() as text):
            return repr(text) if len(text) <= _MAX_TEXT else ""
        case Scalar(BigInt()):
            return ""
        case Scalar(value):
            return repr(value)
        case Sequence(kind, items) if len(items) <= _MAX_WORDS and depth < 2:
            inside = [_word(graph, item, depth + 1) for item in items]
            if not all(inside):
                return ""
            joined = ", ".join(inside)
            return f"[{joined}]" if kind == "list" else f"({joined}{',' if len(items) == 1 else ''})"
        case Object() if depth < 2 and (found := name_of(graph, node)):
            return str(found)
        case _:
            return ""


def _last(cls: Global) -> str:
    """Names of Python 2, which protocol 2 writes to this day, as those of today."""
    if cls.module == "__builtin__":
        return {"xrange": "range", "unicode": "str", "long": "int", "unichr": "chr"}.get(cls.name, cls.name)
    return cls.name.rpartition(".")[2] or cls.name
