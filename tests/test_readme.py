"""What the README shows is what the program says; the recipe that it speaks of is that of the guide."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from ckpt_viewer.cli import main
from ckpt_viewer.gui.actions.base import FILTERS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "resources/guide/en.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```console\n\$ ckpt ([^\n]*)\n(.*?)```", README, re.DOTALL)
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", README.replace("\\\n", " "), re.DOTALL)
            for line in block.splitlines() if line.startswith("ckpt ")]
SAMPLES = ROOT / "resources" / "samples"


@pytest.fixture(autouse=True, scope="module")
def among_samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One folder for all: `ckpt undo` takes back what the example before it did."""
    folder = tmp_path_factory.mktemp("samples")
    for file in (*SAMPLES.glob("*.pth"), SAMPLES / "make_samples.py"):
        shutil.copy(file, folder)
    recipe = re.search(r"```json\n(.*?)```", GUIDE, re.DOTALL)
    assert recipe is not None
    (folder / "recipe.json").write_text(recipe.group(1), encoding="utf-8")
    with contextlib.chdir(folder):
        yield


def test_every_verb_has_an_example() -> None:
    verbs = [command.split()[0] for command, _ in EXAMPLES]
    assert list(dict.fromkeys(verbs)) == ["info", "stats", "diff", "timeline", "fits", "save", "scan", "undo"]


@pytest.mark.parametrize(("command", "shown"), EXAMPLES, ids=[command.split()[0] for command, _ in EXAMPLES])
def test_an_example_says_what_the_program_says(command: str, shown: str, capfd: pytest.CaptureFixture[str]) -> None:
    main(shlex.split(command))
    shown = shown.replace("torch 2.13.0, as installed", f"torch {torch.__version__.partition('+')[0]}, as installed")
    expected, cut, _ = shown.partition("…\n")
    said = capfd.readouterr().out
    assert said.startswith(expected) if cut else said == expected


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_does_what_it_is_there_for(command: str, capfd: pytest.CaptureFixture[str]) -> None:
    words = shlex.split(command, comments=True)[1:]
    names = [name for word in words for name in (sorted(map(str, Path().glob(word))) if "*" in word else [word])]
    status, said = main(names), capfd.readouterr()
    assert (status, said.err) == (0, "")
    assert "Saved " in said.out


def test_the_recipe_changes_the_samples() -> None:
    folder = Path("recipe")
    main(["save", "--recipe", "recipe.json", "convnet_epoch_01.pth", "--out-dir", str(folder)])
    made = torch.load(folder / "convnet_epoch_01.pth", weights_only=True)
    assert made["epoch"] == 0
    assert made["optimizer_state"]["param_groups"][0]["lr"] == 0.001
    assert "blocks.1.0.weight" in made["model_state"]


def test_the_python_runs() -> None:
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert code is not None
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(code.group(1), {})  # the README's own lines
    assert said.getvalue().splitlines()[-1].startswith("46 tensors changed")


def test_the_dialogs_that_open_offer_what_is_said_to_open() -> None:
    said = "".join(re.findall(r"^Opens any.*?\n\n|^### Open\n.*?(?=^### )", README, re.DOTALL | re.MULTILINE))
    endings = set(re.findall(r"`(\.[\w.]+)`", said))
    offered = {pattern[1:] for pattern in re.findall(r"\*\.[\w.]+", FILTERS)}
    assert len(endings) > 8
    assert {ending for ending in endings if not any(ending.endswith(one) for one in offered)} == set()


def test_pictures_and_places_exist() -> None:
    pictures = re.findall(r"^!\[.+\n(.*)", README, re.MULTILINE)
    assert pictures
    assert all(re.fullmatch(r"\*.+\*", caption) for caption in pictures), "what is to be seen is said below"
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", README):
        assert (ROOT / target).is_file(), target
    for name in ("window.png", "film.png"):
        assert (ROOT / "resources/screenshots" / name).stat().st_size < 300_000
    for place in re.findall(r"`((?:core|gui|verbs|ckpt_viewer|engine|resources)/[\w/.]+)`", README):
        assert any((base / place).exists() for base in (ROOT, ROOT / "ckpt_viewer", ROOT / "ckpt_viewer/core")), place
    for name in re.findall(r"`(\w+\.py)`", README):
        assert any(ROOT.glob(f"ckpt_viewer/**/{name}")), name
