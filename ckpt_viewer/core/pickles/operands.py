"""The operands of pickle opcodes: bounded reading from the bytes, and the leaf values they spell.

Every length is checked against the bytes that are left before anything is sliced or allocated. An operand across the
end of a FRAME is an error, although CPython's C unpickler lets it pass (cpython #154848).
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.graph import BigInt
from ckpt_viewer.core.lazy_typing import NoReturn
from ckpt_viewer.core.pickles.budget import DIGITS_PER_STEP, LINE_STEPS, MOST_TEXT, TEXT, Spending
from ckpt_viewer.core.pickles.records import Value

MAX_INT_BYTES = 1660  # about 4,000 decimal digits
MAX_DIGITS = 4000
MAX_PROTOCOL = 5

_U16, _I32, _U32, _U64 = struct.Struct("<H"), struct.Struct("<i"), struct.Struct("<I"), struct.Struct("<Q")
_F64 = struct.Struct(">d")


class OutOfData(Damaged):
    """The pickle goes on past the bytes that were given."""


class Operands:
    """A position in the bytes of a pickle. Methods read at the position and move it on. `spent` counts what
    the texts ask for.

    Raise Damaged for what no pickle holds, OutOfData where more bytes could help.
    """

    def __init__(self, data: bytes, start: int, where: str, spent: Spending) -> None:
        self.data = data
        self.pos = start
        self.limit = len(data)
        self.where = where
        self.protocol = 0
        self.spent = spent

    def fail(self, what: str) -> NoReturn:
        raise Damaged(f"the pickle is malformed: {what} at byte {self.pos - 1}", self.where)

    def refuse(self, excess: str) -> NoReturn:
        hint = "It may be made to fill the memory of whoever opens it."
        raise Damaged(f"this pickle is not read to its end: {excess}", self.where, hint)

    def leave_frame(self) -> None:
        if self.limit == len(self.data):
            raise OutOfData("the pickle ends before its STOP", self.where)
        self.limit = len(self.data)
        if self.pos >= self.limit:
            raise OutOfData("the pickle ends before its STOP", self.where)

    def take(self, count: int) -> int:
        """Offset of the next `count` bytes, which are then behind us."""
        start = self.pos
        if count > self.limit - start:
            if self.limit < len(self.data):
                self.fail("an argument reaches across the end of its frame")
            raise OutOfData(f"the pickle is cut off: {count:,} bytes wanted at byte {start:,}", self.where)
        self.pos = start + count
        return start

    def raw(self, count: int) -> bytes:
        start = self.take(count)
        return self.data[start : start + count]

    def u8(self) -> int:
        return self.data[self.take(1)]

    def u16(self) -> int:
        return int(_U16.unpack_from(self.data, self.take(2))[0])

    def u32(self) -> int:
        return int(_U32.unpack_from(self.data, self.take(4))[0])

    def u64(self) -> int:
        return int(_U64.unpack_from(self.data, self.take(8))[0])

    def line(self) -> bytes:
        self.spent.steps += LINE_STEPS
        end = self.data.find(b"\n", self.pos, self.limit)
        if end < 0:
            raise OutOfData("a text argument has no end", self.where)
        line = self.data[self.pos : end]
        self.pos = end + 1
        return line

    def text(self, raw: bytes) -> str:
        if len(raw) > MOST_TEXT and not raw.isascii():  # four bytes for every letter where a single one is wide
            self.refuse(f"it has a text of {len(raw):,} bytes, more than {MOST_TEXT:,}")
        try:
            text = raw.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            self.fail("a text that is not UTF-8")
        self.spent.texts += TEXT + (len(raw) if raw.isascii() else 4 * len(raw))
        return text

    def begin_protocol(self) -> None:
        self.protocol = max(self.protocol, self.u8())
        if self.protocol > MAX_PROTOCOL:
            self.fail(f"protocol {self.protocol}")

    def enter_frame(self) -> None:
        length = self.u64()
        if self.limit != len(self.data):
            self.fail("a frame inside a frame")
        if length > len(self.data) - self.pos:
            raise OutOfData("a frame reaches past the end", self.where)
        self.limit = self.pos + length

    # -- leaf values --------------------------------------------------------------------------------------------------

    def int_line(self) -> int:
        line = self.line()
        return {b"00": False, b"01": True}[line] if line in (b"00", b"01") else self.number(line)

    def long_line(self) -> int:
        return self.number(self.line().removesuffix(b"L"))

    def number(self, line: bytes) -> int:
        digits = line.strip()
        if len(digits) > MAX_DIGITS or not digits.lstrip(b"+-").isdigit():
            self.fail("a number that is none, or has more than 4,000 digits")
        self.spent.steps += len(digits) // DIGITS_PER_STEP
        try:
            return int(digits)
        except ValueError:
            self.fail("a number that is none")

    def i32(self) -> int:
        return int(_I32.unpack_from(self.data, self.take(4))[0])

    def length32(self) -> int:
        count = self.i32()
        if count < 0:
            self.fail("a negative length")
        return count

    def long1(self) -> int | BigInt:
        return self._long(self.u8())

    def long4(self) -> int | BigInt:
        return self._long(self.length32())

    def _long(self, count: int) -> int | BigInt:
        raw = self.raw(count)
        return int.from_bytes(raw, "little", signed=True) if count <= MAX_INT_BYTES else BigInt(raw)

    def float_line(self) -> float:
        try:
            return float(self.line())
        except ValueError:
            self.fail("a number that is none")

    def f64(self) -> float:
        return float(_F64.unpack_from(self.data, self.take(8))[0])

    def string_line(self) -> str | bytes:
        line = self.line().strip()
        if len(line) < 2 or line[:1] != line[-1:] or line[:1] not in (b"'", b'"'):
            self.fail("a string without quotes")
        self.spent.steps += LINE_STEPS
        try:
            return _python2_str(line[1:-1].decode("unicode_escape").encode("latin-1"))
        except UnicodeError:
            self.fail("a string that cannot be decoded")

    def string32(self) -> str | bytes:
        return _python2_str(self.raw(self.length32()))

    def string8(self) -> str | bytes:
        return _python2_str(self.raw(self.u8()))

    def unicode_line(self) -> str:
        try:
            return self.line().decode("raw_unicode_escape")
        except UnicodeDecodeError:
            self.fail("a text that cannot be decoded")

    def unicode8(self) -> str:
        return self.text(self.raw(self.u8()))

    def unicode32(self) -> str:
        return self.text(self.raw(self.u32()))

    def unicode64(self) -> str:
        return self.text(self.raw(self.u64()))


def _python2_str(raw: bytes) -> str | bytes:
    """A Python 2 str is text or bytes. torch.load decodes it as UTF-8, so what cannot be decoded is bytes."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw


LEAVES: dict[bytes, Callable[[Operands], Value]] = {
    b"N": lambda _: None, b"\x88": lambda _: True, b"\x89": lambda _: False,
    b"I": Operands.int_line, b"L": Operands.long_line, b"J": Operands.i32, b"K": Operands.u8, b"M": Operands.u16,
    b"\x8a": Operands.long1, b"\x8b": Operands.long4, b"F": Operands.float_line, b"G": Operands.f64,
    b"S": Operands.string_line, b"T": Operands.string32, b"U": Operands.string8, b"V": Operands.unicode_line,
    b"X": Operands.unicode32, b"\x8c": Operands.unicode8, b"\x8d": Operands.unicode64,
    b"B": lambda o: o.raw(o.u32()), b"C": lambda o: o.raw(o.u8()), b"\x8e": lambda o: o.raw(o.u64()),
}
