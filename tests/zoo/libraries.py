"""Files as libraries write them that are not installed here, by classes of the same names and state."""

from __future__ import annotations

import argparse
import collections
import functools
import random
import typing
from typing import Any

import numpy as np
import torch
from torch import nn

from tests.zoo.stand_ins import Call, instance, stand_in


def _omega_leaf(value: Any, kind: str = "AnyNode") -> Any:
    metadata = instance(
        "omegaconf.base",
        "Metadata",
        ref_type=typing.Any,
        object_type=type(value),
        optional=True,
        key=None,
        flags={},
        flags_root=False,
        resolver_cache=collections.defaultdict(dict),
    )
    return instance("omegaconf.nodes", kind, _metadata=metadata, _parent=None, _flags_cache=None, _val=value)


def omega(value: Any) -> Any:
    """As OmegaConf 2 keeps it: a node per value, in DictConfig and ListConfig."""
    metadata = instance(
        "omegaconf.base",
        "ContainerMetadata",
        ref_type=typing.Any,
        object_type=dict,
        optional=True,
        key=None,
        flags={},
        flags_root=False,
        resolver_cache=collections.defaultdict(dict),
        key_type=typing.Any,
        element_type=typing.Any,
    )
    if isinstance(value, dict):
        content: Any = {key: omega(child) for key, child in value.items()}
        return instance(
            "omegaconf.dictconfig", "DictConfig", _metadata=metadata, _parent=None, _flags_cache=None, _content=content
        )
    if isinstance(value, list):
        return instance(
            "omegaconf.listconfig",
            "ListConfig",
            _metadata=metadata,
            _parent=None,
            _flags_cache=None,
            _content=[omega(child) for child in value],
        )
    return _omega_leaf(value, {int: "IntegerNode", float: "FloatNode"}.get(type(value), "AnyNode"))


def omegaconf() -> Any:
    return {
        "cfg": omega(
            {"lr": 0.1, "sizes": [1, 2], "name": "net", "ref": "${lr}", "none": None, "inner": {"deep": [{"a": 1}]}}
        ),
        "missing": instance(
            "omegaconf.dictconfig", "DictConfig", _metadata=None, _parent=None, _flags_cache=None, _content=None
        ),
        "interpolation": instance(
            "omegaconf.dictconfig", "DictConfig", _metadata=None, _parent=None, _flags_cache=None, _content="${x}"
        ),
    }


def _attributes(**values: Any) -> Any:
    return Call(stand_in("pytorch_lightning.utilities.parsing", "AttributeDict", dict), pairs=iter(values.items()))


def lightning() -> Any:
    torch.manual_seed(3)
    model = nn.Linear(2, 1)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 10)
    model(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    progress = {"total": {"ready": 5, "completed": 5}, "current": {"ready": 5, "completed": 5}}
    name = "ModelCheckpoint{'monitor': 'val_loss', 'mode': 'min', 'every_n_train_steps': 0}"
    return {
        "epoch": 4,
        "global_step": 500,
        "pytorch-lightning_version": "2.2.0",
        "state_dict": collections.OrderedDict((f"model.{k}", v) for k, v in model.state_dict().items()),
        "loops": {
            "fit_loop": {
                "state_dict": {},
                "epoch_progress": progress,
                "epoch_loop.state_dict": {"_batches_that_stepped": 500},
            }
        },
        "callbacks": {
            name: {
                "monitor": "val_loss",
                "best_model_score": torch.tensor(0.25),
                "best_model_path": "/runs/best.ckpt",
                "best_k_models": {"/runs/best.ckpt": torch.tensor(0.25)},
            },
            stand_in("pytorch_lightning.callbacks.early_stopping", "EarlyStopping"): {"wait_count": 0},
        },
        "optimizer_states": [optimizer.state_dict()],
        "lr_schedulers": [scheduler.state_dict()],
        "hparams_name": "kwargs",
        "hyper_parameters": _attributes(lr=1e-3, layers=[1, 2], args=argparse.Namespace(seed=7), loss=np.float32(0.5)),
        "datamodule_hyper_parameters": omega({"batch_size": 8}),
    }


def _strategy(name: str, value: str) -> Any:
    return Call(stand_in("transformers.trainer_utils", name, str), value)


def training_args() -> Any:
    """The `training_args.bin` of Hugging Face's Trainer."""
    accelerator = instance(
        "transformers.trainer_pt_utils", "AcceleratorConfig", split_batches=False, gradient_accumulation_kwargs=None
    )
    state = instance(
        "accelerate.state", "PartialState", _cpu=False, backend="nccl", device=torch.device("cuda:0"), num_processes=1
    )
    return instance(
        "transformers.training_args",
        "TrainingArguments",
        output_dir="out",
        learning_rate=5e-5,
        num_train_epochs=3.0,
        per_device_train_batch_size=8,
        evaluation_strategy=_strategy("IntervalStrategy", "steps"),
        lr_scheduler_type=Call(stand_in("transformers.trainer_utils", "SchedulerType", str), "linear"),
        logging_steps=10,
        optim=Call(stand_in("transformers.training_args", "OptimizerNames", str), "adamw_torch"),
        fsdp=[],
        seed=42,
        fp16=True,
        accelerator_config=accelerator,
        distributed_state=state,
        report_to=["tensorboard"],
        adam_epsilon=1e-8,
        _n_gpu=1,
        device=torch.device("cuda", 0),
        label_names=None,
    )


def rng_state() -> Any:
    """The `rng_state.pth` of Hugging Face's Trainer."""
    return {
        "python": random.Random(0).getstate(),
        "numpy": np.random.RandomState(0).get_state(),
        "cpu": torch.Generator().get_state(),
    }


def scheduler_pt() -> Any:
    optimizer = torch.optim.SGD(nn.Linear(1, 1).parameters(), lr=0.1)
    return torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1.0).state_dict()


