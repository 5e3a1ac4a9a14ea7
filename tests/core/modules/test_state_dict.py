"""The state_dict read from a whole pickled model is the one that the model itself gives."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Attr, Global, Graph, Made, Mapping, Node, Object, Scalar, Sequence, Tensor
from ckpt_viewer.core.modules import (
    class_name,
    packed_layers,
    read_module,
    state_dict_doubts,
    state_dict_entries,
    state_dict_graph,
)
from ckpt_viewer.core.saving import Form, SaveOptions, plan
from tests.oracles import assert_same, save
from tests.zoo.stand_ins import Call, stand_in


class Block(nn.Module):
    """A child that is shared, a child that is None, a buffer that is not saved, a list of plain modules."""

    def __init__(self) -> None:
        super().__init__()
        self.second = nn.Linear(3, 3, bias=False)
        self.first = self.second
        self.nothing: nn.Linear | None = None
        self.register_buffer("kept", torch.arange(3))
        self.register_buffer("forgotten", torch.ones(2), persistent=False)
        self.register_parameter("absent", None)
        self.scale = nn.Parameter(torch.ones(1), requires_grad=False)
        self.plain = [nn.Linear(1, 1)]
        self.width = 3


class Residual(nn.Module):
    """As torchvision builds them: a branch that may be None, activations without parameters."""

    def __init__(self, inside: int, outside: int) -> None:
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inside, outside, 3, bias=False), nn.BatchNorm2d(outside)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = nn.Sequential(nn.Conv2d(inside, outside, 1), nn.BatchNorm2d(outside)) \
            if inside != outside else None


class Odd(nn.Module):
    """Tensors that are complex, empty, views or another's memory."""

    def __init__(self) -> None:
        super().__init__()
        self.complex = nn.Parameter(torch.ones(2, dtype=torch.complex64))
        self.empty = nn.Parameter(torch.empty(0, 3))
        self.view = nn.Parameter(torch.arange(6.0).reshape(2, 3).t())
        self.register_buffer("same", self.view.detach()[1:])
        self.register_buffer("flags", torch.tensor([True, False]))


class OwnNorm(nn.BatchNorm2d):
    """A user's class of torch's kin, whose `_version` is 2."""


def tied() -> nn.Module:
    model = nn.ModuleDict({"embed": nn.Embedding(5, 3), "head": nn.Linear(3, 5)})
    model["head"].weight = model["embed"].weight
    return model


def old_weight_norm() -> nn.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        return nn.Sequential(nn.utils.weight_norm(nn.Linear(2, 3)), nn.utils.spectral_norm(nn.Linear(3, 3)))


def half_and_double() -> nn.Module:
    return nn.Sequential(nn.Linear(2, 2).half(), nn.Linear(2, 2).double(), nn.Conv2d(1, 2, 3).to(torch.bfloat16))


def data_parallel() -> nn.Module:
    return nn.DataParallel(nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2)))


