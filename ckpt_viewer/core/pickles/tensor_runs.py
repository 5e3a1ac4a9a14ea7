"""The part of the pickle machine that takes tensors which torch.save wrote one after another in a single step."""

from __future__ import annotations

import struct
from abc import ABC, abstractmethod
from itertools import repeat

from ckpt_viewer.core.graph import Global
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING
from ckpt_viewer.core.pickles.budget import (
    DICT,
    GO_OVER_STEPS,
    ITEM,
    ITEM_STEPS,
    LAYOUT_STEPS,
    PACKED,
    PROBE_STEPS,
    RUN,
    RUN_STEPS,
    Spending,
)
from ckpt_viewer.core.pickles.frequent import FrequentOpcodes
from ckpt_viewer.core.pickles.globals import ORDERED_DICT, REBUILD_PARAMETER, REBUILD_TENSOR_V2
from ckpt_viewer.core.pickles.memo import NeverPut
from ckpt_viewer.core.pickles.packed import LEAST, PackedTensor, TensorRun
from ckpt_viewer.core.pickles.records import GlobalRecord, PersistentRecord, Value
from ckpt_viewer.core.pickles.storages import storages_of
from ckpt_viewer.core.task import Task

if TYPE_CHECKING:
    from ckpt_viewer.core.pickles.packer import Packer

_CHECK_EVERY = 65536
_MANY = 64  # tensors of a run, which are worth a check of their own
_U32_AT = struct.Struct("<I").unpack_from
_BEGIN_RUNS = frozenset({GlobalRecord, TensorRun, str})  # what the memo may hold where a run of tensors begins
_NOT_ITSELF = frozenset({TensorRun, NeverPut})
_REFS = {b"h": 2, b"j": 5}
_FOLLOW = frozenset({b"(", b"h", b"j"})
_FIRST_KEYS = frozenset({b"(h", b"(j", b"(X"}), frozenset({b"h", b"j", b"X"})  # of several; of one


