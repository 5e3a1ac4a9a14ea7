"""Against the standard library's dataclasses, which these must not be told from."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import re
import subprocess
import sys
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

import pytest

from ckpt_viewer.core import lazy_dataclasses as lazy

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]


def made_by(library: Any) -> list[type[Any]]:
    """The same classes, by one library or the other."""

    @library.dataclass(frozen=True, slots=True)
    class Value:
        """A text."""

        LIMIT: ClassVar[int] = 7
        a: int
        b: str = "b"
        c: list[int] = library.field(default_factory=list)

        @property
        def twice(self) -> int:
            return 2 * self.a

    @library.dataclass(frozen=True, slots=True)
    class One:
        only: Any

    @library.dataclass(frozen=True, slots=True)
    class Nothing:
        pass

    @library.dataclass(frozen=True, slots=True, eq=False)
    class Itself:
        a: int

    @library.dataclass(slots=True)
    class Changing:
        a: int
        b: dict[str, int] = library.field(default_factory=dict)

        def __post_init__(self) -> None:
            self.a += 1

    @library.dataclass(frozen=True, slots=True)
    class Told:
        a: int

        def __repr__(self) -> str:
            return "told"

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 4

    @library.dataclass(frozen=True, slots=True)
    class Kept(Generic[T]):
        inner: T

    return [Value, One, Nothing, Itself, Changing, Told, Kept]


OURS, THEIRS = made_by(lazy), made_by(dataclasses)
VALUE, ONE, NOTHING, ITSELF, CHANGING, TOLD, KEPT = range(7)
NAN = float("nan")
ACTS: dict[str, Callable[[list[type[Any]]], object]] = {
    "by place": lambda made: repr(made[VALUE](1, "x", [2])),
    "by name": lambda made: repr(made[VALUE](b="x", a=1)),
    "defaults": lambda made: repr(made[VALUE](1)),
    "a new list each time": lambda made: made[VALUE](1).c is made[VALUE](1).c,
    "too few": lambda made: made[VALUE](),
    "given twice": lambda made: made[ONE](1, only=2),
    "too many": lambda made: made[ONE](1, 2),
    "a wrong name": lambda made: made[ONE](1, other=2),
    "nothing": lambda made: (repr(made[NOTHING]()), made[NOTHING]() == made[NOTHING](), hash(made[NOTHING]())),
    "equal": lambda made: (made[VALUE](1) == made[VALUE](1), made[VALUE](1) == made[VALUE](2)),
    "not equal": lambda made: (made[VALUE](1) != made[VALUE](1), made[VALUE](1) != made[VALUE](2)),
    "equal to another class": lambda made: made[ONE](1) == made[ITSELF](1),
    "another NaN is another": lambda made: made[ONE](NAN) == made[ONE](float("nan")),
    "hash": lambda made: (hash(made[ONE]((1, "x"))), hash(made[VALUE](1, "b", ())), hash(made[TOLD](1))),
    "hash of a list": lambda made: hash(made[VALUE](1)),
    "in a set": lambda made: len({made[ONE](1), made[ONE](1), made[ONE](2)}),
    "no hash": lambda made: hash(made[CHANGING](1)),
    "equal by identity": lambda made: (made[ITSELF](1) == made[ITSELF](1), len({made[ITSELF](1), made[ITSELF](1)})),
    "no assignment": lambda made: setattr(made[VALUE](1), "a", 2),
    "no deletion": lambda made: delattr(made[VALUE](1), "a"),
    "assignment": lambda made: (it := made[CHANGING](1), it.__setattr__("a", 5), it.a)[-1],
    "no new attribute in slots": lambda made: setattr(made[CHANGING](1), "z", 2),
    "after the start": lambda made: repr(made[CHANGING](1)),
    "own methods": lambda made: (repr(made[TOLD](1)), made[TOLD](1) == 3),
    "own text, class variable, property": lambda made: (made[VALUE].__doc__, made[VALUE].LIMIT, made[VALUE](4).twice),
    "slots": lambda made: (made[VALUE].__slots__, hasattr(made[VALUE](1), "__dict__")),
    "no weak reference": lambda made: weakref.ref(made[VALUE](1)),
    "pattern": lambda made: made[VALUE].__match_args__,
    "names": lambda made: (made[VALUE].__name__, made[VALUE].__qualname__, made[VALUE].__module__),
    "copy": lambda made: repr((copy.copy(made[VALUE](1)), copy.deepcopy(made[VALUE](1)))),
    "fields": lambda made: [(f.name, f.type, repr(f.default)) for f in dataclasses.fields(made[VALUE])],
    "asdict": lambda made: dataclasses.asdict(made[VALUE](1, "x", [3])),
    "is one": lambda made: (dataclasses.is_dataclass(made[VALUE]), dataclasses.is_dataclass(made[VALUE](1))),
    "their replace": lambda made: repr(dataclasses.replace(made[VALUE](1), b="y")),
}


def outcome(act: Callable[[list[type[Any]]], object], made: list[type[Any]]) -> object:
    try:
        return act(made)
    except Exception as error:  # noqa: BLE001
        return type(error), re.sub("made_by.<locals>.", "", str(error)) if isinstance(error, TypeError) else ""


@pytest.mark.parametrize("name", ACTS)
def test_as_in_the_standard_library(name: str) -> None:
    wanted, fresh = outcome(ACTS[name], THEIRS), made_by(lazy)
    for _ in range(12):  # the first call writes a method, the ninth `__init__`
        assert outcome(ACTS[name], fresh) == wanted


def test_init_is_written_once_it_is_called_often() -> None:
    """Writing it takes as long as twenty calls without, and of most classes a small file makes one object."""
    made = made_by(lazy)[CHANGING]
    first = made.__init__
    for _ in range(8):
        assert made(1, b={}).a == 2
    assert made.__init__ is first
    assert made(1).a == 2
    assert made.__init__ is not first
    again = made.__init__
    assert (made(1).a, made.__init__) == (2, again)


def test_what_the_slots_of_the_standard_library_cannot_before_python_3_12() -> None:
    """Its `__setattr__` asks `super()` of a class that slots have replaced."""
    with pytest.raises(dataclasses.FrozenInstanceError, match="'z'"):
        setattr(OURS[VALUE](1), "z", 2)  # noqa: B010
    assert OURS[KEPT][int](3).inner == 3


def test_replace() -> None:
    value = OURS[VALUE](1, "x", [3])
    changed = lazy.replace(value, a=5)
    assert (changed.a, changed.b, changed.c is value.c, value.a) == (5, "x", True, 1)
    with pytest.raises(TypeError, match="unexpected"):
        lazy.replace(value, z=1)


@lazy.dataclass(frozen=True, slots=True)
class Sent:
    a: int
    b: str = ""


def test_it_can_be_sent_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(Sent(3, "x"))) == Sent(3, "x")


def test_pattern_matching() -> None:
    match Sent(3, "x"):
        case Sent(number, b="x"):
            assert number == 3
        case _:
            pytest.fail("no match")


def test_no_module_of_the_package_asks_the_standard_library_for_a_class() -> None:
    """One that does makes every start longer by the import of `dataclasses`."""
    asks = re.compile(r"from dataclasses import .*\b(dataclass|field|replace)\b|^import dataclasses", re.M)
    found = [path.name for path in (ROOT / "ckpt_viewer").rglob("*.py") if asks.search(path.read_text("utf-8"))]
    assert found == ["lazy_dataclasses.py"]


def test_making_classes_imports_nothing() -> None:
    code = ("import sys\nbefore = set(sys.modules)\nfrom ckpt_viewer.core.lazy_dataclasses import dataclass, replace\n"
            "import ckpt_viewer.core.lazy_dataclasses as lazy\n"
            "class A:\n    a: 'int'\n    b: 'int' = 3\n"
            "A = dataclass(frozen=True, slots=True)(A)\nassert replace(A(1), b=2) != A(1)\n"
            "print(*sorted({'dataclasses', 'inspect', 'ast'} & set(sys.modules)))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == ""
