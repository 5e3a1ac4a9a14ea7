"""A module as one line of Python, such as `Linear(in_features=6, out_features=1, bias=True)`.

For torch's own layers the text is what `repr()` prints there: the table repeats each `extra_repr` in torch/nn/modules.
For other classes it lists the plain attributes that the file holds. Everything is bounded, whatever the file says.
"""

from __future__ import annotations

from ckpt_viewer.core.graph import Graph, NodeId, Scalar, Sequence
from ckpt_viewer.core.modules.reading import ModuleView, class_name

# One word per argument:  a   value alone · a=   keyword · a=r   keyword, value by repr · a=~0   left out where it is 0
# (or a tuple of 0) · a=?   written as True, else left out · a:   whether the parameter `a` is there · -a   `a=False`
# where the parameter `a` is not.
_INPLACE = "inplace=?"
_NORM = "num_features eps= momentum= affine= bias: track_running_stats="
_CONV = ("in_channels out_channels kernel_size= stride= padding=~0 dilation=~1 output_padding=~0 groups=~1 -bias "
         "padding_mode=~zeros")
_RNN = ("input_size hidden_size proj_size=~0 num_layers=~1 bias=~True batch_first=~False dropout=~0 "
        "bidirectional=~False")
_CELL = "input_size hidden_size bias=~True nonlinearity=~tanh"
_EMBEDDING = ("num_embeddings embedding_dim padding_idx=~None max_norm=~None norm_type=~2 scale_grad_by_freq=~False "
              "sparse=?")
_BAG = ("num_embeddings embedding_dim max_norm=~None norm_type=~2 scale_grad_by_freq=~False mode=r padding_idx=~None")
_POOL = "kernel_size= stride= padding="
_TABLE = {
    "in_features= out_features= bias:": "Linear LazyLinear NonDynamicallyQuantizableLinear",
    "in1_features= in2_features= out_features= bias:": "Bilinear",
    _NORM: "BatchNorm1d BatchNorm2d BatchNorm3d SyncBatchNorm InstanceNorm1d InstanceNorm2d InstanceNorm3d "
           "LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d LazyInstanceNorm1d LazyInstanceNorm2d LazyInstanceNorm3d",
    _CONV: "Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d LazyConv1d LazyConv2d LazyConv3d "
           "LazyConvTranspose1d LazyConvTranspose2d LazyConvTranspose3d",
    _RNN: "RNN LSTM GRU RNNBase", _CELL: "RNNCell LSTMCell GRUCell", _EMBEDDING: "Embedding", _BAG: "EmbeddingBag",
    "normalized_shape eps= elementwise_affine= bias:": "LayerNorm",
    "normalized_shape eps= elementwise_affine=": "RMSNorm",
    "num_groups num_channels eps= affine= bias:": "GroupNorm",
    "size alpha= beta= k=": "LocalResponseNorm CrossMapLRN2d",
    _POOL: "AvgPool1d MaxUnpool1d MaxUnpool2d MaxUnpool3d AvgPool2d AvgPool3d",
    _POOL + " dilation= ceil_mode=": "MaxPool1d MaxPool2d MaxPool3d",
    "norm_type= kernel_size= stride= ceil_mode=": "LPPool1d LPPool2d LPPool3d",
    "output_size=": "AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d AdaptiveMaxPool1d AdaptiveMaxPool2d "
                    "AdaptiveMaxPool3d",
    "p= inplace=": "Dropout Dropout1d Dropout2d Dropout3d AlphaDropout FeatureAlphaDropout",
    _INPLACE: "ReLU ReLU6 SELU SiLU Mish", "alpha= inplace=?": "ELU CELU",
    "approximate=r": "GELU", "negative_slope= inplace=?": "LeakyReLU", "num_parameters=": "PReLU",
    "min_val= max_val= inplace=?": "Hardtanh", "lower= upper= inplace=?": "RReLU", "lambd": "Hardshrink Softshrink",
    "threshold= value= inplace=?": "Threshold", "beta= threshold=": "Softplus",
    "dim=": "GLU Softmax Softmin LogSoftmax",
    "start_dim= end_dim=": "Flatten", "dim= unflattened_size=": "Unflatten", "groups=": "ChannelShuffle",
    "output_size= kernel_size= dilation= padding= stride=": "Fold",
    "kernel_size= dilation= padding= stride=": "Unfold",
    "upscale_factor=": "PixelShuffle", "downscale_factor=": "PixelUnshuffle",
    "padding": "CircularPad1d CircularPad2d CircularPad3d ReflectionPad1d ReflectionPad2d ReflectionPad3d "
               "ReplicationPad1d ReplicationPad2d ReplicationPad3d ZeroPad1d ZeroPad2d ZeroPad3d",
    "padding= value=": "ConstantPad1d ConstantPad2d ConstantPad3d",
    "scale_factor=r mode=r": "Upsample UpsamplingNearest2d UpsamplingBilinear2d",
    "": "Sigmoid Tanh Softsign LogSigmoid Tanhshrink Identity Softmax2d Hardswish Hardsigmoid",
}
_TEMPLATES = {name: words.split() for words, names in _TABLE.items() for name in names.split()}
_CONTAINERS = {"Sequential": "module", "ModuleList": "module", "ModuleDict": "module",
               "ParameterList": "parameter", "ParameterDict": "parameter"}
