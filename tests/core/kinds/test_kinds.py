"""What a file is said to be, which of its parts is the model, and the facts on its card."""

from __future__ import annotations

import sys
import types
from argparse import Namespace
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from torch.distributed.checkpoint.state_dict_saver import save as save_distributed

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import (
    Attr,
    Broken,
    Global,
    Graph,
    Made,
    Mapping,
    Node,
    Object,
    Scalar,
    Sequence,
    to_pointer,
)
from ckpt_viewer.core.kinds import about, classify, common_prefixes, key_words, state_dicts, strippable, whole_models
from ckpt_viewer.core.optimizer import find_optimizers, lr_places
from ckpt_viewer.core.saving import SaveOptions, plan
from ckpt_viewer.core.saving import save as write
from ckpt_viewer.core.snippets import snippets
from tests.archives import exported, payload, zipped
from tests.oracles import save
from tests.zoo.table import ZOO

MODEL = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
WEIGHTS = MODEL.state_dict()
OPTIMIZER = torch.optim.SGD(MODEL.parameters(), lr=0.1)
STATE = OPTIMIZER.state_dict()
SCHEDULER = torch.optim.lr_scheduler.StepLR(OPTIMIZER, 3).state_dict()


@pytest.mark.filterwarnings("ignore:Sparse")
@pytest.mark.parametrize(("thing", "kind"), [
    (WEIGHTS, "state_dict"),
    (dict(WEIGHTS), "state_dict"),
    ({"ids": torch.arange(3)}, "state_dict"),
    (nn.Identity().state_dict(), "state_dict"),
    ({**WEIGHTS, "0._extra_state": {"a": 1}}, "state_dict"),
    (nn.LazyLinear(3).state_dict(), "state_dict"),
    (SCHEDULER, "other"),
    ({"scheduler": SCHEDULER}, "training_checkpoint"),
    ({"a": torch.eye(2).to_sparse(), "b": torch.zeros(2)}, "state_dict"),
    (MODEL, "whole_model"),
    ([MODEL, 3], "whole_model"),
    ({"model": MODEL}, "whole_model"),
    ({"model": MODEL, "epoch": 3}, "training_checkpoint"),
    ({"model": MODEL, "optimizer": STATE}, "training_checkpoint"),
    ({"epoch": 90, "model_state": WEIGHTS, "optim_state": STATE}, "training_checkpoint"),
    ({"state_dict": WEIGHTS}, "training_checkpoint"),
    ({"encoder": WEIGHTS, "decoder": WEIGHTS}, "training_checkpoint"),
    ({"training_state": {"optimizer": STATE}, "epoch": 1}, "training_checkpoint"),
    (STATE, "optimizer"),
    (OPTIMIZER, "optimizer"),
    ([STATE, STATE], "optimizer"),
    (torch.zeros(2), "tensor"),
    (nn.Parameter(torch.zeros(2)), "tensor"),
    ({}, "other"),
    ([], "other"),
    ("text", "other"),
    ([torch.zeros(1), torch.zeros(2)], "other"),
    ({"epoch": 3, "lr": 0.1}, "other"),
    ({"array": np.zeros(3)}, "other"),
    ({"rng": {"torch": torch.get_rng_state()}}, "other"),
    (torch.eye(2).to_sparse(), "tensor"),
    (ZOO["jagged"]()["jagged"], "tensor"),
    (ZOO["geometric"](), "other"),
])
def test_kinds(thing: Any, kind: str, tmp_path: Path) -> None:
    assert classify(opened(thing, tmp_path)) == kind


def test_torchscript_is_known_by_its_class_and_safetensors_by_its_format(tmp_path: Path) -> None:
    plain = opened({}, tmp_path)
    nodes: list[Node] = [Object(Made(Global("__torch__.net", "Net"), 1, "newobj"), 2), Sequence("tuple", ()),
                         Mapping((), ())]
    assert classify(plain.with_graph(Graph(nodes, 0))) == "torchscript"
    assert classify(Checkpoint(plain.graph, plain.source, "torchscript")) == "torchscript"
    assert classify(Checkpoint(plain.graph, plain.source, "safetensors")) == "state_dict"


def test_the_model_comes_before_its_copies_and_before_the_rest(tmp_path: Path) -> None:
    big = {f"layer{i}.weight": torch.zeros(2, 2) for i in range(9)}
    file = {"ema_model": dict(big), "stats": dict(big), "model": dict(WEIGHTS), "optimizer": STATE,
            "best": {"state_dict": dict(big)}}
    found = [to_pointer(path) for path in state_dicts(opened(file, tmp_path).graph)]
    assert found == ["/model", "/stats", "/ema_model", "/best/state_dict"]


def test_what_belongs_to_an_optimizer_or_to_a_model_object_is_no_state_dict(tmp_path: Path) -> None:
    optimizer = torch.optim.Adam(MODEL.parameters())
    for parameter in MODEL.parameters():
        parameter.grad = torch.zeros_like(parameter)
    optimizer.step()
    graph = opened({"model": MODEL, "optimizer": optimizer.state_dict(), "whole": optimizer}, tmp_path).graph
    assert state_dicts(graph) == ()
    assert whole_models(graph) == (("model",),)


