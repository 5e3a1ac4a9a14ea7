"""What a person may name, and the words that say what would run."""

from __future__ import annotations

import venv
from pathlib import Path

import pytest

from ckpt_viewer.core.errors import ModelError
from ckpt_viewer.core.rebuild import read_arguments, read_request


def made(folder: Path, name: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("raise RuntimeError('reading a request imports nothing')")
    return file


def test_a_file_is_imported_from_its_folder_and_the_call_is_shown(tmp_path: Path) -> None:
    file = made(tmp_path, "my_model.py")
    request = read_request(f"{file}:Model", '{"n_input_features": 6}')
    assert (request.module, request.name, request.folder, request.file) == ("my_model", "Model", tmp_path, file)
    assert request.sentence == f"Python imports my_model.py from {tmp_path} and calls Model(n_input_features=6)"


def test_a_module_is_named_by_its_dots() -> None:
    request = read_request("torchvision.models:resnet18", "[null, true]")
    assert (request.module, request.folder, request.file) == ("torchvision.models", None, None)
    assert request.sentence == ("Python imports torchvision.models, which must be installed, and calls "
                                "resnet18(None, True)")


def test_a_file_in_a_package_is_a_module_of_it(tmp_path: Path) -> None:
    for name in ("net/__init__.py", "net/parts/__init__.py"):
        made(tmp_path, name)
    request = read_request(f"{made(tmp_path, 'net/parts/head.py')}:Head")
    assert (request.module, request.folder) == ("net.parts.head", tmp_path)
    assert read_request(f"{tmp_path}/net/__init__.py:Net").module == "net"
    assert request.sentence == f"Python imports net/parts/head.py from {tmp_path} and calls Head()"


def test_a_folder_that_is_named_decides_the_name(tmp_path: Path) -> None:
    file = made(tmp_path, "src/model.py")
    assert read_request(f"{file}:M", folder=str(tmp_path)).module == "src.model"
    assert read_request("src.model:M", folder=str(tmp_path)).folder == tmp_path
    made(tmp_path, "other/x.py")
    with pytest.raises(ModelError, match="the file is not below"):
        read_request(f"{file}:M", folder=str(tmp_path / "other"))


@pytest.mark.parametrize(("model", "says"), [
    ("", "is not named"), ("my_model.py", "is not named"), (":Model", "is not named"), ("a b:Model", "neither a .py"),
    ("mod:Mo del", "cannot be the name of a class"), ("mod:__import__('os')", "cannot be the name of a class"),
    ("nowhere.py:Model", "no such Python file"), ("__main__:Model", "nobody can import"),
    ("mod;import os:M", "neither a .py"),
])
def test_what_cannot_be_a_class_is_said(model: str, says: str) -> None:
    with pytest.raises(ModelError, match=says):
        read_request(model)


@pytest.mark.parametrize("name", ["__main__.py", "net.v2.py"])
def test_a_file_that_nobody_can_import_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be imported under this name"):
        read_request(f"{made(tmp_path, name)}:Model")


@pytest.mark.parametrize(("text", "says"), [
    ("{'a': 1}", 'double quotes'), ('{"a": True}', "JSON writes true, false and null"), ("6", "must be a JSON object"),
    ('{"a": 1,,}', "at character 9"), ("[1,\n2", "in line 2"), ("[" * 50_000, "nested too deep"),
    ('"' + "x" * 200_000 + '"', "longer than"),
])
def test_arguments_that_are_no_json_are_told_where(text: str, says: str) -> None:
    with pytest.raises(ModelError, match=says):
        read_arguments(text)


def test_arguments_are_shown_plainly_and_short(tmp_path: Path) -> None:
    request = read_request("mod:M", '{"name": "a\\u202eb\\n", "long": [' + "1," * 99 + "1]}")
    assert "\u202e" not in request.sentence
    assert "\n" not in request.sentence
    assert len(request.sentence) < 300


def test_the_python_may_be_named_by_its_environment(tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=False)
    within = next(path for path in (tmp_path / "env/bin/python", tmp_path / "env/Scripts/python.exe") if path.exists())
    for named in (tmp_path / "env", within):
        request = read_request("mod:M", python=f" {named} ")
        assert request.python == within, "a link that is followed is another environment"
        assert request.sentence.startswith(f"{within} imports mod")
    assert read_request("mod:M", python=" ").python is None


@pytest.mark.parametrize(("named", "says"), [("", "no Python in this folder"), ("nowhere", "no such Python")])
def test_a_python_that_is_none_is_said(named: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=f"{says}.*environment's folder"):
        read_request("mod:M", python=str(tmp_path / named))
