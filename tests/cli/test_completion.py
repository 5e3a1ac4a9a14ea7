"""`ckpt --completion`: every verb and option is in it, and the shells offer what fits where it stands."""

from __future__ import annotations

import argparse
import shutil
import subprocess
from pathlib import Path

import pytest

from ckpt_viewer.verbs.parser import SUMMARIES, make_parser
from tests.cli.conftest import Ckpt

PLACES = {"bash": "{name}", "zsh": "{name}[", "fish": "-l {bare} "}
ASKED = [
    ("ckpt s", {"save", "stats", "scan"}),
    ("ckpt save --as sta", {"state_dict"}),
    ("ckpt save in.pth --dtype bf", {"bfloat16"}),
    ("ckpt info --f", {"--fingerprint"}),
    ("ckpt diff a.pth b.pth --ht", {"--html"}),
    ("ckpt --v", {"--version"}),
    ("ckpt --completion z", {"zsh"}),
    ("ckpt info it", {"it's one.pth"}),
]
IN_BASH = """
source {script}
COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_ckpt
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.fixture(params=PLACES)
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def options(verb: str) -> set[str]:
    [verbs] = [action for action in make_parser()._actions if isinstance(action, argparse._SubParsersAction)]
    return {name for action in verbs.choices[verb]._actions for name in action.option_strings if name.startswith("--")}


def test_every_verb_and_option_is_in_it(ckpt: Ckpt, shell: str) -> None:
    ran = ckpt("--completion", shell)
    assert (ran.status, ran.err) == (0, "")
    for verb in SUMMARIES:
        lines = [line for line in ran.out.splitlines() if f" {verb})" in line or f"subcommand_from {verb}'" in line]
        for name in options(verb):
            assert PLACES[shell].format(name=name, bare=name[2:]) in "\n".join(lines), (verb, name)


def test_another_shell_is_an_error_of_one_line(ckpt: Ckpt) -> None:
    ran = ckpt("--completion", "tcsh")
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)


def test_the_shell_takes_it(ckpt: Ckpt, shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed here")
    script = tmp_path / "script"
    script.write_text(ckpt("--completion", shell).out, encoding="utf-8")
    done = subprocess.run([shell, "-n", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
@pytest.mark.parametrize(("line", "offered"), ASKED)
def test_bash_offers_what_fits(ckpt: Ckpt, tmp_path: Path, line: str, offered: set[str]) -> None:
    """For files it is bash itself that offers, where nothing else is."""
    script = tmp_path / "script"
    script.write_text(ckpt("--completion", "bash").out, encoding="utf-8")
    code = IN_BASH.format(script=script, words=line)
    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {word for word in offered if not word.endswith(".pth")}


@pytest.mark.skipif(shutil.which("fish") is None, reason="there is no fish here")
@pytest.mark.parametrize(("line", "offered"), ASKED)
def test_fish_offers_what_fits(ckpt: Ckpt, tmp_path: Path, line: str, offered: set[str]) -> None:
    script = tmp_path / "script"
    script.write_text(ckpt("--completion", "fish").out, encoding="utf-8")
    (tmp_path / "it's one.pth").touch()
    code = 'source $argv[1]; complete -C "$argv[2]"'
    done = subprocess.run(["fish", "--no-config", "-c", code, script, line], cwd=tmp_path, capture_output=True,
                          text=True, check=True)
    assert {one.partition("\t")[0].replace("\\", "") for one in done.stdout.splitlines()} == offered
