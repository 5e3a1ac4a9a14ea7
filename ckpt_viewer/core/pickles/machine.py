"""A pickle machine that is inert: it turns opcodes into records and imports, calls, hashes and compares nothing.

Opcodes are those of CPython's pickletools, protocols 0 to 5.
"""

from __future__ import annotations

from collections.abc import Callable

from ckpt_viewer.core.graph import Global
from ckpt_viewer.core.pickles.operands import LEAVES, Operands
from ckpt_viewer.core.pickles.records import (
    CallRecord,
    DictRecord,
    GlobalRecord,
    ListRecord,
    PersistentRecord,
    SetRecord,
    TupleRecord,
    Value,
)
from ckpt_viewer.core.task import Task

_CHECK_EVERY = 65536
_STOP = ord(".")


class PickleMachine(Operands):
    """Runs one pickle. `run` gives the top record; `end` is then the offset behind its STOP.

    `globals` counts every name met and how often it would be called, also where the result is thrown away:
    name -> [count, called, offset of the first]. `persistent` lists the persistent ids in order.
    """

    def __init__(self, data: bytes, start: int = 0, *, where: str = "pickle") -> None:
        super().__init__(data, start, where)
        self._stack: list[Value] = []
        self._marks: list[list[Value]] = []
        self._memo: dict[int, Value] = {}
        self._names: dict[tuple[str, str], GlobalRecord] = {}
        self.end = start
        self.globals: dict[Global, list[int]] = {}
        self.odd: list[str] = []
        self.persistent: list[PersistentRecord] = []

    def run(self, task: Task) -> Value:
        """Execute to STOP. Raises Damaged (OutOfData where more bytes could help) and Cancelled."""
        handlers, data = _HANDLERS, self.data
        while True:
            task.check()
            for _ in range(_CHECK_EVERY):
                pos = self.pos
                if pos >= self.limit:
                    self.leave_frame()
                self.pos = pos + 1
                code = data[pos]
                if code == _STOP:
                    self.end = self.pos
                    return self._top()
                handler = handlers[code]
                if handler is None:
                    self.fail(f"unknown opcode 0x{code:02x}")
                handler(self)

    # -- stack ------------------------------------------------------------------------------------------------------

    def _pop(self) -> Value:
        if not self._stack:
            self.fail("nothing on the stack")
        return self._stack.pop()

    def _top(self) -> Value:
        if not self._stack:
            self.fail("nothing on the stack")
        return self._stack[-1]

    def _pop_mark(self) -> list[Value]:
        if not self._marks:
            self.fail("no mark on the stack")
        items = self._stack
        self._stack = self._marks.pop()
        return items

    def _op_mark(self) -> None:
        self._marks.append(self._stack)
        self._stack = []

    def _op_pop(self) -> None:
        if self._stack:
            self._stack.pop()
        else:
            self._pop_mark()

    def _op_pop_mark(self) -> None:
        self._pop_mark()

    def _op_dup(self) -> None:
        self._stack.append(self._top())

    # -- containers -------------------------------------------------------------------------------------------------

    def _op_empty_list(self) -> None:
        self._stack.append(ListRecord([]))

    def _op_empty_tuple(self) -> None:
        self._stack.append(TupleRecord([]))

    def _op_empty_dict(self) -> None:
        self._stack.append(DictRecord())

    def _op_empty_set(self) -> None:
        self._stack.append(SetRecord([], frozen=False))

    def _op_list(self) -> None:
        self._stack_after_mark(ListRecord)

    def _op_tuple(self) -> None:
        self._stack_after_mark(TupleRecord)

    def _stack_after_mark(self, record: Callable[[list[Value]], Value]) -> None:
        items = self._pop_mark()
        self._stack.append(record(items))

    def _op_tuple1(self) -> None:
        self._tuple(1)

    def _op_tuple2(self) -> None:
        self._tuple(2)

    def _op_tuple3(self) -> None:
        self._tuple(3)

    def _tuple(self, count: int) -> None:
        if len(self._stack) < count:
            self.fail("nothing on the stack")
        items = self._stack[-count:]
        self._stack[-count:] = [TupleRecord(items)]

    def _op_dict(self) -> None:
        items = self._pop_mark()
        record = DictRecord()
        self._stack.append(record)
        self._add_pairs(record, items)

    def _op_bytearray8(self) -> None:
        raw = self.raw(self.u64())
        self._call(CallRecord("reduce", self._name("builtins", "bytearray"), TupleRecord([raw])))

    def _op_frozenset(self) -> None:
        items = self._pop_mark()
        self._stack.append(SetRecord(items, frozen=True))

    def _op_append(self) -> None:
        item = self._pop()
        self._add_items(self._top(), [item])

    def _op_appends(self) -> None:
        items = self._pop_mark()
        self._add_items(self._top(), items)

    def _add_items(self, target: Value, items: list[Value]) -> None:
        if type(target) is not ListRecord and type(target) is not CallRecord:
            self.fail("items for something that is no list")
        target.items.extend(items)

    def _op_additems(self) -> None:
        items = self._pop_mark()
        target = self._top()
        if type(target) is not CallRecord and (type(target) is not SetRecord or target.frozen):
            self.fail("members for something that is no set")
        target.items.extend(items)

    def _op_setitem(self) -> None:
        value = self._pop()
        key = self._pop()
        self._add_pairs(self._top(), [key, value])

    def _op_setitems(self) -> None:
        items = self._pop_mark()
        self._add_pairs(self._top(), items)

    def _add_pairs(self, target: Value, items: list[Value]) -> None:
        if type(target) is not DictRecord and type(target) is not CallRecord:
            self.fail("keys for something that is no dict")
        if len(items) % 2:
            self.fail("a key without a value")
        target.keys.extend(items[::2])
        target.values.extend(items[1::2])

    # -- memo -------------------------------------------------------------------------------------------------------

    def _op_put(self) -> None:
        self._memo[self.number(self.line())] = self._top()

    def _op_binput(self) -> None:
        self._memo[self.data[self.take(1)]] = self._top()

    def _op_long_binput(self) -> None:
        self._memo[self.u32()] = self._top()

    def _op_memoize(self) -> None:
        self._memo[len(self._memo)] = self._top()

    def _op_get(self) -> None:
        self._get(self.number(self.line()))

    def _op_binget(self) -> None:
        self._get(self.data[self.take(1)])

    def _op_long_binget(self) -> None:
        self._get(self.u32())

    def _get(self, index: int) -> None:
        if index not in self._memo:
            self.fail(f"memo {index} was never put")
        self._stack.append(self._memo[index])

    # -- names and calls --------------------------------------------------------------------------------------------

    def _name(self, module: str, name: str, odd: str = "") -> GlobalRecord:
        record = self._names.get((module, name))
        if record is None:
            record = self._names[(module, name)] = GlobalRecord(Global(module, name), odd)
            self.globals[record.name] = [0, 0, self.pos]
            if odd:
                self.odd.append(odd)
        self.globals[record.name][0] += 1
        return record

    def _op_global(self) -> None:
        module, name = self.text(self.line()), self.text(self.line())
        self._stack.append(self._name(module, name))

    def _op_stack_global(self) -> None:
        name, module = self._pop(), self._pop()
        if type(name) is str and type(module) is str:
            self._stack.append(self._name(module, name))
        else:
            self._stack.append(self._name("?", "computed name", "a global whose name is computed"))

    def _op_ext1(self) -> None:
        self._extension(self.u8())

    def _op_ext2(self) -> None:
        self._extension(self.u16())

    def _op_ext4(self) -> None:
        self._extension(self.u32())

    def _extension(self, code: int) -> None:
        self._stack.append(self._name("copyreg", f"extension {code}", "a global named by an extension code"))

    def _call(self, record: CallRecord) -> None:
        if type(record.callee) is GlobalRecord:
            self.globals[record.callee.name][1] += 1
        self._stack.append(record)

    def _op_reduce(self) -> None:
        args, callee = self._pop(), self._pop()
        self._call(CallRecord("reduce", callee, args))

    def _op_newobj(self) -> None:
        args, callee = self._pop(), self._pop()
        self._call(CallRecord("newobj", callee, args))

    def _op_newobj_ex(self) -> None:
        kwargs, args, callee = self._pop(), self._pop(), self._pop()
        self._call(CallRecord("newobj_ex", callee, args, kwargs))

    def _op_inst(self) -> None:
        module, name = self.text(self.line()), self.text(self.line())
        items = self._pop_mark()
        self._call(CallRecord("inst", self._name(module, name), TupleRecord(items)))

    def _op_obj(self) -> None:
        items = self._pop_mark()
        if not items:
            self.fail("OBJ without a class")
        self._call(CallRecord("obj", items[0], TupleRecord(items[1:])))

    def _op_build(self) -> None:
        state = self._pop()
        target = self._top()
        if type(target) is not CallRecord:
            self.fail("a state for something that has none")
        target.state = state
        target.states += 1
        if target.states == 2:
            self.odd.append("an object whose state is set more than once; the last one is shown")

    def _op_persid(self) -> None:
        self._persist(self.text(self.line()))

    def _op_binpersid(self) -> None:
        self._persist(self._pop())

    def _persist(self, pid: Value) -> None:
        record = PersistentRecord(pid)
        self.persistent.append(record)
        self._stack.append(record)

    def _op_buffer(self) -> None:
        self.fail("an out-of-band buffer, which no file holds,")


