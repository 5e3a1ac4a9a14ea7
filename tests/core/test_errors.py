"""Every error that a person may meet says what to do: each place that makes one gives advice, or its kind has some."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from ckpt_viewer.core.errors import CheckpointError, Damaged, SourceError
from ckpt_viewer.core.formats.magic import KINDS, ZIP_KINDS
from ckpt_viewer.core.pickles.operands import OutOfData

PACKAGE = Path(__file__).resolve().parents[2] / "ckpt_viewer"
# What the rules below cannot follow, by the file and the advice as it is written there, and why some is always given.
FOLLOWED_BY_HAND: Mapping[tuple[str, str], str] = {
    ("ckpt_viewer/core/diffing/timeline/telling.py", "plan.steps[0].problem"): "the whole text of the error before",
    ("ckpt_viewer/core/formats/bundles.py", "kind[1]"): "out of a table in which none is empty",
    ("ckpt_viewer/core/graph/graph.py", "self._near(node, words, at)"): "did_you_mean.py always names something",
    ("ckpt_viewer/core/graph/graph.py", "self._near(node, [*map(key_text, path)], depth)"):
        "did_you_mean.py always names something",
    ("ckpt_viewer/core/rebuild/saving_model.py", "f'{steps[0].text}.' if steps else _OTHER"): "a sentence in any case",
}
_NO_CALL = ast.Call(ast.Name("none"), [], [])


@dataclass(frozen=True)
class Module:
    """A file of the package, and what its names stand for."""

    name: str
    tree: ast.Module
    text: str

    @property
    def place(self) -> str:
        return self.name.removesuffix(".py").replace("/", ".")


@dataclass(frozen=True)
class Site:
    """A call that makes an error, and the functions that it stands in, the innermost last."""

    module: Module
    kind: str
    call: ast.Call
    around: tuple[ast.AST, ...]

    def __str__(self) -> str:
        what = " ".join((ast.get_source_segment(self.module.text, self.call) or "").split())
        return f"{self.module.name}:{self.call.lineno}: {what[:160]}"


@cache
def modules() -> tuple[Module, ...]:
    files = ((path.relative_to(PACKAGE.parent).as_posix(), path.read_text(encoding="utf-8"))
             for path in sorted(PACKAGE.rglob("*.py")))
    return tuple(Module(name, ast.parse(text), text) for name, text in files)


@cache
def kinds() -> Mapping[str, type[CheckpointError]]:
    """CheckpointError and all that is derived from it, by name."""
    found: dict[str, type[CheckpointError]] = {"CheckpointError": CheckpointError}
    classes = [(module, node) for module in modules() for node in ast.walk(module.tree)
               if isinstance(node, ast.ClassDef)]
    while True:
        new = [(module, node) for module, node in classes if node.name not in found
               and any(isinstance(base, ast.Name) and base.id in found for base in node.bases)]
        if not new:
            return found
        for module, node in new:
            found[node.name] = getattr(importlib.import_module(module.place), node.name)


def sites(module: Module) -> Iterator[Site]:
    def below(node: ast.AST, around: tuple[ast.AST, ...]) -> Iterator[Site]:
        name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if isinstance(node, ast.Call) and name in kinds():
            yield Site(module, name, node, around)
        inner = (*around, node) if isinstance(node, ast.FunctionDef) else around
        for child in ast.iter_child_nodes(node):
            yield from below(child, inner)

    return below(module.tree, ())


def advice_of(site: Site) -> ast.expr | None:
    named = next((keyword.value for keyword in site.call.keywords if keyword.arg == "hint"), None)
    at = [*inspect.signature(kinds()[site.kind]).parameters].index("hint")
    return site.call.args[at] if len(site.call.args) > at else named


def says_something(given: ast.expr | None, site: Site) -> bool:
    """Whether a text is there whatever happens; of names, all that is ever assigned to them counts."""
    match given:
        case ast.Constant(value=str(text)):
            return any(letter.isalpha() for letter in text)
        case ast.JoinedStr(values=parts):
            return any(says_something(part, site) for part in parts)
        case ast.FormattedValue(value=value) | ast.Call(func=ast.Attribute(value=value, attr="strip")):
            return says_something(value, site)
        case ast.IfExp(body=one, orelse=other):
            return says_something(one, site) and says_something(other, site)
        case ast.BoolOp(op=ast.Or(), values=choices):
            return says_something(choices[-1], site)
        case ast.Name(id=name):
            values = _assigned(name, site)
            return all(says_something(value, site) for value in values) if values else bool(_global(name, site))
        case ast.Call(func=ast.Name(id="tr"), args=[text, *_]):
            return says_something(text, site)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            answers = [*_answers(name, site.module)]
            return bool(answers) and all(says_something(value, inner) for value, inner in answers)
        case ast.Attribute(attr="hint"):  # that of an error before
            return True
        case _:
            return False


def _answers(name: str, module: Module) -> Iterator[tuple[ast.expr | None, Site]]:
    """What the functions of this name in a module return, each with a place within it."""
    for function in ast.walk(module.tree):
        if isinstance(function, ast.FunctionDef) and function.name == name:
            inner = Site(module, name, _NO_CALL, (function,))
            yield from ((node.value, inner) for node in ast.walk(function) if isinstance(node, ast.Return))


def _assigned(name: str, site: Site) -> list[ast.expr]:
    """What a name is given in the innermost function that gives it something."""
    for scope in reversed(site.around):
        found = [value for node in ast.walk(scope) for value in _given(name, node)]
        if found:
            return found
    return []


def _global(name: str, site: Site) -> object:
    """What a name of the module is, also an imported one."""
    return getattr(importlib.import_module(site.module.place), name, None)


def _given(name: str, node: ast.AST) -> Iterator[ast.expr]:
    if not isinstance(node, ast.Assign):
        return
    for target in node.targets:
        if isinstance(target, ast.Name) and target.id == name:
            yield node.value
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            yield from (value for each, value in zip(target.elts, node.value.elts, strict=False)
                        if isinstance(each, ast.Name) and each.id == name)


def is_mute(site: Site) -> bool:
    given = advice_of(site)
    by_hand = given is not None and (site.module.name, ast.unparse(given)) in FOLLOWED_BY_HAND
    return not (kinds()[site.kind].advice or by_hand or says_something(given, site))


def test_every_error_says_what_to_do() -> None:
    every = [site for module in modules() for site in sites(module)]
    assert len(every) > 300
    unsaid = [str(site) for site in every if is_mute(site)]
    assert not unsaid, "no advice, or one that may be empty:\n" + "\n".join(unsaid)


def test_what_is_followed_by_hand_is_still_there() -> None:
    given = {(site.module.name, ast.unparse(hint)) for module in modules() for site in sites(module)
             if (hint := advice_of(site)) is not None}
    assert set(FOLLOWED_BY_HAND) <= given
    assert all(hint for _, _, hint in ZIP_KINDS)
    assert all(kind.hint for kind in KINDS)  # which strangers.py hands on


@pytest.mark.parametrize(("code", "mute"), [
    ('raise SourceError("a")', True),
    ('raise SourceError("a", "b")', True),
    ('raise SourceError("a", "b", "")', True),
    ('raise SourceError("a", hint="Do it.")', False),
    ('raise SourceError("a", hint="Do it." if more else "")', True),
    ('raise SourceError("a", hint=more or "Do it.")', False),
    ('raise SourceError("a", hint=f"{more}")', True),
    ('hint = "Do it."\n    raise SourceError("a", hint=hint)', False),
    ('hint = ""\n    raise SourceError("a", hint=hint)', True),
    ('raise SourceError("a", hint=error.hint)', False),
    ('raise Damaged("a")', False),
    ('return Unsupported("a")', True),
])
def test_the_rule_tells_them_apart(code: str, mute: bool) -> None:
    text = f"def ask(more, error):\n    {code}\n"
    [site] = sites(Module("ckpt_viewer/core/errors.py", ast.parse(text), text))
    assert is_mute(site) is mute


def test_a_kind_has_advice_of_its_own() -> None:
    assert str(Damaged("cut short", "a.pt")) == "a.pt: cut short. Copy or download the file again."
    assert Damaged("cut short", "a.pt", "Wait.").hint == "Wait."
    assert OutOfData("cut short").hint == Damaged.advice
    assert str(SourceError("gone", "a.pt")) == "a.pt: gone"
