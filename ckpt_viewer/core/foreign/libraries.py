"""Bundles of well-known libraries, as what they hold: settings of OmegaConf, graphs of PyTorch Geometric, lists of
fastai, tensors of TensorDict.

Layouts are those of omegaconf/{base,nodes,dictconfig,listconfig}.py (2.x; 1.x has `content` and `val`),
torch_geometric/data/{data,storage}.py, fastcore/foundation.py and tensordict/_reductions.py.
"""

from __future__ import annotations

from collections.abc import Callable

from ckpt_viewer.core.foreign.reading import way_to
from ckpt_viewer.core.foreign.sights import Entry, Sight
from ckpt_viewer.core.graph import Global, Graph, Key, Mapping, NodeId, Object, Scalar, Sequence, key_text


def library_sight(graph: Graph, node: NodeId, cls: Global) -> Sight | None:
    """What such an object holds; None for anything else."""
    package = cls.module.partition(".")[0]
    reader = _READERS.get(package)
    return reader(graph, node, cls.name.rpartition(".")[2]) if reader else None


def held_by(graph: Graph, node: NodeId) -> tuple[tuple[Key, ...], NodeId] | None:
    """Where the content of a bundle of these libraries lies, and the keys that lead there."""
    held = graph[node]
    cls = held.made.cls if isinstance(held, Object) else None
    names = _CONTENTS.get(cls.module.partition(".")[0], ()) if cls else ()
    ways = (way_to(graph, node, *each) for each in names)
    return next((way for way in ways if way is not None), None)


_CONTENTS: dict[str, tuple[tuple[str | int, ...], ...]] = {
    "omegaconf": (("_content",), ("content",), ("_val",), ("val",)),
    "torch_geometric": (("_store", "_mapping"), ("_mapping",)),
    "fastcore": (("items",),), "fastai": (("items",),), "tensordict": (("args", 1, "_tensordict"),),
}


def _config(graph: Graph, node: NodeId, name: str) -> Sight | None:
    way = held_by(graph, node)
    if way is None:
        return None
    content = graph[way[1]]
    if isinstance(content, Scalar):
        return Sight(name, _shown(content), content.value, ())
    return _bundle(graph, way, name)


def _shown(content: Scalar) -> str:
    return content.value if isinstance(content.value, str) else repr(content.value)


def _geometric(graph: Graph, node: NodeId, name: str) -> Sight | None:
    way = held_by(graph, node)
    return None if way is None else _bundle(graph, way, name)


def _listed(graph: Graph, node: NodeId, name: str) -> Sight | None:
    way = held_by(graph, node) if name in ("L", "CollBase") else None
    return None if way is None else _bundle(graph, way, name)


def _tensors(graph: Graph, node: NodeId, name: str) -> Sight | None:
    way = held_by(graph, node) if name == "_make_td" else None
    return None if way is None else _bundle(graph, way, "TensorDict")


def _bundle(graph: Graph, way: tuple[tuple[Key, ...], NodeId], name: str) -> Sight | None:
    keys, node = way
    content = graph[node]
    if isinstance(content, Mapping):
        pairs: list[tuple[Key, NodeId]] = list(zip(content.keys, content.values, strict=True))
    elif isinstance(content, Sequence):
        pairs = list(enumerate(content.items))
    else:
        return None
    return Sight(name, entries=tuple(Entry(key_text(key), (*keys, key), child) for key, child in pairs))


_Reader = Callable[[Graph, NodeId, str], Sight | None]
_READERS: dict[str, _Reader] = {"omegaconf": _config, "torch_geometric": _geometric, "fastcore": _listed,
                                "fastai": _listed, "tensordict": _tensors}