def compiled(model: nn.Module) -> nn.Module:
    """As `torch.compile` gives it; this backend spares the import of a compiler."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # torch of itself
        made = torch.compile(model, backend="eager")
    assert isinstance(made, nn.Module)
    return made


MODELS: dict[str, Callable[[], nn.Module]] = {
    "sequential": lambda: nn.Sequential(nn.Linear(6, 1), nn.Sigmoid()),
    "block": Block,
    "nested": lambda: nn.ModuleDict({"a": nn.ModuleList([Block(), nn.Sequential(Block())]), "b c": nn.Linear(1, 2)}),
    "norms": lambda: nn.Sequential(nn.BatchNorm1d(3), nn.InstanceNorm2d(2, affine=True), OwnNorm(2)),
    "no statistics": lambda: nn.Sequential(nn.BatchNorm1d(3, track_running_stats=False, affine=False)),
    "parameter list": lambda: nn.ParameterList([torch.zeros(2), nn.Parameter(torch.ones(1))]),
    "parameter dict": lambda: nn.ParameterDict({"b": torch.zeros(2), "a": torch.ones(1)}),
    "lstm": lambda: nn.LSTM(2, 3, num_layers=2, bidirectional=True, proj_size=2),
    "attention": lambda: nn.MultiheadAttention(4, 2, kdim=3, vdim=5),
    "transformer": lambda: nn.Transformer(4, 2, 1, 1, dim_feedforward=8),
    "tied": tied,
    "data parallel": data_parallel,
    "weight norm": old_weight_norm,
    "dtypes": half_and_double,
    "traced": lambda: torch.fx.symbolic_trace(nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))),
    "averaged": lambda: torch.optim.swa_utils.AveragedModel(nn.Linear(2, 3)),
    "averaged with buffers": lambda: torch.optim.swa_utils.AveragedModel(nn.BatchNorm1d(2), use_buffers=True),
    "resnet": lambda: nn.Sequential(nn.Conv2d(3, 4, 7), nn.Sequential(Residual(4, 4), Residual(4, 8)), nn.Linear(8, 3)),
    "odd": Odd,
    "gru": lambda: nn.GRU(2, 3, bias=False),
    "other norms": lambda: nn.Sequential(nn.GroupNorm(2, 4), nn.LayerNorm(3), nn.RMSNorm(3), nn.SyncBatchNorm(2)),
    "weights of a loss": lambda: nn.CrossEntropyLoss(weight=torch.ones(3)),
    "wrapped containers": lambda: nn.DataParallel(nn.ModuleDict({"a": nn.ModuleList([nn.Embedding(2, 2)])})),
    "empty": nn.Identity,
    "compiled": lambda: compiled(nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))),
    "wraps a compiled one": lambda: nn.Sequential(compiled(nn.Linear(2, 3)), nn.Linear(3, 1)),
    "frozen": lambda: nn.Linear(2, 2).requires_grad_(False),
}


@pytest.mark.filterwarnings("ignore:enable_nested_tensor")
@pytest.mark.parametrize("legacy", [False, True], ids=["zip", "legacy"])
@pytest.mark.parametrize("name", MODELS)
def test_a_whole_model_gives_its_own_state_dict(name: str, legacy: bool, tmp_path: Path) -> None:
    model = MODELS[name]()
    graph = saved(model, tmp_path, legacy=legacy)
    expected: Any = model.state_dict()

    made = state_dict_graph(graph, graph.root)

    assert_same(made, made.root, expected)
    metadata = made.child(made.root, Attr("_metadata"))
    assert metadata is not None
    assert_same(made, metadata, expected._metadata)
    assert [key for key, _ in state_dict_entries(graph, graph.root)] == list(expected)


@pytest.mark.parametrize("name", ["tied", "block", "lstm", "odd"])
def test_names_that_share_memory_in_the_model_share_it_in_the_state_dict(name: str, tmp_path: Path) -> None:
    model = MODELS[name]()
    graph = saved(model, tmp_path)
    made = state_dict_graph(graph, graph.root)
    root = made[made.root]
    assert isinstance(root, Mapping)
    found = dict(zip(root.keys, (tensor(made, node).spec.storage.key for node in root.values), strict=True))
    expected = {key: value.untyped_storage().data_ptr() for key, value in model.state_dict().items()}
    for a in expected:
        for b in expected:
            assert (found[a] == found[b]) == (expected[a] == expected[b]), (a, b)


def test_every_layer_of_torch_has_its_version(tmp_path: Path) -> None:
    classes = {cls for cls in vars(nn).values() if isinstance(cls, type) and issubclass(cls, nn.Module)}
    other = sorted(cls.__name__ for cls in classes if cls._version != 1 and "Lazy" not in cls.__name__)
    assert other == ["BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d",
                     "SyncBatchNorm"]
    for name in other:
        layer = getattr(nn, name)(2)
        graph = saved(layer, tmp_path)
        made = state_dict_graph(graph, graph.root)
        assert made[made.resolve((Attr("_metadata"), "", "version"))] == Scalar(2), name


def test_the_state_dict_of_a_part_of_a_model(tmp_path: Path) -> None:
    model = MODELS["nested"]()
    graph = saved({"epoch": 3, "model": model}, tmp_path)
    part = graph.resolve(("model", "_modules", "a"))
    assert [key for key, _ in state_dict_entries(graph, part)] == list(model.get_submodule("a").state_dict())


def test_what_is_no_module_has_no_state_dict(tmp_path: Path) -> None:
    graph = saved({"weight": torch.zeros(1)}, tmp_path)
    assert state_dict_entries(graph, graph.root) == ()


def test_a_quantised_layer_is_said_to_be_left_out(tmp_path: Path) -> None:
    quantization: Any = torch.ao.quantization
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = quantization.quantize_dynamic(nn.Sequential(nn.Linear(4, 5)), {nn.Linear})
        graph = saved(model, tmp_path)
    assert "0 is a quantised layer" in state_dict_doubts(graph, graph.root)[0]
    plain = saved(MODELS["weight norm"](), tmp_path)
    assert state_dict_doubts(plain, plain.root) == ()


def quantised(kind: str) -> nn.Module:
    quantization: Any = torch.ao.quantization
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if kind == "dynamic":
            layers = nn.ModuleDict({"a": nn.Linear(4, 5), "lstm": nn.LSTM(3, 2), "kept": nn.LayerNorm(2)})
            return quantization.quantize_dynamic(layers, {nn.Linear, nn.LSTM})  # type: ignore[no-any-return]
        model = nn.Sequential(quantization.QuantStub(), nn.Conv2d(1, 2, 3), nn.Linear(6, 4)).eval()
        model.qconfig = quantization.get_default_qconfig("fbgemm")
        prepared = quantization.prepare(model)
        prepared(torch.randn(1, 1, 8, 8))
        return quantization.convert(prepared)  # type: ignore[no-any-return]


@pytest.mark.parametrize(("kind", "layers"), [
    ("dynamic", ("a", "lstm._all_weight_values.0")), ("static", ("1", "2")),
])
def test_layers_that_pack_their_weights_are_found_and_no_state_dict_is_made(
        kind: str, layers: tuple[str, ...], tmp_path: Path) -> None:
    graph = saved(model := quantised(kind), tmp_path)
    assert set(packed_layers(graph, graph.root)) == set(layers)
    assert len(model.state_dict()) > len(state_dict_entries(graph, graph.root)), "which is why"
    torch.save(model, tmp_path / "q.pth")
    forms: tuple[Form, ...] = ("state_dict", "safetensors", "npz", "training_checkpoint")
    with open_checkpoint(tmp_path / "q.pth") as checkpoint:
        for form in forms:
            assert f"The weights of {layers[0]}" in plan(checkpoint, tmp_path / "o", SaveOptions(form)).refusal
        assert plan(checkpoint, tmp_path / "o").refusal == ""


class Scaled(nn.Linear):
    """What a class adds in code, such as the scales of a small floating type, is not among its attributes."""

    def get_extra_state(self) -> dict[str, int]:
        return {"scale": 3}

    def set_extra_state(self, state: dict[str, int]) -> None:
        assert state


def test_what_a_class_adds_in_code_is_said_to_be_missing(tmp_path: Path) -> None:
    model = nn.Sequential(Scaled(2, 3), Scaled(3, 2))
    graph = saved(model, tmp_path)
    added = set(model.state_dict()) - {name for name, _ in state_dict_entries(graph, graph.root)}
    assert added == {"0._extra_state", "1._extra_state"}
    assert state_dict_doubts(graph, graph.root) == (
        "anything that Scaled would add in code, such as get_extra_state(), which is not in the file",)


def test_of_many_classes_a_few_are_named(tmp_path: Path) -> None:
    kinds = [type(f"Kind{n}", (nn.Identity,), {"__module__": __name__}) for n in range(6)]
    globals().update({kind.__name__: kind for kind in kinds})
    graph = saved(nn.Sequential(*(kind() for kind in kinds)), tmp_path)
    (doubt,) = state_dict_doubts(graph, graph.root)
    assert "Kind0, Kind1, Kind2, Kind3 … would" in doubt


def test_what_pytorch_before_saved_of_a_compiled_model(tmp_path: Path) -> None:
    """By its attributes, as any module (torch 2.0, `OptimizedModule.__getstate__`)."""
    around = nn.Module()
    around._orig_mod = nn.Linear(2, 3)
    torch.save(Call(stand_in("torch._dynamo.eval_frame", "OptimizedModule"), state=vars(around)), tmp_path / "m.pt")
    graph = open_checkpoint(tmp_path / "m.pt").graph
    assert [name for name, _ in state_dict_entries(graph, graph.root)] == ["_orig_mod.weight", "_orig_mod.bias"]


def test_a_compiled_model_is_in_the_mode_of_the_one_in_it(tmp_path: Path) -> None:
    graph = saved(compiled(nn.Linear(2, 3)).eval(), tmp_path)
    view = read_module(graph, graph.root)
    assert view is not None
    assert view.training is False
    assert class_name(view.cls) == "OptimizedModule"


def test_a_module_inside_itself_ends() -> None:
    nodes = module_nodes(children={"again": 0})
    assert state_dict_entries(Graph(nodes, 0), 0) == (("weight", 1),)


def test_modules_ten_thousand_deep_end() -> None:
    """torch itself gives up at Python's limit of recursion."""
    nodes: list[Node] = []
    for _ in range(10_000):
        below = len(nodes) + 7
        nodes += module_nodes(children={"0": below}, at=len(nodes))
    nodes += module_nodes(children={}, at=len(nodes))
    assert 100 < len(state_dict_entries(Graph(nodes, 0), 0)) <= 1001