_OPCODES: dict[bytes, str] = {
    b"(": "mark", b"0": "pop", b"1": "pop_mark", b"2": "dup", b"\x96": "bytearray8",
    b"]": "empty_list", b")": "empty_tuple", b"}": "empty_dict", b"\x8f": "empty_set", b"l": "list", b"t": "tuple",
    b"\x85": "tuple1", b"\x86": "tuple2", b"\x87": "tuple3", b"d": "dict", b"\x91": "frozenset", b"a": "append",
    b"e": "appends", b"\x90": "additems", b"s": "setitem", b"u": "setitems", b"p": "put", b"q": "binput",
    b"r": "long_binput", b"\x94": "memoize", b"g": "get", b"h": "binget", b"j": "long_binget", b"c": "global",
    b"\x93": "stack_global", b"\x82": "ext1", b"\x83": "ext2", b"\x84": "ext4", b"R": "reduce", b"\x81": "newobj",
    b"\x92": "newobj_ex", b"i": "inst", b"o": "obj", b"b": "build", b"P": "persid", b"Q": "binpersid",
    b"\x97": "buffer", b"\x98": "buffer",
}

_Handler = Callable[[PickleMachine], None]


def _pushing(read: Callable[[Operands], Value]) -> _Handler:
    def push(machine: PickleMachine) -> None:
        machine._stack.append(read(machine))

    return push


def _handlers() -> list[_Handler | None]:
    table: list[_Handler | None] = [None] * 256
    for code, name in _OPCODES.items():
        table[code[0]] = getattr(PickleMachine, f"_op_{name}")
    for code, read in LEAVES.items():
        table[code[0]] = _pushing(read)
    table[0x80] = Operands.begin_protocol
    table[0x95] = Operands.enter_frame
    return table


_HANDLERS = _handlers()
