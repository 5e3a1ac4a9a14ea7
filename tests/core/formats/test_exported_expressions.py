"""Text of an exported program that torch would run is told from the arithmetic that torch writes there."""

from __future__ import annotations

import io
import json
import math
import warnings
import zipfile
from typing import Any

import pytest
import torch
from torch.export._unlift import _convert_guards_code_to_fn
from torch.utils import _pytree as pytree

from ckpt_viewer.core.formats import exported_expressions, read_checkpoint
from ckpt_viewer.core.formats.exported_expressions import Code, code_in, is_arithmetic, is_guard
from ckpt_viewer.core.formats.json_values import Pairs, Value, parse_json
from ckpt_viewer.core.scanning import ScanReport, scan
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.task import Task

SIZES = (
    "2*s0", "s0", "(s0 + 1)*(u1)", "s0 // 2 + floor(u0/2)", "Max(1, s0)**2", "1.5e-3*s0", "Eq(s0, 3)",
    "s0 >= 2 & s1 < 3", "Mul(Integer(2), Symbol('s77', positive=True, integer=True))", "FloorDiv(s0, -2)",
    "Float('0.5', precision=53)",
)
CODE = (
    "__import__('os').system('false')", "eval('x')", "eval ('x')", "(eval)('x')", "exec\n(s0)", "s0.__class__",
    "1.__class__", "Add('__import__(1)', 1)", "S('a.b')", "[x for x in y]", "lambda: 0", "x\\n", "open(s0)", "'a'(1)",
    "Function('f')(2)", "print(1)", "getattr(s0, 'x')",
)
GUARDS = (
    "L['x'].size()[0] >= 2", "math.isnan(L['x'])", "L['name'] == 'import os; eval(1)'", "L['x'] == -math.inf",
    "2 <= L['x'].size()[1] and L['args'][0][0].size()[1] <= 64", "L['x'].size()[0] % 2 == 0", "L['b'] == True",
    "(L['x'].size()[0] + 1) // 2 == L['y'].shape[0]", "max(L['x'].size()[0], 3) < torch.sym_max(4, 5.5e3)",
    "not (L['z'] is None)", "L['x'].stride()[0] * L['x'].storage_offset() != math.floor(2.5)",
)
HARMFUL = (
    "__import__('os').system('x')", "os.system('x')", "L['x'] or eval('1')", "exec ('x')", "(lambda: 1)()",
    "L.__class__", "import os", "open('x')", "(x := 1)", """L['x'] == '"+str(__import__("os"))+"'""",
)
UNKNOWN = (
    "f'{L}'", "torch.hub", "torch._C.foo(1)", "L['x'].apply_(1)", "L['x'].item()", "foo(1)", "L(1)", "math.foo(1)",
    "L['x'](1)", "L['x'].size()(1)", "L['x'] == 'it\"s'", "[1]", "max[1]", "sizes", "L['x']\n", "L['x'] # a", "1 'x'",
    "('a')('b')", "None'x'", "maximum(1)", "math.infinite", "torch.sym_max.x", "x['a'].size()[0]",
)


@pytest.mark.parametrize("text", SIZES)
def test_what_reckons_with_sizes(text: str) -> None:
    assert is_arithmetic(text)


@pytest.mark.parametrize("text", CODE)
def test_what_does_more(text: str) -> None:
    assert not is_arithmetic(text)


@pytest.mark.parametrize("text", GUARDS)
def test_guards_ask_for_sizes(text: str) -> None:
    assert is_guard(text)
    assert [*code_in(Pairs([("guards_code", [text])]))] == []


@pytest.mark.parametrize("text", HARMFUL)
def test_guards_that_do_harm(text: str) -> None:
    assert [*code_in(Pairs([("guards_code", [text])]))] == [Code(text, harmful=True)]


@pytest.mark.parametrize("text", UNKNOWN)
def test_guards_that_nobody_knows(text: str) -> None:
    assert [*code_in(Pairs([("guards_code", [text])]))] == [Code(text, harmful=False)]


