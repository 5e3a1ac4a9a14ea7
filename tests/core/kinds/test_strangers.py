"""What is said of checkpoints that strangers made, where a developer has them beside the checkout."""

from __future__ import annotations

from pathlib import Path

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.kinds import about, classify
from ckpt_viewer.core.modules import constructor_text, named_modules, state_dict_entries
from ckpt_viewer.core.optimizer import find_optimizers, find_schedulers, lr_changes, lr_places
from ckpt_viewer.core.snippets import snippets

KINDS = {
    "3DDFA_V2/mb05_120x120.pth": "training_checkpoint",
    "a2c-ppo/Ant-v1.pt": "whole_model",
    "a2c-ppo/Reacher-v2.pt": "whole_model",
    "allennlp/align.pth": "other",
    "allennlp/best_full.th": "state_dict",
    "allennlp/training_state_e1_b0.th": "training_checkpoint",
    "candle/test_with_key.pt": "training_checkpoint",
    "chgnet/bestE_epoch0_e340_f538_sNA_mNA.pth.tar": "training_checkpoint",
    "modelaudit/pytorch_full_model.pt": "whole_model",
    "nisqa/nisqa.tar": "training_checkpoint",
    "retinaface/slim_Final.pth": "state_dict",
    "time-series-predictor/optimizer.pt": "optimizer",
    "time-series-predictor/params.pt": "state_dict",
    "vdsr/model_epoch_50_2017old.pth": "training_checkpoint",
}


def test_strangers_are_what_they_are(real_files: Path | None) -> None:
    for name, kind in KINDS.items():
        for checkpoint in only(real_files, name):
            assert classify(checkpoint) == kind, name


def test_the_parameters_of_a_stranger_s_optimizer_get_names(real_files: Path | None) -> None:
    for checkpoint in only(real_files, "chgnet/bestE_epoch0_e340_f538_sNA_mNA.pth.tar"):
        (view,) = find_optimizers(checkpoint.graph)
        assert view.guess == "Adam or AdamW"
        assert view.complete
        assert {param.sure for param in view.groups[0].params} == {"likely"}
        assert view.groups[0].params[0].name == "composition_model.fc.weight"
        changes = lr_changes(checkpoint.graph, lr_places(checkpoint.graph), 1e-4)
        assert {change.place.role for change in changes} == {"lr", "initial_lr", "base_lrs", "_last_lr"}


def test_a_module_of_2017_reads_like_one_of_today(real_files: Path | None) -> None:
    for checkpoint in only(real_files, "vdsr/model_epoch_50_2017old.pth"):
        graph = checkpoint.graph
        model = graph.resolve(("model",))
        names = [name for name, _ in state_dict_entries(graph, model)]
        assert names[0] == "module.residual_layer.0.conv.weight"
        assert len(names) == 20
        texts = {constructor_text(graph, view) for _, view in named_modules(graph, model)}
        assert "Conv2d(64, 64, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), bias=False)" in texts


def test_nothing_fails_on_any_stranger(real_files: Path | None) -> None:
    for file in sorted(real_files.glob("*/*")) if real_files else ():
        try:
            checkpoint = open_checkpoint(file)
        except CheckpointError:
            continue
        about(checkpoint)
        find_schedulers(checkpoint.graph)
        lr_places(checkpoint.graph)
        for snippet in snippets(checkpoint, file.name):
            compile(snippet.code, file.name, "exec")


def only(folder: Path | None, name: str) -> tuple[Checkpoint, ...]:
    return () if folder is None else (open_checkpoint(folder / name),)
