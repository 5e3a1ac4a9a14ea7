"""TorchScript archives, with torch.jit as oracle: it saves here what we read, and is never given a stranger's file."""

from __future__ import annotations

import random
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch

from ckpt_viewer.core.errors import CheckpointError, Damaged
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.formats.script_code import MAX_TEXT, MAX_TOGETHER, MAX_UNPACKED
from ckpt_viewer.core.formats.torchscript import MAX_SCANNED
from ckpt_viewer.core.graph import Broken, Graph, Mapping, Scalar, Sequence, Tensor
from ckpt_viewer.core.kinds import classify
from ckpt_viewer.core.modules import named_modules, state_dict_entries
from ckpt_viewer.core.saving.forms import SaveOptions
from ckpt_viewer.core.saving.planning import plan
from ckpt_viewer.core.saving.running import save
from ckpt_viewer.core.scanning import scan
from ckpt_viewer.core.snippets import snippets
from ckpt_viewer.core.task import Task
from tests.oracles import storage_bytes


class Model(torch.nn.Module):
    """All that a script can keep beside plain layers."""

    def __init__(self) -> None:
        super().__init__()
        self.features = torch.nn.Sequential(torch.nn.Conv1d(1, 2, 3, bias=False), torch.nn.BatchNorm1d(2))
        self.head = torch.nn.Linear(2, 3)
        self.frozen = torch.nn.Parameter(torch.ones(3), requires_grad=False)
        self.register_buffer("shift", torch.arange(3.0))
        self.register_parameter("nothing", None)
        self.counts = [1, 2]
        self.rates = [0.5]
        self.flags = [True, False]
        self.named = {"a": 1.5}
        self.kept = [torch.full((2,), 7.0)]
        self.pair = (1, "x")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.features(x).mean(2) + self.kept[0] * self.rates[0] + self.named["a"] * self.counts[0]
        if self.flags[0]:
            y = y + float(self.pair[0])
        out: torch.Tensor = self.head(y) + self.shift + self.frozen
        return out


def by_torch(work: Callable[[], Any]) -> Any:
    """torch.jit and the lite interpreter say that they are deprecated; nothing else may warn."""
    with warnings.catch_warnings():
        for kind in (DeprecationWarning, FutureWarning):  # the second since torch 2.15
            warnings.filterwarnings("ignore", "`torch.jit.|Lite Interpreter is deprecated", kind)
        return work()


def trace(model: torch.nn.Module, example: torch.Tensor) -> Any:
    return by_torch(lambda: torch.jit.trace(model, example))  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Made:
    script: Any
    path: Path


def _save(script: Any, path: Path, how: str) -> Made:
    if how == "mobile":
        by_torch(lambda: script._save_for_lite_interpreter(str(path)))
    else:
        extra = {"notes/read me.txt": "hello", "raw.bin": b"\xff\x00"}
        by_torch(lambda: torch.jit.save(script, str(path), _extra_files=extra))
    return Made(script, path)