class RunMachine(FrequentOpcodes, ABC):
    """With `packing`, means what its base means, but that it makes runs; whoever fetches something out of one, gets
    what the base would have put there."""

    def __init__(self, data: bytes, start: int, where: str, spent: Spending, *, packing: bool) -> None:
        super().__init__(data, start, where, spent)
        self.globals: dict[Global, list[int]] = {}
        self.persistent: list[PersistentRecord] = []
        self._packer: Packer | None = None
        if packing and len(data) - start > LEAST:
            from ckpt_viewer.core.pickles.packer import Packer

            self._packer = Packer(data)
        self._task = Task()
        self._unchecked = 0  # instructions that were done several at once since the task was asked

    @abstractmethod
    def run(self, task: Task) -> Value:
        """Execute to STOP."""

    def _op_binunicode(self) -> None:
        texts = self._take_texts()
        if texts:
            self._went_on(texts)
        elif self._packer is None or not self._take_run_behind_text():
            super()._op_binunicode()

    def _take_run_behind_text(self) -> bool:
        """As `_take_run`, of tensors with keys, the first of which is spelled out here."""
        pos = self.pos
        if pos + 4 > self.limit or not _may_begin(self.data, pos + 9 + _U32_AT(self.data, pos)[0]):
            return False
        return self._take_run(keyed=True)

    def _op_binget(self) -> None:
        pos = self.pos
        if pos < self.limit and self._push_held(self.data[pos], pos + 1):
            return
        super()._op_binget()

    def _op_long_binget(self) -> None:
        pos = self.pos
        if pos + 4 <= self.limit and self._push_held(_U32_AT(self.data, pos)[0], pos + 4):
            return
        super()._op_long_binget()

    def _op_empty_dict(self) -> None:
        if self._packer is None or not self._take_dicts():
            super()._op_empty_dict()

    def _take_dicts(self) -> bool:
        """Whether a run of small dicts of tensors begins with this opcode; it is then behind us."""
        pos, data = self.pos, self.data
        if self._packer is None or self._far or data[pos : pos + 1] != b"r" or (
                data[pos + 5 : pos + 7] not in _FIRST_KEYS[0] and data[pos + 5 : pos + 6] not in _FIRST_KEYS[1]):
            return False
        packer = self._packer
        layouts, looked = packer.layouts, packer.looked
        run = packer.find_dicts(pos - 1, self.limit, self._near)
        self.spent.steps += PROBE_STEPS + LAYOUT_STEPS * (packer.layouts - layouts) + ITEM_STEPS * (
            packer.looked - looked)
        if run is not None and run.dicts is not None:
            self.spent.made += DICT * len(run.dicts.records)
            self.spent.items += ITEM * run.dicts.items
            self._push_run(run)
        return run is not None

    def _push_held(self, index: int, behind: int) -> bool:
        """Whether the memo holds this for us to push, or a run of tensors begins with it: the key or what makes the
        first of them. It is then behind us."""
        near = self._near
        if index >= len(near):
            return False
        value = near[index]
        if self._packer is not None and type(value) in _BEGIN_RUNS and _may_begin(self.data, behind):
            if self._take_run(keyed=type(value) is not GlobalRecord):
                return True
            self.spent.steps += PROBE_STEPS
        if type(value) in _NOT_ITSELF:
            return False
        self._stack.append(value)
        self.pos = behind
        return True

    def _went_on(self, instructions: int) -> None:
        """So many were done at once."""
        self._unchecked += instructions
        if self._unchecked >= _CHECK_EVERY:
            self._unchecked = 0
            self._task.check()
            self._check()

    def _take_run(self, *, keyed: bool) -> bool:
        """Whether a run of tensors begins with this opcode; it is then behind us."""
        if self._packer is None or self._far:
            return False
        known = self._packer.layouts
        run = self._packer.find(self.pos - 1, self.limit, self._near, keyed=keyed)
        self.spent.steps += LAYOUT_STEPS * (self._packer.layouts - known)
        if run is not None:
            self._push_run(run)
        return run is not None

    def _push_run(self, run: TensorRun) -> None:
        self._task.check()  # a step of milliseconds
        self.pos = run.end
        self._stack.extend(run.pushed())
        self._near.extend(repeat(run, run.memos))
        count = len(run.tensors)
        self.globals[REBUILD_TENSOR_V2][1] += count
        self.globals[ORDERED_DICT][1] += count + run.wrapped
        if run.wrapped:
            self.globals[REBUILD_PARAMETER][1] += run.wrapped
        self.spent.steps += RUN_STEPS + count
        self.spent.texts += (run.end - run.start) + RUN + PACKED * count
        if count > _MANY:
            self._check()

    def settle(self) -> None:
        """Take the runs apart where tensors say different things of one storage: it matters which comes first."""
        if self._packer is not None:
            for run in self._packer.disagreeing(storages_of(self.persistent)):
                self._go_over(run)

    @property
    def runs(self) -> list[TensorRun]:
        """The runs of tensors, in order."""
        return self._packer.runs if self._packer is not None else []

    def _go_over(self, run: TensorRun) -> None:
        """Run the bytes of a run one by one after all: something refers to a part of it."""
        if run.calls is not None:
            return
        inner = type(self)(self.data[run.start : run.end] + b".", 0, self.where, self.spent, packing=False)
        known = run.memo(self.data)
        self.spent.steps += len(known) + GO_OVER_STEPS * run.memos
        self._check()
        for index, value in known.items():
            inner._memo.put(index, value)
            if type(value) is GlobalRecord:
                inner.globals[value.name] = [0, 0, 0]
        inner.run(Task())
        own = run.take_calls(inner._stack)
        near = self._near
        for index in range(run.first_memo, run.first_memo + run.memos):
            if near[index] is run:
                value = inner._memo.get(index)
                near[index] = own.get(id(value), value)

    def _fetched(self, index: int) -> Value:
        value = self._memo.get(index)
        held = value.held(index, self.data) if type(value) is TensorRun else value
        if type(held) is not TensorRun:
            return held
        self._go_over(held)
        return self._memo.get(index)

    def _target(self) -> Value:
        value = self._top()
        if type(value) is not PackedTensor:
            return value
        self._go_over(value.run)
        return value.call


def _may_begin(data: bytes, at: int) -> bool:
    """Whether the bytes behind a key, or behind what makes tensors, are not at once seen to be no tensor."""
    code = data[at : at + 1]
    if code in _REFS:
        at += _REFS[code]
        return data[at : at + 1] in _FOLLOW
    return code == b"(" and data[at + 1 : at + 2] == b"("
