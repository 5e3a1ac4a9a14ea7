"""Every snippet that is shown runs as it is, and does what it says."""

from __future__ import annotations

import sys
import types
import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn
from torch.distributed.checkpoint.state_dict import StateDictOptions, get_optimizer_state_dict
from torch.optim import lr_scheduler as schedulers

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Global as Name
from ckpt_viewer.core.graph import Graph, Made, Mapping, Node, Object, Scalar
from ckpt_viewer.core.graph import Sequence as Items
from ckpt_viewer.core.snippets import Snippet, snippets
from ckpt_viewer.core.snippets.writing import Lookups, lookup, text_literal
from tests.core.formats.test_joblib import dumped
from tests.oracles import save
from tests.shards import Container, shard

AWKWARD = "it's \"the\" \\ mödel\n"


class Net(nn.Module):
    """What a user's own class may be."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(3, 2)
        self.norm = nn.BatchNorm1d(2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.norm(self.fc(x))
        return out


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def net_module() -> Iterator[str]:
    """The class in an importable module of its own, as a person's project has it."""
    module: Any = types.ModuleType("my_project")
    module.Net = Net
    with mock.patch.dict(sys.modules, {module.__name__: module}), mock.patch.object(Net, "__module__", module.__name__):
        yield module.__name__


def trained(groups: bool = False, scheduler: Callable[[Any], Any] | None = None, kind: str = "SGD") -> dict[str, Any]:
    """A model after two steps with its optimizer and scheduler."""
    model = Net()
    parameters: Any = model.parameters()
    if groups:
        parameters = [{"params": model.norm.parameters(), "lr": 0.5}, {"params": model.fc.parameters()}]
    options = {"momentum": 0.9} if kind in ("SGD", "RMSprop") else {}
    optimizer = getattr(torch.optim, kind)(parameters, lr=0.01, **options)
    schedule = scheduler(optimizer) if scheduler else None
    for _ in range(2):
        model(torch.randn(4, 3)).sum().backward()
        optimizer.step()
        if isinstance(schedule, schedulers.ReduceLROnPlateau):
            schedule.step(1.0)
        elif schedule:
            schedule.step()
    return {"model": model, "optimizer": optimizer, "scheduler": schedule}


def run(shown: tuple[Snippet, ...], **names: Any) -> dict[str, dict[str, Any]]:
    """The names that each snippet leaves behind, by title; a later one finds those of the ones before it."""
    left: dict[str, dict[str, Any]] = {}
    so_far: dict[str, Any] = {"MyModel": Net, **names}
    for snippet in shown:
        exec(compile(snippet.code, snippet.title, "exec"), so_far)
        left[snippet.title] = dict(so_far)
    return left


def opened(thing: Any, folder: Path, name: str = "file.pth", **options: Any) -> Checkpoint:
    return open_checkpoint(save(thing, folder / name, **options))


def assert_equal(found: nn.Module, expected: dict[str, torch.Tensor]) -> None:
    weights = found.state_dict()
    assert list(weights) == list(expected)
    assert all(torch.equal(weights[key], expected[key]) for key in expected)


def test_a_state_dict(folder: Path) -> None:
    model = Net()
    shown = snippets(opened(model.state_dict(), folder), "file.pth")
    assert [s.title for s in shown] == ["Use the model", "CPU → GPU", "Save a file like this one"]
    left = run(shown)
    assert_equal(left["Use the model"]["model"], model.state_dict())
    assert left["Use the model"]["model"].training is False
    assert 'torch.load(\n    "file.pth",\n    map_location="cpu", weights_only=True,\n)' in shown[0].code
    assert list(torch.load(folder / "file_new.pth")) == list(model.state_dict())


def test_how_a_file_is_loaded_is_in_sight_whatever_its_name(folder: Path) -> None:
    checkpoint = opened(Net().state_dict(), folder)
    for name in ("a.pt", "/runs/night/convnet/checkpoint_epoch_90.pth"):
        for code in (snippet.code for snippet in snippets(checkpoint, name) if "torch.load(" in snippet.code):
            line = next(line for line in code.splitlines() if "map_location=" in line)
            assert line.index("map_location=") < 40
            assert len(line) < 75


@pytest.mark.parametrize("prefix", ["module.", "_orig_mod.", "module._orig_mod."])
def test_a_wrapper_s_prefix_is_taken_off(prefix: str, folder: Path) -> None:
    model = Net()
    weights: Any = OrderedDict((prefix + key, value) for key, value in model.state_dict().items())
    for file in (weights, {"epoch": 1, "model": weights}):
        shown = snippets(opened(file, folder), "file.pth")
        assert_equal(run(shown[:1])["Use the model"]["model"], model.state_dict())
        assert text_literal(prefix) in shown[0].code


