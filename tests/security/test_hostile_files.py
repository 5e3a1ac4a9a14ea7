"""No file of the corpus gets anything done, and each report says what loading it would do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.security.building import CARRIERS, EVIL
from tests.security.bundled import BUNDLED
from tests.security.corpus import ATTACKS as PLAIN
from tests.security.corpus import CANARY, Attack
from tests.security.invented import INVENTED
from tests.security.uncommon import UNCOMMON

ATTACKS = (*PLAIN, *BUNDLED, *INVENTED, *UNCOMMON)
WATCHED = Path(__file__).with_name("watched.py")
HANG = 100  # seconds for the whole corpus, which takes a few
MOST = 1 << 30
BYSTANDERS = ("torch.py", "os.py", "numpy.py", "pickle.py", "evil.py", "mod.py", "json.py")
PLANTED = [(number, attack) for number, attack in enumerate(ATTACKS) if attack.pickle]

Row = dict[str, Any]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Row]:
    """What one process said on each file, by its name; modules that bite lie in the folder it starts in."""
    folder = tmp_path_factory.mktemp("hostile")
    start = tmp_path_factory.mktemp("start")
    for name in BYSTANDERS:
        for home in (start, folder.parent):
            (home / name).write_text(f"open({str(start / CANARY)!r}, 'w')\n")
    for number, attack in enumerate(ATTACKS):
        (folder / f"{number:03}.pth").write_bytes(attack.data)
    for number, attack in PLANTED:
        for place, carry in enumerate(CARRIERS.values()):
            (folder / f"{number:03}-{place:02}.pth").write_bytes(carry(attack.pickle))
    ran = subprocess.run([sys.executable, "-P", WATCHED, folder], capture_output=True, text=True, cwd=start,
                         timeout=HANG, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert not (start / CANARY).exists()
    assert sorted(path.name for path in start.iterdir()) == sorted(BYSTANDERS)
    return {row["file"]: row for row in map(json.loads, ran.stdout.splitlines())}


def nothing_happened(row: Row) -> None:
    assert row["forbidden"] == []
    assert "\n" not in row["error"]
    assert bool(row["error"]) == (row["verdict"] == "unreadable")
    assert row["grown"] < MOST
    assert not row["clean"]


@pytest.mark.parametrize(("number", "attack"), list(enumerate(ATTACKS)), ids=[attack.label for attack in ATTACKS])
def test_nothing_runs_and_the_report_says_what_would(number: int, attack: Attack, reports: dict[str, Row]) -> None:
    row = reports[f"{number:03}.pth"]
    if attack.verdicts >= {"known_only"}:
        row = {**row, "clean": False}  # a name that PyTorch allows is all there is
    nothing_happened(row)
    assert row["verdict"] in attack.verdicts
    assert not attack.name or attack.name in row["names"]


@pytest.mark.parametrize(("number", "attack"), PLANTED, ids=[attack.label for _, attack in PLANTED])
def test_it_is_seen_in_every_container(number: int, attack: Attack, reports: dict[str, Row]) -> None:
    for place, carrier in enumerate(CARRIERS):
        row = reports[f"{number:03}-{place:02}.pth"]
        assert attack.name in row["names"], carrier
        assert row["verdict"] in {*attack.verdicts, "unreadable", "dangerous", "unknown_code"}, carrier
        if "known_only" in attack.verdicts:
            row = {**row, "clean": False}
        nothing_happened(row)


def test_every_carrier_carries(reports: dict[str, Row]) -> None:
    assert all(EVIL[:-1] in carry(EVIL) for name, carry in CARRIERS.items() if name != "packed zip")


def test_every_label_is_its_own() -> None:
    assert len({attack.label for attack in ATTACKS}) == len(ATTACKS)
