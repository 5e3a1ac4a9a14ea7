"""Models that bring their source code along, as StyleGAN 2 and 3 and EDM pickle theirs (torch_utils/persistence.py)."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import torch
from torch import nn

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.kinds import classify, whole_models
from ckpt_viewer.core.modules import class_name, is_module, read_module, state_dict_entries
from ckpt_viewer.core.optimizer import find_optimizers
from ckpt_viewer.core.scanning import scan
from ckpt_viewer.core.snippets import snippets
from tests.oracles import save
from tests.zoo.stand_ins import Call, stand_in

REBUILD = stand_in("torch_utils.persistence", "_reconstruct_persistent_obj")
EasyDict = stand_in("dnnlib.util", "EasyDict", dict)


def persistent(model: nn.Module, name: str, **more: Any) -> Call:
    """The model as `persistent_class` has it pickled."""
    meta = EasyDict()
    meta.update(type="class", version=6, module_src="import torch", class_name=name, state={**model.__dict__, **more})
    return Call(REBUILD, meta)


def generator() -> Any:
    whole = nn.Module()
    whole.training = False
    return persistent(whole, "Generator", _modules={"synthesis": persistent(nn.Linear(3, 2), "SynthesisNetwork")},
                      z_dim=512)


def test_the_networks_of_a_snapshot_are_models(tmp_path: Path) -> None:
    path = tmp_path / "network-snapshot-000200.pkl"
    path.write_bytes(pickle.dumps({"G": generator(), "G_ema": generator(), "training_set_kwargs": EasyDict()}))
    checkpoint = open_checkpoint(path)
    graph = checkpoint.graph
    assert classify(checkpoint) == "whole_model"
    assert whole_models(graph) == (("G",), ("G_ema",))
    view = read_module(graph, graph.resolve(("G",)))
    assert view is not None
    assert (class_name(view.cls), view.training) == ("Generator", False)
    assert [name for name, _ in view.attributes] == ["z_dim"]
    names = [name for name, _ in state_dict_entries(graph, graph.resolve(("G",)))]
    assert names == ["synthesis.weight", "synthesis.bias"]


def test_a_training_state_gives_the_optimizer_its_names(tmp_path: Path) -> None:
    model = nn.Linear(3, 2)
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    file = {"net": persistent(model, "EDMPrecond"), "optimizer_state": optimizer.state_dict()}
    checkpoint = open_checkpoint(save(file, tmp_path / "training-state.pt"))
    (view,) = find_optimizers(checkpoint.graph)
    assert (view.model, [param.name for param in view.params]) == (("net",), ["weight", "bias"])
    first = snippets(checkpoint, "training-state.pt")[0]
    assert first.why.startswith("The file holds a whole model object. Do not load this file")


def test_the_source_in_the_file_is_told_as_code(tmp_path: Path) -> None:
    report = scan(open_checkpoint(save(persistent(nn.Linear(3, 2), "Net"), tmp_path / "net.pt")))
    assert report.verdict == "dangerous"
    assert report.globals[0].meaning == "runs Python code that the file holds as text"


def test_what_is_made_of_something_else_is_no_model(tmp_path: Path) -> None:
    cases: tuple[tuple[Any, ...], ...] = (
        (), ({},), ({"state": 1},), ({"state": {"_modules": {}}},), (1, 2))
    for given in cases:
        graph = open_checkpoint(save(Call(REBUILD, *given), tmp_path / "net.pt")).graph
        assert not is_module(graph, graph.root)