def test_an_averaged_model_is_loaded_as_one(folder: Path) -> None:
    """Its state_dict counts the models beside the names, which the model alone refuses."""
    averaged = torch.optim.swa_utils.AveragedModel(Net())
    averaged.update_parameters(Net())
    for file in (averaged.state_dict(), {"model_ema": averaged.state_dict(), "epoch": 1}):
        left = run(snippets(opened(file, folder), "file.pth")[:1])
        assert_equal(left["Use the model"]["model"], averaged.state_dict())


def test_the_tutorial_s_checkpoint(folder: Path) -> None:
    parts = trained()
    file = {"epoch": 90, "model_state": parts["model"].state_dict(), "optim_state": parts["optimizer"].state_dict()}
    shown = snippets(opened(file, folder), "file.pth")
    resumed = run(shown)["Go on with the training"]
    assert_equal(resumed["model"], parts["model"].state_dict())
    assert resumed["epoch"] == 90
    assert resumed["model"].training
    assert resumed["optimizer"].param_groups[0]["lr"] == 0.01
    for mine, theirs in zip(resumed["optimizer"].state.values(), parts["optimizer"].state.values(), strict=True):
        assert torch.equal(mine["momentum_buffer"], theirs["momentum_buffer"])
    assert 'model.load_state_dict(checkpoint["model_state"])' in shown[0].code
    assert 'optimizer.load_state_dict(checkpoint["optim_state"])' in shown[1].code
    again = torch.load(folder / "file_new.pth")
    assert list(again) == list(file)


SCHEDULERS: dict[str, Callable[[Any], Any]] = {
    "StepLR": lambda o: schedulers.StepLR(o, 2), "MultiStepLR": lambda o: schedulers.MultiStepLR(o, [1, 5]),
    "LambdaLR": lambda o: schedulers.LambdaLR(o, lambda epoch: 1.0), "LinearLR": schedulers.LinearLR,
    "ConstantLR": schedulers.ConstantLR, "PolynomialLR": schedulers.PolynomialLR,
    "ExponentialLR": lambda o: schedulers.ExponentialLR(o, 0.5),
    "CosineAnnealingLR": lambda o: schedulers.CosineAnnealingLR(o, 9),
    "CosineAnnealingWarmRestarts": lambda o: schedulers.CosineAnnealingWarmRestarts(o, 9),
    "OneCycleLR": lambda o: schedulers.OneCycleLR(o, [0.1, 0.2], total_steps=9),
    "CyclicLR": lambda o: schedulers.CyclicLR(o, [0.1, 0.2], [0.3, 0.4]),
    "ReduceLROnPlateau": schedulers.ReduceLROnPlateau,
}


