"""An optimizer's state with every value at its own name, as torch.distributed.checkpoint flattens it:
`state.fc.weight.exp_avg`, `param_groups.fc.weight.lr` (`_flatten_optim_state_dict` in
torch/distributed/checkpoint/state_dict.py). Groups are gone: parameters of the same settings are shown as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ckpt_viewer.core.graph import Graph, Key, Mapping, NodeId, Path, Scalar, Sequence
from ckpt_viewer.core.kinds.parts import FLAT_GROUPS, FLAT_STATE
from ckpt_viewer.core.lazy_dataclasses import dataclass, field
from ckpt_viewer.core.task import looking_up


@dataclass(slots=True)
class FlatParam:
    """A parameter with its settings and what is kept for it, each by its word."""

    name: str
    hyper: dict[str, NodeId] = field(default_factory=dict)
    kept: dict[str, NodeId] = field(default_factory=dict)


def read_flattened(graph: Graph, node: NodeId) -> list[list[FlatParam]]:
    """The parameters in the order of the file, those of the same settings together."""
    groups: dict[object, list[FlatParam]] = {}
    for param in looking_up(_params(graph, node)):
        groups.setdefault(tuple((word, _worth(graph, held)) for word, held in param.hyper.items()), []).append(param)
    return list(groups.values())


def renamed_keys(graph: Graph, node: NodeId, rewrite: Callable[[str], str]) -> tuple[Key, ...]:
    """Its keys where the parameters have other names; the same objects where they stay as they are."""
    held = graph[node]
    assert isinstance(held, Mapping), "it was recognised"
    names = {param.name: rewrite(param.name) for param in looking_up(_params(graph, node))}
    return tuple([_renamed(key, names) if type(key) is str else key for key in looking_up(held.keys)])


def _renamed(key: str, names: dict[str, str]) -> str:
    begin = FLAT_STATE if key.startswith(FLAT_STATE) else FLAT_GROUPS
    rest = key.removeprefix(begin)
    name = next((name for name in _heads(rest) if name in names), "")
    return f"{begin}{names[name]}{rest[len(name):]}" if name and names[name] != name else key


def flat_path(path: Path, param: FlatParam, word: str) -> Path:
    """Where a setting of a parameter stands."""
    return (*path, f"{FLAT_GROUPS}{param.name}.{word}")


def _params(graph: Graph, node: NodeId) -> list[FlatParam]:
    held = graph[node]
    assert isinstance(held, Mapping), "it was recognised"
    found: dict[str, FlatParam] = {}
    pairs = [(key, value) for key, value in zip(held.keys, held.values, strict=True) if type(key) is str]
    for key, value in looking_up(pairs):
        if key.startswith(FLAT_GROUPS):
            name, _, word = key.removeprefix(FLAT_GROUPS).rpartition(".")
            found.setdefault(name, FlatParam(name)).hyper[word] = value
    for key, value in looking_up(pairs):
        if key.startswith(FLAT_STATE):
            rest = key.removeprefix(FLAT_STATE)
            name = next((name for name in _heads(rest) if name in found), "")
            if name:
                found[name].kept[rest[len(name) + 1 :]] = value
    return list(found.values())


def _heads(text: str) -> Iterator[str]:
    """`fc.weight`, `fc` of `fc.weight.step`: what is kept may have points in its name, too."""
    while "." in text:
        text = text.rpartition(".")[0]
        yield text


def _worth(graph: Graph, node: NodeId) -> object:
    """What tells settings apart: values, also those in a list, each with its type; of anything else which it is."""
    match graph[node]:
        case Scalar(value):
            return type(value).__name__, repr(value)
        case Sequence(_, items) if len(items) < 100:
            return tuple(_worth(graph, item) if isinstance(graph[item], Scalar) else item for item in items)
        case _:
            return node
