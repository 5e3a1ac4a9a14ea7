"""A module's line of text is what `repr()` prints in torch."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
import torch
from torch import nn

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Global, Graph, Made, Mapping, Node, Object, Scalar, Sequence
from ckpt_viewer.core.modules import constructor_text, named_modules, read_module
from tests.oracles import save

# One of each, as Python text: the name of the test, and what makes the layer.
LAYERS = """
Linear(2, 3) | Linear(2, 3, bias=False) | Bilinear(2, 3, 4) | Conv1d(1, 2, 3)
Conv2d(4, 4, 3, padding=1, groups=2, dilation=2, bias=False) | Conv2d(1, 1, 1, padding='same', padding_mode='circular')
Conv3d(1, 1, (1, 2, 3), stride=2) | ConvTranspose2d(2, 2, 3, output_padding=(1, 0), stride=2) | BatchNorm1d(3)
BatchNorm2d(3, affine=False, track_running_stats=False) | InstanceNorm2d(3) | SyncBatchNorm(3) | LayerNorm(3)
LayerNorm((3, 4), bias=False) | GroupNorm(2, 4) | RMSNorm(3) | LocalResponseNorm(2) | CrossMapLRN2d(2)
LSTM(2, 3, num_layers=2, dropout=.1, bidirectional=True, batch_first=True, proj_size=2) | GRU(2, 3, bias=False)
RNN(2, 3, nonlinearity='relu') | LSTMCell(2, 3) | RNNCell(2, 3, nonlinearity='relu') | GRUCell(2, 3, bias=False)
Embedding(4, 2) | Embedding(4, 2, padding_idx=0, max_norm=1., norm_type=1., sparse=True, scale_grad_by_freq=True)
EmbeddingBag(4, 2, mode='sum') | EmbeddingBag(4, 2, max_norm=1.) | MaxPool2d(2) | MaxPool2d((2, 3), ceil_mode=True)
AvgPool1d(2) | AvgPool2d(2) | AvgPool3d(2) | LPPool2d(2, 3) | AdaptiveAvgPool2d((1, None)) | AdaptiveMaxPool1d(2)
MaxUnpool2d(2) | Dropout(.3) | Dropout2d() | AlphaDropout() | FeatureAlphaDropout() | ReLU() | ReLU(inplace=True)
ReLU6() | SELU() | SiLU(True) | Mish() | Hardswish() | Hardsigmoid() | Hardtanh() | ELU() | CELU(2., True) | GELU()
GELU('tanh') | LeakyReLU(.2) | PReLU(3) | RReLU() | Hardshrink() | Softshrink() | Threshold(1, 2) | Softplus() | GLU()
Softmax(1) | Softmax() | LogSoftmax(-1) | Softmin(1) | Softmax2d() | Sigmoid() | Tanh() | Softsign() | LogSigmoid()
Tanhshrink() | Identity() | Flatten() | Unflatten(1, (2, 3)) | ChannelShuffle(2) | Fold((4, 5), (2, 3)) | Unfold(2)
PixelShuffle(2) | PixelUnshuffle(2) | ZeroPad2d(1) | ReflectionPad1d((1, 2)) | ConstantPad1d(1, 2.) | CircularPad2d(1)
ReplicationPad3d(1) | Upsample(scale_factor=2) | Upsample(size=(3, 4), mode='bilinear') | LazyLinear(3)
UpsamplingNearest2d(scale_factor=2) | LazyConv2d(3, 2) | LazyBatchNorm1d()
""".replace("\n", " | ").strip(" |").split(" | ")


class Net(nn.Module):
    """A user's class with attributes of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden = 64
        self.act = "re'lu\u202e"
        self.sizes = (1, 2)
        self._secret = 1
        self.table = {"a": 1}
        self.fc = nn.Linear(1, 1)


@pytest.mark.parametrize("text", LAYERS)
def test_a_layer_reads_as_torch_prints_it(text: str, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Lazy modules are a new feature")
        layer = eval(f"nn.{text}")
    assert read_text(layer, tmp_path) == repr(layer)


@pytest.mark.parametrize(("module", "text"), [
    (nn.Sequential(nn.ReLU(), nn.ReLU()), "Sequential(2 modules)"),
    (nn.ModuleList([nn.ReLU()]), "ModuleList(1 module)"),
    (nn.ParameterList([torch.zeros(1)]), "ParameterList(1 parameter)"),
    (Net(), "Net(hidden=64, act=\"re'lu\\u202e\", sizes=(1, 2))"),
    (nn.MSELoss(), "MSELoss(reduction='mean')"),
])
def test_other_classes_show_their_plain_attributes(module: nn.Module, text: str, tmp_path: Path) -> None:
    assert read_text(module, tmp_path) == text


def test_a_module_knows_its_mode_its_parts_and_what_is_absent(tmp_path: Path) -> None:
    model = nn.Sequential(nn.Linear(2, 3, bias=False), nn.BatchNorm1d(3)).eval()
    graph = open_checkpoint(save(model, tmp_path / "m.pth")).graph
    views = dict(named_modules(graph, graph.root))
    assert list(views) == ["", "0", "1"]
    assert views["0"].training is False
    assert [name for name, _ in views["0"].parameters] == ["weight"]
    assert views["0"].absent == {"bias"}
    assert [name for name, _ in views["1"].buffers] == ["running_mean", "running_var", "num_batches_tracked"]
    assert str(views["1"].cls) == "torch.nn.modules.batchnorm.BatchNorm1d"


def test_a_hostile_module_is_short_text() -> None:
    nodes: list[Node] = [
        Object(Made(Global("torch.nn.modules.linear", "Linear\n\u202e"), 1, "newobj"), 2),
        Sequence("tuple", ()),
        Mapping(("_parameters", "_buffers", "_modules", "in_features", "out_features", "x\ny"), (3, 3, 3, 4, 5, 6)),
        Mapping((), ()), Scalar("a" * 1_000_000), Scalar(1 << 1_000_000), Scalar("\u202e\n"),
    ]
    graph = Graph(nodes, 0)
    view = read_module(graph, 0)
    assert view is not None
    text = constructor_text(graph, view)
    assert len(text) < 1000
    assert text.isprintable()


def read_text(module: nn.Module, folder: Path) -> str:
    graph = open_checkpoint(save(module, folder / "m.pth")).graph
    view = read_module(graph, graph.root)
    assert view is not None
    return constructor_text(graph, view)
