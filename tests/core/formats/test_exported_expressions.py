"""Text of an exported program that torch would run is told from the arithmetic that torch writes there."""

from __future__ import annotations

import io
import json
import warnings
import zipfile
from typing import Any

import pytest
import torch

from ckpt_viewer.core.formats import exported_expressions, read_checkpoint
from ckpt_viewer.core.formats.exported_expressions import code_in, is_arithmetic, is_guard
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
GUARDS = ("L['x'].size()[0] >= 2", "math.isnan(L['x'])", "L['name'] == 'import os; eval(1)'",
          "2 <= L['x'].size()[1] and L['args'][0][0].size()[1] <= 64")
NO_GUARDS = ("__import__('os').system('x')", "os.system('x')", "L['x'] or eval('1')", "exec ('x')", "(lambda: 1)()",
             "L.__class__", "import os", "open('x')", "(x := 1)")


@pytest.mark.parametrize("text", SIZES)
def test_what_reckons_with_sizes(text: str) -> None:
    assert is_arithmetic(text)


@pytest.mark.parametrize("text", CODE)
def test_what_does_more(text: str) -> None:
    assert not is_arithmetic(text)


def test_guards_ask_for_sizes_alone() -> None:
    assert [text for text in GUARDS if not is_guard(text)] == []
    assert [text for text in NO_GUARDS if is_guard(text)] == []


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


def test_what_is_too_much_to_look_at_is_not_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exported_expressions, "MAX_TEXT", 9)
    assert [*code_in(Pairs([("expr_str", "s0"), ("a", [Pairs([("expr_str", "s0 + s1")])])]))] == []
    assert [*code_in(Pairs([("expr_str", "s0 + 1"), ("a", [Pairs([("expr_str", "s0 + s1")])])]))] == ["s0 + s1"]
    assert [*code_in(Pairs([("expr_str", "+1" * 20_000)]))] == ["+1" * 20_000]