@pytest.mark.parametrize("name", SCHEDULERS)
def test_groups_and_a_scheduler_get_their_state_back(name: str, folder: Path) -> None:
    parts = trained(groups=True, scheduler=SCHEDULERS[name])
    file = {"net": parts["model"].state_dict(), "opt": parts["optimizer"].state_dict(),
            "sched": parts["scheduler"].state_dict(), "step": 7}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Detected call of `lr_scheduler.step")
        resumed = run(snippets(opened(file, folder), "file.pth"))["Go on with the training"]
    assert resumed["scheduler"].state_dict() == parts["scheduler"].state_dict()
    assert resumed["step"] == 7
    by_id = {id(p): key for key, p in resumed["model"].named_parameters()}
    true = {id(p): key for key, p in parts["model"].named_parameters()}
    for mine, theirs in zip(resumed["optimizer"].param_groups, parts["optimizer"].param_groups, strict=True):
        assert mine["lr"] == theirs["lr"]
        assert [by_id[id(p)] for p in mine["params"]] == [true[id(p)] for p in theirs["params"]]


@pytest.mark.parametrize("alone", [False, True])
def test_a_flattened_optimizer_gets_its_state_back(alone: bool, folder: Path) -> None:
    parts = trained(groups=True)
    flat = get_optimizer_state_dict(parts["model"], parts["optimizer"],
                                    options=StateDictOptions(flatten_optimizer_state_dict=True))
    file = flat if alone else {"model": parts["model"].state_dict(), "optim": flat}
    resumed = run(snippets(opened(file, folder), "file.pth"))
    made = resumed["Load the optimizer's state" if alone else "Go on with the training"]["optimizer"]
    assert sorted(group["lr"] for group in made.param_groups) == [0.01, 0.5]
    buffers = [sorted(kept["momentum_buffer"].sum().item() for kept in optimizer.state.values())
               for optimizer in (made, parts["optimizer"])]
    assert buffers[0] == buffers[1]


@pytest.mark.parametrize("kind", ["Adam", "AdamW", "RMSprop", "NAdam", "Adagrad", "Adadelta", "LBFGS"])
def test_other_optimizers(kind: str, folder: Path) -> None:
    model = Net()
    optimizer = getattr(torch.optim, kind)(model.parameters(), lr=0.3)
    file = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
    made = run(snippets(opened(file, folder), "file.pth"))["Go on with the training"]["optimizer"]
    assert type(made).__name__ == kind
    assert made.param_groups[0]["lr"] == 0.3


def test_nested_and_awkward_keys_are_quoted_right(folder: Path) -> None:
    parts = trained()
    file = {AWKWARD: [{"a/b": parts["model"].state_dict()}], 3: {None: parts["optimizer"].state_dict()}}
    shown = snippets(opened(file, folder, "it's a \"file\".pth"), "it's a \"file\".pth")
    resumed = run(shown[:2])["Go on with the training"]
    assert_equal(resumed["model"], parts["model"].state_dict())
    assert "checkpoint[3][None]" in shown[1].code
    assert resumed["optimizer"].state_dict()["state"]


def test_between_gpu_and_cpu(folder: Path) -> None:
    """Where there is no GPU the code takes the CPU by itself; the file is tagged as a GPU would write it."""
    parts = trained()
    file = {"model": parts["model"].state_dict(), "optimizer": parts["optimizer"].state_dict()}
    with mock.patch("torch.serialization.location_tag", return_value="cuda:3"):
        tagged = opened(file, folder)
    shown = snippets(tagged, "file.pth")
    titles = [s.title for s in shown]
    assert titles[2:4] == ["GPU → CPU", "GPU → GPU"]
    assert "cuda:3" in shown[2].why
    assert 'map_location="cpu"' in shown[2].code
    assert 'torch.device("cuda:0" if torch.cuda.is_available() else "cpu")' in shown[3].code
    assert "model.to(device)" in shown[3].code
    assert "inputs.to(device)" in shown[3].code
    for left in run(shown).values():
        assert_equal(left["model"].cpu(), parts["model"].state_dict())


@pytest.mark.gpu
def test_on_a_real_gpu(folder: Path) -> None:
    model = Net().to("cuda:0")
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.randn(4, 3, device="cuda:0")).sum().backward()
    optimizer.step()
    shown = snippets(opened({"net": model.state_dict(), "opt": optimizer.state_dict()}, folder), "file.pth", "cuda:0")
    left = run(shown)
    on_gpu = left["GPU → GPU"]
    assert {p.device.type for p in on_gpu["model"].parameters()} == {"cuda"}
    on_gpu["model"](torch.randn(4, 3).to(on_gpu["device"]))
    assert {p.device.type for p in left["GPU → CPU"]["model"].parameters()} == {"cpu"}
    moments = left["Go on with the training"]["optimizer"].state.values()
    assert {kept["exp_avg"].device.type for kept in moments} == {"cuda"}


@pytest.mark.parametrize(("device", "check"), [
    ("cuda:1", "torch.cuda.is_available()"), ("mps", "torch.backends.mps.is_available()"),
    ("xpu:0", "torch.xpu.is_available()"),
])
def test_the_chosen_device_is_the_first_snippet_s(device: str, check: str, folder: Path) -> None:
    shown = snippets(opened(Net().state_dict(), folder), "file.pth", device)
    assert f'torch.device("{device}" if {check} else "cpu")' in shown[0].code
    run(shown)


def test_a_whole_model_warns_and_offers_other_ways(folder: Path, net_module: str) -> None:
    model = Net()
    shown = snippets(opened(model, folder), "file.pth")
    assert "weights_only=False" in shown[0].code
    assert "my_project.Net" in shown[0].code
    assert "imports my_project.Net and runs code" in shown[0].why
    left = run(shown)
    for title in ("Use the model", "CPU → GPU", "Load the object with an allow-list"):
        assert_equal(left[title]["model"], model.state_dict())
    assert list(torch.load(folder / "file_state_dict.pth")) == list(model.state_dict())
    allowed = next(s for s in shown if "allow-list" in s.title)
    assert "weights_only=True" in allowed.code
    assert "from my_project import Net" in allowed.code


def test_a_model_of_a_script_has_to_be_defined_first(folder: Path) -> None:
    with mock.patch.object(Net, "__module__", "__main__"), mock.patch.object(sys.modules["__main__"], "Net", Net,
                                                                              create=True):
        shown = snippets(opened(Net(), folder), "file.pth")
        assert "# Define __main__.Net above" in shown[0].code
        run(shown)
    assert not any("allow-list" in s.title for s in shown)


def test_a_whole_model_inside_of_a_checkpoint(folder: Path, net_module: str) -> None:
    parts = trained()
    file = {"epoch": 4, "model": nn.DataParallel(parts["model"]), "optimizer": parts["optimizer"].state_dict()}
    shown = snippets(opened(file, folder), "file.pth")
    resumed = run(shown)["Go on with the training"]
    assert_equal(resumed["model"], parts["model"].state_dict())
    assert resumed["optimizer"].state_dict()["state"]
    assert 'model = checkpoint["model"]' in shown[0].code
    assert "model = model.module" in shown[0].code
    assert "This imports my_project.Net and runs" in shown[0].code


def test_pickled_optimizers_give_their_state(folder: Path) -> None:
    parts = trained()
    file = {"weights": parts["model"].state_dict(), "optimizer": parts["optimizer"]}
    shown = snippets(opened(file, folder), "file.pth")
    assert 'checkpoint["optimizer"].state_dict()' in shown[1].code
    assert run(shown)["Go on with the training"]["optimizer"].state_dict()["state"]


def test_what_weights_only_refuses_is_said(folder: Path) -> None:
    file = {"best": np.float64(0.5), "model": Net().state_dict()}
    shown = snippets(opened(file, folder), "file.pth")
    assert "weights_only=False" in shown[0].code
    assert "numpy" in shown[0].why
    run(shown)


def test_a_model_that_cannot_be_reached_by_name(folder: Path) -> None:
    checkpoint = opened({(1, 2): Net().state_dict()}, folder)
    assert [s.title for s in snippets(checkpoint, "file.pth")] == ["Load the file"]


def test_an_optimizer_alone(folder: Path) -> None:
    parts = trained()
    shown = snippets(opened(parts["optimizer"].state_dict(), folder), "file.pth")
    made = run(shown)["Load the optimizer's state"]["optimizer"]
    assert len(made.state) == 4


def test_a_training_state_without_a_model(folder: Path) -> None:
    parts = trained()
    shown = snippets(opened({"epoch": 1, "training": {"opt": parts["optimizer"].state_dict()}}, folder), "file.pth")
    assert len(run(shown)["Load the optimizer's state"]["optimizer"].state) == 4


def test_tensors_and_other_things(folder: Path) -> None:
    tensor = snippets(opened(torch.arange(3), folder), "file.pth")
    assert run(tensor)["Load the file"]["tensor"].tolist() == [0, 1, 2]
    other = snippets(opened({"a": [1, 2]}, folder), "file.pth")
    assert run(other)["Load the file"]["data"] == {"a": [1, 2]}


def test_safetensors(folder: Path) -> None:
    model = Net()
    save_file(model.state_dict(), folder / "file.safetensors")
    plain = opened(model.state_dict(), folder)
    shown = snippets(Checkpoint(plain.graph, plain.source, "safetensors"), "file.safetensors", "cuda:0")
    assert_equal(run(shown)["Use the model"]["model"].cpu(), model.state_dict())


@pytest.mark.parametrize("container", ["safetensors", "bin"])
def test_shards(container: Container, folder: Path) -> None:
    net = Net()
    index = shard(net.state_dict(), folder, 3, container)
    library: Any = types.ModuleType("transformers")
    library.AutoModel = mock.Mock(from_pretrained=mock.Mock(return_value=net))
    with mock.patch.dict(sys.modules, {"transformers": library}):
        found = run(snippets(open_checkpoint(index), index.name), MyModel=Net)
    library.AutoModel.from_pretrained.assert_called_once_with(".")
    assert_equal(found["Use the model"]["model"], net.state_dict())
    if container == "safetensors":
        assert torch.equal(found["Read one tensor"]["tensor"], next(iter(net.state_dict().values())))
    own = index.rename(index.with_name("my.index.json"))
    shown = snippets(open_checkpoint(own), own.name, "cuda:0")
    assert shown[0].title == "Use the model"
    assert_equal(run(shown)["Use the model"]["model"], net.state_dict())


def test_what_cannot_be_written_down_is_a_comment(folder: Path) -> None:
    parts = trained(scheduler=lambda o: schedulers.ChainedScheduler([schedulers.ConstantLR(o)], o))
    optimizer = {"state": {}, "param_groups": [{"wibble": 1, "params": [0, 1]}]}
    file = {"model": parts["model"].state_dict(), "optimizer": optimizer, "s": parts["scheduler"].state_dict()}
    shown = snippets(opened(file, folder), "file.pth")
    assert "# optimizer = …" in shown[1].code
    assert "# optimizer.load_state_dict" in shown[1].code
    assert "# scheduler = …" in shown[1].code
    run(shown[:2])


@pytest.mark.parametrize("name", ["x\nraise SystemExit", "x\u202e'''\"\\", "class", "a b", "__import__('os')"])
def test_no_name_of_a_file_becomes_code(name: str, folder: Path) -> None:
    """Class, module, keys and file name as an attacker would choose them: the code is compiled, and only loads."""
    source = opened({}, folder).source
    nodes: list[Node] = [
        Mapping((name, "epoch"), (1, 6)), Object(Made(Name(name, name), 2, "newobj"), 3), Items("tuple", ()),
        Mapping(("_parameters", "_buffers", "_modules", name), (4, 4, 4, 5)), Mapping((), ()), Scalar(name), Scalar(1),
    ]
    checkpoint = Checkpoint(Graph(nodes, 0), source, "torch_zip")
    for snippet in snippets(checkpoint, name):
        code = compile(snippet.code, "shown", "exec")
        assert "SystemExit" not in code.co_names
        assert "__import__" not in code.co_names
        assert snippet.why.isprintable()


def test_a_file_that_would_do_harm_is_not_given_a_way_to(folder: Path) -> None:
    class Harm:
        def __reduce__(self) -> Any:
            return print, ("harm",)

    with mock.patch("ckpt_viewer.core.snippets.contents.harm", lambda name, _: "harm" * ("print" in str(name))):
        shown = snippets(opened({"model": Net().state_dict(), "x": Harm()}, folder), "file.pth")
    assert "Do not load this file" in shown[0].why
    assert not any("weights_only=False" in s.code for s in shown)


def test_many_look_ups_are_the_same_as_each_and_look_through_a_holder_once(folder: Path) -> None:
    state = {n: {"step": n, True: 1, 2: 2, "b": (n,)} for n in range(50)}
    content = {"a": [nn.Linear(1, 1)], "state": state, 2.5: {"x": 1}}
    graph = open_checkpoint(save(content, folder / "file.pth")).graph
    paths = [path for path, _ in graph.walk()]
    asked: list[int] = []

    class Counted(Graph):
        def children(self, node: int) -> Any:
            asked.append(node)
            return super().children(node)

    counted = object.__new__(Counted)
    for slot in Graph.__slots__:
        setattr(counted, slot, getattr(graph, slot))
    lookups = Lookups(counted, "x")
    assert [lookups.find(path) for path in paths] == [lookup(graph, "x", path) for path in paths]
    assert len(asked) == len(set(asked))


def test_look_ups_go_by_type_of_the_parent(folder: Path) -> None:
    graph = open_checkpoint(save({"a": [nn.Linear(1, 1)]}, folder / "file.pth")).graph
    assert lookup(graph, "x", ("a", 0, "in_features")) == 'x["a"][0].in_features'
    assert lookup(graph, "x", ("a", 5)) is None


def test_an_optimizer_of_one_vector_is_not_made_of_the_parameters(folder: Path) -> None:
    """As fairseq keeps it in half precision: the state would be refused."""
    model = nn.Sequential(nn.Linear(32, 32), nn.Linear(32, 2))
    flat = nn.Parameter(torch.cat([param.detach().flatten() for param in model.parameters()]))
    optimizer = torch.optim.Adam([flat])
    flat.grad = torch.ones_like(flat)
    optimizer.step()
    file = save({"model": model.half().state_dict(), "last_optimizer_state": optimizer.state_dict()}, folder / "x.pt")
    found = next(s for s in snippets(open_checkpoint(file), "x.pt") if s.title == "Go on with the training")
    exec(found.code, {"MyModel": lambda: nn.Sequential(nn.Linear(32, 32), nn.Linear(32, 2)).half()})
    assert "Adam, 1 param group,\n# each one vector in place of many parameters" in found.code


def test_a_file_of_joblib_is_loaded_by_joblib(folder: Path) -> None:
    """pickle.load of one with arrays fails: their bytes lie between those of the pickle."""
    file = folder / "model.joblib"
    file.write_bytes(dumped(np.arange(6.0)))
    (found,) = snippets(open_checkpoint(file), file.name)
    assert "pickle.load" not in found.code
    there: Any = types.ModuleType("joblib")
    there.load = Path
    names: dict[str, Any] = {}
    with mock.patch.dict(sys.modules, joblib=there):
        exec(found.code, names)
    assert names["data"] == Path(file.name)
