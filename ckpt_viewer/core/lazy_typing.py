"""The names of `typing` that a module mentions, for a type checker alone: importing `typing` takes two milliseconds.

Contract: at run time they stand for nothing. A class may be derived from them and they may be called or written with
brackets, as in an annotation; `isinstance` with a protocol, and `get_args`, need the real ones.
"""

from __future__ import annotations

TYPE_CHECKING = False  # a type checker takes it for that of `typing`
if TYPE_CHECKING:
    from typing import Any as Any
    from typing import Generic as Generic
    from typing import Literal as Literal
    from typing import NoReturn as NoReturn
    from typing import Protocol as Protocol
    from typing import Self as Self
    from typing import TextIO as TextIO
    from typing import TypeVar as TypeVar
    from typing import assert_never as assert_never
    from typing import cast as cast
    from typing import overload as overload
else:
    class Any:
        """Stands for any of them."""

        __slots__ = ()

        def __class_getitem__(cls, _):
            return cls

    Generic = Literal = NoReturn = Protocol = Self = TextIO = Any

    def TypeVar(_):  # noqa: N802
        return Any

    def assert_never(value):
        raise AssertionError(value)

    def cast(_, value):
        return value

    def overload(method):
        return method