def test_the_state_dict_of_a_file_that_is_one_is_its_root(tmp_path: Path) -> None:
    assert state_dicts(opened(WEIGHTS, tmp_path).graph) == ((),)


def test_the_card_counts_bytes_once(tmp_path: Path) -> None:
    large = torch.zeros(1000)
    tied = torch.zeros(4, dtype=torch.float16)
    file = {"a": large[:10], "b": large[5:20], "c": tied, "d": tied.view(2, 2), "n": torch.arange(2)}
    card = about(opened(file, tmp_path))
    assert (card.tensors, card.elements) == (5, 20 + 4 + 2)
    assert card.stored_bytes == 4000 + 8 + 16
    assert card.used_bytes == 20 * 4 + 8 + 16
    assert [(count.name, count.tensors, count.nbytes) for count in card.dtypes] == [
        ("float32", 2, 100), ("float16", 2, 16), ("int64", 1, 16)]
    assert [(count.name, count.tensors) for count in card.devices] == [("cpu", 5)]


def test_the_card_counts_a_tensor_that_is_a_key(tmp_path: Path) -> None:
    optimizer = torch.optim.SGD(MODEL.parameters(), lr=0.1, momentum=0.9)
    for parameter in MODEL.parameters():
        parameter.grad = torch.zeros_like(parameter)
    optimizer.step()
    card = about(opened({"state": dict(optimizer.state)}, tmp_path))
    assert card.tensors == 8


def test_the_card_of_a_training(tmp_path: Path) -> None:
    file = {"epoch": 7, "best_acc1": 0.93, "val_loss": torch.tensor(0.5), "arch": "resnet18", "note": "x",
            "args": Namespace(seed=3, lr=0.1), "model": OrderedDict((f"module.{k}", v) for k, v in WEIGHTS.items()),
            "whole": MODEL, "optimizer": STATE, "scheduler": SCHEDULER}
    card = about(opened(file, tmp_path))
    assert {to_pointer(fact.path): fact.value for fact in card.facts} == {
        "/epoch": 7, "/best_acc1": 0.93, "/val_loss": None, "/arch": "resnet18", "/args/seed": 3}
    assert [(count.name, count.tensors) for count in card.prefixes] == [("module.", len(WEIGHTS))]
    assert card.classes == ("torch.nn.modules.container.Sequential",)
    assert card.kind == "training_checkpoint"


def test_facts_are_numbers_and_words_also_those_of_numpy(tmp_path: Path) -> None:
    """nnU-Net's best score, and what mmengine and Lightning keep beside: flags by the name of a count, empty words."""
    file = {"_best_ema": np.float64(0.5), "epoch": np.int64(3), "resumed_keys": {"epoch": True}, "best_model_path": ""}
    assert [(fact.path, fact.value) for fact in about(opened(file, tmp_path)).facts] == [
        (("_best_ema",), 0.5), (("epoch",), 3)]


def test_what_can_be_taken_off_names_is_that_of_state_dicts_alone(tmp_path: Path) -> None:
    """A whole model makes the names when it is asked for them; no key of the file holds them."""
    wrapped = torch.nn.DataParallel(torch.nn.Linear(2, 3))
    torch.save(wrapped, tmp_path / "whole.pth")
    torch.save({"model": {f"module._orig_mod.{name}": value for name, value in wrapped.module.state_dict().items()}},
               tmp_path / "names.pth")
    assert strippable(open_checkpoint(tmp_path / "whole.pth").graph) == ()
    assert strippable(open_checkpoint(tmp_path / "names.pth").graph) == ("module.", "module._orig_mod.")


def test_prefixes_within_prefixes() -> None:
    assert common_prefixes(["module._orig_mod.a", "module._orig_mod.b"]) == ("module.", "_orig_mod.")
    assert common_prefixes(["module.a", "b"]) == ()
    assert common_prefixes(["module."]) == ()
    assert common_prefixes([]) == ()


@pytest.mark.parametrize(("key", "words"), [
    ("netG_state", "net g state"), ("modelStateDict2", "model state dict 2"), ("EMAModel", "ema model"),
    ("optim-D.best", "optim d best"), ("модель", "модель"), ("", ""),
])
def test_words_of_a_key(key: str, words: str) -> None:
    assert " ".join(key_words(key)) == words


@pytest.mark.parametrize("shape", ["list", "dict", "object"])
def test_endless_levels_end(shape: str, tmp_path: Path) -> None:
    depth = 60_000
    empty: list[Node] = [Sequence("tuple", ()), Scalar(1)]
    nodes: list[Node] = []
    for i in range(depth):
        match shape:
            case "list":
                nodes.append(Sequence("list", (i + 1,)))
            case "dict":
                nodes.append(Mapping(("state",), (i + 1,)))
            case _:
                nodes.append(Object(Made(Global("a", "B"), depth, "newobj"), i + 1))
    check_everything(opened({}, tmp_path).with_graph(Graph([*nodes, *empty], 0)))