def test_torch_runs_what_breaks_out_of_the_quotes_it_is_put_between() -> None:
    """Why no text within a guard may hold a quotation mark."""
    ran: list[int] = []
    breakout = """L['x'] == '"+str(math.mark.append(1))+"'"""
    math.mark = ran  # type: ignore[attr-defined]
    try:
        guards = _convert_guards_code_to_fn([breakout], [(pytree.MappingKey("x"),)])
        with pytest.raises(AssertionError):
            guards.forward("y")
    finally:
        del math.mark  # type: ignore[attr-defined]
    assert ran
    assert not is_guard(breakout)


class Open(torch.nn.Module):
    """A model for batches of any size."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.reshape(x.shape[0] * 2, 3)


@pytest.fixture(scope="module")
def records() -> list[tuple[str, bytes]]:
    """What torch.export.save writes of a model for any batch."""
    with warnings.catch_warnings(action="ignore"):
        batch = torch.export.Dim("batch", min=2, max=64)
        program = torch.export.export(Open(), (torch.ones(4, 6),), dynamic_shapes={"x": {0: batch}})
        out = io.BytesIO()
        torch.export.save(program, out)
    with zipfile.ZipFile(out) as made:
        return [(name, made.read(name)) for name in made.namelist()]


def planted(records: list[tuple[str, bytes]], change: Any) -> ScanReport:
    """The report on the archive with the program changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in records:
            made.writestr(name, json.dumps(change(json.loads(data))) if name.endswith("models/model.json") else data)
    return scan(read_checkpoint(MemorySource(out.getvalue(), "x.pt2"), Task()))


def test_what_torch_writes_is_not_odd(records: list[tuple[str, bytes]]) -> None:
    report = planted(records, lambda program: program)
    assert (report.verdict, report.clean) == ("known_only", True)
    program = parse_json(next(data for name, data in records if name.endswith("models/model.json")).decode())
    assert len(set(_expressions(program))) > 1  # the fixture has such texts at all
    assert [*code_in(program)] == []


def _expressions(value: Value) -> list[str]:
    if isinstance(value, Pairs):
        own = [held for name, held in value if name == "expr_str"]
        return own + [text for _, held in value for text in _expressions(held)]
    return [text for held in value for text in _expressions(held)] if isinstance(value, list) else []


def test_a_size_that_runs_a_command_is_dangerous(records: list[tuple[str, bytes]]) -> None:
    """torch.export.load of torch 2.13 runs it: it gives the text to sympy.sympify."""
    def change(program: Any) -> Any:
        for meta in program["graph_module"]["graph"]["tensor_values"].values():
            for size in meta["sizes"]:
                if "as_expr" in size:
                    size["as_expr"]["expr_str"] = "__import__('os').system('false')"
        return program

    report = planted(records, change)
    assert report.verdict == "dangerous"
    assert any("__import__('os')" in note.text for note in report.notes if note.severity == "danger")


def test_a_guard_that_runs_a_command_is_dangerous(records: list[tuple[str, bytes]]) -> None:
    assert planted(records, lambda program: program | {"guards_code": ["exec('1')"]}).verdict == "dangerous"


def test_a_guard_that_nobody_knows_is_unknown_code(records: list[tuple[str, bytes]]) -> None:
    report = planted(records, lambda program: program | {"guards_code": ["L['x'].item() > 2"]})
    assert (report.verdict, report.clean) == ("unknown_code", False)
    assert [(found.name, found.count, found.where) for found in report.globals if found.level == "unknown"] == [
        ("guards_code", 1, "models/model.json")]
    assert any("L['x'].item() > 2" in note.text for note in report.notes)


def test_what_is_too_much_to_look_at_is_not_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exported_expressions, "MAX_TEXT", 9)
    assert [*code_in(Pairs([("expr_str", "s0"), ("a", [Pairs([("expr_str", "s0 + s1")])])]))] == []
    assert [*code_in(Pairs([("expr_str", "s0 + 1"), ("a", [Pairs([("expr_str", "s0 + s1")])])]))] == [
        Code("s0 + s1", harmful=True)]
    assert [*code_in(Pairs([("expr_str", "+1" * 20_000)]))] == [Code("+1" * 20_000, harmful=True)]
