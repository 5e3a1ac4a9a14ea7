"""What differs between two checkpoints: their structure at once, the numbers of their tensors on demand.

`compare_structure` reads no tensor byte. It walks both graphs by path, without recursion and within a budget that grows
with the files, so cycles and files built to have endless paths end too. Equal means equal in value and type: NaN equals
NaN whatever its bits, 0.0 equals -0.0, 1 and 1.0 differ. What differs beside values is a note. Of the notes, some make
what is loaded another, so that the files are not identical: requires_grad, a parameter against a tensor, memory that
tensors share on one side only. The others do not: device tags, the order of keys, the kind of mapping, strides.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Sequence
from itertools import chain

from ckpt_viewer.core.collecting import no_collection
from ckpt_viewer.core.diffing.naming import MODULE_SLOTS
from ckpt_viewer.core.diffing.pairing import Entry, Pairing
from ckpt_viewer.core.diffing.renaming import find_renames
from ckpt_viewer.core.engine import bytes_to_read
from ckpt_viewer.core.engine.base import Comparison, Engine, LatePairs, SpecPair
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.graph import Graph, Node, NodeId, Path, Scalar, StorageNode, Tensor
from ckpt_viewer.core.kinds import is_called_copy
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import Task, looking_up, stoppable
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.tensor_columns import TensorColumns
from ckpt_viewer.core.wording import count_text, number_text, plain_text

__all__ = ["Diff", "Entry", "Measured", "compare_structure", "count", "counts_steps", "is_average",
           "is_counter", "measure", "moved_most", "not_finite", "sentence", "title"]

Measured = Sequence[Comparison | None]
_TRACKED = "num_batches_tracked"
_RUNNING = frozenset({"running_mean", "running_var", _TRACKED})
_MOST_KNOWN = 1 << 12  # of files in which no two tensors look alike


@dataclass(frozen=True, slots=True)
class Diff:
    """What `compare_structure` found. `entries` holds every difference and every pair of tensors, in file order.

    `equal_values` counts the scalars that are the same on both sides, `notes` says what differs beside values,
    `unlike` the same in a word or two each; `alike` is False where that makes what is loaded another. `complete` is
    False where the files were too entangled to follow every path. `optimizers` are the paths (in a) of the optimizers'
    state_dicts.
    """

    a: Graph
    b: Graph
    entries: tuple[Entry, ...]
    equal_values: int
    notes: tuple[str, ...]
    complete: bool = True
    optimizers: tuple[Path, ...] = ()
    unlike: tuple[str, ...] = ()
    alike: bool = True

    def specs(self, entry: Entry) -> tuple[TensorSpec, TensorSpec] | None:
        """The two tensors of an entry where their numbers can be compared: both are there and have one shape."""
        if entry.node_a is None or entry.node_b is None:
            return None
        return _comparable(self.a[entry.node_a], self.b[entry.node_b])

    def looks(self) -> list[SpecPair | None]:
        """As `specs` for every entry, the tensors as one sees them from afar (`Graph.looks`); of those that look alike
        it is one pair."""
        both = [entry for entry in looking_up(self.entries) if entry.node_a is not None and entry.node_b is not None]
        looks_a = self.a.looks([entry.node_a for entry in both if entry.node_a is not None])
        looks_b = self.b.looks([entry.node_b for entry in both if entry.node_b is not None])
        known, found = dict[tuple[int, int], SpecPair | None](), list[SpecPair | None]()
        for one, other in looking_up(zip(looks_a, looks_b, strict=True)):  # not one long step of C: a window waits
            key = id(one), id(other)
            pair = known[key] if key in known else _comparable(one, other)
            if len(known) < _MOST_KNOWN:
                known[key] = pair
            found.append(pair)
        rest = iter(found)
        return [None if entry.node_a is None or entry.node_b is None else next(rest)
                for entry in looking_up(self.entries)]


@dataclass(frozen=True, slots=True)
class Tally:
    """The entries of a Diff, counted. `unmeasured` tensors were not compared yet, or could not be."""

    equal: int = 0
    changed: int = 0
    unmeasured: int = 0
    added: int = 0
    removed: int = 0
    renamed: int = 0
    renamed_equal: int = 0
    reshaped: int = 0
    retyped: int = 0
    values_changed: int = 0
    values_added: int = 0
    values_removed: int = 0
    values_equal: int = 0
    complete: bool = True
    alike: bool = True

    @property
    def equal_throughout(self) -> bool:
        """No difference in structure, and every pair of tensors was compared and is equal."""
        tensors = self.changed + self.unmeasured + self.added + self.removed + self.renamed
        values = self.values_changed + self.values_added + self.values_removed
        return self.complete and not tensors + values + self.reshaped + self.retyped

    @property
    def identical(self) -> bool:
        """Equal throughout, and nothing beside the values makes what is loaded another."""
        return self.equal_throughout and self.alike


def compare_structure(a: Graph, b: Graph, task: Task | None = None) -> Diff:
    """Pair the nodes of both graphs by path. Raises Cancelled."""
    task = task or Task()
    pairing = Pairing(a, b, task)
    with no_collection(), stoppable(task):
        pairing.run()
        entries = find_renames(a, b, pairing.entries)
    return Diff(a, b, tuple(entries), pairing.equal_values, tuple(pairing.notes()), pairing.complete,
                tuple(pairing.optimizers), tuple(pairing.unlike), pairing.alike)


def measure(
    diff: Diff, engine: Engine, task: Task, tolerance: float = 0.0,
    on_result: Callable[[int, Comparison], None] | None = None, *, order: Sequence[int] = (),
    on_failure: Callable[[int, CheckpointError], None] | None = None,
) -> tuple[Comparison | None, ...]:
    """Compare the numbers of every entry that has two tensors of one shape; None for the others.

    The entries named in `order` (numbers in `diff.entries`) come first. `on_result(number, comparison)` is called as
    each is done, `on_failure` where the bytes of one cannot be had; the rest goes on. Tensors that stand in several
    places are compared once. The task counts the bytes of both sides. Raises Cancelled.
    """
    measured: list[Comparison | None] = [None] * len(diff.entries)
    with no_collection():
        pairs, entries = _pairs_of(diff, order, task)
        waiting = iter(entries)

        def receive(answer: Comparison | CheckpointError) -> None:
            for number in next(waiting):
                if not isinstance(answer, CheckpointError):
                    measured[number] = answer
                    if on_result is not None:
                        on_result(number, answer)
                elif on_failure is not None:
                    on_failure(number, answer)

        engine.compare_all(pairs, task, receive, tolerance=tolerance)
    return tuple(measured)


def _pairs_of(diff: Diff, order: Sequence[int], task: Task) -> tuple[LatePairs, list[list[int]]]:
    """The pairs of tensors to be compared, and the entries that each stands for. Begins the task."""
    found: dict[tuple[NodeId | None, NodeId | None], list[int]] = {}
    nodes_a, nodes_b, sizes, entries = array("q"), array("q"), list[int](), list[list[int]]()
    looks, first, read = diff.looks(), set(order), dict[int, int]()
    for number in chain(dict.fromkeys(order), (n for n in range(len(looks)) if n not in first)):
        task.check()
        entry, look = diff.entries[number], looks[number]
        if look is None or entry.node_a is None or entry.node_b is None:
            continue
        known = found.get((entry.node_a, entry.node_b))
        if known is not None:
            known.append(number)
            continue
        found[entry.node_a, entry.node_b] = numbers = [number]
        entries.append(numbers)
        nodes_a.append(entry.node_a)
        nodes_b.append(entry.node_b)
        size = read.get(id(look))  # pairs that look alike are one
        if size is None:
            size = bytes_to_read(look[0]) + bytes_to_read(look[1])
            if len(read) < _MOST_KNOWN:
                read[id(look)] = size
        sizes.append(size)
    task.start(sum(sizes), "Comparing")

    def made(places: slice) -> list[SpecPair]:
        """Tensors as they lie in their files: of very many, none is kept longer than it is compared."""
        both = zip(diff.a.passing(nodes_a[places]), diff.b.passing(nodes_b[places]), strict=True)
        return [pair for one, other in both if (pair := _comparable(one, other)) is not None]

    def laid(places: slice) -> tuple[TensorColumns | None, TensorColumns | None]:
        return diff.a.laid(nodes_a[places]), diff.b.laid(nodes_b[places])

    return LatePairs(made, sizes, laid), entries


def count(diff: Diff, measured: Measured) -> Tally:
    """The entries by what became of them; `measured` may still have gaps."""
    found: dict[str, int] = {"values_equal": diff.equal_values}

    def add(name: str) -> None:
        found[name] = found.get(name, 0) + 1

    for entry, result in looking_up(zip(diff.entries, measured, strict=True)):
        match entry.status:
            case "tensor":
                add("unmeasured" if result is None else "changed" if result.changed else "equal")
            case "value":
                add("values_changed")
            case "added" | "removed":
                add(entry.status if _has_tensor(diff, entry) else f"values_{entry.status}")
            case "renamed" | "reshaped" | "retyped":
                add(entry.status)
                if entry.status == "renamed" and result is not None:
                    add("changed" if result.changed else "renamed_equal")
    return Tally(**found, complete=diff.complete, alike=diff.alike)


def sentence(diff: Diff, measured: Measured) -> str:
    """One sentence for the top of a comparison, such as "12 tensors changed, 180 identical; fc.weight moved most".

    NaN and infinity where the files differ come first. It begins with "Identical" only where there is no note either;
    else equal values are called equal.
    """
    tally = count(diff, measured)
    if tally.equal_throughout:
        return _equal_sentence(diff, tally)
    parts = [*_tensor_parts(diff, tally), *_value_parts(diff, tally)]
    text = ", ".join(parts)
    text = text[:1].upper() + text[1:]
    most = moved_most(diff, measured)
    if most is not None and tally.changed > 1:
        text += f"; {title(most)} moved most"
    broken = not_finite(diff, measured)
    if len(broken) > 1:
        text = f"NaN or infinite numbers in {title(broken[0])} and {len(broken) - 1:,} more; {text}"
    elif broken:
        text = f"NaN or infinite numbers in {title(broken[0])}; {text}"
    return text if tally.complete else f"{text}; some repeated parts were not compared"


def title(entry: Entry) -> str:
    """What a person calls the tensor or value of an entry: `fc.weight`, `state/3/exp_avg`, `epoch`."""
    path = entry.path_a if entry.path_a is not None else entry.path_b or ()
    words = [str(key) for key in path if key not in MODULE_SLOTS]
    if not words:
        return "whole file"
    if len(words) < len(path):
        return plain_text(".".join(words), 120)
    return plain_text(words[-1] if "." in words[-1] else "/".join(words[-3:]), 120)


def moved_most(diff: Diff, measured: Measured) -> Entry | None:
    """The tensor that moved most relative to its size; what a model learns before averages that are kept of it."""
    everything = zip(diff.entries, measured, diff.looks(), strict=True)
    moved = [(result.rel_l2, entry) for entry, result, look in looking_up(everything)
             if result is not None and result.changed and result.rel_l2 > 0
             and look and not is_counter(diff, entry, look[0])]
    # What was all zeros, as a bias before the first step, has no size to measure by: it moved infinitely far.
    ranked = [((-distance_from_learnt(diff, entry), math.isfinite(far), far), entry)
              for far, entry in looking_up(moved)]
    return max(looking_up(ranked), key=lambda pair: pair[0])[1] if ranked else None


def distance_from_learnt(diff: Diff, entry: Entry) -> int:
    """0 for what a model learns, 1 for a copy of the model that is kept beside it, 2 for other averages, 3 for what
    counts steps."""
    if is_average(diff, entry):
        return 2 + counts_steps(diff, entry)
    return int(is_called_copy((entry.path_a or ())[:-1]))


def not_finite(diff: Diff, measured: Measured) -> list[Entry]:
    """The tensors that differ and hold NaN or infinity, which no distance tells of; what a model learns before averages
    that are kept of it."""
    found = [entry for entry, result in looking_up(zip(diff.entries, measured, strict=True))
             if result is not None and result.changed and result.not_finite]
    return sorted(found, key=lambda entry: is_average(diff, entry))


def is_average(diff: Diff, entry: Entry) -> bool:
    """True for what is not learnt but kept along: an optimizer's state, the running statistics of batch norm."""
    return _in_optimizer(diff, entry) or _name(entry) in _RUNNING


