"""How much a pickle may ask for: a byte of a hostile one can cost hundreds of bytes of memory, or just fill time.

Bounds stand in proportion to the size of the pickle and have a cap of their own. What honest picklers write stays far
below: they spend six bytes and more on a container (an opcode, a memo, what is in it), never copy what is on the stack,
hardly ever throw anything away, and name hundreds of classes at most. A million tensors of torch.save fit, and so do
nine million numbers in a list.
"""

from __future__ import annotations

from ckpt_viewer.core.lazy_dataclasses import dataclass

# What each thing costs in bytes, as a record here and as a node later (measured with CPython 3.11).
CONTAINER, DICT, CALL, PERSISTENT = 150, 200, 300, 300
ITEM, TEXT, PACKED = 88, 56, 250
RUN, RUN_STEPS = 350, 28  # of a run of packed tensors, whatever its length
LAYOUT_STEPS = 60  # for each way in which the tensors of runs differ
ITEM_STEPS = 12  # for each item of a dict that is like none before
PROBE_STEPS = 2  # for each look whether a run begins with what the memo holds
GO_OVER_STEPS = 28  # for each memo of a run that is taken apart, beside its instructions
MARK, SLOT = 88, 8
MEMO, FAR_MEMO = 8, 150

BASE_MADE, MADE_PER_BYTE, MOST_MADE = 45 << 20, 25, 600 << 20
"""Of containers and calls: three hundred thousand, one more for every six bytes, four million at most."""
MOST_MEMORY = 800 << 20
MOST_STEPS = 12_000_000
"""About three seconds. The tensors that torch.save writes are recognised in one step each."""
BASE_WASTE, BYTES_PER_WASTE = 100_000, 100
MOST_NAMES = 20_000
NAME_STEPS, LINE_STEPS, PUT_STEPS, DIGITS_PER_STEP = 4, 2, 2, 16  # what takes as long as several plain instructions
MOST_TEXT = 128 << 20


@dataclass(slots=True)
class Spending:
    """What pickles of `size` bytes together have asked for: bytes of memory for containers and calls, for what is in
    them, for texts; how often they copied, framed or threw something away; and how many instructions they took."""

    size: int
    made: int = 0
    items: int = 0
    texts: int = 0
    waste: int = 0
    steps: int = 0

    def going_on(self, size: int) -> Spending:
        """Of pickles of `size` bytes that are run after these are forgotten: memory anew, but what is left of time."""
        return Spending(size, steps=self.steps)

    def excess(self, live: int) -> str:
        """What is more than they may ask for, or an empty string; `live` are the bytes of stack and memo."""
        made = min(MOST_MADE, BASE_MADE + MADE_PER_BYTE * self.size)
        waste = BASE_WASTE + self.size // BYTES_PER_WASTE
        if self.made > made:
            return f"it makes more than {made // CONTAINER:,} containers and objects"
        if self.made + self.items + self.texts + live > MOST_MEMORY:
            return f"its values would fill more than {MOST_MEMORY >> 20:,} MiB of memory"
        if self.waste > waste:
            return f"more than {waste:,} instructions only copy, frame or throw away"
        if self.steps > MOST_STEPS:
            return f"it has more than {MOST_STEPS:,} instructions"
        return ""