def fastai_export() -> Any:
    """`learner.export()` of fastai 2: the whole Learner."""
    items = instance(
        "fastcore.foundation", "L", items=[instance("fastai.metrics", "AccumMetric", flatten=True, dim_argmax=-1)]
    )
    loaders = instance("fastai.data.core", "DataLoaders", loaders=[], vocab=["cat", "dog"], device=torch.device("cpu"))
    loss = instance("fastai.losses", "CrossEntropyLossFlat", axis=-1, flatten=True, func=nn.CrossEntropyLoss())
    return instance(
        "fastai.learner",
        "Learner",
        dls=loaders,
        model=nn.Sequential(nn.Linear(2, 2), nn.ReLU()),
        loss_func=loss,
        lr=0.001,
        opt_func=functools.partial(stand_in("fastai.optimizer", "Optimizer"), mom=0.9),
        cbs=items,
        metrics=items,
        path=None,
        moms=(0.95, 0.85, 0.95),
        wd=None,
        opt=None,
    )


def fastai_old() -> Any:
    """The `export.pkl` of fastai 1: a dict with the model and the class of the Learner."""
    return {
        "opt_func": functools.partial(torch.optim.Adam, betas=(0.9, 0.99)),
        "loss_func": nn.CrossEntropyLoss(),
        "metrics": [],
        "true_wd": True,
        "wd": 0.01,
        "model": nn.Sequential(nn.Linear(2, 2)),
        "cls": stand_in("fastai.basic_train", "Learner"),
        "data": {"x_cls": stand_in("fastai.vision.data", "ImageList"), "tfms": []},
    }


def geometric() -> Any:
    """A graph of PyTorch Geometric, as version 2 and as version 1 keep it."""
    store = instance(
        "torch_geometric.data.storage",
        "GlobalStorage",
        _mapping={"x": torch.ones(3, 2), "edge_index": torch.tensor([[0, 1], [1, 2]]), "y": 1},
    )
    old = instance("torch_geometric.data.old", "Data", x=torch.ones(2, 2), edge_index=torch.tensor([[0], [1]]), y=None)
    new = instance("torch_geometric.data.data", "Data", _store=store, _edge_attr_cls=None)
    return {"data": new, "old": old, "list": [new]}


def distributed() -> Any:
    """DTensor and ShardedTensor as their pickles look (torch/distributed/tensor, _shard/sharded_tensor)."""
    local = torch.arange(6.0).view(2, 3)
    rebuild, make = torch._tensor._rebuild_from_type_v2, torch._utils._rebuild_wrapper_subclass
    cls = stand_in("mylib.dtensor", "DTensor", torch.Tensor)
    spec = instance("mylib.dtensor", "DTensorSpec", placements=(instance("mylib.dtensor", "Shard", dim=0),))
    arguments = (cls, torch.float32, (4, 3), (3, 1), 0, torch.strided, torch.device("cpu"), False)
    sharded = Call(
        stand_in("mylib.sharded", "ShardedTensor", Odd),
        state=([local], {"size": torch.Size([4, 3])}, None, spec, False),
    )
    return {"dtensor": Call(rebuild, make, cls, arguments, {"_local_tensor": local, "_spec": spec}), "sharded": sharded}


class Odd:
    def __setstate__(self, state: Any) -> None:
        self.state = state


def other_devices() -> Any:
    """How tensors of devices without storages are written, such as XLA's (torch/_tensor.py, _reduce_ex_internal)."""
    return {
        "numpy": Call(
            torch._utils._rebuild_device_tensor_from_numpy,
            np.arange(6, dtype=np.float32).reshape(2, 3),
            torch.float32,
            "cpu",
            False,
        ),
        "bf16": Call(
            torch._utils._rebuild_device_tensor_from_cpu_tensor,
            torch.ones(2, 3, dtype=torch.bfloat16),
            torch.bfloat16,
            "cpu",
            True,
        ),
    }
