"""`ckpt save --as whole_model` for a state_dict: asked, refused, and done in another process."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from ckpt_viewer.core.diffing.fitting import Slot, StateNames, fit
from ckpt_viewer.core.diffing.suggesting import suggest
from ckpt_viewer.core.rebuild import DoesNotLoad
from ckpt_viewer.verbs.models import with_suggestions
from tests.cli.conftest import Ckpt
from tests.core.rebuild import zoo

ROOT = Path(__file__).resolve().parent.parent.parent
# Tells what this process imported, and which code it ran that lies outside of the package and of Python itself.
AUDITED = """
import sys
seen = []
sys.addaudithook(lambda event, args: seen.append(args[0]) if event == "import" else None)
from ckpt_viewer.cli import main
status = main({arguments!r})
print("imported:", *sorted({{str(name).split(".")[0] for name in (*seen, *sys.modules)}}), file=sys.stderr)
sys.exit(status)
"""


@pytest.fixture
def asked(tmp_path: Path, samples: Path) -> list[str]:
    """The command of the tutorial's model, without the leave to run it."""
    (tmp_path / "my_model.py").write_text(Path(zoo.__file__).read_text().replace("Logistic", "Model"))
    return ["save", str(samples / "linear_state_dict.pth"), str(tmp_path / "OUT"), "--as", "whole_model",
            "--model-class", f"{tmp_path}/my_model.py:Model", "--model-args", '{"n_input_features": 6}', "--eval"]


def test_without_leave_it_says_what_would_run_and_stops(ckpt: Ckpt, asked: list[str], tmp_path: Path) -> None:
    ran = ckpt(*asked)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == ("ckpt: nothing was run. With --run-code Python imports my_model.py from "
                       f"{tmp_path} and calls Model(n_input_features=6), in a process of its own. "
                       "Such code may do whatever you may do: allow it where you know it.\n")
    assert not (tmp_path / "OUT").exists()


def test_the_model_is_saved_and_this_process_imports_neither_it_nor_torch(
        asked: list[str], tmp_path: Path, samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = AUDITED.format(arguments=[*asked, "--run-code", "--json"])
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert ran.returncode == 0, ran.stderr
    imported = ran.stderr.split("imported:")[1].split()
    assert "ckpt_viewer" in imported
    assert not {"torch", "my_model"} & set(imported)
    said = json.loads(ran.stdout)
    assert said["form"] == "whole_model"
    assert "2 tensors of the opened file byte for byte (28 bytes)" in said["verified"]
    monkeypatch.syspath_prepend(str(tmp_path))
    model = torch.load(tmp_path / "OUT", weights_only=False)
    assert (type(model).__module__, type(model).__qualname__, model.training) == ("my_model", "Model", False)
    truth = torch.load(samples / "linear_state_dict.pth", weights_only=True)
    assert list(model.state_dict()) == list(truth)
    assert all(torch.equal(value, truth[name]) for name, value in model.state_dict().items())
    assert 0 <= float(model(torch.ones(1, 6)).detach()) <= 1


@pytest.mark.parametrize(("option", "value", "says"), [
    ("--as", "state_dict", "--model-class makes a whole model. Use it with --as whole_model"),
    ("--model-args", "{", "the arguments are not JSON"),
    ("--model-class", "nowhere.py:Model", "there is no such Python file"),
    ("--part", "/nowhere", "there is no '/nowhere' in this file"),
])
def test_what_is_wrong_is_told_before_anything_runs(option: str, value: str, says: str, ckpt: Ckpt,
                                                    asked: list[str]) -> None:
    at = asked.index(option) if option in asked else len(asked)
    asked[at : at + 2] = [option, value]
    ran = ckpt(*asked, "--run-code")
    assert ran.status == 2
    assert says in ran.err


def test_a_file_that_is_there_is_not_replaced(ckpt: Ckpt, asked: list[str], tmp_path: Path) -> None:
    (tmp_path / "OUT").write_text("kept")
    ran = ckpt(*asked, "--run-code")
    assert ran.status == 2
    assert "Replace it with --overwrite" in ran.err
    assert (tmp_path / "OUT").read_text() == "kept"


def test_a_state_dict_alone_names_the_option_that_helps(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    ran = ckpt("save", samples / "linear_state_dict.pth", tmp_path / "OUT", "--as", "whole_model")
    assert ran.status == 2
    assert "--model-class my_model.py:Model" in ran.err


def test_a_class_to_compare_with_needs_the_same_leave(ckpt: Ckpt, samples: Path, asked: list[str]) -> None:
    model = asked[asked.index("--model-class") : asked.index("--eval")]
    ran = ckpt("fits", samples / "linear_state_dict.pth", *model)
    assert ran.status == 2
    assert shlex.quote("--run-code") in ran.err
    ran = ckpt("fits", samples / "linear_state_dict.pth")
    assert ran.status == 2
    assert "name either a second file or a class. Write `ckpt fits A B`, or --model-class" in ran.err


def test_what_is_told_as_options_makes_it_load(ckpt: Ckpt, asked: list[str], tmp_path: Path, samples: Path) -> None:
    state = torch.load(samples / "linear_state_dict.pth", weights_only=True)
    other = {f"module.{name.replace('linear.bias', 'fc.bias')}": value for name, value in state.items()}
    torch.save(other, tmp_path / "in.pth")
    asked[1] = str(tmp_path / "in.pth")
    refused = ckpt(*asked, "--run-code")
    assert (refused.status, refused.out) == (2, "")
    ran = ckpt(*asked, "--run-code", *shlex.split(refused.err.partition("Add: ")[2]))
    assert (ran.status, ran.err) == (0, "")


def test_what_would_help_is_told_as_options() -> None:
    names = [StateNames((Slot(name, (2,), "float32"), Slot(other, (3,), "float32")))
             for name, other in (("module.w", "module.old name"), ("w", "new name"))]
    steps = suggest(*names)
    error = with_suggestions(DoesNotLoad(fit(*names), steps, "my_model.py:Model", "Do so."))
    assert error.hint == "Do so. Add: --strip module. --rename 'module.old name=module.new name'"
    backwards = DoesNotLoad(fit(*names[::-1]), suggest(*names[::-1]), "my_model.py:Model", "Do so.")
    assert with_suggestions(backwards).hint == "Do so."
