"""An optimizer alone in its file has the names of the model beside it, as the Trainer of Hugging Face saves them."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import SetValue
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import to_pointer
from ckpt_viewer.core.optimizer import ParamView, find_optimizers
from ckpt_viewer.core.optimizer.arranging import match_unordered
from ckpt_viewer.core.optimizer.naming import Name, Slot
from tests.oracles import save


class Attention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = nn.Linear(4, 4), nn.Linear(4, 4), nn.Linear(4, 4)
        self.output = nn.Linear(4, 6)


class Block(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.self_attn = Attention()
        self.norm = nn.LayerNorm(4)
        self.up, self.down = nn.Linear(4, 8), nn.Linear(8, 4)


class Transformer(nn.Module):
    """Of which the alphabet says another order at every level: blocks 10 and 11, norm before up, bias before weight."""

    def __init__(self) -> None:
        super().__init__()
        self.wte = nn.Embedding(9, 4)
        self.blocks = nn.ModuleList(Block() for _ in range(12))
        self.classifier = nn.Linear(4, 2)


def trained(model: nn.Module, *, groups: int = 2) -> tuple[dict[str, object], list[str]]:
    """The state of an AdamW with weight decay for matrices alone, as transformers/trainer.py makes it, and whose each
    of its parameters is."""
    named = list(model.named_parameters())
    parts = [[(n, p) for n, p in named if p.dim() > 1], [(n, p) for n, p in named if p.dim() < 2]]
    parts = parts if groups == 2 else [named]
    optimizer = torch.optim.AdamW([{"params": [p for _, p in part], "weight_decay": 0.1 * i}
                                   for i, part in enumerate(parts)])
    for _, parameter in named:
        parameter.grad = torch.rand_like(parameter)
    optimizer.step()
    return optimizer.state_dict(), [name for part in parts for name, _ in part]


def opened(state: dict[str, object], folder: Path) -> Checkpoint:
    return open_checkpoint(save(state, folder / "optimizer.pt"))


def params(checkpoint: Checkpoint) -> list[ParamView]:
    (view,) = find_optimizers(checkpoint.graph)
    assert view.model is None, "the model is not in this file"
    return [param for group in view.groups for param in group.params]


@pytest.mark.parametrize("groups", [1, 2])
def test_the_order_is_found_where_the_file_keeps_the_alphabet(groups: int, tmp_path: Path) -> None:
    model = Transformer()
    state, truth = trained(model, groups=groups)
    save_file(dict(model.state_dict()), tmp_path / "model.safetensors")
    checkpoint = opened(state, tmp_path)
    found = params(checkpoint)
    assert [param.name for param in found] == truth
    sure = {param.name for param in found if param.sure == "likely"}
    assert {"wte.weight", "blocks.11.up.weight", "blocks.2.up.bias", "classifier.bias"} <= sure
    assert not any(word in name for name in sure if name for word in ("query", "key", "value")), "of one shape"
    assert all(param.how.endswith(" The names are from model.safetensors.") for param in found)
    (note,) = checkpoint.notes
    assert note.text == ("The names of the parameters are those of model.safetensors, which lies beside this file; "
                         "of it only names and shapes were read")


def test_a_pickle_keeps_the_order_of_the_model(tmp_path: Path) -> None:
    model = Transformer()
    state, truth = trained(model)
    save(model.state_dict(), tmp_path / "pytorch_model.bin")
    save_file(dict(model.state_dict()), tmp_path / "model.safetensors")
    found = params(opened(state, tmp_path))
    assert [param.name for param in found] == truth
    assert {param.sure for param in found if param.name and "query" in param.name} == {"likely"}


def test_the_names_are_in_all_shards_of_an_index(tmp_path: Path) -> None:
    model = Transformer()
    state, truth = trained(model)
    weights = dict(model.state_dict())
    shards = {name: f"model-0000{1 + ('blocks' in name)}-of-00002.safetensors" for name in sorted(weights)}
    for shard in set(shards.values()):
        save_file({name: weights[name] for name, held in shards.items() if held == shard}, tmp_path / shard)
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": shards}))
    assert [param.name for param in params(opened(state, tmp_path))] == truth


def test_an_edit_keeps_the_names(tmp_path: Path) -> None:
    model = Transformer()
    state, truth = trained(model)
    save_file(dict(model.state_dict()), tmp_path / "model.safetensors")
    document = Document(opened(state, tmp_path))
    where = ("param_groups", 0, "lr")
    document.apply(SetValue(document.checkpoint.graph.resolve(where), 0.5, to_pointer(where)))
    (view,) = find_optimizers(document.checkpoint.graph)
    assert [param.name for group in view.groups for param in group.params] == truth


@pytest.mark.parametrize("beside", ["nothing", "broken", "of another model", "folder"])
def test_what_cannot_give_names_gives_none(beside: str, tmp_path: Path) -> None:
    state, _ = trained(Transformer())
    if beside == "broken":
        (tmp_path / "model.safetensors").write_bytes(b"\x10" + bytes(40))
    elif beside == "folder":
        (tmp_path / "model.safetensors").mkdir()
    elif beside == "of another model":
        save_file({"a": torch.zeros(2, 3)}, tmp_path / "model.safetensors")
    assert {param.name for param in params(opened(state, tmp_path))} == {None}


def test_names_in_the_file_itself_come_first(tmp_path: Path) -> None:
    model = Transformer()
    optimizer = torch.optim.AdamW(model.named_parameters())
    save_file({"a": torch.zeros(2, 3)}, tmp_path / "model.safetensors")
    checkpoint = opened(optimizer.state_dict(), tmp_path)
    assert [param.name for param in params(checkpoint)] == [name for name, _ in model.named_parameters()]
    assert checkpoint.notes == ()


@pytest.mark.parametrize("seed", range(60))
def test_what_is_likely_is_right_and_every_name_is_given_once(seed: int) -> None:
    """Models at random, with names in an order at random, in one group or parted as people part them."""
    chance = random.Random(seed)
    model = _module(chance, "", depth=3)
    flat = [len(name.shape) < 2 for name in model]
    groups = [flat.index(kind) if kind in flat else 0 for kind in flat] if seed % 2 else [0] * len(model)
    order = sorted(range(len(model)), key=lambda i: (groups[i], i))
    slots = [Slot(groups[i], model[i].shape if chance.random() < 0.95 else None) for i in order]
    names = model[:]
    chance.shuffle(names)
    found = match_unordered(slots, names)
    given = [names[hit.name] for hit in found if hit.name is not None]
    assert len(given) == len({name.text for name in given}) == len(model)
    for i, slot, hit, name in zip(order, slots, found, given, strict=True):
        assert slot.shape in (None, name.shape)
        assert hit.sure == "guess" or name == model[i]


def _module(chance: random.Random, prefix: str, depth: int) -> list[Name]:
    """Its own parameters first, then those of the modules in it."""
    shapes = [(2,), (3,), (2, 3), (3, 2), (4,)]
    own = ["weight", "bias"] if chance.random() < 0.7 or not depth else []
    found = [Name(f"{prefix}{key}", chance.choice(shapes)) for key in own]
    keys = [str(i) for i in range(3)] if chance.random() < 0.4 else chance.sample("abcdefgh", chance.randint(1, 4))
    for key in keys if depth else ():
        found += _module(chance, f"{prefix}{key}.", depth - 1)
    return found


def test_many_names_take_bounded_work() -> None:
    wide = [Name(f"layer{i}.weight", (2, 2)) for i in range(3000)]
    assert {hit.sure for hit in match_unordered([Slot(0, (2, 2))] * 3000, wide)} == {"guess"}
    free = [Name(f"m{i}.weight", (2, 2)) for i in range(30)]
    assert {hit.sure for hit in match_unordered([Slot(0, (2, 2))] * 30, free)} == {"guess"}
    deep = [Name("a." * 100 + f"p{i}", (1 + i,)) for i in range(3)]
    assert [hit.name for hit in match_unordered([Slot(0, (1 + i,)) for i in range(3)], deep)] == [0, 1, 2]


def test_a_scheduler_beside_is_told_because_it_sets_the_rate_again(tmp_path: Path) -> None:
    """With the rate changed in the optimizer's file alone, torch goes on with the old one."""
    weight = torch.ones(1, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=0.5)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: 0.9**epoch)
    file = save(optimizer.state_dict(), tmp_path / "optimizer.pt")
    assert not open_checkpoint(file).notes
    save(scheduler.state_dict(), tmp_path / "scheduler.pt")
    (note,) = open_checkpoint(file).notes
    assert (note.severity, note.text) == ("info", (
        "scheduler.pt, which lies beside this file, keeps the learning rate too, and sets it again when the training "
        "goes on: change it in both"))
    state = optimizer.state_dict()
    state["param_groups"][0]["lr"] = 0.001
    optimizer.load_state_dict(state)
    weight.grad = torch.ones(1)
    optimizer.step()
    scheduler.step()
    assert optimizer.param_groups[0]["lr"] == pytest.approx(0.45)
