"""What would make a state_dict load that does not: a prefix to strip or to add, names to change.

Contract: names are only compared, nothing is changed. A prefix is suggested where with it more names go in than
without; renames are those that `find_renames` sees among what is left, by shape and the end of the name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Literal

from ckpt_viewer.core.diffing.fitting import Fit, Slot, StateNames, fit, goes_into
from ckpt_viewer.core.diffing.pairing import Entry
from ckpt_viewer.core.diffing.renaming import find_renames
from ckpt_viewer.core.graph import Attr, Graph, Mapping, NodeId, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.tensor import DTYPES, Storage, TensorSpec, contiguous_stride
from ckpt_viewer.core.wording import count_text, plain_text, some_text

_MAX_DOTS = 8  # wrappers around a model that a prefix may name
_MAX_NAME = 2000  # characters of a name that is looked at


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One step; a second one counts on the first. `loads` says whether strict=True passes with all up to this one."""

    kind: Literal["strip", "add", "rename"]
    loads: bool
    matched: int
    prefix: str = ""
    renames: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """Such as "Strip the prefix module. from its names: then it loads with strict=True"."""
        fitting = count_text(self.matched, "name fits", "names fit")
        then = "then it loads with strict=True" if self.loads else f"then {fitting}"
        shown = plain_text(self.prefix, 80)
        match self.kind:
            case "strip":
                return f"Strip the prefix {shown} from its names: {then}"
            case "add":
                return f"Put the prefix {shown} before its names: {then}"
            case "rename":
                pairs = [f"{plain_text(old, 80)} → {plain_text(new, 80)}" for old, new in self.renames[:3]]
                return f"Rename {some_text(pairs, len(self.renames))} (same shape, like name): {then}"


@dataclass(frozen=True, slots=True)
class Fitted:
    """What loading would meet, and the steps that would help."""

    fit: Fit
    suggestions: tuple[Suggestion, ...]


def fitted(a: StateNames, b: StateNames) -> Fitted:
    """What loading `a` into `b` would meet, and what would make it load."""
    return Fitted(fit(a, b), suggest(a, b))


def suggest(a: StateNames, b: StateNames) -> tuple[Suggestion, ...]:
    """Steps that bring `a` nearer to `b`; empty where it loads or nothing is seen that would help."""
    found: list[Suggestion] = []
    now = fit(a, b)
    if now.loads:
        return ()
    for kind, prefix in _prefixes(a, b, now):
        changed = _with_prefix(a, kind, prefix)
        after = fit(changed, b) if changed is not None else now
        if changed is not None and after.matched > now.matched:
            found.append(Suggestion(kind, after.loads, after.matched, prefix))
            a, now = changed, after
            break
    renames = _renames(now)
    if renames:
        names = dict(renames)
        a = replace(a, slots=tuple(replace(slot, name=names.get(slot.name, slot.name)) for slot in a.slots))
        after = fit(a, b)
        found.append(Suggestion("rename", after.loads, after.matched, renames=renames))
    return tuple(found)


def follow(graph: Graph, node: NodeId, steps: Iterable[Suggestion]) -> Graph:
    """The graph with the steps taken on the state_dict at a node, on the names of its `_metadata` too."""
    for step in steps:
        graph = _renamed(graph, node, step, after="")
        metadata = graph.child(node, Attr("_metadata"))
        if metadata is not None:
            graph = _renamed(graph, metadata, step, after=".")
    return graph


def _renamed(graph: Graph, node: NodeId, step: Suggestion, after: str) -> Graph:
    """`after` stands between a name and what a prefix ends with: a module's name has no dot at its end."""
    held = graph[node]
    if not isinstance(held, Mapping):
        return graph
    named = {_new_name(key, step, after): value for key, value in zip(held.keys, held.values, strict=True)
             if type(key) is str}
    # The wrapper's own entry in `_metadata`, under the empty name, gives way to that of the model within.
    if len(named) < len(held.keys) and not after:
        return graph
    return graph.replace({node: replace(held, keys=tuple(named), values=tuple(named.values()))})


def _new_name(name: str, step: Suggestion, after: str) -> str:
    match step.kind:
        case "strip":
            return (name + after).removeprefix(step.prefix).removesuffix(after)
        case "add":
            return (step.prefix + name).removesuffix(after)
        case "rename":
            return dict(step.renames).get(name, name) if not after else name


def _prefixes(a: StateNames, b: StateNames, now: Fit) -> list[tuple[Literal["strip", "add"], str]]:
    """Candidates, the one that puts most names right first."""
    have, wanted = {slot.name: slot for slot in a.slots}, {slot.name: slot for slot in b.slots}
    strip = _counted(now.unexpected, lambda slot, rest: rest in wanted and goes_into(slot, wanted[rest]))
    add = _counted(now.missing, lambda slot, rest: rest in have and goes_into(have[rest], slot))
    ranked: list[tuple[int, Literal["strip", "add"], str]] = [
        *((count, "strip", prefix) for prefix, count in strip.most_common(3)),
        *((count, "add", prefix) for prefix, count in add.most_common(3)),
    ]
    return [(kind, prefix) for _, kind, prefix in sorted(ranked, key=lambda row: -row[0])]


def _counted(slots: Iterable[Slot], is_right: Callable[[Slot, str], bool]) -> Counter[str]:
    """How many of these names are right without each of the dotted prefixes that they begin with."""
    counts: Counter[str] = Counter()
    for slot in slots:
        at = -1
        for _ in range(_MAX_DOTS if len(slot.name) <= _MAX_NAME else 0):
            at = slot.name.find(".", at + 1)
            if at < 0:
                break
            if is_right(slot, slot.name[at + 1 :]):
                counts[slot.name[: at + 1]] += 1
    return counts


def _with_prefix(names: StateNames, kind: Literal["strip", "add"], prefix: str) -> StateNames | None:
    """The same under other names; None where two would be the same."""
    def changed(name: str) -> str:
        return name.removeprefix(prefix) if kind == "strip" else prefix + name

    slots = tuple(replace(slot, name=changed(slot.name)) for slot in names.slots)
    if len({slot.name for slot in slots}) < len(slots):
        return None
    if names.versions is None:
        return StateNames(slots)
    return StateNames(slots, {changed(f"{name}.").removesuffix("."): n for name, n in names.versions.items()})


def _renames(now: Fit) -> tuple[tuple[str, str], ...]:
    """Pairs of an unexpected and a missing name. Types are left out of it, because torch converts them."""
    gone = [slot for slot in now.unexpected if slot.dtype and slot.shape is not None]
    come = [slot for slot in now.missing if slot.dtype and slot.shape is not None]
    entries = [Entry((slot.name,), None, n, None, "removed") for n, slot in enumerate(gone)]
    entries += [Entry(None, (slot.name,), None, n, "added") for n, slot in enumerate(come)]
    paired = find_renames(_shapes(gone), _shapes(come), entries)
    return tuple((str(entry.path_a[0]), str(entry.path_b[0])) for entry in paired
                 if entry.status == "renamed" and entry.path_a and entry.path_b)


def _shapes(slots: list[Slot]) -> Graph:
    """A graph of tensors with these shapes and nothing else."""
    kind = DTYPES["float32"]
    nothing = Storage("", kind, 0, "cpu", ())
    tensors = [Tensor(TensorSpec(kind, slot.shape or (), contiguous_stride(slot.shape or ()), 0, nothing))
               for slot in slots]
    return Graph([*tensors, Mapping((), ())], len(tensors))