def is_counter(diff: Diff, entry: Entry, look: TensorSpec) -> bool:
    """True for what tells nothing of how far weights are apart, and is often larger than all of them: integers that
    stand for themselves, as num_batches_tracked, and the `step` of an optimizer's state, which is a float32."""
    return (not look.dtype.is_floating and look.quantization is None) or counts_steps(diff, entry)


def counts_steps(diff: Diff, entry: Entry) -> bool:
    """True for num_batches_tracked and the `step` of an optimizer's state, whatever their type."""
    name = _name(entry)
    return name == _TRACKED or (name == "step" and _in_optimizer(diff, entry))


def _name(entry: Entry) -> str:
    return str(entry.path_a[-1]).rpartition(".")[2] if entry.path_a else ""


def _in_optimizer(diff: Diff, entry: Entry) -> bool:
    path = entry.path_a or ()
    return any(path[: len(place)] == place for place in diff.optimizers)


def _comparable(one: Node, other: Node) -> SpecPair | None:
    """Two tensors whose numbers can be compared; None where these nodes are not."""
    a, b = _spec(one), _spec(other)
    return (a, b) if a is not None and b is not None and a.shape == b.shape else None


def _spec(held: Node) -> TensorSpec | None:
    """How the elements of a tensor, or of a storage on its own, are read; None where they cannot be."""
    match held:
        case Tensor(spec=spec, problem=problem):
            return None if problem else spec
        case StorageNode(storage):
            return TensorSpec(storage.dtype, (storage.nbytes // storage.dtype.itemsize,), (1,), 0, storage)
        case _:
            return None


def _has_tensor(diff: Diff, entry: Entry) -> bool:
    sides = ((diff.a, entry.node_a), (diff.b, entry.node_b))
    return any(isinstance(look, Tensor | StorageNode) for graph, node in sides if node is not None
               for look in graph.looks([node]))


def _equal_sentence(diff: Diff, tally: Tally) -> str:
    counts = ((tally.equal, "tensor"), (tally.values_equal, "value"))
    things = " and ".join(count_text(amount, what) for amount, what in counts if amount)
    if not diff.unlike:
        if not things:
            return "Identical: both are empty."
        one = tally.equal + tally.values_equal == 1
        return f"Identical: {things} is equal." if one else f"Identical: {things} are equal."
    return f"Equal{f': {things}' if things else ''}. Not the same: {', '.join(diff.unlike)}."


def _tensor_parts(diff: Diff, tally: Tally) -> list[str]:
    parts = []
    if tally.changed:
        parts.append(f"{count_text(tally.changed, 'tensor')} changed")
        parts += [f"{tally.equal:,} identical"] if tally.equal else []
    elif tally.equal:
        parts.append(f"{count_text(tally.equal, 'tensor')} identical")
    for amount, what in ((tally.unmeasured, "not compared"), (tally.added, "added"), (tally.removed, "removed")):
        if amount:
            parts.append(f"{amount:,} {what}" if parts else f"{count_text(amount, 'tensor')} {what}")
    renamed = "renamed with equal values" if tally.renamed == tally.renamed_equal else "renamed"
    retyped = _other_type(diff, tally.retyped) if tally.retyped else ""
    rows = ((tally.renamed, renamed), (tally.reshaped, "reshaped"))
    return [*parts, *[f"{amount:,} {what}" for amount, what in rows if amount], *([retyped] if retyped else [])]


def _other_type(diff: Diff, count: int) -> str:
    """With which, where it is one change of type for all of them; of one alone, its name."""
    entries = [entry for entry in looking_up(diff.entries) if entry.status == "retyped"]
    texts = {entry.text for entry in entries}
    which = title(entries[0]) if count == 1 else f"{count:,}"
    return f"{which} of another type ({texts.pop()})" if len(texts) == 1 else f"{which} of another type"


def _value_parts(diff: Diff, tally: Tally) -> list[str]:
    """The changed values: named where they are one or two, else counted; a learning rate is named among many too."""
    parts = []
    changed = [entry for entry in looking_up(diff.entries) if entry.status == "value"]
    if 0 < len(changed) <= 2:
        parts += [f"{_word(entry)} {entry.text}" for entry in changed]
    elif rate := next((entry for entry in changed if _word(entry) == "lr"), None):
        parts.append(f"{count_text(len(changed), 'value')} changed (lr {_in_few_digits(diff, rate)})")
    elif changed:
        parts.append(f"{count_text(len(changed), 'value')} changed")
    for amount, what in ((tally.values_added, "added"), (tally.values_removed, "removed")):
        parts += [f"{count_text(amount, 'value')} {what}"] if amount else []
    return parts


def _word(entry: Entry) -> str:
    """The name of a value in a sentence: its last key that is a word."""
    words = [key for key in entry.path_a or () if isinstance(key, str)]
    return plain_text(words[-1], 40) if words else "value"


def _in_few_digits(diff: Diff, entry: Entry) -> str:
    """What became of a value, as the entry says it; of a float rounded, for a sentence."""
    assert entry.node_a is not None
    assert entry.node_b is not None
    match diff.a[entry.node_a], diff.b[entry.node_b]:
        case Scalar(float() as one), Scalar(float() as other):
            return f"{number_text(one)} → {number_text(other)}"
        case _:
            return entry.text