def test_modules_with_endlessly_many_paths_end() -> None:
    nodes: list[Node] = []
    for _ in range(60):
        below = len(nodes) + 7
        nodes += module_nodes(children={"a": below, "b": below}, at=len(nodes))
    nodes += module_nodes(children={}, at=len(nodes))
    assert len(state_dict_entries(Graph(nodes, 0), 0)) < 10_000


def test_a_wide_module_under_endlessly_many_names_ends() -> None:
    nodes = module_nodes(children={str(i): 7 for i in range(30_000)})
    wide = module_nodes(children={}, at=7)
    wide[4] = Mapping(tuple(f"weight{i}" for i in range(30_000)), (8,) * 30_000)
    assert len(state_dict_entries(Graph([*nodes, *wide], 0), 0)) < 50_000


def test_endlessly_long_names_end() -> None:
    nodes: list[Node] = []
    long = "x" * 1_000_000
    for _ in range(900):
        nodes += module_nodes(children={long: len(nodes) + 7}, at=len(nodes))
    nodes += module_nodes(children={}, at=len(nodes))
    entries = state_dict_entries(Graph(nodes, 0), 0)
    assert sum(len(name) for name, _ in entries) < 2**29


def module_nodes(children: dict[str, int], at: int = 0) -> list[Node]:
    """Seven nodes: a module with one entry `weight` and these children."""
    empty = at + 2
    return [
        Object(Made(Global("here", "Net"), empty, "newobj"), at + 3),
        Scalar("a weight"),
        Sequence("tuple", ()),
        Mapping(("_parameters", "_buffers", "_modules"), (at + 4, at + 5, at + 6)),
        Mapping(("weight",), (at + 1,)),
        Mapping((), ()),
        Mapping(tuple(children), tuple(children.values())),
    ]


