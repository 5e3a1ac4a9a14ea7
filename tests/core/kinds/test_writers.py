"""Which PyTorch wrote a file: told of files of the one that is here, whole and without what younger ones added."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
import torch

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.kinds import WrittenBy, about

NEW = (".format_version", ".storage_alignment")
NEWER = (*NEW, "byteorder", ".data/serialization_id")


def told(path: Path) -> WrittenBy | None:
    with open_checkpoint(path) as checkpoint:
        return about(checkpoint).written_by


def saved(path: Path, value: Any, without: tuple[str, ...] = (), *, legacy: bool = False) -> WrittenBy:
    """What is told of a file of torch, less these records."""
    torch.save(value, path.with_name("torch.pth"), _use_new_zipfile_serialization=not legacy)
    if without:
        with zipfile.ZipFile(path.with_name("torch.pth")) as old, zipfile.ZipFile(path, "w") as new:
            for name in old.namelist():
                if name.partition("/")[2] not in without:
                    new.writestr(name, old.read(name))
    else:
        path.with_name("torch.pth").rename(path)
    found = told(path)
    assert found is not None
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.pth"


@pytest.mark.parametrize(("without", "expected", "why"), [
    ((), "PyTorch 2.7 or later", "It has the record .format_version, which PyTorch writes since 2.7"),
    (NEW, "PyTorch 2.1 to 2.6", "It lacks the record .format_version, which PyTorch writes since 2.7"),
    (NEWER, "PyTorch 1.6 to 2.0", "It lacks the record byteorder, which PyTorch writes since 2.1"),
])
def test_the_records_of_the_zip_tell(path: Path, without: tuple[str, ...], expected: str, why: str) -> None:
    found = saved(path, {"w": torch.ones(2)}, without)
    assert found.text == expected
    assert why in found.evidence


def test_the_functions_that_it_names_tell_more(path: Path) -> None:
    parameter = torch.nn.Parameter(torch.ones(2))
    parameter.role = "head"  # type: ignore[attr-defined]  # an attribute makes torch write it in another way
    found = saved(path, {"w": parameter}, NEWER)
    assert found.text == "PyTorch 2.0"
    assert any("_rebuild_parameter_with_state" in sign for sign in found.evidence)
    assert saved(path, {"w": torch.ones(2, dtype=torch.uint16)}, NEW).text == "PyTorch 2.2 to 2.6"


def test_the_keys_of_optimizers_and_schedulers_tell_more(path: Path) -> None:
    model = torch.nn.Linear(2, 1)
    adam, sgd = torch.optim.AdamW(model.parameters()), torch.optim.SGD(model.parameters(), lr=0.1)
    named = torch.optim.SGD(model.named_parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.StepLR(sgd, 3)
    assert saved(path, {"optimizer": sgd.state_dict()}, NEW).text == "PyTorch 2.3 to 2.6"
    assert saved(path, {"optimizer": named.state_dict()}, NEW).text == "PyTorch 2.6"
    found = saved(path, {"optimizer": sgd.state_dict(), "scheduler": scheduler.state_dict()})
    assert found.text == "PyTorch 2.8 or later"
    assert found.evidence == ("The scheduler has _is_initial, which there is since 2.8",)
    assert saved(path, {"optimizer": adam.state_dict()}, NEW).text == "PyTorch 2.1 to 2.6", "the zip is the surer sign"


def test_the_attributes_of_a_whole_model_tell_more(path: Path) -> None:
    assert saved(path, torch.nn.Linear(2, 1), NEW).text == "PyTorch 2.1 to 2.6"
    assert saved(path, torch.nn.Linear(2, 1), NEWER).text == "PyTorch 2.0"


def test_the_old_format_is_written_by_request_today(path: Path) -> None:
    assert saved(path, {"w": torch.ones(2)}, legacy=True).text == (
        "PyTorch 1.5 or earlier, or a later one asked for the old format")
    assert saved(path, torch.nn.Linear(2, 1), legacy=True).text == "PyTorch 2.1 or later, asked for the old format"


def test_of_other_formats_nothing_is_told(path: Path) -> None:
    from safetensors.torch import save_file

    save_file({"w": torch.ones(2)}, path)
    assert told(path) is None
