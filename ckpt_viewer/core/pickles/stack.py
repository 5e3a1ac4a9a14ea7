"""The half of the pickle machine that handles its stack, its memo and Python's own containers."""

from __future__ import annotations

from collections.abc import Callable

from ckpt_viewer.core.pickles.budget import CONTAINER, DICT, FAR_MEMO, ITEM, MARK, MEMO, PUT_STEPS, SLOT, Spending
from ckpt_viewer.core.pickles.memo import Memo
from ckpt_viewer.core.pickles.operands import Operands
from ckpt_viewer.core.pickles.records import CallRecord, DictRecord, ListRecord, SetRecord, TupleRecord, Value


class StackMachine(Operands):
    """Opcodes as methods without arguments, `_op_` and the name; each raises Damaged where it cannot be done."""

    def __init__(self, data: bytes, start: int, where: str, spent: Spending) -> None:
        super().__init__(data, start, where, spent)
        self._stack: list[Value] = []
        self._marks: list[list[Value]] = []
        self._below = 0
        self._memo = Memo()
        self._thrown = False

    def _check(self) -> None:
        """Raise Damaged where the pickle has asked for too much."""
        live = SLOT * (len(self._stack) + self._below) + MARK * len(self._marks)
        live += MEMO * len(self._memo.near) + FAR_MEMO * len(self._memo.far)
        found = self.spent.excess(live)
        if found:
            self.refuse(found)

    # -- stack ------------------------------------------------------------------------------------------------------

    def _pop(self) -> Value:
        if not self._stack:
            self.fail("nothing on the stack")
        return self._stack.pop()

    def _top(self) -> Value:
        if not self._stack:
            self.fail("nothing on the stack")
        return self._stack[-1]

    def _target(self) -> Value:
        """The top of the stack, to be given items or a state."""
        return self._top()

    def _fetched(self, index: int) -> Value:
        """An entry of the memo."""
        return self._memo.get(index)

    def _pop_mark(self) -> list[Value]:
        if not self._marks:
            self.fail("no mark on the stack")
        items = self._stack
        self._stack = self._marks.pop()
        self._below -= len(self._stack)
        return items

    def _op_mark(self) -> None:
        self._below += len(self._stack)
        self._marks.append(self._stack)
        self._stack = []

    def _op_pop(self) -> None:
        self.spent.waste += 1
        self._thrown = True
        if self._stack:
            self._stack.pop()
        else:
            self._pop_mark()

    def _op_pop_mark(self) -> None:
        self.spent.waste += 1
        self._thrown = True
        self._pop_mark()

    def _op_dup(self) -> None:
        self.spent.waste += 1
        self._stack.append(self._top())

    # -- containers -------------------------------------------------------------------------------------------------

    def _op_empty_list(self) -> None:
        self.spent.made += CONTAINER
        self._stack.append(ListRecord([]))

    def _op_empty_tuple(self) -> None:
        self.spent.made += CONTAINER
        self._stack.append(TupleRecord([]))

    def _op_empty_dict(self) -> None:
        self.spent.made += DICT
        self._stack.append(DictRecord())

    def _op_empty_set(self) -> None:
        self.spent.made += CONTAINER
        self._stack.append(SetRecord([], frozen=False))

    def _op_list(self) -> None:
        self._stack_after_mark(ListRecord)

    def _op_tuple(self) -> None:
        self._stack_after_mark(TupleRecord)

    def _stack_after_mark(self, record: Callable[[list[Value]], Value]) -> None:
        items = self._pop_mark()
        self.spent.made += CONTAINER
        self.spent.items += ITEM * len(items)
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
        self.spent.made += CONTAINER
        self.spent.items += ITEM * count
        self._stack[-count:] = [TupleRecord(items)]

    def _op_dict(self) -> None:
        items = self._pop_mark()
        record = DictRecord()
        self.spent.made += DICT
        self._stack.append(record)
        self._add_pairs(record, items)

    def _op_frozenset(self) -> None:
        items = self._pop_mark()
        self.spent.made += CONTAINER
        self.spent.items += ITEM * len(items)
        self._stack.append(SetRecord(items, frozen=True))

    def _op_append(self) -> None:
        item = self._pop()
        self._add_items(self._target(), [item])

    def _op_appends(self) -> None:
        items = self._pop_mark()
        self._add_items(self._target(), items)

    def _add_items(self, target: Value, items: list[Value]) -> None:
        if type(target) is not ListRecord and type(target) is not CallRecord:
            self.fail("items for something that is no list")
        self.spent.items += ITEM * len(items)
        if type(target) is CallRecord:
            target.grow()
        target.items.extend(items)

    def _op_additems(self) -> None:
        items = self._pop_mark()
        target = self._target()
        if type(target) is not CallRecord and (type(target) is not SetRecord or target.frozen):
            self.fail("members for something that is no set")
        self.spent.items += ITEM * len(items)
        if type(target) is CallRecord:
            target.grow()
        target.items.extend(items)

    def _op_setitem(self) -> None:
        value = self._pop()
        key = self._pop()
        self._add_pairs(self._target(), [key, value])

    def _op_setitems(self) -> None:
        items = self._pop_mark()
        self._add_pairs(self._target(), items)

    def _add_pairs(self, target: Value, items: list[Value]) -> None:
        if type(target) is not DictRecord and type(target) is not CallRecord:
            self.fail("keys for something that is no dict")
        if len(items) % 2:
            self.fail("a key without a value")
        self.spent.items += ITEM * len(items)
        if type(target) is CallRecord:
            target.grow()
        target.keys.extend(items[::2])
        target.values.extend(items[1::2])

    # -- memo -------------------------------------------------------------------------------------------------------

    def _op_put(self) -> None:
        self._memo.put(self.number(self.line()), self._top())

    def _op_binput(self) -> None:
        self.spent.steps += PUT_STEPS
        self._memo.put(self.u8(), self._top())

    def _op_long_binput(self) -> None:
        self.spent.steps += PUT_STEPS
        self._memo.put(self.u32(), self._top())

    def _op_memoize(self) -> None:
        self._memo.put(len(self._memo), self._top())

    def _op_get(self) -> None:
        self._get(self.number(self.line()))

    def _op_binget(self) -> None:
        self._get(self.u8())

    def _op_long_binget(self) -> None:
        self._get(self.u32())

    def _get(self, index: int) -> None:
        if index not in self._memo:
            self.fail(f"memo {index} was never put")
        self._stack.append(self._fetched(index))