def test_cycles_and_doubling_end(tmp_path: Path) -> None:
    cyclic: list[Node] = [Mapping(("state", "param_groups", "params", "_schedulers", "base_lrs", "last_epoch"),
                                  (0, 1, 1, 1, 1, 2)), Sequence("list", (0, 1, 0)), Scalar(1)]
    check_everything(opened({}, tmp_path).with_graph(Graph(cyclic, 0)))
    doubling: list[Node] = [Sequence("list", (i + 1, i + 1)) for i in range(10_000)]
    check_everything(opened({}, tmp_path).with_graph(Graph([*doubling, Broken("gone")], 0)))


def test_odd_shapes_of_known_things_end_in_other(tmp_path: Path) -> None:
    odd = {
        "a": {"state": 3, "param_groups": []}, "b": {"state": {}, "param_groups": [{"lr": 1}]},
        "c": {"state": {}, "param_groups": "x"}, "d": {"base_lrs": 3, "last_epoch": 1}, "e": {"_schedulers": []},
    }
    checkpoint = opened(odd, tmp_path)
    assert classify(checkpoint) == "other"
    assert find_optimizers(checkpoint.graph) == ()
    check_everything(checkpoint)


def check_everything(checkpoint: Checkpoint) -> None:
    graph = checkpoint.graph
    assert classify(checkpoint) in ("other", "training_checkpoint", "optimizer")
    about(checkpoint)
    state_dicts(graph)
    find_optimizers(graph)
    lr_places(graph)
    assert snippets(checkpoint, "file.pth")


def test_metadata_of_an_empty_state_dict_is_what_tells(tmp_path: Path) -> None:
    graph = opened(nn.Identity().state_dict(), tmp_path).graph
    assert graph.child(graph.root, Attr("_metadata")) is not None


def opened(thing: Any, folder: Path) -> Checkpoint:
    return open_checkpoint(save(thing, folder / "file.pth"))


def test_a_program_of_torch_export_is_a_model(tmp_path: Path) -> None:
    weights = {"w": payload("weight_0", [2], [1])}
    (tmp_path / "m.pt2").write_bytes(zipped(exported(weights, [("weight_0", bytes(8))])))
    assert classify(open_checkpoint(tmp_path / "m.pt2")) == "whole_model"


def test_a_data_set_of_graphs_holds_no_state_dict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As InMemoryDataset of PyTorch Geometric saves it."""
    module: Any = types.ModuleType("torch_geometric.data.data")
    module.Data = type("Data", (), {"__module__": module.__name__})
    monkeypatch.setitem(sys.modules, module.__name__, module)
    thing = ({"x": torch.zeros(4, 3), "y": torch.zeros(1)}, {"x": torch.tensor([0, 4])}, module.Data)
    checkpoint = opened(thing, tmp_path)
    assert (classify(checkpoint), state_dicts(checkpoint.graph)) == ("other", ())


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("layer", [nn.LSTM(4, 5), nn.GRU(4, 5, 2), nn.LSTMCell(4, 5)], ids=["lstm", "gru", "cell"])
def test_packed_weights_of_recurrent_layers_are_those_of_a_state_dict(layer: nn.Module, tmp_path: Path) -> None:
    quantised: Any = torch.ao.quantization.quantize_dynamic  # without types
    model = quantised(nn.Sequential(layer), {type(layer)})
    checkpoint = open_checkpoint(save(model.state_dict(), tmp_path / "packed.pth"))
    assert classify(checkpoint) == "state_dict"
    assert state_dicts(checkpoint.graph) == ((),)


@pytest.mark.filterwarnings("ignore:torch.distributed")
def test_the_state_dict_in_a_part_of_a_distributed_checkpoint_is_saved(tmp_path: Path) -> None:
    save_distributed({"model": dict(WEIGHTS), "step": 3}, checkpoint_id=tmp_path / "dcp", no_dist=True)
    (part,) = (tmp_path / "dcp").glob("*.distcp")
    with open_checkpoint(part) as checkpoint:
        assert classify(checkpoint) == "training_checkpoint"
        planned = plan(checkpoint, tmp_path / "out.pth", SaveOptions("state_dict"))
        assert "everything else in the file: /step" in planned.loses
        write(planned)
    loaded = torch.load(tmp_path / "out.pth")
    assert list(loaded) == list(WEIGHTS)
    assert all(torch.equal(loaded[name], value) for name, value in WEIGHTS.items())
    (tmp_path / "dcp" / ".metadata").unlink()  # the names are lost, and the step stands among the tensors
    with open_checkpoint(part) as checkpoint:
        assert classify(checkpoint) == "state_dict"
        planned = plan(checkpoint, tmp_path / "flat.pth", SaveOptions("state_dict"))
        write(planned)
    (lost,) = [line for line in planned.loses if line.startswith("/piece at byte")]
    flat = torch.load(tmp_path / "flat.pth")
    assert [value.shape for value in flat.values()] == [value.shape for value in WEIGHTS.values()], lost
