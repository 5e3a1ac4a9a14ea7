"""The dicts of a run of small dicts of tensors, as the machine would have made them."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from itertools import accumulate, chain

from ckpt_viewer.core.pickles.dict_steps import Form, TakenDicts
from ckpt_viewer.core.pickles.packed import TensorRun
from ckpt_viewer.core.pickles.records import CallRecord, DictRecord, Value


class PackedDicts:
    """`records` are the dicts, with the tensors of `run` in them, `keys` those of all but the first; none in a list."""

    __slots__ = ("_firsts", "_forms", "_starts", "items", "keys", "records")

    def __init__(self, taken: TakenDicts, run: TensorRun) -> None:
        self._forms, self.keys, self._starts = taken.forms, taken.keys, array("I", taken.starts)
        self._firsts = array("I", accumulate([len(form.layouts) for form in taken.forms], initial=0))
        tensors, firsts = run.tensors, self._firsts
        self.records = [_record(form, tensors[at : at + len(form.layouts)])
                        for form, at in zip(taken.forms, firsts, strict=False)]
        self.items = sum([len(form.names) for form in taken.forms])

    def pushed(self) -> list[Value]:
        """What the dicts leave on the stack."""
        if not self.keys:
            return list(self.records)
        return [self.records[0], *chain.from_iterable(zip(self.keys, self.records[1:], strict=True))]

    def held(self, index: int, run: TensorRun) -> Value:
        """The dict, its key, the name, tensor or key of a storage that the memo holds at `index`, or None."""
        number = bisect_right(self._starts, index) - 1
        form, offset = self._forms[number], index - self._starts[number]
        if offset == 0:
            return self.records[number]
        if offset >= form.memos:
            return self.keys[number]
        kind, place = form.held.get(offset, ("", 0))
        if kind == "name":
            return form.names[place]
        at = self._firsts[number] + place
        return run.tensors[at] if kind == "tensor" else str(run.memories[at]) if kind == "key" else None

    def made_of(self, stack: list[Value]) -> tuple[list[CallRecord], dict[int, Value]]:
        """The calls in the dicts that the machine left on its stack, and our dicts by the `id` of theirs."""
        made = stack[::2] if self.keys else stack
        calls = [value for record in made for value in record.values if type(value) is CallRecord]
        return calls, {id(theirs): own for theirs, own in zip(made, self.records, strict=True)}


def _record(form: Form, values: list[Value]) -> DictRecord:
    record = DictRecord()
    record.keys, record.values = form.names.copy(), values
    for place, value in form.plain:
        values.insert(place, value)
    return record
