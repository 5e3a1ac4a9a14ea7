"""Edits of the keys of mappings: other names, an item less, an item more."""

from __future__ import annotations

from ckpt_viewer.core.big_dict import PartedDict
from ckpt_viewer.core.edits.base import Change, changed, mapping_at
from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.graph import Graph, Key, Mapping, Node, NodeId, NodeKey, Scalar, ScalarValue, Tensor, key_text
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import count_text

_METADATA = "__metadata__"  # the key of safetensors, which its reader makes an attribute of the mapping


@dataclass(frozen=True, slots=True)
class Rename:
    """Give one key of a mapping, at `position`, another name; order stays."""

    mapping: NodeId
    position: int
    name: Key

    def apply(self, graph: Graph) -> Change:
        held = mapping_at(graph, self.mapping)
        old = held.keys[self.position]
        if self.name in held.keys:  # 1 and True are one key, as they are to a dict
            raise InvalidEdit(f"there is already a key {key_text(self.name)!r} beside {key_text(old)!r}",
                              hint="Choose another name or remove the other key first.")
        keys = (*held.keys[: self.position], self.name, *held.keys[self.position + 1 :])
        text = f"renamed {key_text(old)} → {key_text(self.name)}"
        return changed(graph, {self.mapping: replace(held, keys=keys)}, text)


@dataclass(frozen=True, slots=True)
class RenameKeys:
    """Give the keys of a mapping other names, several at once; order stays. `keys` are all keys that it has then;
    `where` is the place as a person knows it, `why` what they are renamed for, such as "stripped 'module.' from"."""

    mapping: NodeId
    keys: tuple[Key, ...]
    where: str
    why: str = "renamed"

    def apply(self, graph: Graph) -> Change:
        held = mapping_at(graph, self.mapping)
        pairs = zip(self.keys, held.keys, strict=True)
        hits = sum(a is not b and (type(a) is not type(b) or a != b) for a, b in looking_up(pairs))
        self._refuse_doubles()
        return changed(graph, {self.mapping: replace(held, keys=self.keys)} if hits else {},
                       f"{self.why} {count_text(hits, 'key')} in {self.where}")

    def _refuse_doubles(self) -> None:
        seen = PartedDict[str, bool]()
        for key in looking_up(self.keys):
            if type(key) is str:
                if key in seen:
                    raise InvalidEdit(f"two keys would be called {key!r}", self.where,
                                      "Choose another name for one of them.")
                seen[key] = True
        seen.clear()


@dataclass(frozen=True, slots=True)
class Remove:
    """Take one item out of a mapping, with all that hangs below it alone."""

    mapping: NodeId
    position: int

    def apply(self, graph: Graph) -> Change:
        text = f"removed {key_text(mapping_at(graph, self.mapping).keys[self.position])}"
        return replace(RemoveKeys(self.mapping, frozenset([self.position])).apply(graph), text=text)


@dataclass(frozen=True, slots=True)
class RemoveKeys:
    """The same for the items at several positions at once."""

    mapping: NodeId
    positions: frozenset[int]

    def apply(self, graph: Graph) -> Change:
        held = mapping_at(graph, self.mapping)
        kept = [i for i in looking_up(range(len(held.keys))) if i not in self.positions]
        keys = tuple(_moved(held.keys[i], n) for n, i in looking_up(enumerate(kept)))
        values = tuple(held.values[i] for i in looking_up(kept))
        return changed(graph, {self.mapping: replace(held, keys=keys, values=values)},
                       f"removed {len(self.positions):,} keys")


@dataclass(frozen=True, slots=True)
class Insert:
    """Add a scalar under a new key at the end of a mapping."""

    mapping: NodeId
    key: Key
    value: ScalarValue
    where: str = ""

    def apply(self, graph: Graph) -> Change:
        held = mapping_at(graph, self.mapping)
        if self.key in held.keys:
            raise InvalidEdit(f"there is already a key {key_text(self.key)!r}", self.where,
                              "Change the value that is there, or choose another name.")
        new = graph.next_id
        grown = replace(held, keys=(*held.keys, self.key), values=(*held.values, new))
        text = f"added {self.where or key_text(self.key)}: {self.value!r}"
        return changed(graph, {new: Scalar(self.value), self.mapping: grown}, text)


@dataclass(frozen=True, slots=True)
class SetMetadata:
    """Give a text of a safetensors file's `__metadata__` another value, or add it; made where there is none yet.

    Whether the file is safetensors is for the caller to know: no other kind has a place for it.
    """

    key: str
    value: str

    def apply(self, graph: Graph) -> Change:
        root = mapping_at(graph, graph.root)
        if root.made is not None or not all(isinstance(graph[child], Tensor) for child in root.values):
            raise InvalidEdit("only a safetensors file has a place for metadata texts", hint="Add a value instead.")
        changes: dict[NodeId, Node] = {}
        texts = _metadata_node(graph, root, changes)
        held = changes.get(texts) or graph[texts]
        assert isinstance(held, Mapping)
        new, old = max(graph.next_id, *changes, 0) + 1, None
        if self.key in held.keys:
            at = held.keys.index(self.key)
            old = graph[held.values[at]]
            values = (*held.values[:at], new, *held.values[at + 1 :])
            held = replace(held, values=values)
        else:
            held = replace(held, keys=(*held.keys, self.key), values=(*held.values, new))
        was = f"{old.value!r} → " if isinstance(old, Scalar) else ""
        if old == Scalar(self.value):
            return changed(graph, {}, "")
        return changed(graph, {**changes, texts: held, new: Scalar(self.value)},
                       f"metadata {self.key}: {was}{self.value!r}")


def _metadata_node(graph: Graph, root: Mapping, changes: dict[NodeId, Node]) -> NodeId:
    """The mapping of the texts; where there is none, what makes it is put into `changes`."""
    state = graph[root.state] if root.state is not None else None
    if isinstance(state, Mapping) and _METADATA in state.keys:
        return state.values[state.keys.index(_METADATA)]
    texts = graph.next_id
    changes[texts], changes[texts + 1] = Mapping((), ()), Mapping((_METADATA,), (texts,))
    changes[graph.root] = replace(root, state=texts + 1)
    return texts


def _moved(key: Key, position: int) -> Key:
    return NodeKey(key.node, position) if isinstance(key, NodeKey) else key
