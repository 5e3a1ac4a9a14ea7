"""Texts in the JSON of an exported program that torch.export takes for Python, and that are no plain arithmetic.

`torch.export.load` gives every `expr_str` to sympy.sympify, which evaluates it with all of Python's own functions
(torch/_export/serde/serialize.py, _parse_sym_expr); `module()` makes a function of the texts in `guards_code`
(torch/export/_unlift.py, _convert_guards_code_to_fn). What torch writes there needs few words: anything else is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ckpt_viewer.core.formats.json_values import Pairs, Value
from ckpt_viewer.core.graph import Global
from ckpt_viewer.core.known_globals import danger

MAX_TEXT = 2 << 20
_LONGEST = 20_000
_SIGN = re.compile(
    r"""\s+ | (?P<text>'[^'\\]*'|"[^"\\]*") | (?P<name>[^\W\d]\w*) | (?P<number>\d+(?:\.\d*)?(?:[eE][-+]?\d+)?(?!\w))
    | [-+*/%<>=!&|~^),]+ | \(+""", re.VERBOSE)
_QUOTED = re.compile(r"[^\W\d]\w*|[-+]?[\d.]+(?:[eE][-+]?\d+)?")
"""A symbol or a number: sympy evaluates texts within a text as well."""
_FUNCTIONS = frozenset(["floor", "ceiling", "sqrt", "log", "log2", "exp", "sin", "cos", "tan", "asin", "acos", "atan",
                        "sinh", "cosh", "tanh"])
_STRING = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_WORD = re.compile(r"(?<![\w.])([^\W\d]\w*)\s*(?=[(.])")
_STATEMENT = re.compile(r"(?<![\w.])(?:import|lambda|yield|await)\b|:=|;")


def code_in(program: Value) -> Iterator[str]:
    """The texts that would be run and do more than reckon with sizes, in no order, each once. What is longer than any
    that torch writes, and what stands behind MAX_TEXT of them, is not looked at and counts as one of these."""
    seen: set[str] = set()
    left = MAX_TEXT
    for text, fits in _texts(program):
        if text not in seen:
            seen.add(text)
            left -= len(text)
            if left < 0 or len(text) > _LONGEST or not fits(text):
                yield text


def _texts(program: Value) -> Iterator[tuple[str, Callable[[str], bool]]]:
    stack = [program]
    while stack:
        held = stack.pop()
        if not isinstance(held, Pairs):
            stack += held if isinstance(held, list) else ()
            continue
        for name, value in held:
            if name == "expr_str" and isinstance(value, str):
                yield value, is_arithmetic
            elif name == "guards_code" and isinstance(value, list):
                yield from ((text, is_guard) for text in value if isinstance(text, str))
            elif isinstance(value, list):
                stack.append(value)


def is_arithmetic(text: str) -> bool:
    """Whether a text is made of numbers, symbols and sympy's functions: no attribute, no other call, no other quote."""
    at, before = 0, ""
    while at < len(text):
        sign = _SIGN.match(text, at)
        if sign is None or not _may_follow(sign, before):
            return False
        at, before = sign.end(), before if sign[0].isspace() else sign[0]
    return True


def _may_follow(sign: re.Match[str], before: str) -> bool:
    if sign["text"]:
        return _QUOTED.fullmatch(sign["text"][1:-1]) is not None
    if sign["name"]:
        return not sign["name"].startswith("__")
    calls = sign[0][0] == "(" and before and (before[-1].isalnum() or before[-1] in "_)'\"")
    return not calls or before[0].isupper() or before in _FUNCTIONS


def is_guard(text: str) -> bool:
    """Whether a text asks for the sizes of what the model is given: no name that is known for harm, nothing hidden."""
    bare = _STRING.sub("''", text)
    if "__" in bare or "\\" in bare or _STATEMENT.search(bare):
        return False
    return not any(danger(Global("builtins", word)) or danger(Global(word, "anything"))
                   for word in _WORD.findall(bare))
