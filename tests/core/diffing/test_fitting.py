"""Whether a state_dict would load: torch's own load_state_dict is the oracle."""

from __future__ import annotations

import random
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from ckpt_viewer.core.diffing.fitting import Fit, StateNames, chosen_part, fit, loadable_parts, state_names
from ckpt_viewer.core.diffing.suggesting import follow, suggest
from ckpt_viewer.core.errors import InvalidPath
from ckpt_viewer.core.formats import read_checkpoint
from ckpt_viewer.core.graph import Graph
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.task import Task


def graph_of(value: object) -> Graph:
    out = BytesIO()
    torch.save(value, out)
    return read_checkpoint(MemorySource(out.getvalue()), Task()).graph


def names(value: object, pointer: str | None = None) -> StateNames:
    graph = graph_of(value)
    return state_names(graph, chosen_part(graph, pointer))


def net() -> nn.Module:
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(4, 2),
                         nn.Sequential(nn.Linear(2, 2), nn.InstanceNorm1d(2, track_running_stats=True)))


def torchs_word(model: nn.Module, state: Mapping[str, Any]) -> tuple[bool, set[str], set[str], int]:
    """Strict passes; missing, unexpected; how many errors of another shape."""
    try:
        model.load_state_dict(state)
        strict = True
    except RuntimeError:
        strict = False
    try:
        missing, unexpected = model.load_state_dict(state, strict=False)
        wrong = 0
    except RuntimeError as error:
        wrong = str(error).count("size mismatch")
        missing, unexpected = [], []
    return strict, set(missing), set(unexpected), wrong


def ours(report: Fit) -> tuple[bool, set[str], set[str], int]:
    wrong = len(report.wrong_shape)
    listed = not wrong  # torch lists names only where no shape is wrong
    return (report.loads, {slot.name for slot in report.missing} if listed else set(),
            {slot.name for slot in report.unexpected} if listed else set(), wrong)


@pytest.mark.parametrize("seed", range(40))
def test_names_and_shapes_are_judged_as_torch_judges_them(seed: int) -> None:
    dice = random.Random(seed)
    state = net().state_dict()
    for name in dice.sample(sorted(state), dice.choice((0, 0, 1, 3))):
        del state[name]
    for name in dice.sample(sorted(state), dice.choice((0, 0, 1, 2))):
        state[name] = state[name].reshape(-1) if dice.random() < 0.5 else torch.zeros(7)
    for name in dice.sample(sorted(state), dice.choice((0, 0, 2))):
        state[f"other.{name}"] = state.pop(name)
    for name in dice.sample(sorted(state), 2):
        state[name] = state[name].to(torch.float16)
    if dice.random() < 0.3:
        del state._metadata  # type: ignore[attr-defined]
    assert ours(fit(names(state), names(net()))) == torchs_word(net(), state)


def test_a_state_dict_without_metadata_has_its_counters_filled_in() -> None:
    state = {name: value for name, value in net().state_dict().items() if "num_batches" not in name}
    report = fit(names(state), names(net()))
    assert report.loads
    assert [slot.name for slot in report.filled] == ["1.num_batches_tracked", "4.1.num_batches_tracked"]
    net().load_state_dict(state)


def test_types_are_said_and_do_not_matter() -> None:
    report = fit(names(net().half()), names(net()))
    assert report.loads
    assert "would be converted from float16 to float32" in report.sentence
    assert report.retyped[0].text == "4 × 1 × 3 × 3 float16, wanted 4 × 1 × 3 × 3 float32"


def test_both_shapes_are_said() -> None:
    report = fit(names({"w": torch.ones(2, 3)}), names({"w": torch.ones(4, 3)}))
    assert report.wrong_shape[0].text == "2 × 3 float32, wanted 4 × 3 float32"
    assert report.sentence == "Does not load with strict=True: 1 name has another shape, and 0 fit"


