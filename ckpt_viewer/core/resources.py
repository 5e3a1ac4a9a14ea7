"""Where the files that come with the program lie: beside the modules once installed, in `resources/` in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
SAMPLES = (
    ("convnet_epoch_10.pth", "A small convolutional net with Adam, after epoch 10"),
    ("convnet_epoch_01.pth", "The same net after epoch 1, to compare"),
    ("linear_checkpoint.pth", "A training checkpoint: epoch, model and SGD at lr 0.01"),
    ("linear_checkpoint_cuda.pth", "The same, saved from a GPU"),
    ("linear_whole_model.pth", "A whole pickled model"),
    ("linear_state_dict.pth", "Only its state_dict"),
)


def resource(name: str) -> Path:
    """The path of a resource such as `icons/open.svg`, whether or not it exists."""
    installed = _PACKAGE / "resources" / name
    return installed if installed.exists() else _PACKAGE.parent / "resources" / name


def samples() -> tuple[tuple[Path, str], ...]:
    """The sample checkpoints that are there, each with a line saying what it is."""
    found = ((resource(f"samples/{name}"), text) for name, text in SAMPLES)
    return tuple((path, text) for path, text in found if path.is_file())
