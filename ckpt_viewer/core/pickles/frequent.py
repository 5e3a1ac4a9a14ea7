"""The opcodes that pickles hold by the million, each done in a single call. What is unusual about one, such as an
operand that is cut off, is left to the plain way of `StackMachine`."""

from __future__ import annotations

import struct

from ckpt_viewer.core.pickles.budget import TEXT, Spending
from ckpt_viewer.core.pickles.memo import NeverPut
from ckpt_viewer.core.pickles.stack import StackMachine

_U16_AT, _I32_AT, _U32_AT = (struct.Struct(code).unpack_from for code in ("<H", "<i", "<I"))
_F64_AT = struct.Struct(">d").unpack_from
_PUT_AT = struct.Struct("<BIB").unpack_from  # an opcode that puts something into the memo, and the opcode after it
_LONG_PUT, _UNICODE = b"rX"
_SHORT = 1 << 16
_MOST_TEXTS = 1 << 12  # taken at once: a few milliseconds


class FrequentOpcodes(StackMachine):
    """Means exactly what its base means."""

    def __init__(self, data: bytes, start: int, where: str, spent: Spending) -> None:
        super().__init__(data, start, where, spent)
        self._near, self._far = self._memo.near, self._memo.far

    def _op_none(self) -> None:
        self._stack.append(None)

    def _op_newtrue(self) -> None:
        self._stack.append(True)

    def _op_newfalse(self) -> None:
        self._stack.append(False)

    def _op_binint1(self) -> None:
        pos = self.pos
        if pos < self.limit:
            self._stack.append(self.data[pos])
            self.pos = pos + 1
        else:
            self.u8()

    def _op_binint2(self) -> None:
        pos = self.pos
        if pos + 2 <= self.limit:
            self._stack.append(_U16_AT(self.data, pos)[0])
            self.pos = pos + 2
        else:
            self.u16()

    def _op_binint(self) -> None:
        pos = self.pos
        if pos + 4 <= self.limit:
            self._stack.append(_I32_AT(self.data, pos)[0])
            self.pos = pos + 4
        else:
            self.i32()

    def _op_binfloat(self) -> None:
        pos = self.pos
        if pos + 8 <= self.limit:
            self._stack.append(_F64_AT(self.data, pos)[0])
            self.pos = pos + 8
        else:
            self.f64()

    def _op_binunicode(self) -> None:
        pos = self.pos
        if pos + 4 > self.limit or not self._plain_text(pos + 4, _U32_AT(self.data, pos)[0]):
            self._stack.append(self.unicode32())

    def _op_short_binunicode(self) -> None:
        pos = self.pos
        if pos >= self.limit or not self._plain_text(pos + 1, self.data[pos]):
            self._stack.append(self.unicode8())

    def _take_texts(self) -> int:
        """How many texts begin here that are each put into the memo and followed by another one, as in a list of texts.
        They are then behind us; the last one, which may be something's key, is not among them."""
        data, near, stack, pos = self.data, self._near, self._stack, self.pos
        count = length = 0
        while count < _MOST_TEXTS and not self._far and pos + 4 <= self.limit:
            end = pos + 4 + _U32_AT(data, pos)[0]
            if end - pos > _SHORT or end + 6 > self.limit or _PUT_AT(data, end) != (_LONG_PUT, len(near), _UNICODE):
                break
            raw = data[pos + 4 : end]
            if not raw.isascii():
                break
            text = raw.decode()
            stack.append(text)
            near.append(text)
            count, length, pos = count + 1, length + len(text), end + 6
        if count:
            self.pos = pos - 1  # the opcode of the next one
            self.spent.steps += 2 * count - 1
            self.spent.texts += TEXT * count + length
        return count

    def _plain_text(self, start: int, length: int) -> bool:
        """Whether so many bytes are a short text of ASCII; it is then behind us."""
        end = start + length
        if length > _SHORT or end > self.limit:
            return False
        raw = self.data[start:end]
        if not raw.isascii():
            return False
        self._stack.append(raw.decode())
        self.pos = end
        self.spent.texts += TEXT + length
        return True

    def _op_binput(self) -> None:
        pos, near, stack = self.pos, self._near, self._stack
        if pos < self.limit and self.data[pos] == len(near) and stack and not self._far:
            near.append(stack[-1])
            self.pos = pos + 1
        else:
            super()._op_binput()

    def _op_long_binput(self) -> None:
        pos, near, stack = self.pos, self._near, self._stack
        if pos + 4 <= self.limit and _U32_AT(self.data, pos)[0] == len(near) and stack and not self._far:
            near.append(stack[-1])
            self.pos = pos + 4
        else:
            super()._op_long_binput()

    def _op_memoize(self) -> None:
        near = self._near
        if self._stack and not self._far and near and type(near[0]) is not NeverPut:
            near.append(self._stack[-1])
        else:
            super()._op_memoize()
