"""A plain pickle that torch.save did not write: dicts and lists of numpy arrays and Python values, protocols 0 to 5.

numpy arrays become tensors, whose bytes are those of the pickle; everything else stays what the file says. Such a file
is read, never written: a save makes a PyTorch file of its state_dict.
"""

from __future__ import annotations

from ckpt_viewer.core.arrays import tensor_of
from ckpt_viewer.core.checkpoint import Checkpoint, GlobalUse, Note
from ckpt_viewer.core.errors import Damaged, NotACheckpoint, Unsupported
from ckpt_viewer.core.foreign import numpy_array
from ckpt_viewer.core.formats.base import Format, Peek
from ckpt_viewer.core.graph import Global, Graph, Node, NodeId, Object
from ckpt_viewer.core.pickles.budget import Spending
from ckpt_viewer.core.pickles.operands import OutOfData
from ckpt_viewer.core.pickles.reader import Machined, build_graph, run_pickle
from ckpt_viewer.core.pickles.sequence import begins_old_pickle, begins_pickle, run_following, together
from ckpt_viewer.core.pickles.storages import PersistentIds, StorageId
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Storage
from ckpt_viewer.core.wording import count_text

MAX_PICKLE = 512 << 20
_CHECK_EVERY = 4096
_JOBLIB = Global("joblib.numpy_pickle", "NumpyArrayWrapper")


class BarePickle(Format):
    """`.pkl`, `.pickle`, `.p`, and what people call `.pth` all the same."""

    name = "bare_pickle"
    title = "plain pickle"

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
        ran = _run(data, source.name, task, spent)
        graph, arrays = build_graph(ran.top, PersistentIds(_nowhere), task), 0
        if any(use.name.module.startswith("numpy") for use in ran.globals):
            graph, arrays = _with_tensors(graph, task)
        notes = [*ran.notes]
        if arrays:
            notes.append(Note("info", f"{count_text(arrays, 'numpy array')} shown as tensors"))
        after = run_following(data, ran.end, task, "the file", spent=spent)
        uses = together((*ran.globals, *after.globals))
        return Checkpoint(graph, source, self.name, (*notes, *after.notes), uses, {"protocol": ran.protocol})


def _run(data: bytes, name: str, task: Task, spent: Spending) -> Machined:
    try:
        return run_pickle(data, task, spent=spent)
    except OutOfData as error:
        _refuse_joblib(error, name)
        cut = Damaged(f"the file is cut short: {error.what}", name, "Copy or download it again.")
        raise cut.because_of(error) from None
    except Damaged as error:
        _refuse_joblib(error, name)
        hint = error.hint or "It is damaged, or no pickle although it begins like one."
        raise Damaged(error.what, name, hint).because_of(error) from None


def _refuse_joblib(error: Damaged, name: str) -> None:
    """joblib writes the bytes of arrays between the opcodes, behind its own class, where no pickle goes on."""
    if any(isinstance(use, GlobalUse) and use.name == _JOBLIB for use in error.seen):
        said = NotACheckpoint("this is a joblib file, as scikit-learn writes its models, not a checkpoint", name,
                              "Load it with joblib.load, if you trust who made it.")
        raise said.because_of(error) from None


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
