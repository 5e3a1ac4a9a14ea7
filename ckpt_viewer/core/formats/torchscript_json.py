"""TorchScript archives of PyTorch 1.0 to 1.3: `model.json`, a record for each tensor's bytes, and code.

A reader only; nothing is compiled. Layout from torch/csrc/jit/serialization/import_legacy.cpp (LEGACY_deserialize,
LEGACY_loadTensor, LEGACY_convertModule) and caffe2/proto/torch.proto, whose messages stand in the JSON as protobuf
writes them: names in camel case, 64-bit numbers as texts. Tensors are numbered in a table, attributes of other types in
`attributes.pkl`.
"""

from __future__ import annotations

from ckpt_viewer.core.checkpoint import Checkpoint, Note
from ckpt_viewer.core.errors import CheckpointError, Damaged, Unsupported
from ckpt_viewer.core.formats.base import Format, Peek
from ckpt_viewer.core.formats.json_values import Pairs, Value, parse_json
from ckpt_viewer.core.formats.script_code import SmallRecords
from ckpt_viewer.core.formats.zip_archive import Archive
from ckpt_viewer.core.graph import Global, Graph, Mapping, Node
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.pickles import records
from ckpt_viewer.core.pickles.globals import ORDERED_DICT, REBUILD_TENSOR_V2
from ckpt_viewer.core.pickles.reader import Machined, build_graph, run_pickle
from ckpt_viewer.core.pickles.records import CallRecord, GlobalRecord, ListRecord, PersistentRecord, TupleRecord
from ckpt_viewer.core.pickles.scripted import SCRIPT_ROOT, plain_dict, plain_script
from ckpt_viewer.core.pickles.storages import PersistentIds, StorageId
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import DTYPES, Storage
from ckpt_viewer.core.wording import plain_text

MARK = "model.json"
_MAX_MODEL = 32 << 20
_ATTRIBUTES = "attributes.pkl"
_MAX_MODULES = 100_000
_LOAD = "Load it with torch.jit.load."
# caffe2/proto/caffe2.proto, TensorProto.DataType; for quantised tensors the type of their integers.
_TYPES = {"FLOAT": "float32", "DOUBLE": "float64", "FLOAT16": "float16", "BFLOAT16": "bfloat16", "INT64": "int64",
          "INT32": "int32", "INT16": "int16", "INT8": "int8", "UINT8": "uint8", "BYTE": "uint8", "BOOL": "bool"}
_TENSOR_BY_ID = Global("torch.jit._pickle", "build_tensor_from_id")
_NOTE = Note("info", "This is a program of PyTorch 1.0 to 1.3: an old PyTorch, such as 1.10, compiles the code in it; "
                     "newer ones refuse it")


class TorchScriptJson(Format):
    """`.pt` of torch.jit.save before data.pkl."""

    name = "torchscript_json"
    title = "TorchScript archive of PyTorch 1.0 to 1.3"

    def probe(self, peek: Peek) -> int:
        beside = any("tensors/" in name or "code/" in name or "libs/" in name for name in peek.records)
        return 88 if beside and peek.holds(MARK) else 0

    def read(self, source: Source, task: Task) -> Checkpoint:
        archive = Archive.open(source, task, MARK)
        model = _model(archive)
        small = SmallRecords(archive)
        code = dict(small.below("code/", ".py", task))
        code |= {f"libs/{name}": node for name, node in small.below("libs/", ".py", task)}
        attributes, notes = _attributes(archive, task)
        maker = _Maker(model, attributes, archive)
        top = plain_dict([("model", maker.modules(_field(model, "main_module"), task))])
        shown = build_graph(top, PersistentIds(lambda wanted: _located(archive, wanted)), task)
        single: dict[str, Node] = {"version": small.value("version")} if "version" in archive.entries else {}
        graph = with_records(shown, {"code": code}, single)
        uses = attributes.globals if attributes is not None else ()
        return Checkpoint(graph, source, self.name, (_NOTE, *archive.notes, *notes, *small.notes), uses,
                          {"folder": archive.folder}, archive.damage)


def _model(archive: Archive) -> Pairs:
    size = archive.entries[MARK].size
    where = archive.source.name
    if size > _MAX_MODEL:
        raise Unsupported(f"its model.json has {size:,} bytes, more than {_MAX_MODEL:,}", where, _LOAD)
    try:
        model = parse_json(archive.record(MARK).read_at(0, size).decode("utf-8"), _MAX_MODEL)
    except ValueError:
        raise Damaged("its model.json is not valid JSON", where) from None
    if not isinstance(model, Pairs) or not isinstance(_field(model, "main_module"), Pairs):
        raise Damaged("its model.json describes no module", where)
    return model


def _attributes(archive: Archive, task: Task) -> tuple[Machined | None, tuple[Note, ...]]:
    """The pickle of attributes that are no tensors."""
    if _ATTRIBUTES not in archive.entries:
        return None, ()
    try:
        ran = run_pickle(archive.pickle(_ATTRIBUTES), task, where=_ATTRIBUTES)
    except CheckpointError as error:
        return None, (Note("danger", f"{_ATTRIBUTES} cannot be read, so what it names is not known: "
                                     f"{plain_text(error.what, 200)}"),)
    return replace(ran, top=plain_script(ran.top, {}, task)), ran.notes


def _located(archive: Archive, wanted: StorageId) -> Storage:
    folder, _, name = wanted.key.rpartition("/")
    located = archive.locate(replace(wanted, key=name), folder)
    return replace(located, key=wanted.key)