_MAX_ARGUMENTS, _MAX_VALUE, _MAX_ITEMS = 6, 60, 16


def constructor_text(graph: Graph, view: ModuleView) -> str:
    """The module's class and what it was made with, on one line."""
    name = _plain(class_name(view.cls))
    torchs_own = view.cls.module.startswith("torch.nn.")
    if torchs_own and name in _CONTAINERS:
        held = len(view.children) if _CONTAINERS[name] == "module" else len(view.parameters)
        return f"{name}({held} {_CONTAINERS[name]}{'' if held == 1 else 's'})"
    written = _by_template(graph, view, name) if torchs_own else None
    return f"{name}({', '.join(_by_attributes(graph, view) if written is None else written)})"


def _by_template(graph: Graph, view: ModuleView, name: str) -> list[str] | None:
    """The arguments as torch prints them; None where the class has no template or an attribute of it is missing."""
    words = _TEMPLATES.get(name)
    if words is None:
        return None
    if name.startswith("Upsampl") and _text(graph, view, "scale_factor") in (None, "None"):
        words = ["size=r", "mode=r"]
    arguments = [_argument(graph, view, word) for word in words]
    return None if None in arguments else [a for a in arguments if a]


def _argument(graph: Graph, view: ModuleView, word: str) -> str | None:
    """One argument, empty where it is left out, None where the file does not have it."""
    if word.endswith(":"):
        return f"{word[:-1]}={any(n == word[:-1] for n, _ in view.parameters)}"
    if word.startswith("-"):
        return f"{word[1:]}=False" if word[1:] in view.absent else ""
    name, equals, how = word.partition("=")
    text = _text(graph, view, name, by_repr=how == "r")
    if text is None:
        # An attribute that a later version of torch added is left out where an older one wrote the file.
        return "" if how[:1] in ("~", "?") else None
    if how == "?":
        return f"{name}=True" if text == "True" else ""
    if how.startswith("~") and _is_default(text, how[1:]):
        return ""
    return f"{name}={text}" if equals else text


def _is_default(text: str, default: str) -> bool:
    """`0` stands for 0.0, for (0, 0) and for their like too."""
    items = text.strip("()").replace(",", " ").split()
    return bool(items) and all(item in (default, f"{default}.0") for item in items)


def _text(graph: Graph, view: ModuleView, name: str, by_repr: bool = False) -> str | None:
    node = view.attribute(name)
    return None if node is None else value_text(graph, node, by_repr)


def _by_attributes(graph: Graph, view: ModuleView) -> list[str]:
    """Public attributes with a plain value, the first few."""
    found: list[str] = []
    for name, node in view.attributes:
        text = None if name.startswith("_") else value_text(graph, node, by_repr=True)
        if text is not None:
            found.append(f"{_plain(name)}={text}")
        if len(found) > _MAX_ARGUMENTS:
            return [*found[:_MAX_ARGUMENTS], "…"]
    if not found and view.children:
        return [f"{len(view.children)} module{'' if len(view.children) == 1 else 's'}"]
    return found


def value_text(graph: Graph, node: NodeId, by_repr: bool = False) -> str | None:
    """A plain value, or a tuple or list of a few, as text; None for anything else."""
    match graph[node]:
        case Scalar() as scalar:
            return _scalar_text(scalar, by_repr)
        case Sequence("tuple" | "list" | "torch.Size" as kind, items) if len(items) <= _MAX_ITEMS:
            texts = [_scalar_text(held, True) for held in map(graph.__getitem__, items) if isinstance(held, Scalar)]
            if len(texts) < len(items):
                return None
            inner = ", ".join(texts)
            match kind:
                case "tuple":
                    return f"({inner},)" if len(items) == 1 else f"({inner})"
                case "list":
                    return f"[{inner}]"
                case _:
                    return f"torch.Size([{inner}])"
        case _:
            return None


def _scalar_text(scalar: Scalar, by_repr: bool) -> str:
    value = scalar.value
    match value:
        case str():
            short = value if len(value) <= _MAX_VALUE else f"{value[: _MAX_VALUE - 1]}…"
            return repr(short) if by_repr else _plain(short)
        case bytes():
            return repr(value[:_MAX_VALUE])
        case bool() | float() | complex() | None:
            return str(value)
        case int():
            return str(value) if value.bit_length() < 200 else f"integer of {value.bit_length()} bits"
        case _:
            return str(value)[:_MAX_VALUE]


def _plain(text: str) -> str:
    """A word of the file as it is, or by repr where it has characters that do not show."""
    return text if text.isprintable() else repr(text)
