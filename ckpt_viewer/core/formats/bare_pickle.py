"""A plain pickle that torch.save did not write: tensors, numpy arrays and Python values, protocols 0 to 5, and what
joblib.dump makes of one.

numpy arrays become tensors, whose bytes are those of the pickle, as those of tensors are; everything else stays what
the file says. Such a file is read, never written: a save makes a PyTorch file of its state_dict.
"""

from __future__ import annotations

from collections.abc import Iterable

from ckpt_viewer.core.arrays import stored_tensor, tensor_of, torch_type
from ckpt_viewer.core.checkpoint import Checkpoint, GlobalUse, Note, named_before
from ckpt_viewer.core.errors import Damaged, Unsupported
from ckpt_viewer.core.foreign import NumpyArray, leaf, numpy_array, numpy_type, state_of
from ckpt_viewer.core.foreign.reading import whole_numbers
from ckpt_viewer.core.formats.base import Format, Peek
from ckpt_viewer.core.graph import Graph, Node, NodeId, Object
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.pickles.budget import Spending
from ckpt_viewer.core.pickles.globals import ARRAY_WRAPPERS, LOAD_FROM_BYTES
from ckpt_viewer.core.pickles.operands import OutOfData
from ckpt_viewer.core.pickles.reader import Machined, build_graph, run_pickle
from ckpt_viewer.core.pickles.records import InlineArray
from ckpt_viewer.core.pickles.sequence import begins_old_pickle, begins_pickle, run_following, together
from ckpt_viewer.core.pickles.storages import PersistentIds, StorageId
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Storage, invalid_geometry
from ckpt_viewer.core.wording import count_text

MAX_PICKLE = 512 << 20
_CHECK_EVERY = 4096
_PERHAPS_NONE = "It is damaged, or only begins like a pickle; copy or download it again."


class BarePickle(Format):
    """`.pkl`, `.pickle`, `.p`, and what people call `.pth` all the same."""

    name = "bare_pickle"
    title = "plain pickle"
    not_written = ("This program does not write plain pickles. Save the model in it as a state_dict, or choose tensors "
                   "in it and save those alone.")

    def probe(self, peek: Peek) -> int:
        if begins_pickle(peek.head):
            return 40
        return 30 if peek.tail.endswith(b".") and begins_old_pickle(peek.head) else 0

    def read(self, source: Source, task: Task) -> Checkpoint:
        if source.size > MAX_PICKLE:
            raise Unsupported(f"this plain pickle has {source.size:,} bytes, more than {MAX_PICKLE:,}", source.name,
                              "Load it with the program that wrote it.")
        data = source.read_at(0, source.size)
        spent = Spending(len(data))
        inline: list[InlineArray] = []
        ran = _run(data, source.name, task, spent, inline)
        graph, uses, notes = _built(ran, task)
        arrays = 0
        if not ARRAY_WRAPPERS.isdisjoint(use.name for use in ran.globals):
            graph, arrays = _with_inline_arrays(graph, inline, source)
        elif any(use.name.module.startswith("numpy") for use in ran.globals):
            graph, arrays = _with_tensors(graph, task)
        if inline:
            notes.append(Note("info", f"Written by joblib: {count_text(arrays, 'array')} between the parts of the "
                                      "pickle shown as tensors"))
        elif arrays:
            notes.append(Note("info", f"{count_text(arrays, 'numpy array')} shown as tensors"))
        after = run_following(data, ran.end, task, "the file", spent=spent)
        return Checkpoint(graph, source, self.name, (*notes, *after.notes), together((*uses, *after.globals)),
                          {"protocol": ran.protocol})


def _built(ran: Machined, task: Task) -> tuple[Graph, tuple[GlobalUse, ...], list[Note]]:
    """The graph of a pickle, with the storages that it brings along; its names, and what is to be said."""
    if all(use.name != LOAD_FROM_BYTES for use in ran.globals):
        return build_graph(ran.top, PersistentIds(_nowhere), task), ran.globals, [*ran.notes]
    from ckpt_viewer.core.formats.stored_within import StoredWithin  # most plain pickles are of numpy

    ids = StoredWithin(_nowhere)
    graph = build_graph(ran.top, ids, task)
    said = [Note("info", f"{count_text(ids.count, 'tensor')} in the pickle, each with bytes of its own")]
    return graph, ids.told(ran.globals), [*ran.notes, *(said if ids.count else ())]