def test_a_wrapper_around_a_model_is_a_prefix_to_strip_or_to_add() -> None:
    plain, wrapped = net(), nn.DataParallel(net())
    inner = {f"_orig_mod.{name}": value for name, value in plain.state_dict().items()}
    for a, b, kind, prefix in ((wrapped, plain, "strip", "module."), (plain, wrapped, "add", "module."),
                               ({f"module.{name}": value for name, value in inner.items()}, plain, "strip",
                                "module._orig_mod."), ({"net.w": torch.ones(2), "extra": torch.ones(3)},
                                                       {"w": torch.ones(2)}, "strip", "net.")):
        step = suggest(names(a), names(b))[0]
        assert (step.kind, step.prefix) == (kind, prefix)
        assert step.loads is ("extra" not in a if isinstance(a, dict) else True)


def test_a_prefix_that_makes_nothing_fit_is_not_suggested() -> None:
    assert suggest(names({"module.w": torch.ones(2)}), names({"w": torch.ones(3)})) == ()


def test_names_are_matched_by_shape_and_ending() -> None:
    a = {"fc.weight": torch.ones(2, 3).half(), "fc.bias": torch.ones(2), "old.scale": torch.ones(9)}
    b = {"head.weight": torch.ones(2, 3), "head.bias": torch.ones(2), "new.scale": torch.ones(9)}
    [step] = suggest(names(a), names(b))
    assert step.renames == (("fc.weight", "head.weight"), ("fc.bias", "head.bias"), ("old.scale", "new.scale"))
    assert step.loads
    assert "fc.weight → head.weight" in step.text


def test_a_prefix_and_then_a_name() -> None:
    a = {"module.w": torch.ones(2), "module.head.bias": torch.ones(5)}
    first, second = suggest(names(a), names({"w": torch.ones(2), "tail.bias": torch.ones(5)}))
    assert (first.prefix, first.loads) == ("module.", False)
    assert second.renames == (("head.bias", "tail.bias"),)
    assert second.loads


def test_the_likeliest_part_is_taken_or_the_one_that_is_named() -> None:
    both = {"ema_state": {"w": torch.ones(3)}, "model_state": {"w": torch.ones(2)}, "epoch": 3}
    assert names(both).slots[0].shape == (2,)
    assert names(both, "/ema_state").slots[0].shape == (3,)
    assert len(loadable_parts(graph_of(both))) == 2
    with pytest.raises(InvalidPath, match="neither a state_dict nor a whole model"):
        names(both, "/epoch")
    with pytest.raises(InvalidPath, match="no state_dict in this file"):
        names({"epoch": 3})


def test_a_parameter_without_a_shape_yet_takes_anything(tmp_path: Path) -> None:
    lazy = names(nn.LazyLinear(3))
    state = nn.Linear(5, 3).state_dict()
    report = fit(names(state), lazy)
    assert {slot.name for slot in lazy.slots} == {"weight", "bias"}
    nn.LazyLinear(3).load_state_dict(state)
    assert report.loads


def test_names_built_to_be_slow_are_left_alone() -> None:
    a = {"x" + "." * 50_000 + "w": torch.ones(1), "y." * 900 + "w": torch.ones(1)}
    assert [step.kind for step in suggest(names(a), names({"w": torch.ones(1)}))] == []


@pytest.mark.parametrize(("a", "b"), [
    (nn.DataParallel(net()).state_dict(), net()), (net().state_dict(), nn.DataParallel(net())),
    ({"fc.weight": torch.ones(2, 3)}, {"head.weight": torch.ones(2, 3)}),
])
def test_steps_that_are_followed_make_it_load(a: dict[str, Any], b: object) -> None:
    graph, wanted = graph_of(a), names(b)
    steps = suggest(state_names(graph, graph.root), wanted)
    followed = follow(graph, graph.root, steps)
    got = state_names(followed, graph.root)
    assert fit(got, wanted).loads is steps[-1].loads is True
    assert {slot.name for slot in got.slots} == {slot.name for slot in wanted.slots}
    if isinstance(b, nn.Sequential):
        assert got.versions is not None
        assert got.versions["1"] == 2
