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
from ckpt_viewer.core.lazy_dataclasses import dataclass

MAX_TEXT = 2 << 20
_LONGEST = 20_000
_SIGN = re.compile(
    r"""\s+ | (?P<text>'[^'\\]*'|"[^"\\]*") | (?P<name>[^\W\d]\w*) | (?P<number>\d+(?:\.\d*)?(?:[eE][-+]?\d+)?(?!\w))
    | [-+*/%<>=!&|~^),]+ | \(+""", re.VERBOSE)
_QUOTED = re.compile(r"[^\W\d]\w*|[-+]?[\d.]+(?:[eE][-+]?\d+)?")
"""A symbol or a number: sympy evaluates texts within a text as well."""
_FUNCTIONS = frozenset(["floor", "ceiling", "sqrt", "log", "log2", "exp", "sin", "cos", "tan", "asin", "acos", "atan",
                        "sinh", "cosh", "tanh"])
_GUARD = re.compile(
    r"""[ \t]+ | (?P<text>'[^'"\\\n]*'|"[^'"\\\n]*") | (?P<number>\d+(?:\.\d*)?(?:[eE][-+]?\d+)?(?!\w))
    | (?P<call>(?:(?:max|min|abs|round|int|float|bool|len|IsNonOverlappingAndDenseIndicator
                     |cast_symbool_to_symint_guardless)
                  |math\.(?:ceil|floor|trunc|sqrt|log|log2|exp|pow|isnan|isinf|isfinite|a?(?:sin|cos|tan)h?)
                  |torch\._?sym_(?:float|int|max|min|ite|not|sqrt|sum|log2|exp|sin|cos|tan|sinh|cosh|tanh))(?=\())
    | (?P<look>\.(?:size|stride|storage_offset|dim|numel)\(\)|\.(?:shape|ndim)(?!\w))
    | (?P<word>(?:and|or|not|in|is|if|else|True|False|None|L|inf|math\.(?:inf|nan|pi|e))(?!\w))
    | (?P<open>[(\[]) | [-+*/%<>=!,)\]]+""", re.VERBOSE)
_JOINING = frozenset(["and", "or", "not", "in", "is", "if", "else"])
_STRING = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_WORD = re.compile(r"(?<![\w.])([^\W\d]\w*)\s*(?=[(.])")
_STATEMENT = re.compile(r"(?<![\w.])(?:import|lambda|yield|await)\b|:=|;")


@dataclass(frozen=True, slots=True)
class Code:
    """`harmful` says that it is known for harm, or hides what it does; otherwise nobody knows what it does."""

    text: str
    harmful: bool


def code_in(program: Value) -> Iterator[Code]:
    """The texts that would be run and do more than reckon with sizes, in no order, each once. What is longer than any
    that torch writes, and what stands behind MAX_TEXT of them, is not looked at and counts as one of these."""
    seen: set[str] = set()
    left = MAX_TEXT
    for text, fits in _texts(program):
        if text not in seen:
            seen.add(text)
            left -= len(text)
            if left < 0 or len(text) > _LONGEST:
                yield Code(text, harmful=True)
            elif not fits(text):
                yield Code(text, harmful=fits is is_arithmetic or _does_harm(text))


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
    return _is_made_of(text, _SIGN, _may_follow)


def _is_made_of(text: str, signs: re.Pattern[str], may_stand: Callable[[re.Match[str], str], bool]) -> bool:
    """Whether a text is nothing but signs of which each may stand behind the one before it."""
    at, before = 0, ""
    while at < len(text):
        sign = signs.match(text, at)
        if sign is None or not may_stand(sign, before):
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
    """Whether a text asks for nothing but the sizes and plain values of what the model is given: whatever torch is not
    known to write there is none. torch puts the text between quotation marks as well, which one within it would end."""
    return _is_made_of(text, _GUARD, _may_stand)


def _may_stand(sign: re.Match[str], before: str) -> bool:
    """No text, number or list behind a value, and no call but of what may be called."""
    value = bool(before) and before not in _JOINING and (before[-1].isalnum() or before[-1] in "_)]'\"")
    if sign["open"] == "[":
        return before == "L" or before.endswith(("]", "()", ".shape"))
    if sign["open"]:
        return not value or _is_call(before)
    if sign["look"]:
        return before.endswith("]")
    return not value or not (sign["text"] or sign["number"] or sign["call"])


def _is_call(word: str) -> bool:
    found = _GUARD.match(f"{word}(")
    return found is not None and found["call"] == word


def _does_harm(text: str) -> bool:
    """Whether a text names what is known for harm, or hides what it names."""
    bare = _STRING.sub("''", text)
    if "__" in text or "\\" in text or _STATEMENT.search(bare):
        return True
    return any(danger(Global("builtins", word)) or danger(Global(word, "anything")) for word in _WORD.findall(text))
