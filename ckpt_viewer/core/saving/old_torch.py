"""A graph as PyTorch before 1.6 can read it: what it would not know is changed where nothing is lost, else refused.

What it knows was looked up in torch 1.5.1 itself: the functions of torch._utils, the classes of storages, dtypes,
layers and schedulers. Contract: pure; every change that loses something is said, every refusal names the first place
and what to do. Ids stay.
"""

from __future__ import annotations

from collections import Counter

from ckpt_viewer.core.graph import Global, Graph, Made, Node, NodeId, Object, Scalar, StorageNode, Tensor
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.saving.reach import names_in, references
from ckpt_viewer.core.saving.remade import Remade
from ckpt_viewer.core.tensor import Storage
from ckpt_viewer.core.wording import count_text, path_text, plain_text

_REBUILDS = frozenset({"_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_parameter", "_rebuild_qtensor",
                       "_rebuild_xla_tensor"})
_DTYPE_WORDS = "bfloat16 bool float16 float32 float64 int16 int32 int64 int8 qint32 qint8 quint8 uint8"
_DTYPES = frozenset(_DTYPE_WORDS.split())
_NEWER_DTYPES = ("bits", "float4", "float8", "int1", "int2", "int3", "int4", "int5", "int6", "int7", "quint2", "quint4",
                 "uint1", "uint2", "uint3", "uint4", "uint5", "uint6", "uint7")
_LAYER_WORDS = (
    "Hardswish Mish SiLU ChannelShuffle Dropout1d Unflatten NonDynamicallyQuantizableLinear GaussianNLLLoss HuberLoss "
    "TripletMarginWithDistanceLoss RMSNorm CircularPad1d CircularPad2d CircularPad3d ReflectionPad3d ZeroPad1d "
    "ZeroPad3d PixelUnshuffle LPPool3d NAdam RAdam ChainedScheduler ConstantLR LinearLR PolynomialLR SequentialLR "
    "AveragedModel SWALR"
)
_NEWER_LAYERS = frozenset(_LAYER_WORDS.split())
_NEWER_MODULES = ("torch.torch_version", "torch.storage", "torch._tensor", "torch.ao", "torch._C._distributed",
                  "torch.fx", "torch._dynamo", "torch.distributed.tensor", "torch.distributed._tensor")
_DEVICES = ("cpu", "cuda")
_LEAVE_OUT = " Leave it out."  # a state_dict and a plain copy have it too
_WITHOUT_TYPES = " Save its state_dict instead, or leave it out."  # a plain copy keeps types
_WITHOUT_CLASSES = " Save its state_dict instead, leave it out, or make it plain."
_NEW_NUMPY, _OLD_NUMPY = "numpy._core.", "numpy.core."


def for_old_torch(graph: Graph) -> Remade:
    """What a legacy file for PyTorch before 1.6 holds."""
    return _Aging(graph).run()


