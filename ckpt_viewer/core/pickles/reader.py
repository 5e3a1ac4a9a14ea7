"""From the bytes of a pickle to nodes of a graph: what the records of the machine mean.

Nothing is recursive: a pickle may nest a million deep or refer to itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from operator import attrgetter

from ckpt_viewer.core.checkpoint import GlobalUse, Note
from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.graph import (
    Global,
    Graph,
    Ids,
    Key,
    Made,
    Mapping,
    Node,
    NodeId,
    NodeKey,
    Object,
    Scalar,
    Sequence,
    SourcedGlobal,
    StorageNode,
    Tensor,
)
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.lazy_typing import Any
from ckpt_viewer.core.pickles.budget import Spending
from ckpt_viewer.core.pickles.calls import as_complex, as_latin1, initial_pairs, leaf_call, sorts_of, without_pairs
from ckpt_viewer.core.pickles.globals import (
    BYTES,
    COMPLEX,
    DICT_CLASSES,
    ENCODE,
    LIST_CLASSES,
    REACHING,
    SET_CLASSES,
    TORCH_SIZE,
)
from ckpt_viewer.core.pickles.machine import PickleMachine
from ckpt_viewer.core.pickles.packed import PackedTensor, TensorRun, open_circles
from ckpt_viewer.core.pickles.read_nodes import LEAVES, ROWS, ReadNodes, row_of
from ckpt_viewer.core.pickles.records import (
    CallRecord,
    DictRecord,
    GlobalRecord,
    InlineArray,
    ListRecord,
    PersistentRecord,
    Record,
    SetRecord,
    TupleRecord,
    Value,
)
from ckpt_viewer.core.pickles.storages import PersistentIds, StorageId, sourced_global, storages_of
from ckpt_viewer.core.pickles.tensors import TensorFacts, read_tensor
from ckpt_viewer.core.task import Task

_KEY_TYPES = frozenset({type(None), bool, int, float, str, bytes})
_CHECK_EVERY = 4096


@dataclass(frozen=True, slots=True)
class Machined:
    """A pickle that ran: its top record and what the machine noticed. `end` is the offset behind its STOP."""

    top: Value
    end: int
    protocol: int
    globals: tuple[GlobalUse, ...]
    notes: tuple[Note, ...]
    persistent: tuple[PersistentRecord, ...]
    runs: tuple[TensorRun, ...] = ()

    def storages(self) -> Iterator[StorageId]:
        """The storages that the pickle names; one that several tensors share comes again and again."""
        yield from storages_of(self.persistent)
        for run in self.runs:
            yield from (tensor.storage_id for tensor in run.tensors)


def run_pickle(data: bytes, task: Task, *, start: int = 0, where: str = "pickle", spent: Spending | None = None,
               packing: bool = False, inline: list[InlineArray] | None = None) -> Machined:
    """Execute the pickle at `start`; small pickles of one file share what they may spend. With `packing`, runs of
    tensors stay packed, for `build_graph`. With `inline`, arrays that lie between the opcodes are put there.

    Raises Damaged (OutOfData where more bytes could help), with the names seen until then, and Cancelled.
    """
    machine = PickleMachine(data, start, where=where, spent=spent, packing=packing, inline=inline)
    try:
        top = machine.run(task)
        machine.settle()
    except Damaged as error:
        error.seen, error.ran = _uses(machine), where
        open_circles(machine.runs)
        raise
    uses = _uses(machine)
    if machine.all_kept and not REACHING.isdisjoint(machine.globals):
        from ckpt_viewer.core.pickles.attributes import reached  # hardly a file needs it
        uses = tuple(replace(use, taken=reached(top, use.name)) if use.name in REACHING else use for use in uses)
    notes = tuple(Note("danger", f"The pickle in {where} holds {text}") for text in dict.fromkeys(machine.odd))
    return Machined(top, machine.end, machine.protocol, uses, notes, tuple(machine.persistent), tuple(machine.runs))


def _uses(machine: PickleMachine) -> tuple[GlobalUse, ...]:
    return tuple(
        GlobalUse(name, max(count, called), called, f"{machine.where}, byte {first}")
        for name, (count, called, first) in machine.globals.items()
    )


def build_graph(top: Value, ids: PersistentIds, task: Task) -> Graph:
    """The graph of what a pickle says; the pickle is then done with. Raises Cancelled."""
    builder = _Builder(ids, task)
    root = builder.add(top)
    builder.finish()
    open_circles({tensor.run for tensor in builder.nodes if type(tensor) is PackedTensor})
    return Graph(ReadNodes(builder.nodes, sorted(builder.objects), ids), root)


class _Builder:
    """Gives every record an id when it is first met and makes its node once its children have ids."""

    def __init__(self, ids: PersistentIds, task: Task) -> None:
        self._task = task
        self.nodes: list[Any] = []
        self.objects: list[NodeId] = []
        self._ids = ids
        self._encoded: dict[int, tuple[str, bytes | None]] = {}
        self._open: list[Record] = []
        self._sorts: dict[GlobalRecord, tuple[str, ...]] = {}
        self._empty_dicts: dict[GlobalRecord, Mapping | None] = {}
        self._nothing = -1

    def add(self, value: Value) -> NodeId:
        nodes = self.nodes
        if not isinstance(value, Record):
            nodes.append(value)
            return len(nodes) - 1
        if type(value) is PackedTensor:
            if value.call is None:
                return value.node if value.node >= 0 else self._add_packed(value)
            value = value.call
        return self._opened(value)

    def _opened(self, record: Record) -> NodeId:
        if record.node < 0:
            empty = self._empty_dict(record) if type(record) is CallRecord else None
            record.node = len(self.nodes)
            self.nodes.append(empty or _PENDING)
            if empty is None:
                self._open.append(record)
        return record.node

    def _empty_dict(self, record: CallRecord) -> Mapping | None:
        """What is made by calling a dict class with nothing, of which a module has a dozen: the same for all."""
        callee = record.callee
        used = record.states or record.keys or record.items or record.how != "reduce"
        if used or type(callee) is not GlobalRecord or not _is_nothing(record.args):
            return None
        if callee not in self._empty_dicts:
            known = callee.name in DICT_CLASSES
            self._empty_dicts[callee] = Mapping((), (), Made(callee.name, self._no_arguments())) if known else None
        return self._empty_dicts[callee]

    def _no_arguments(self) -> NodeId:
        """The `()` that all calls with nothing have, as Python itself has only one."""
        if self._nothing < 0:
            self._nothing = len(self.nodes)
            self.nodes.append(Sequence("tuple", ()))
        return self._nothing

    def _add_packed(self, value: Value) -> NodeId:
        """As `add`, soonest for packed tensors that nobody has met."""
        if type(value) is not PackedTensor or value.node >= 0 or value.run.calls is not None:
            return self.add(value)
        node = value.node = len(self.nodes)
        self.nodes.append(value)
        return node

    def finish(self) -> None:
        count = 0
        while self._open:
            record = self._open.pop()
            if self.nodes[record.node] is _PENDING:
                made = self.nodes[record.node] = _MAKERS[type(record)](self, record)
                if type(made) is Object:
                    self.objects.append(record.node)
            count += 1
            if count % _CHECK_EVERY == 0:
                self._task.check()

    def _all(self, items: list[Value]) -> Ids:
        kinds = set(map(type, items))
        if kinds <= LEAVES:
            return self._run(items)
        if len(kinds) == 1 and kinds <= ROWS and len(items) >= _MANYROWS and _are_rows(items):
            return self._run_of_rows(items)
        add = self._add_packed if PackedTensor in kinds else self.add
        if len(items) <= _CHECK_EVERY:
            return tuple(map(add, items))
        found: list[NodeId] = []
        for start in range(0, len(items), _CHECK_EVERY):
            self._task.check()
            found += map(add, items[start : start + _CHECK_EVERY])
        return tuple(found)

    def _run(self, values: list[Value]) -> range:
        first = len(self.nodes)
        self.nodes.extend(values)
        return range(first, len(self.nodes))

    def _run_of_rows(self, rows: list[ListRecord | TupleRecord]) -> range:
        """Lists of plain values one after another, each still a record, and behind them what they hold."""
        run = self._run(rows)
        at = run.stop
        for node, row in enumerate(rows, run.start):
            row.node, row.first = node, at
            at += len(row.items)
        self.nodes.extend(chain.from_iterable(map(_ITEMS, rows)))
        return run

    def _keys(self, keys: Iterable[Value]) -> tuple[Key, ...]:
        keys = tuple(keys)
        if _KEY_TYPES.issuperset(map(type, keys)):
            return keys
        return tuple([k if type(k) in _KEY_TYPES else self._odd_key(k, i) for i, k in enumerate(keys)])

    def _odd_key(self, key: Value, position: int) -> Key:
        if type(key) is GlobalRecord:
            return key.name
        leaf = self._leaf_of(key) if type(key) is CallRecord else None
        return NodeKey(self.add(key), position) if leaf is None else leaf

    def of_list(self, record: ListRecord) -> Node:
        return Sequence("list", self._all(record.items))

    def of_tuple(self, record: TupleRecord) -> Node:
        return Sequence("tuple", self._all(record.items))

    def of_set(self, record: SetRecord) -> Node:
        return Sequence("frozenset" if record.frozen else "set", self._all(record.items))

    def of_dict(self, record: DictRecord) -> Node:
        return self._mapping(record.keys, record.values)

    def _mapping(self, keys: Iterable[Value], values: list[Value], made: Made | None = None,
                 state: NodeId | None = None) -> Mapping:
        """A key that is a node, or a name, may be anything, so that the items are no run."""
        known, ids = self._keys(keys), self._all(values)
        plain = isinstance(ids, range) and _KEY_TYPES.issuperset(map(type, known))
        return Mapping(known, ids if plain else tuple(ids), made, state)

    def of_name(self, record: GlobalRecord) -> Node:
        return Scalar(record.name)

    def of_persistent(self, record: PersistentRecord) -> Node:
        found = self._ids.storage(record)
        if found is not None and found[1] == 0:
            return StorageNode(found[0])
        sourced = sourced_global(record)
        if sourced is not None:
            return Scalar(sourced)
        arguments = self.add(TupleRecord([record.pid]))
        return Object(Made(Global("persistent", "id"), arguments, "persistent"))

    def of_call(self, record: CallRecord) -> Node:
        sorts = self._sorts_of(record.callee)
        facts = read_tensor(record, self._ids) if "tensor" in sorts else None
        if facts is not None:
            return self._tensor(record, facts)
        leaf = self._leaf_of(record) if "leaf" in sorts else None
        if leaf is not None:
            return Scalar(leaf)
        args = record.args.items if type(record.args) is TupleRecord else []
        found = self._container(record, record.callee.name, args) if "container" in sorts else None
        return found or self._object(record)

    def _sorts_of(self, callee: Value) -> tuple[str, ...]:
        """What calls of this may be. Told once: to compare names with all that we know takes longer than the rest."""
        if type(callee) is not GlobalRecord:
            return ()
        found = self._sorts.get(callee)
        if found is None:
            found = self._sorts[callee] = tuple(sorts_of(callee.name))
        return found

    def _leaf_of(self, record: CallRecord) -> bytes | complex | None:
        """bytes as protocol 2 spells them (`_codecs.encode(text, 'latin1')`, `bytes()`), and complex numbers."""
        called = leaf_call(record)
        if called is None:
            return None
        callee, args = called
        if callee in BYTES and not args:
            return b""
        if callee == ENCODE and len(args) == 2 and type(args[0]) is str and args[1] in ("latin1", "latin-1"):
            return self._encode(args[0])
        if callee in COMPLEX and len(args) == 2 and all(type(x) in (int, float) for x in args):
            return as_complex(args[0], args[1])
        return None

    def _encode(self, text: str) -> bytes | None:
        """The bytes of a text, once: a few bytes of pickle can name the same long text again and again."""
        known = self._encoded.get(id(text))
        if known is None:
            known = self._encoded[id(text)] = (text, as_latin1(text))
        return known[1]

    def _container(self, record: CallRecord, callee: Global, args: list[Value]) -> Node | None:
        """Subclasses and spellings of Python's own containers."""
        if callee in DICT_CLASSES and not record.items:
            pairs = initial_pairs(args)
            if pairs is None:
                return None
            made = self._made(record if not pairs[0] else without_pairs(record, args))
            return self._mapping([*pairs[0], *record.keys], [*pairs[1], *record.values], made, self._state(record))
        kind = SET_CLASSES.get(callee) or LIST_CLASSES.get(callee)
        if callee == TORCH_SIZE:
            kind = "torch.Size"
        if kind and not record.keys and not record.items and len(args) == 1:
            inner = args[0]
            if type(inner) in (ListRecord, TupleRecord):
                return Sequence(kind, self._inner_items(inner), self._made(record), self._state(record))
        return None

    def _inner_items(self, inner: ListRecord | TupleRecord) -> Ids:
        """The ids of the items of an argument, which the argument's own node shares."""
        node = self.add(inner)
        made = self.nodes[node]
        if made is inner:
            return row_of(inner).items
        if made is _PENDING:
            made = self.nodes[node] = _MAKERS[type(inner)](self, inner)
        return made.items if isinstance(made, Sequence) else ()

    def _object(self, record: CallRecord) -> Node:
        if not record.keys and not record.items:
            return Object(self._made(record), self._state(record))
        pairs = self._mapping(record.keys, record.values)
        return Object(self._made(record), self._state(record), self._all(record.items), pairs.keys, pairs.values)

    def _state(self, record: CallRecord) -> NodeId | None:
        return self.add(record.state) if record.states else None

    def _made(self, record: CallRecord) -> Made:
        callee: Global | SourcedGlobal | NodeId
        if type(record.callee) is GlobalRecord:
            callee = record.callee.name
        else:
            sourced = sourced_global(record.callee) if type(record.callee) is PersistentRecord else None
            callee = sourced or self.add(record.callee)
        kwargs = None if record.kwargs is None else self.add(record.kwargs)
        return Made(callee, self._no_arguments() if _is_nothing(record.args) else self.add(record.args), record.how,
                    kwargs)

    def _tensor(self, record: CallRecord, facts: TensorFacts) -> Node:
        def node_of(value: Value) -> NodeId | None:
            return None if value is None else self.add(value)

        verbatim = self._object(record) if facts.verbatim else None
        return Tensor(
            facts.spec, facts.requires_grad, facts.parameter, facts.rebuild, node_of(facts.hooks),
            node_of(facts.metadata), node_of(facts.state), verbatim if isinstance(verbatim, Object) else None,
            facts.problem,
        )


_PENDING = Scalar(None)
_MANYROWS = 64  # fewer are not worth it
_ITEMS: Callable[[ListRecord | TupleRecord], list[Value]] = attrgetter("items")


def _is_nothing(args: Value) -> bool:
    return type(args) is TupleRecord and not args.items


def _are_rows(records: list[ListRecord | TupleRecord]) -> bool:
    """Whether these lists hold nothing but leaf values and none of them has an id yet or comes twice."""
    fresh = all(record.node < 0 for record in records) and len(set(map(id, records))) == len(records)
    return fresh and LEAVES.issuperset(map(type, chain.from_iterable(map(_ITEMS, records))))


_MAKERS: dict[type, Callable[[_Builder, Any], Node]] = {
    ListRecord: _Builder.of_list, TupleRecord: _Builder.of_tuple, SetRecord: _Builder.of_set,
    DictRecord: _Builder.of_dict,
    GlobalRecord: _Builder.of_name, PersistentRecord: _Builder.of_persistent, CallRecord: _Builder.of_call,
}
