"""No file of the corpus gets anything done, and each report says what loading it would do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.security.bundled import BUNDLED
from tests.security.corpus import ATTACKS as PLAIN
from tests.security.corpus import CANARY, Attack

ATTACKS = (*PLAIN, *BUNDLED)
WATCHED = Path(__file__).with_name("watched.py")
HANG = 100  # seconds for the whole corpus, which takes one
MOST = 1 << 30
BYSTANDERS = ("torch.py", "os.py", "numpy.py", "pickle.py", "evil.py", "mod.py", "json.py")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What one process said on each file, by its number; modules that bite lie in the folder it starts in."""
    folder = tmp_path_factory.mktemp("hostile")
    start = tmp_path_factory.mktemp("start")
    for name in BYSTANDERS:
        for place in (start, folder.parent):
            (place / name).write_text(f"open({str(start / CANARY)!r}, 'w')\n")
    for number, attack in enumerate(ATTACKS):
        (folder / f"{number:03}.pth").write_bytes(attack.data)
    ran = subprocess.run([sys.executable, "-P", WATCHED, folder], capture_output=True, text=True, cwd=start,
                         timeout=HANG, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert not (start / CANARY).exists()
    assert sorted(path.name for path in start.iterdir()) == sorted(BYSTANDERS)
    return {row["file"]: row for row in map(json.loads, ran.stdout.splitlines())}


@pytest.mark.parametrize(("number", "attack"), list(enumerate(ATTACKS)), ids=[attack.label for attack in ATTACKS])
def test_nothing_runs_and_the_report_says_what_would(
    number: int, attack: Attack, reports: dict[str, dict[str, Any]],
) -> None:
    row = reports[f"{number:03}.pth"]
    assert row["forbidden"] == []
    assert row["verdict"] in attack.verdicts
    assert not attack.name or attack.name in row["names"]
    assert "\n" not in row["error"]
    assert bool(row["error"]) == (row["verdict"] == "unreadable")
    assert row["grown"] < MOST


def test_every_label_is_its_own() -> None:
    assert len({attack.label for attack in ATTACKS}) == len(ATTACKS)