class _Aging:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._changes: dict[NodeId, Node] = {}
        self._lost: Counter[str] = Counter()
        self._refused: dict[NodeId, tuple[str, str]] = {}
        self._devices: set[str] = set()

    def run(self) -> Remade:
        waiting = [self._graph.root]
        seen = {self._graph.root}
        while waiting:  # what hangs on something that is changed or dropped need not be known
            node = waiting.pop()
            held = self._graph[node]
            new = self._now(node, held)
            if new is not held:
                self._changes[node] = new
            for child in reversed(references(new)):
                if child not in seen:
                    seen.add(child)
                    waiting.append(child)
        loses = tuple(f"{text} ({count:,}×)" if count > 1 else text for text, count in self._lost.items())
        graph = self._graph.replace(self._changes) if self._changes else self._graph
        return Remade(graph, (), loses, self._warnings(), self._refusal())

    def _now(self, node: NodeId, held: Node) -> Node:
        match held:
            case Tensor():
                return self._tensor(node, held)
            case StorageNode(storage):
                self._devices.add(storage.device)
                return self._storage_node(node, held)
            case _:
                held = _with_old_numpy(held)
                self._check_names(node, held)
                return held

    # -- tensors ------------------------------------------------------------------------------------------------------

    def _tensor(self, node: NodeId, held: Tensor) -> Tensor:
        spec = held.spec
        self._devices.add(spec.device)
        if spec.dtype.name not in _DTYPES:
            floating = spec.dtype.numbers == "float"
            wider = "; convert it to float32 first." if floating else "."
            self._refuse(node, f"its type {spec.dtype} came later{wider}", "" if floating else _LEAVE_OUT)
        if spec.conjugated or spec.negated:
            self._refuse(node, "conjugated and negated views came later.", _LEAVE_OUT)
        return self._made_as_then(held)

    def _made_as_then(self, held: Tensor) -> Tensor:
        new = held
        if held.own_class is not None or (held.verbatim is not None and _unknown_in(held.verbatim)):
            self._lost["the class of its own around a tensor, which becomes a plain tensor"] += 1
            new = replace(new, verbatim=None, own_class=None)
        if held.state is not None and new.verbatim is None:
            self._lost["attributes that Python code gave to a tensor"] += 1
            new = replace(new, state=None)
        if held.rebuild not in _REBUILDS:
            new = replace(new, rebuild="_rebuild_tensor_v2", verbatim=None)
        if new.metadata is not None and new.rebuild != "_rebuild_qtensor":
            new = replace(new, metadata=None, verbatim=None)
        storage = _as_then(new.spec.storage)
        return new if storage is new.spec.storage else replace(new, spec=replace(new.spec, storage=storage))

    def _storage_node(self, node: NodeId, held: StorageNode) -> StorageNode:
        if held.storage.dtype.name not in _DTYPES:
            self._refuse(node, f"its type {held.storage.dtype} came later.", _LEAVE_OUT)
        storage = _as_then(held.storage)
        return held if storage is held.storage else StorageNode(storage)

    # -- names --------------------------------------------------------------------------------------------------------

    def _check_names(self, node: NodeId, held: Node) -> None:
        for name in names_in(held):
            if "." in name.name:
                self._refuse(node, f"a class within a class ({_shown(name)}) cannot be named in protocol 2.")
            elif is_newer(name):
                advice = _WITHOUT_TYPES if name.module == "torch" else _WITHOUT_CLASSES
                self._refuse(node, f"it does not know {_shown(name)}.", advice)
            elif name == Global("torch._utils", "_rebuild_sparse_tensor"):
                self._refuse(node, "sparse tensors are written in another way since.", _LEAVE_OUT)

    def _refuse(self, node: NodeId, why: str, advice: str = _WITHOUT_CLASSES) -> None:
        self._refused.setdefault(node, (why, advice))

    def _refusal(self) -> str:
        if not self._refused:
            return ""
        node, (why, advice) = next(iter(self._refused.items()))
        place = next((path for path, found in self._graph.survey(depth=200) if found == node), ())
        more = len(self._refused) - 1
        others = f" The same is true of {count_text(more, 'other part')}." if more else ""
        return f"What is at {path_text(place, 120)} cannot be loaded by PyTorch before 1.6: {why}{others}{advice}"

    def _warnings(self) -> tuple[str, ...]:
        lines = ["What PyTorch before 1.6 knows was looked up in version 1.5.1."]
        strange = sorted(tag for tag in self._devices if tag.partition(":")[0] not in _DEVICES)
        if strange:
            lines.append(f"PyTorch before 1.6 knows no device {', '.join(strange[:4])}: it loads the file with "
                         "map_location='cpu' alone. Marked for the CPU it needs none.")
        return tuple(lines)


def is_newer(name: Global) -> bool:
    """Whether a name of PyTorch is known to be younger than version 1.5."""
    if name.module == "torch._utils":
        return name.name.startswith("_rebuild") and name.name not in (_REBUILDS | {"_rebuild_sparse_tensor"})
    if name.module == "torch":
        newer = name.name.startswith(_NEWER_DTYPES) and name.name not in _DTYPES
        return newer or name.name in ("TypedStorage", "UntypedStorage")
    if name.module.startswith(("torch.nn.modules.", "torch.optim.")):
        return name.name in _NEWER_LAYERS or name.name.startswith("Lazy")
    return any(name.module == module or name.module.startswith(f"{module}.") for module in _NEWER_MODULES)


def _unknown_in(thing: Object) -> bool:
    return any(is_newer(name) for name in names_in(thing))


def _as_then(storage: Storage) -> Storage:
    """Storages without a type came later."""
    newer = storage.written_as.rpartition(".")[2] in ("UntypedStorage", "TypedStorage", "_UntypedStorage")
    return replace(storage, written_as="") if newer else storage


def _with_old_numpy(held: Node) -> Node:
    """numpy 2 moved its core, and still knows the old names."""
    match held:
        case Scalar(Global(module, name)) if module.startswith(_NEW_NUMPY):
            return Scalar(Global(module.replace(_NEW_NUMPY, _OLD_NUMPY, 1), name))
        case Object(Made(Global(module, name)) as made) if module.startswith(_NEW_NUMPY):
            return replace(held, made=replace(made, callee=Global(module.replace(_NEW_NUMPY, _OLD_NUMPY, 1), name)))
        case _:
            return held


def _shown(name: Global) -> str:
    return plain_text(str(name), 100)