def _run(data: bytes, name: str, task: Task, spent: Spending, arrays: list[InlineArray]) -> Machined:
    """Where it names joblib's wrapper of an array, it is read as joblib reads it, with the bytes of arrays between the
    opcodes; what others would see that take these bytes for opcodes is told as well."""
    failed: Damaged | None = None
    try:
        plain = run_pickle(data, task, spent=spent)
        seen = plain.globals
    except Damaged as error:
        failed, seen = error, named_before(error)
    if ARRAY_WRAPPERS.isdisjoint(use.name for use in seen):
        if failed is not None:
            raise _refused(failed, name) from None
        return plain
    try:
        return _with(run_pickle(data, task, spent=Spending(len(data)), inline=arrays), seen)
    except Damaged as error:
        if failed is not None:
            raise _refused(error, name, "this file of joblib cannot be read: ") from None
        arrays.clear()
        return _with(plain, named_before(error))


def _with(ran: Machined, others: tuple[GlobalUse, ...]) -> Machined:
    known = {use.name for use in ran.globals}
    return replace(ran, globals=(*ran.globals, *(use for use in others if use.name not in known)))


def _refused(error: Damaged, name: str, before: str = "") -> Damaged:
    if isinstance(error, OutOfData):
        cut = Damaged(f"the file is cut short: {error.what}", name)
        return cut.because_of(error)
    hint = _PERHAPS_NONE if error.hint == Damaged.advice else error.hint
    return Damaged(f"{before}{error.what}", name, hint).because_of(error)


def _nowhere(wanted: StorageId) -> Storage:
    problem = "its bytes are not in a plain pickle"
    return Storage(wanted.key, wanted.dtype, wanted.nbytes, wanted.device, (), problem=problem)


def _with_tensors(graph: Graph, task: Task) -> tuple[Graph, int]:
    """The graph with a tensor in place of each numpy array that can be one, and how many they are."""
    found: dict[NodeId, Node] = {}
    for count, node in enumerate(graph.holding(Object)):
        if count % _CHECK_EVERY == 0:
            task.check()
        tensor = _tensor(graph, node)
        if tensor is not None:
            found[node] = tensor
    return (Graph(graph.replace(found), graph.root), len(found)) if found else (graph, 0)


def _tensor(graph: Graph, node: NodeId) -> Node | None:
    array = numpy_array(graph, node)
    if array is None or array.mask:  # which no tensor has
        return None
    return tensor_of(array, f"numpy array {node}")


def _with_inline_arrays(graph: Graph, arrays: Iterable[InlineArray], source: Source) -> tuple[Graph, int]:
    """The graph with the arrays of a file of joblib in place of what describes them, and how many became tensors: those
    of numbers, whose bytes are those of the file. One of Python objects stands where its wrapper stood; of any other
    kind, such as texts, the description stays."""
    tensors = {wrapper.node: tensor for wrapper, start, nbytes in arrays
               if wrapper.node >= 0 and (tensor := _described(graph, wrapper.node, start, nbytes, source)) is not None}
    objects = {node: graph[held.items[0]] for node in graph.holding(Object)
               if isinstance(held := graph[node], Object) and held.items and held.made.cls in ARRAY_WRAPPERS}
    return Graph(graph.replace({**objects, **tensors}), graph.root), len(tensors)


def _described(graph: Graph, node: NodeId, start: int, nbytes: int, source: Source) -> Node | None:
    said = state_of(graph, node) or {}
    if not {"dtype", "shape", "order"} <= said.keys():
        return None
    kind, shape = numpy_type(graph, said["dtype"]), whole_numbers(graph, said["shape"])
    dtype = torch_type(kind) if kind is not None else None
    if kind is None or dtype is None or shape is None:
        return None
    array = NumpyArray(kind, shape, fortran=leaf(graph, said["order"]) == "F", data=b"")
    tensor = stored_tensor(array, dtype, source, start, f"numpy array {node}")
    fits = tensor.spec.storage.nbytes == nbytes and not invalid_geometry(tensor.spec)
    return tensor if fits else None