@pytest.fixture(params=["scripted", "traced", "mobile"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Made:
    torch.manual_seed(0)
    model = Model()
    traced = request.param == "traced"
    script = trace(model.eval(), torch.zeros(2, 1, 8)) if traced else by_torch(lambda: torch.jit.script(model))
    return _save(script, tmp_path / "script.pt", request.param)


@pytest.fixture
def scripted(tmp_path: Path) -> Made:
    return _save(by_torch(lambda: torch.jit.script(Model())), tmp_path / "script.pt", "scripted")


def rewritten(path: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """The same archive with records changed; they are named without their folder."""
    with zipfile.ZipFile(path) as archive:
        records = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    change(records)
    out = path.with_name("changed.pt")
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in records.items():
            archive.writestr(f"x/{name}", data)
    return out


def at(graph: Graph, *keys: Any) -> Any:
    return graph[graph.resolve(keys)]


def test_the_state_dict_is_the_one_torch_gives(made: Made) -> None:
    graph = open_checkpoint(made.path).graph
    found = state_dict_entries(graph, graph.resolve(("model",)))
    expected = made.script.state_dict()
    assert [name for name, _ in found] == list(expected)
    for name, node in found:
        held, value = graph[node], expected[name]
        assert isinstance(held, Tensor), name
        assert (f"torch.{held.spec.dtype}", held.spec.shape) == (str(value.dtype), tuple(value.shape)), name
        assert held.spec.stride == value.stride(), name
        assert held.requires_grad == dict(made.script.named_parameters()).get(name, value).requires_grad, name
        assert storage_bytes(held.spec) == bytes(value.untyped_storage()), name


def test_modules_are_a_tree(made: Made) -> None:
    graph = open_checkpoint(made.path).graph
    views = dict(named_modules(graph, graph.resolve(("model",))))
    assert list(views) == [name for name, _ in made.script.named_modules()]
    assert views["head"].cls.name == "Linear"
    assert views["head"].cls.module.startswith("__torch__.torch.nn.modules.linear")
    assert views[""].training == made.script.training


def test_typed_lists_and_dicts_are_plain(scripted: Made) -> None:
    graph = open_checkpoint(scripted.path).graph
    for name, values in (("counts", [1, 2]), ("rates", [0.5]), ("flags", [True, False])):
        held = at(graph, "model", name)
        assert isinstance(held, Sequence)
        assert held.kind == "list"
        assert [graph[item] for item in held.items] == [Scalar(value) for value in values]
    named = at(graph, "model", "named")
    assert isinstance(named, Mapping)
    assert named.kind == "dict"
    assert at(graph, "model", "named", "a") == Scalar(1.5)
    assert storage_bytes(at(graph, "model", "kept", 0).spec) == bytes(scripted.script.kept[0].untyped_storage())


def test_kind_code_extras_and_version(made: Made) -> None:
    checkpoint = open_checkpoint(made.path)
    graph = checkpoint.graph
    assert classify(checkpoint) == "torchscript"
    assert graph.as_read
    code = at(graph, "code")
    assert isinstance(code, Mapping)
    texts = dict(zip(code.keys, (graph[node] for node in code.values), strict=True))
    with zipfile.ZipFile(made.path) as archive:
        written = {n.partition("/code/")[2]: archive.read(n).decode() for n in archive.namelist() if n.endswith(".py")}
    assert {name: held.value for name, held in texts.items() if isinstance(held, Scalar)} == written
    assert str(at(graph, "version").value).isdigit()
    if "extra" in at(graph).keys:  # the lite interpreter was given none
        assert at(graph, "extra", "notes/read me.txt") == Scalar("hello")
        assert at(graph, "extra", "raw.bin") == Scalar(b"\xff\x00")


def test_constants_of_the_code_have_storages_of_their_own(tmp_path: Path) -> None:
    values = torch.arange(5.0)

    class Constant(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.scale = torch.nn.Parameter(torch.ones(5))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x * values * self.scale

    traced = trace(Constant(), torch.zeros(5))
    graph = open_checkpoint(_save(traced, tmp_path / "constants.pt", "scripted").path).graph
    below = (graph[node] for _, node in graph.survey(graph.resolve(("constants",))))
    constants = [held.spec for held in below if isinstance(held, Tensor)]
    assert bytes(values.untyped_storage()) in [storage_bytes(spec) for spec in constants]
    assert all(spec.storage.key.startswith("constants/") for spec in constants)


def test_every_pickle_of_the_archive_is_scanned(scripted: Made) -> None:
    evil = b"cos\nsystem\n(S'touch never'\ntR."
    for name in ("constants.pkl", "bytecode.pkl", "traced_inputs.pkl", "code/__torch__.py.debug_pkl"):
        path = rewritten(scripted.path, partial(dict.update, **{name: evil}))
        report = scan(open_checkpoint(path))
        assert report.verdict == "dangerous", name
        found = next(finding for finding in report.globals if finding.name == "system")
        assert (found.called, found.where.startswith(f"x/{name}")) == (1, True)
    assert scan(open_checkpoint(scripted.path)).verdict == "unknown_code"


def test_what_cannot_be_scanned_is_said(scripted: Made) -> None:
    path = rewritten(scripted.path, lambda records: records.update(
        {"a.pkl": b"\x80\x02junk", "b.pkl": b"N." + bytes(MAX_SCANNED), "constants.pkl": b"("}))
    texts = [note.text for note in open_checkpoint(path).notes if note.severity == "warning"]
    assert any("a.pkl cannot be read" in text for text in texts)
    assert any("1 pickle beside the model not looked through" in text for text in texts)
    assert any("The constants cannot be read" in text for text in texts)


def test_long_texts_are_cut(scripted: Made) -> None:
    path = rewritten(scripted.path, lambda records: records.update({"extra/long": b"a" + "ü".encode() * MAX_TEXT}))
    checkpoint = open_checkpoint(path)
    held = at(checkpoint.graph, "extra", "long")
    assert held == Scalar("a" + "ü" * (MAX_TEXT // 2 - 1))
    assert any("extra/long has 2,097,153 bytes" in note.text for note in checkpoint.notes)


def test_too_much_beside_the_tensors_is_not_read(scripted: Made) -> None:
    many = {f"extra/{i:03}": bytes(MAX_TEXT) for i in range(MAX_TOGETHER // MAX_TEXT + 5)}
    checkpoint = open_checkpoint(rewritten(scripted.path, lambda records: records.update(many)))
    assert isinstance(at(checkpoint.graph, "extra", max(many).removeprefix("extra/")), Broken)
    assert any("not read" in note.text for note in checkpoint.notes)


def test_what_unpacks_too_large_is_broken(scripted: Made) -> None:
    with zipfile.ZipFile(scripted.path, "a") as archive:
        archive.writestr("script/extra/bomb", bytes(MAX_UNPACKED + 1), zipfile.ZIP_DEFLATED)
    held = at(open_checkpoint(scripted.path).graph, "extra", "bomb")
    assert isinstance(held, Broken)
    assert "too many to unpack" in held.reason


def test_without_code_gradients_tell_parameters(scripted: Made) -> None:
    def strip(records: dict[str, bytes]) -> None:
        for name in [name for name in records if name.startswith("code/")]:
            del records[name]

    graph = open_checkpoint(rewritten(scripted.path, strip)).graph
    found = [name for name, _ in state_dict_entries(graph, graph.resolve(("model",)))]
    assert sorted(found) == sorted(scripted.script.state_dict())
    assert at(graph, "model", "_buffers", "frozen")


def test_code_of_a_time_that_did_not_name_buffers(scripted: Made) -> None:
    def older(records: dict[str, bytes]) -> None:
        for name in records:
            if name.endswith(".py"):
                lines = records[name].splitlines(keepends=True)
                records[name] = b"".join(line for line in lines if b"__buffers__" not in line)

    graph = open_checkpoint(rewritten(scripted.path, older)).graph
    found = [name for name, _ in state_dict_entries(graph, graph.resolve(("model",)))]
    assert found == list(scripted.script.state_dict())


def test_storages_of_an_older_layout(scripted: Made) -> None:
    def older(records: dict[str, bytes]) -> None:
        for name in [name for name in records if name.startswith("data/")]:
            records[f"tensors/{name.removeprefix('data/')}"] = records.pop(name)

    graph = open_checkpoint(rewritten(scripted.path, older)).graph
    weight = at(graph, "model", "_modules", "head", "_parameters", "weight")
    assert storage_bytes(weight.spec) == bytes(scripted.script.head.weight.untyped_storage())


def test_a_missing_record_is_a_problem_of_its_tensor_alone(scripted: Made) -> None:
    graph = open_checkpoint(rewritten(scripted.path, lambda records: records.pop("data/0"))).graph
    tensors = [graph[node] for _, node in graph.survey() if isinstance(graph[node], Tensor)]
    problems = [held.spec.storage.problem for held in tensors if isinstance(held, Tensor)]
    assert sum(map(bool, problems)) == 1
    assert "the record data/0 is missing from the file" in problems


def test_saving_as_numbers_and_refusing_the_program(scripted: Made, tmp_path: Path) -> None:
    checkpoint = open_checkpoint(scripted.path)
    for form in ("same", "whole_model"):
        refused = plan(checkpoint, tmp_path / "out.pt", SaveOptions(form=form))
        assert refused.refusal.startswith("Only PyTorch can write a TorchScript program")
    save(plan(checkpoint, tmp_path / "out.pt", SaveOptions(form="state_dict")), Task())
    copy, expected = torch.load(tmp_path / "out.pt", weights_only=True), scripted.script.state_dict()
    assert list(copy) == list(expected)
    assert all(torch.equal(copy[name], expected[name]) for name in expected)
    Model().load_state_dict(copy)
    save(plan(checkpoint, tmp_path / "out.safetensors", SaveOptions(form="safetensors")), Task())
    from safetensors.torch import load_file

    again = load_file(tmp_path / "out.safetensors")
    assert all(torch.equal(again[name], expected[name]) for name in expected)


def test_the_snippet_loads_no_pickle(scripted: Made) -> None:
    (only,) = snippets(open_checkpoint(scripted.path), "script.pt")
    assert "torch.jit.load" in only.code
    assert "torch.load" not in only.code


def test_an_attribute_called_as_one_of_the_three_dicts_hides_none(scripted: Made) -> None:
    def renamed(records: dict[str, bytes]) -> None:
        before, after = (b"X" + len(n).to_bytes(4, "little") + n for n in (b"counts", b"_parameters"))
        assert before in records["data.pkl"]
        records["data.pkl"] = records["data.pkl"].replace(before, after)

    graph = open_checkpoint(rewritten(scripted.path, renamed)).graph
    found = state_dict_entries(graph, graph.resolve(("model",)))
    assert [name for name, _ in found] == list(scripted.script.state_dict())


def test_a_typed_list_that_holds_itself(scripted: Made) -> None:
    pickle = (b"\x80\x02c__torch__\nOther\n)\x81}X\x04\x00\x00\x00list"
              b"ctorch.jit._pickle\nbuild_intlist\n]q\x00h\x00a\x85Rsb.")
    graph = open_checkpoint(rewritten(scripted.path, partial(dict.update, **{"data.pkl": pickle}))).graph
    held = at(graph, "model", "list")
    assert held == Sequence("list", (graph.resolve(("model", "list")),))


def test_bytes_after_a_pickle_are_noted(scripted: Made) -> None:
    for name in ("data.pkl", "constants.pkl"):
        path = rewritten(scripted.path, lambda records, name=name: records.update(  # type: ignore[misc]
            {name: records[name] + b"hidden"}))
        texts = [note.text for note in open_checkpoint(path).notes if note.severity == "warning"]
        assert texts == [f"6 bytes follow the end of the pickle in x/{name}"]


def test_a_name_in_several_pickles_is_counted_once_per_use(scripted: Made) -> None:
    evil = b"cos\nsystem\n(S'touch never'\ntR."
    path = rewritten(scripted.path, partial(dict.update, **{"constants.pkl": evil, "bytecode.pkl": evil}))
    uses = [use for use in open_checkpoint(path).globals if use.name.name == "system"]
    assert [(use.count, use.called, use.where) for use in uses] == [(2, 2, "x/constants.pkl, byte 11")]


def test_damaged_archives_end_in_one_sentence(scripted: Made, tmp_path: Path) -> None:
    """Fixed seed: bytes of the file and of its pickles changed, and the file cut."""
    chance, whole = random.Random(3), scripted.path.read_bytes()
    pickle_at = whole.index(b"c__torch__")
    path = tmp_path / "mutated.pt"
    for turn in range(300):
        data = bytearray(whole[: chance.randrange(len(whole))] if turn % 10 == 0 else whole)
        for _ in range(chance.randint(1, 4)):
            start = pickle_at if turn % 2 else 0
            data[chance.randrange(min(start, len(data) - 1), len(data))] = chance.randrange(256) if data else 0
        path.write_bytes(data)
        try:
            checkpoint = open_checkpoint(path)
        except CheckpointError as error:
            assert "\n" not in str(error)
        else:
            checkpoint.close()


def test_a_pickle_that_breaks_off(scripted: Made) -> None:
    path = rewritten(scripted.path, lambda records: records.update({"data.pkl": records["data.pkl"][:100]}))
    with pytest.raises(Damaged):
        open_checkpoint(path)