def saved(thing: object, folder: Path, *, legacy: bool = False) -> Graph:
    with warnings.catch_warnings():
        # The legacy format looks up the source of every class and says where it found none.
        warnings.filterwarnings("ignore", "Couldn't retrieve source code")
        return open_checkpoint(save(thing, folder / "model.pth", legacy=legacy)).graph


def tensor(graph: Graph, node: int) -> Tensor:
    held = graph[node]
    assert isinstance(held, Tensor)
    return held


class MadeClass(Call):
    """A class that the file makes when it is loaded, as cloudpickle and dill write the classes of a script."""

    def __call__(self) -> None:
        raise AssertionError("it is named, not called")


def test_a_model_whose_class_is_made_in_the_file(tmp_path: Path) -> None:
    model = tied()
    maker = stand_in("cloudpickle.cloudpickle", "_make_skeleton_class")
    made = MadeClass(maker, type, "Net", (nn.Module,), {}, "id", None)
    torch.save(Call(made, state=vars(model)), tmp_path / "m.pt")
    graph = open_checkpoint(tmp_path / "m.pt").graph
    assert [name for name, _ in state_dict_entries(graph, graph.root)] == list(model.state_dict())
    view = read_module(graph, graph.root)
    assert view is not None
    assert class_name(view.cls) == "Net"