class _Maker:
    """Records of modules and tensors, as a pickle of them would leave."""

    def __init__(self, model: Pairs, attributes: Machined | None, archive: Archive) -> None:
        self._archive = archive
        tensors = _field(model, "tensors")
        self._tensors = tensors if isinstance(tensors, list) else []
        top = attributes.top if attributes is not None else None
        self._values: list[records.Value] = top.items if isinstance(top, ListRecord | TupleRecord) else []
        self._made: dict[int, records.Value] = {}

    def modules(self, main: Value, task: Task) -> CallRecord:
        """The module of a definition with all below it; not recursive."""
        root = _module(SCRIPT_ROOT, main)
        waiting = [(root, main)]
        count = 0
        while waiting:
            made, definition = waiting.pop()
            count += 1
            if count > _MAX_MODULES:
                raise Unsupported(f"it has more than {_MAX_MODULES:,} modules", hint=_LOAD)
            task.check()
            below = [(_text(_field(child, "name")), _module(str(made.callee.name), child), child)
                     for child in _list(definition, "submodules")]
            made.state, made.states = self._state(definition, [(name, child) for name, child, _ in below]), 1
            waiting += [(child, said) for _, child, said in below]
        return root

    def _state(self, definition: Value, modules: list[tuple[str, CallRecord]]) -> records.DictRecord:
        parameters: list[tuple[str, records.Value]] = []
        buffers: list[tuple[str, records.Value]] = []
        for said in _list(definition, "parameters"):
            into = buffers if _field(said, "is_buffer") is True else parameters
            into.append((_text(_field(said, "name")), self._tensor(_number(_field(said, "tensor_id")))))
        taken = {name for name, _ in buffers}
        others = [(name, self._value(_number(_field(said, "id")))) for said in _list(definition, "attributes")
                  if (name := _text(_field(said, "name"))) not in taken]
        parts = {"_parameters": parameters, "_buffers": buffers, "_modules": modules}
        return plain_dict([*others, *((key, plain_dict(pairs)) for key, pairs in parts.items())])

    def _value(self, number: int) -> records.Value:
        value = self._values[number] if 0 <= number < len(self._values) else None
        if type(value) is CallRecord and type(value.callee) is GlobalRecord and value.callee.name == _TENSOR_BY_ID:
            args = value.args.items if type(value.args) is TupleRecord else []
            if len(args) == 1 and type(args[0]) is int:
                return self._tensor(args[0])
        return value

    def _tensor(self, number: int) -> records.Value:
        """The tensor of the table, the same record each time; None where there is none."""
        if number not in self._made:
            said = self._tensors[number] if 0 <= number < len(self._tensors) else None
            self._made[number] = self._rebuilt(said) if isinstance(said, Pairs) else None
        return self._made[number]

    def _rebuilt(self, said: Pairs) -> records.Value:
        """A call of torch's rebuild function with what a TensorDef says; a text where it cannot be such a call."""
        kind = _text(_field(said, "data_type"))
        dtype = DTYPES.get(_TYPES.get(kind, ""))
        if dtype is None or _field(said, "is_quantized") is True:
            return f"a tensor of type {kind[:40]}, which is not read here"
        key = _text(_field(_field(said, "data"), "key"))
        entry = self._archive.entries.get(key)
        numel = entry.size // dtype.itemsize if entry is not None else 0
        pid = TupleRecord(["storage", GlobalRecord(Global("torch", dtype.storage_class)), key,
                           _text(_field(said, "device")) or "cpu", numel])
        sizes, strides = ([_number(n) for n in _list(said, name)] for name in ("dims", "strides"))
        hooks = CallRecord("reduce", GlobalRecord(ORDERED_DICT), TupleRecord([]))
        arguments = [PersistentRecord(pid), _number(_field(said, "offset")), TupleRecord(sizes), TupleRecord(strides),
                     _field(said, "requires_grad") is True, hooks]
        return CallRecord("reduce", GlobalRecord(REBUILD_TENSOR_V2), TupleRecord(arguments))


def _module(outer: str, definition: Value) -> CallRecord:
    """A module of the class that the importer names: after the names of the modules that lead to it."""
    name = _text(_field(definition, "name")) or "Module"
    return CallRecord("newobj", GlobalRecord(Global(outer, f"_{name}" if name.isdigit() else name)), TupleRecord([]))


def _field(message: Value, name: str) -> Value:
    """A field under its name in camel case, as protobuf writes it, or as it stands in the .proto file."""
    if not isinstance(message, Pairs):
        return None
    first, *more = name.split("_")
    value = message.get(first + "".join(word.capitalize() for word in more))
    return message.get(name) if value is None else value


def _list(message: Value, name: str) -> list[Value]:
    held = _field(message, name)
    return held if isinstance(held, list) and not isinstance(held, Pairs) else []


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Value) -> int:
    """A number as itself or as a text; 0 where the field is not there, -1 where it is something else."""
    if value is None:
        return 0
    if isinstance(value, str) and value.isascii() and len(value) < 20 and value.lstrip("-").isdigit():
        return int(value)
    return value if type(value) is int else -1


def with_records(graph: Graph, groups: dict[str, dict[str, Node]], single: dict[str, Node]) -> Graph:
    """The graph with more keys at its root, which is a mapping, as if it had been read so."""
    root, nodes = graph[graph.root], []  # type: Node, list[Node]
    assert isinstance(root, Mapping)
    added = {}
    for name, held in groups.items():
        if held:
            first = graph.next_id + len(nodes)
            nodes += held.values()
            nodes.append(Mapping(tuple(held), tuple(range(first, first + len(held)))))
            added[name] = first + len(held)
    for name, node in single.items():
        nodes.append(node)
        added[name] = graph.next_id + len(nodes) - 1
    grown = dict(enumerate(nodes, graph.next_id))
    grown[graph.root] = replace(root, keys=(*root.keys, *added), values=(*root.values, *added.values()))
    return Graph(graph.replace(grown), graph.root)
