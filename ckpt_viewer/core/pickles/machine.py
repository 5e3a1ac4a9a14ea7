"""A pickle machine that is inert: it turns opcodes into records and imports, calls, hashes and compares nothing.

Opcodes are those of CPython's pickletools, protocols 0 to 5. What a pickle may ask for is bounded (`budget`).
"""

from __future__ import annotations

from collections.abc import Callable

from ckpt_viewer.core.graph import Global
from ckpt_viewer.core.pickles.budget import CALL, CONTAINER, ITEM, MOST_NAMES, NAME_STEPS, PERSISTENT, Spending
from ckpt_viewer.core.pickles.globals import ARRAY_WRAPPERS
from ckpt_viewer.core.pickles.operands import LEAVES, Operands
from ckpt_viewer.core.pickles.records import CallRecord, GlobalRecord, InlineArray, PersistentRecord, TupleRecord, Value
from ckpt_viewer.core.pickles.tensor_runs import RunMachine
from ckpt_viewer.core.task import Task

_CHECK_EVERY = 8192
_STOP = ord(".")


class PickleMachine(RunMachine):
    """Runs one pickle. `run` gives the top record; `end` is then the offset behind its STOP.

    `globals` counts every name met and how often it would be called, also where the result is thrown away:
    name -> [count, called, offset of the first]. `persistent` lists the persistent ids in order. With `packing`, runs
    of tensors become `PackedTensor` records, and their persistent ids are not listed.
    """

    def __init__(self, data: bytes, start: int = 0, where: str = "pickle", spent: Spending | None = None, *,
                 packing: bool = False, inline: list[InlineArray] | None = None) -> None:
        super().__init__(data, start, where, spent or Spending(len(data) - start), packing=packing)
        self._names: dict[tuple[str, str], GlobalRecord] = {}
        self.end = start
        self.odd: list[str] = []
        self._inline = inline

    def run(self, task: Task) -> Value:
        """Execute to STOP. Raises Damaged (OutOfData where more bytes could help) and Cancelled."""
        handlers, data, self._task = _HANDLERS, self.data, task
        while True:
            task.check()
            self._check()
            for step in range(_CHECK_EVERY):
                pos = self.pos
                if pos >= self.limit:
                    self.leave_frame()
                self.pos = pos + 1
                code = data[pos]
                if code == _STOP:
                    self.end = self.pos
                    self.spent.steps += step
                    self._check()
                    return self._top()
                handler = handlers[code]
                if handler is None:
                    self.fail(f"unknown opcode 0x{code:02x}")
                handler(self)
            self.spent.steps += _CHECK_EVERY

    # -- names and calls --------------------------------------------------------------------------------------------

    def _name(self, module: str, name: str, odd: str = "") -> GlobalRecord:
        self.spent.steps += NAME_STEPS
        record = self._names.get((module, name))
        if record is None:
            if len(self._names) >= MOST_NAMES:
                self.refuse(f"it names more than {MOST_NAMES:,} different things")
            record = self._names[(module, name)] = GlobalRecord(Global(module, name), odd)
            self.globals.setdefault(record.name, [0, 0, self.pos])
            if odd:
                self.odd.append(odd)
        self.globals[record.name][0] += 1
        return record

    @property
    def all_kept(self) -> bool:
        """Whether all that the pickle made hangs on the top record."""
        return not (self._thrown or self.odd or self._marks or len(self._stack) > 1)

    # -- names and calls, in the bytes ------------------------------------------------------------------------------

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
        self.spent.made += CALL
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
        self.spent.made += CONTAINER
        self.spent.items += ITEM * len(items)
        self._call(CallRecord("inst", self._name(module, name), TupleRecord(items)))

    def _op_obj(self) -> None:
        items = self._pop_mark()
        if not items:
            self.fail("OBJ without a class")
        self.spent.made += CONTAINER
        self.spent.items += ITEM * len(items)
        self._call(CallRecord("obj", items[0], TupleRecord(items[1:])))

    def _op_build(self) -> None:
        state = self._pop()
        target = self._target()
        if type(target) is not CallRecord:
            self.fail("a state for something that has none")
        target.state = state
        target.states += 1
        if target.states == 2:
            self.odd.append("an object whose state is set more than once; the last one is shown")
        if self._inline is not None and type(target.callee) is GlobalRecord and target.callee.name in ARRAY_WRAPPERS:
            self._take_array(target, self._inline)

    def _take_array(self, wrapper: CallRecord, found: list[InlineArray]) -> None:
        """The bytes of an array are behind us then; objects hang on their wrapper as an item."""
        from ckpt_viewer.core.pickles.inline_arrays import layout_behind  # hardly a file needs it

        layout = layout_behind(wrapper)
        if layout is None:
            self.fail("an array that does not say how many bytes it has")
        if self.pos >= self.limit and self.limit < len(self.data):
            self.leave_frame()
        if layout.objects:
            wrapper.grow()
            wrapper.items.append(self._run_within())
            return
        if layout.padded:
            self.take(self.u8())
        found.append((wrapper, self.take(layout.nbytes), layout.nbytes))

    def _run_within(self) -> Value:
        """The top record of a whole pickle that lies here."""
        inner = PickleMachine(self.data, self.pos, where=self.where, spent=self.spent)
        top = inner.run(self._task)
        self.pos = inner.end
        self.odd += inner.odd
        self.persistent += inner.persistent
        self._thrown |= not inner.all_kept
        for name, (count, called, first) in inner.globals.items():
            known = self.globals.setdefault(name, [0, 0, first])
            known[0], known[1] = known[0] + count, known[1] + called
        return top

    def _op_bytearray8(self) -> None:
        raw = self.raw(self.u64())
        self.spent.made += CONTAINER
        self.spent.items += ITEM
        self._call(CallRecord("reduce", self._name("builtins", "bytearray"), TupleRecord([raw])))

    def _op_persid(self) -> None:
        self._persist(self.text(self.line()))

    def _op_binpersid(self) -> None:
        self._persist(self._pop())

    def _persist(self, pid: Value) -> None:
        record = PersistentRecord(pid)
        self.spent.made += PERSISTENT
        self.persistent.append(record)
        self._stack.append(record)

    def _op_protocol(self) -> None:
        self.spent.waste += 1
        self.begin_protocol()

    def _op_frame(self) -> None:
        self.spent.waste += 1
        self.enter_frame()

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

_FREQUENT: dict[bytes, str] = {
    b"N": "none", b"\x88": "newtrue", b"\x89": "newfalse", b"K": "binint1", b"M": "binint2", b"J": "binint",
    b"G": "binfloat", b"X": "binunicode", b"\x8c": "short_binunicode",
}

_Handler = Callable[[PickleMachine], None]


def _pushing(read: Callable[[Operands], Value]) -> _Handler:
    def push(machine: PickleMachine) -> None:
        machine._stack.append(read(machine))

    return push


def _handlers() -> list[_Handler | None]:
    table: list[_Handler | None] = [None] * 256
    for code, read in LEAVES.items():
        table[code[0]] = _pushing(read)
    for code, name in (_OPCODES | _FREQUENT).items():
        table[code[0]] = getattr(PickleMachine, f"_op_{name}")
    table[0x80] = PickleMachine._op_protocol
    table[0x95] = PickleMachine._op_frame
    return table


_HANDLERS = _handlers()
