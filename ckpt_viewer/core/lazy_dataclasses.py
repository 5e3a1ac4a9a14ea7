"""Dataclasses whose methods are written when they are needed: most classes of a program are never used in a run, and
most others make a few objects.

Contract: `@dataclass(slots=True)`, with or without `frozen` and `eq`, means what it means in the standard library, and
so do `field(default_factory=…)` and `replace`; the functions of `dataclasses` take these classes for theirs. Fields of
a base class are not taken over. A type checker is told that this is the standard library.

Why: there a class of five fields takes 0.4 ms on Python 3.11 to 3.12, as its six methods are compiled while a module is
imported, and the module itself 8 ms; of `ckpt info` that was nearly half, of the window 80 ms. To write an `__init__`
takes 0.1 ms, as long as twenty calls that do without; of `ckpt info` of a small file that was a tenth.
"""

from __future__ import annotations

TYPE_CHECKING = False  # that of `typing`, which takes a while to import
if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass as dataclass
    from dataclasses import field as field
    from dataclasses import replace as replace
    from typing import Any

    Method = Callable[..., Any]
else:
    def dataclass(*, slots, frozen=False, eq=True):
        """A class decorator."""
        assert slots
        return lambda cls: _made(cls, frozen, eq)

    def field(*, default_factory):
        """The default of a field that is made anew for every object."""
        return _Factory(default_factory)

    def replace(given, /, **changes):
        """The same with other values."""
        for name in given.__match_args__:
            if name not in changes:
                changes[name] = getattr(given, name)
        return type(given)(**changes)


_FEW = 8
"""So many objects of a class are made before its `__init__` is written."""


class _Factory:
    """Stands where the default of a field is made by a call."""

    __slots__ = ("make",)

    def __init__(self, make: Method) -> None:
        self.make = make


class _Shape:
    """What the methods of a class are written from."""

    __slots__ = ("cls", "defaults", "fields", "frozen", "names")

    def __init__(self, names: tuple[str, ...], defaults: dict[str, Any], frozen: bool) -> None:
        self.names, self.defaults, self.frozen = names, defaults, frozen
        self.cls: type = object
        self.fields: dict[str, Any] = {}


def _made(cls: type, frozen: bool, eq: bool) -> type:
    """A class of the same content with slots: they cannot be added to one that is there."""
    space = dict(cls.__dict__)
    names = tuple([name for name, kind in cls.__annotations__.items() if not kind.startswith("ClassVar")])
    shape = _Shape(names, {name: space.pop(name) for name in names if name in space}, frozen)
    space.pop("__dict__", None)
    space.pop("__weakref__", None)
    space |= {"__slots__": names, "__match_args__": names, "__dataclass_fields__": _Fields(shape)}
    for name, value in _methods(shape, eq).items():
        space.setdefault(name, value)
    shape.cls = type(cls)(cls.__name__, cls.__bases__, space)
    shape.cls.__qualname__ = cls.__qualname__
    return shape.cls


def _methods(shape: _Shape, eq: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"__init__": _first_inits(shape), "__repr__": _repr}
    if eq:
        found["__eq__"] = _later(shape, "__eq__", _eq)
        found["__hash__"] = _later(shape, "__hash__", _hash) if shape.frozen else None
    if shape.frozen:
        found |= {"__setattr__": _refuse, "__delattr__": _refuse, "__getstate__": _state, "__setstate__": _set_state}
    return found


def _later(shape: _Shape, name: str, write: Callable[[_Shape], Method]) -> Method:
    """A method that puts the real one into its place the first time."""
    def first(self: object, *args: Any, **kwargs: Any) -> Any:
        return _placed(shape, name, write)(self, *args, **kwargs)

    return first


def _placed(shape: _Shape, name: str, write: Callable[[_Shape], Method]) -> Method:
    method = write(shape)
    method.__qualname__ = f"{shape.cls.__qualname__}.{name}"
    setattr(shape.cls, name, method)
    return method


