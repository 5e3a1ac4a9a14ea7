"""How fast this is beside others: `python3 packaging/dev.py bench [GROUP…] [--mib N] [--json FILE]`.

Each line is a ratio against a peer in the same run; absolute times say little on a machine that does other things.
Exit status 0 whatever comes out: it is for looking, not for judging.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from tests.bench import files, numbers, shapes, starts, windows
from tests.bench.racing import Amount, Race, Result, run_all

Races = Callable[[Path, int], Iterator[Race | Amount]]
GROUPS: dict[str, Races] = {"starts": starts.races, "files": files.races, "shapes": shapes.races,
                            "numbers": numbers.races, "windows": windows.races}
_LINE = "{:<62} {:>9} {:>9}  {:>8} {:>8}  {}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"from {', '.join(GROUPS)}; all without")
    parser.add_argument("--mib", type=int, default=256, help="size of the tensors that are read (default 256)")
    parser.add_argument("--json", type=Path, help="write the results there as well")
    options = parser.parse_args()
    if unknown := set(options.groups) - set(GROUPS):
        parser.error(f"there is no group {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    results = []
    print(_LINE.format("", "ours", "peer", "ratio", "wanted", ""))
    with tempfile.TemporaryDirectory(prefix="ckpt_viewer-bench-") as folder:
        for group in options.groups or GROUPS:
            for result in run_all(GROUPS[group](Path(folder), options.mib)):
                results.append(result)
                print(_told(result), flush=True)
    if options.json is not None:
        options.json.write_text(json.dumps([asdict(result) | {"met": result.met} for result in results], indent=1))
    return 0


def _told(result: Result) -> str:
    met = "" if result.met else "not met"
    if result.kind == "amount":
        peer = f"{result.peer:.1f}" if result.peer_title else ""
        first = _LINE.format(result.title, f"{result.ours:.1f}", peer, "", f"≤ {result.wanted:g}", met)
        return f"{first}\n    beside {result.peer_title}" if peer else first
    first = _LINE.format(result.title, f"{result.ours:.3f} s", f"{result.peer:.3f} s", f"{result.ratio:.2f}",
                         f"≥ {result.wanted:.2f}" if result.wanted else "", met)
    return f"{first}\n    against {result.peer_title}"


if __name__ == "__main__":
    sys.exit(main())
