"""From a graph to the bytes of a pickle that `torch.load` reads as the same structure.

Contract: what the file said is said again: every name, alias, key order, state and unknown object as it was; nothing is
resolved or left out. Bytes are those of CPython's pickler at protocol 2, memo numbers included, so that a graph read
from a file of `torch.save` gives the very pickle that was read. Nothing is recursive: depth and cycles cost a stack of
our own. Bytes of storages are not touched; the caller writes those of `Pickled.storages`.
"""

from __future__ import annotations

from _compat_pickle import IMPORT_MAPPING, NAME_MAPPING
from collections.abc import Callable, Iterator

from ckpt_viewer.core.errors import Unsupported
from ckpt_viewer.core.graph import (
    Attr,
    Broken,
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
    ScalarValue,
    Sequence,
    SourcedGlobal,
    StorageNode,
    Stored,
    Tensor,
    nbytes_in,
    storage_in,
)
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.pickles import opcodes as op
from ckpt_viewer.core.pickles.alike import AlikeTensors
from ckpt_viewer.core.pickles.emitter import Emitter
from ckpt_viewer.core.pickles.tensor_writer import Persistence, StorageKeys, bare_storage, fits, on_device, tensor_steps
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Storage

Steps = Iterator[NodeId]
_CHECK_EVERY = 512
_COMPUTED = Global("?", "computed name")
_REMOVE = "Remove it first, or save another part."
_EXTENSION = "extension "


@dataclass(frozen=True, slots=True)
class Pickled:
    """The bytes of a pickle and the storages it refers to, by the key it calls them, in order of first use. `itemsizes`
    has the bytes of an element of the class that each is named by, where no tensor stands for it."""

    data: bytes
    storages: dict[str, Stored]
    itemsizes: dict[str, int]

    def sizes(self, graph: Graph) -> Iterator[tuple[str, int]]:
        """The bytes of the storages with their keys."""
        return ((key, nbytes_in(graph, held)) for key, held in self.storages.items())

    def made(self, graph: Graph) -> Iterator[tuple[str, Storage]]:
        """The storages with their keys."""
        return ((key, storage_in(graph, held)) for key, held in self.storages.items())


def write_pickle(graph: Graph, task: Task, *, persistence: Persistence = "zip", source_protocol: int = 2,
                 name: Callable[[Storage], str] | None = None) -> Pickled:
    """Pickle `graph`. `source_protocol` is that of the file it was read from; `name` gives a storage, asked for once,
    the key it is written under (numbers from 0 on where there is none).

    Protocol 2 is written, or the source's where a name means something else at protocol 2.
    Raises Unsupported for what no pickle can hold (broken nodes, computed names), Cancelled.
    """
    writer = _GraphWriter(graph, Emitter(2), StorageKeys(graph, persistence, name))
    writer.run(task)
    if source_protocol > 2 and any(map(_differs_at_protocol_2, writer.named)):
        writer = _GraphWriter(graph, Emitter(source_protocol), StorageKeys(graph, persistence, name))
        writer.run(task)
    return Pickled(writer.emitter.finish(), writer.storages.found, writer.storages.itemsizes)


def _differs_at_protocol_2(name: Global) -> bool:
    """Protocol 4 looks dots up as attributes; before 3, names of Python 2 are mapped to today's (Lib/pickle.py)."""
    return "." in name.name or (name.module, name.name) in NAME_MAPPING or name.module in IMPORT_MAPPING


