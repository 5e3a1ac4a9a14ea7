"""The long run: `python -m tests.fuzz --seconds 600 --seed 1`, on all cores.

Prints how many files ended how and every fault, whose files it writes into the folder --out; `--case N` writes the file
of that number there. `--first N` goes on where another run has ended. Exit 1 on faults.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from tests.fuzz.mutating import Breaker
from tests.fuzz.running import run
from tests.fuzz.seeds import all_seeds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--case", type=int, help="write this case instead")
    parser.add_argument("--out", type=Path, default=Path(), help="folder for the files of faults")
    options = parser.parse_args()
    seeds = all_seeds()
    if options.case is not None:
        write(options.out, options.seed, {options.case: Breaker(seeds).case(options.seed, options.case)[1]})
        return 0
    total = run(seeds, options.seed, options.seconds, options.jobs, options.first)
    print(f"{sum(total.counts.values()):,} files of seed {options.seed}:", dict(total.counts.most_common()))
    for fault in total.faults[:50]:
        print(fault)
    write(options.out, options.seed, total.files)
    return 1 if total.faults else 0


def write(folder: Path, seed: int, files: dict[int, bytes]) -> None:
    for number, data in files.items():
        (folder / f"fuzz-{seed}-{number}.bin").write_bytes(data)


if __name__ == "__main__":
    sys.exit(main())