def _first_inits(shape: _Shape) -> Method:
    """An `__init__` that does without the written one a few times, and puts it into its place for many."""
    left = _FEW

    def first(self: object, *args: Any, **kwargs: Any) -> None:
        nonlocal left
        left -= 1
        values = _arguments(shape, args, kwargs) if left >= 0 else None
        if values is None:  # or the written one shall say what is wrong with them
            _placed(shape, "__init__", _init)(self, *args, **kwargs)
            return
        put = object.__setattr__ if shape.frozen else setattr
        for name in shape.names:
            put(self, name, values[name])
        if hasattr(shape.cls, "__post_init__"):
            self.__post_init__()  # type: ignore[attr-defined]

    return first


def _arguments(shape: _Shape, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any] | None:
    """The value of each field; None where they are too few, too many, or given twice."""
    values = dict(zip(shape.names, args, strict=False)) | kwargs
    if len(values) != len(args) + len(kwargs):
        return None
    for name in shape.defaults.keys() - values.keys():
        default = shape.defaults[name]
        values[name] = default.make() if type(default) is _Factory else default
    return values if len(values) == len(shape.names) and values.keys() <= set(shape.names) else None


def _init(shape: _Shape) -> Method:
    """Puts values through the descriptors of the slots, which nothing stops and which is the quickest way."""
    known: dict[str, Any] = {"_absent": _Factory(object)}
    parameters, body = [], []
    for name in shape.names:
        default = shape.defaults.get(name, known)
        made = type(default) is _Factory
        known[f"_default_{name}"] = default.make if made else default
        parameters.append(name if default is known else f"{name}={'_absent' if made else f'_default_{name}'}")
        value = f"_default_{name}() if {name} is _absent else {name}" if made else name
        known[f"_set_{name}"] = shape.cls.__dict__[name].__set__
        body.append(f"_set_{name}(self, {value})" if shape.frozen else f"self.{name} = {value}")
    if hasattr(shape.cls, "__post_init__"):
        body.append("self.__post_init__()")
    return _written("__init__", ", ".join(["self", *parameters]), "; ".join(body) or "pass", known)


def _eq(shape: _Shape) -> Method:
    mine, theirs = _tuple_of("self", shape), _tuple_of("other", shape)
    body = f"return {mine} == {theirs} if other.__class__ is self.__class__ else NotImplemented"
    return _written("__eq__", "self, other", body, {})


def _hash(shape: _Shape) -> Method:
    return _written("__hash__", "self", f"return hash({_tuple_of('self', shape)})", {})


def _tuple_of(owner: str, shape: _Shape) -> str:
    return f"({''.join([f'{owner}.{name}, ' for name in shape.names])})"


def _written(name: str, parameters: str, body: str, known: dict[str, Any]) -> Method:
    exec(f"def {name}({parameters}): {body}", known)  # noqa: S102 (names of fields in our own classes)
    method: Method = known.pop(name)  # else they are a circle: of two that threads write at once, one is left behind
    return method


def _repr(self: Any) -> str:
    values = ", ".join([f"{name}={getattr(self, name)!r}" for name in self.__match_args__])
    return f"{type(self).__qualname__}({values})"


def _refuse(_: object, name: str, *value: object) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot {'assign to' if value else 'delete'} field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__match_args__]


def _set_state(self: Any, state: list[Any]) -> None:
    for name, value in zip(self.__match_args__, state, strict=True):
        object.__setattr__(self, name, value)


class _Fields:
    """The fields as the standard library keeps them, for its own functions; nothing else asks for them."""

    __slots__ = ("_shape",)

    def __init__(self, shape: _Shape) -> None:
        self._shape = shape

    def __get__(self, given: object, owner: type) -> dict[str, Any]:
        from dataclasses import field, make_dataclass

        shape = self._shape
        if shape.fields:
            return shape.fields
        made = [(name, shape.cls.__annotations__[name], _standard(shape.defaults[name], field))
                if name in shape.defaults else (name, shape.cls.__annotations__[name]) for name in shape.names]
        shape.fields = make_dataclass(shape.cls.__name__, made).__dataclass_fields__  # type: ignore[attr-defined]
        return shape.fields


def _standard(default: Any, field: Method) -> Any:
    return field(default_factory=default.make) if type(default) is _Factory else field(default=default)