class _GraphWriter:
    """Writes nodes depth first. A container is a generator that yields the children it wants written next."""

    def __init__(self, graph: Graph, emitter: Emitter, storages: StorageKeys) -> None:
        self._graph = graph
        self.emitter = emitter
        self.storages = storages
        self._alike = AlikeTensors(emitter, storages) if storages.are_numbers else None
        self.named: set[Global] = set()
        self._memo: dict[NodeId, int] = {}
        self._begun: dict[NodeId, int] = {}
        self._task = Task()

    def run(self, task: Task) -> None:
        self._task = task
        stack: list[tuple[NodeId, Steps]] = []
        steps = self._steps(self._graph.root)
        if steps is not None:
            stack.append((self._graph.root, steps))
        count = 0
        while stack:
            child = next(stack[-1][1], None)
            if child is None:
                self._begun[stack.pop()[0]] -= 1
                continue
            count += 1
            if count % _CHECK_EVERY == 0:
                task.check()
            steps = self._steps(child)
            if steps is not None:
                stack.append((child, steps))

    def _steps(self, node: NodeId) -> Steps | None:
        """Write a leaf or what is written already, or give the steps that write a container."""
        if self._remembered(node):
            return None
        unmade = self._graph.unmade(node) if self._alike is not None else None
        if self._alike is not None and unmade is not None:
            self._memo[node] = self._alike.write(node, unmade)
            return None
        held = self._graph[node]
        match held:
            case Scalar(value):
                self._scalar(value)
                return None
            case StorageNode(storage):
                bare_storage(self.emitter, self.storages, storage)
                return None
            case Broken(reason):
                raise Unsupported(f"this part could not be read, so it cannot be written ({reason})",
                                  hint=_REMOVE)
        return self._container(node, held)

    def _remembered(self, node: NodeId) -> bool:
        index = self._memo.get(node)
        if index is not None:
            self.emitter.get(index)
        return index is not None

    def _container(self, node: NodeId, held: Node) -> Steps:
        # A tuple or a call may come once more inside itself, through a list that is remembered by then; a third time
        # there is no end (Lib/pickle.py, save_tuple).
        self._begun[node] = self._begun.get(node, 0) + 1
        if self._begun[node] > 2:
            raise Unsupported("something here is made from itself, which no pickle can express", hint=_REMOVE)
        match held:
            case Sequence("list", items, None):
                return self._list(node, items)
            case Sequence("tuple", items, None):
                return self._tuple(node, items)
            case Sequence(kind, items, None):
                return self._set(node, kind, items)
            case Sequence(made=Made() as made, state=state):
                return self._made_thing(node, made, (), (), (), state)
            case Mapping(keys, values, None):
                return self._dict(node, keys, values)
            case Mapping(keys, values, Made() as made, state):
                return self._made_thing(node, made, (), keys, values, state)
            case Object(made, state, items, keys, values):
                return self._made_thing(node, made, items, keys, values, state)
            case Tensor():
                return self._tensor(node, held)
            case _:
                raise AssertionError(held)

    def _put(self, node: NodeId) -> None:
        self._memo[node] = self.emitter.put()

    # -- leaves -----------------------------------------------------------------------------------------------------

    def _scalar(self, value: ScalarValue) -> None:
        emit = self.emitter
        match value:
            case Global():
                self._global(value)
            case SourcedGlobal(cls, file, source):
                self._sourced(cls, file, source)
            case _:
                emit.value(value)

    def _global(self, name: Global) -> None:
        if name == _COMPUTED:
            raise Unsupported("this file computes the name of something it imports, which cannot be written again",
                              hint="Save its tensors alone, as safetensors.")
        code = name.name.removeprefix(_EXTENSION)
        if name.module == "copyreg" and code != name.name and code.isdecimal():
            self.emitter.raw(op.extension(int(code)))
        else:
            self.named.add(name)
            self.emitter.name(name.module, name.name)

    def _sourced(self, cls: Global, file: str | None, source: str | None) -> None:
        """Legacy files carry the source of a module class beside its name; a zip has no place for it."""
        emit = self.emitter
        if self.storages.persistence == "zip":
            self._global(cls)
            return
        emit.raw(op.MARK)
        emit.value("module")
        self._global(cls)
        emit.value(file)
        emit.value(source)
        emit.raw(op.TUPLE)
        emit.put()
        emit.raw(op.BINPERSID)

    # -- containers -------------------------------------------------------------------------------------------------

    def _list(self, node: NodeId, items: Ids) -> Steps:
        emit = self.emitter
        emit.raw(op.EMPTY_LIST)
        self._put(node)
        if len(items) == 1:
            yield items[0]
            emit.raw(op.APPEND)
        elif items:
            yield from self._append(items, marked=True)

    def _append(self, items: Ids, *, marked: bool = False) -> Steps:
        """`marked` has a MARK before a single item too, as CPython does at the end of a long list."""
        for start in range(0, len(items), op.BATCH):
            batch = items[start : start + op.BATCH]
            single = len(batch) == 1 and not marked
            if not single:
                self.emitter.raw(op.MARK)
            yield from self._each(batch)
            self.emitter.raw(op.APPEND if single else op.APPENDS)

    def _each(self, items: Ids) -> Steps:
        """Write the items of a run at once; those of others are steps of their own."""
        if not isinstance(items, range):
            yield from items
            return
        self._task.check()
        values = self._graph.values(items)
        if values is not None:
            self.emitter.values(values)
            return
        if self._memo.keys().isdisjoint(items):
            written = zip(items, self.emitter.rows(self._graph.rows(items)), strict=True)
            self._memo.update((node, index) for node, index in written if index is not None)
        else:
            yield from items

    def _tuple(self, node: NodeId, items: Ids) -> Steps:
        emit, count = self.emitter, len(items)
        if not count:
            emit.raw(op.EMPTY_TUPLE)
            return
        if count > 3:
            emit.raw(op.MARK)
        yield from self._each(items)
        index = self._memo.get(node)
        if index is not None:  # made meanwhile, through a list that holds it: take that one instead
            emit.raw(op.POP_MARK if count > 3 else op.POP * count)
            emit.get(index)
            return
        emit.raw(op.TUPLE if count > 3 else op.TUPLES[count])
        self._put(node)

    def _set(self, node: NodeId, kind: str, items: Ids) -> Steps:
        """A set made by the opcodes of protocol 4, as protocol 2 says it: set([…])."""
        emit = self.emitter
        emit.builtin(kind)
        emit.raw(op.EMPTY_LIST)
        emit.put()
        yield from self._append(items)
        emit.raw(op.TUPLES[1])
        emit.put()
        emit.raw(op.REDUCE)
        self._replace_if_remembered(node)

    def _dict(self, node: NodeId, keys: tuple[Key, ...], values: Ids) -> Steps:
        emit = self.emitter
        emit.raw(op.EMPTY_DICT)
        self._put(node)
        if len(keys) == 1:
            if not self._wrote_key(keys[0]):
                yield self._node_of(keys[0])
            yield values[0]
            emit.raw(op.SETITEM)
        elif keys:
            yield from self._set_items(keys, values, marked=True)
            if len(keys) % op.BATCH == 0:  # CPython looks for more in vain (Modules/_pickle.c, batch_dict_exact)
                emit.raw(op.MARK + op.SETITEMS)

    def _set_items(self, keys: tuple[Key, ...], values: Ids, *, marked: bool = False) -> Steps:
        for start in range(0, len(keys), op.BATCH):
            end = min(start + op.BATCH, len(keys))
            single = end - start == 1 and not marked
            if not single:
                self.emitter.raw(op.MARK)
            plain = self._graph.values(values[start:end]) if isinstance(values, range) else None
            for i in range(start, end):
                if not self._wrote_key(keys[i]):
                    yield self._node_of(keys[i])
                if plain is None:
                    yield values[i]
                else:
                    self._scalar(plain[i - start])
            self.emitter.raw(op.SETITEM if single else op.SETITEMS)

    def _node_of(self, key: Key) -> NodeId:
        assert isinstance(key, NodeKey)
        return key.node

    def _wrote_key(self, key: Key) -> bool:
        """False for a key that is a node and has to be written as one."""
        if type(key) is str:
            self.emitter.text(key)
        elif isinstance(key, Global):
            self._global(key)
        elif isinstance(key, NodeKey):
            return False
        else:
            assert not isinstance(key, Attr)  # never a key of a mapping
            self.emitter.value(key)
        return True

    # -- things that are made by a call -------------------------------------------------------------------------------

    def _made_thing(self, node: NodeId, made: Made, items: Ids, keys: tuple[Key, ...],
                    values: Ids, state: NodeId | None) -> Steps:
        yield from self._call(made)
        self._replace_if_remembered(node)
        yield from self._append(items)
        yield from self._set_items(keys, values)
        if state is not None:
            yield state
            self.emitter.raw(op.BUILD)

    def _call(self, made: Made) -> Steps:
        match made.how:
            case "persistent":
                yield from self._arguments(made)
                self.emitter.raw(op.BINPERSID)
            case "inst" | "obj":
                yield from self._old_style(made)
            case _:
                yield from self._callee(made)
                yield made.args
                if made.how == "newobj_ex" and made.kwargs is not None:
                    yield made.kwargs
                codes = {"reduce": op.REDUCE, "newobj": op.NEWOBJ, "newobj_ex": op.NEWOBJ_EX}
                self.emitter.raw(codes[made.how])

    def _callee(self, made: Made) -> Steps:
        if isinstance(made.callee, Global | SourcedGlobal):
            self._scalar(made.callee)
        else:
            yield made.callee

    def _old_style(self, made: Made) -> Steps:
        """INST and OBJ take their arguments from the stack."""
        self.emitter.raw(op.MARK)
        if made.how == "inst" and isinstance(made.callee, Global):
            yield from self._arguments(made)
            self.named.add(made.callee)
            self.emitter.raw(op.INST + op.name_lines(made.callee.module, made.callee.name))
        else:
            yield from self._callee(made)
            yield from self._arguments(made)
            self.emitter.raw(op.OBJ)

    def _arguments(self, made: Made) -> Steps:
        held = self._graph[made.args]
        yield from held.items if isinstance(held, Sequence) else (made.args,)

    def _replace_if_remembered(self, node: NodeId) -> None:
        """Remember what was just made, or, where a cycle has made it meanwhile, take that one instead."""
        index = self._memo.get(node)
        if index is None:
            self._put(node)
        else:
            self.emitter.raw(op.POP)
            self.emitter.get(index)

    # -- tensors ------------------------------------------------------------------------------------------------------

    def _tensor(self, node: NodeId, tensor: Tensor) -> Steps:
        thing = tensor.verbatim
        if thing is not None and fits(self._graph, thing, tensor.spec.storage):
            made = on_device(thing.made, tensor.spec.device)
            yield from self._made_thing(node, made, thing.items, thing.keys, thing.values, thing.state)
            return
        yield from tensor_steps(self.emitter, self.storages, tensor)
        self._memo[node] = self.emitter.last_put

