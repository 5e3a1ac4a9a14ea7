"""What a file is that no format wants, in one sentence with what to do."""

from __future__ import annotations

import html
import re

from ckpt_viewer.core.errors import CheckpointError, Damaged, NotACheckpoint
from ckpt_viewer.core.formats.base import HEAD_BYTES, Peek
from ckpt_viewer.core.formats.magic import KINDS
from ckpt_viewer.core.wording import plain_text

_LFS = re.compile(rb"^version https://git-lfs\.github\.com/spec/v1\n.*^size (\d{1,20})$", re.MULTILINE | re.DOTALL)
_XGBOOST = "Load it with xgboost.Booster(model_file=…)."
_BESIDE = "Open the .safetensors, .bin or .pth file beside it."
_QUOTED = 80  # letters of a file's own words
_PAGE = re.compile(r"<(title|h1)\b[^>]*>([^<]{1,400})", re.IGNORECASE)
_XML_SAYS = re.compile(r"<(message|code|error)>([^<]{1,400})", re.IGNORECASE)
_JSON_SAYS = re.compile(r'"(?:error|message|detail|error_description)"\s*:\s*"((?:[^"\\]|\\.){1,400})"')
_CONFIGURATION = re.compile(
    r'"(?:architectures|model_type|peft_type|_diffusers_version|n_layers|num_layers|hidden_size)"\s*:')
_PIECES = re.compile(rb"\n[\x08-\x1f]\n[\x03-\x08]<(?:unk|pad|s|/s|bos|eos)>\x15")
"""Of a vocabulary of SentencePiece: a piece with its score (sentencepiece_model.proto)."""
_PRODUCER = re.compile(rb"\x08[\x01-\x1f]\x12[\x02-\x3f]([A-Za-z][\w .\-]{1,62})")
_GRAPH = re.compile(rb"\x08[\x01-\x1f](?:\x12\x00)?\x3a([\x80-\xff]{0,4})([\x00-\x7f])")
"""Of an ONNX model without a producer: its version, then the length of its graph as a varint (onnx/onnx.proto)."""
_FIRST_TEXT = re.compile(rb"(?:[\x81-\x8f]|\xde..|\xdf....)(?:[\xa1-\xbf]|\xd9.)([A-Za-z_][\w./]{0,60})", re.DOTALL)


def describe_stranger(peek: Peek) -> CheckpointError:
    """The error to raise for a file that no format recognised, from its first and last bytes."""
    if peek.size == 0:
        return NotACheckpoint("the file is empty", peek.name,
                              "The save or the download did not finish; get it again.")
    found = _pointer(peek) or _zeros(peek) or _by_magic(peek) or _by_structure(peek) or _by_text(peek)
    return found or _unknown(peek)


def pointed_size(head: bytes) -> int | None:
    """The size in bytes of the file that a Git LFS pointer stands for; None for anything else."""
    pointer = _LFS.match(head)
    return int(pointer[1]) if pointer else None


def _pointer(peek: Peek) -> CheckpointError | None:
    """Texts that stand for a file which is kept elsewhere."""
    head, name = peek.head, peek.name
    size = pointed_size(head)
    if size is not None:
        what = f"this is a Git LFS pointer to a file of {size:,} bytes, not the file itself"
        return NotACheckpoint(what, name, "Run `git lfs pull` in its repository.")
    if head.startswith(b"version https://git-lfs.github.com/"):
        return NotACheckpoint("this is a Git LFS pointer, not the file itself", name,
                              "Run `git lfs pull` in its repository.")
    if head.startswith(b"outs:\n") and b"md5:" in head:
        return NotACheckpoint("this is a DVC pointer, not the file itself", name, "Run `dvc pull` in its repository.")
    if head.startswith((b"/annex/objects/", b"../.git/annex/", b".git/annex/")):
        return NotACheckpoint("this is a git-annex pointer, not the file itself", name,
                              "Run `git annex get` on it in its repository.")
    return None


def _zeros(peek: Peek) -> CheckpointError | None:
    if peek.head.strip(b"\0"):
        return None
    what = "begins with nothing but zeros" if peek.tail.strip(b"\0") else "begins and ends with nothing but zeros"
    return Damaged(f"the file {what}", peek.name, "The download did not finish, or the disk was full; get it again.")


def _by_magic(peek: Peek) -> CheckpointError | None:
    head, name = peek.head, peek.name
    if head.startswith((b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")):
        return NotACheckpoint("the file begins like a pickle, but does not go on like one", name,
                              "It may be damaged, or belong to another program.")
    if head[257:262] == b"ustar" or head.startswith(b"sys_info\0"):
        return Damaged("this is a tar file whose first header is malformed", name)
    kind = next((kind for kind in KINDS if head[kind.at :].startswith(kind.magic)), None)
    return None if kind is None else NotACheckpoint(f"this is {kind.what}, not a checkpoint", name, kind.hint)


def _by_structure(peek: Peek) -> CheckpointError | None:
    """What has no fixed first bytes, but a shape."""
    head, name = peek.head, peek.name
    if head[8:9] == b"{" and head[9:10] in b'"} \n' and not head.startswith((b"{", b"[")):
        length = int.from_bytes(head[:8], "little")
        if peek.size - 8 < length < 1 << 40:
            return Damaged(f"the file is cut short: of a safetensors header of {length:,} bytes {peek.size - 8:,} are "
                           "there", name)
    if head.startswith(b"MZ") and (b"This program" in head or b"PE\0\0" in head):
        return NotACheckpoint("this is a program for Windows, not a checkpoint", name, "Choose the checkpoint instead.")
    if head.startswith(b"BM") and int.from_bytes(head[2:6], "little") == peek.size:
        return NotACheckpoint("this is a BMP picture, not a checkpoint", name, "Choose the checkpoint instead.")
    if head[2:4] == b"\r\n" and len(head) > 16 and head[1] in (12, 13, 14, 15):
        return NotACheckpoint("this is compiled Python (.pyc), not a checkpoint", name, "Choose another file.")
    if b"coremltools" in head or name.endswith(".mlmodel"):
        return NotACheckpoint("this is a Core ML model, not a checkpoint", name, "Open it with coremltools.")
    made = _PRODUCER.match(head)
    if made:
        who = plain_text(made[1].decode("ascii"), _QUOTED)
        return NotACheckpoint(f"this is an ONNX model, made by {who}, not a checkpoint", name,
                              "Open it with Netron or the onnx package.")
    if _PIECES.match(head):
        return NotACheckpoint("this is a vocabulary of SentencePiece, not a checkpoint", name, _BESIDE)
    graph = _GRAPH.match(head)
    if graph and peek.size // 2 <= _varint(graph[1] + graph[2]) < peek.size:
        return NotACheckpoint("this is an ONNX model, not a checkpoint", name,
                              "Open it with Netron or the onnx package.")
    if head.startswith(b"{L\0\0\0\0\0\0\0") and b"learner" in head:
        return NotACheckpoint("this is a model of XGBoost (UBJSON), not a checkpoint", name, _XGBOOST)
    first = _FIRST_TEXT.match(head)
    if first and (b"\xc7" in head or b"\xc8" in head or b"\xc9" in head or name.endswith(".msgpack")):
        return NotACheckpoint("this is a MessagePack file, as Flax and JAX write their parameters", name,
                              "Load it with flax.serialization.msgpack_restore.")
    return None


def _varint(data: bytes) -> int:
    return sum((byte & 127) << 7 * place for place, byte in enumerate(data))


def _by_text(peek: Peek) -> CheckpointError | None:
    head, name = peek.head, peek.name
    text = _text_of(head)
    if text is None:
        return None
    start = text.lstrip().lower()
    if start.startswith(("<!doctype html", "<html", "<head", "<body")):
        return NotACheckpoint(f"this is a web page{_saying(_PAGE, text)}, not a checkpoint", name,
                              "The download gave an error or log-in page; download the file itself.")
    if start.startswith(("<?xml", "<!doctype", "<error")):
        page = _PAGE if "<html" in start else _XML_SAYS
        return NotACheckpoint(f"this is XML text{_saying(page, text)}, not a checkpoint", name,
                              "It may be a server's error message; download the file itself.")
    if start.startswith(("{", "[")):
        return _json(text, name)
    if text.startswith("tree\nversion=v"):
        return NotACheckpoint("this is a model of LightGBM (text), not a checkpoint", name,
                              "Load it with lightgbm.Booster(model_file=…).")
    if name.endswith(".pth") and all(map(_is_path_line, text.splitlines()[:50])):
        return NotACheckpoint("this is a Python path file (text), not a checkpoint", name,
                              "Python's site module uses the same extension; choose another file.")
    if start.startswith("#!"):
        return NotACheckpoint("this is a script (text), not a checkpoint", name, "Choose another file.")
    line = plain_text(text.lstrip().splitlines()[0], _QUOTED) if text.strip() else ""
    says = f" that begins “{line}”" if line and len(line) <= _QUOTED else ""
    return NotACheckpoint(f"this is a text file{says}, not a checkpoint", name, "Choose another file.")


def _json(text: str, name: str) -> CheckpointError:
    said = _JSON_SAYS.search(text)
    if said:
        words = plain_text(said[1].replace('\\"', '"'), _QUOTED)
        return NotACheckpoint(f"this is JSON text that says “{words}”, not a checkpoint", name,
                              "The server gave an error instead of the file; download it again.")
    if '"log_history"' in text:
        return NotACheckpoint("this is the log of a training by Hugging Face's Trainer (JSON), not a checkpoint", name,
                              _BESIDE)
    if '"added_tokens"' in text:
        return NotACheckpoint("this is the vocabulary of a model (JSON), not its weights", name, _BESIDE)
    if _CONFIGURATION.search(text):
        return NotACheckpoint("this is the configuration of a model (JSON), not its weights", name, _BESIDE)
    if text.startswith('{"learner":'):
        return NotACheckpoint("this is a model of XGBoost (JSON), not a checkpoint", name, _XGBOOST)
    if '"nbformat' in text or '"cell_type"' in text:
        return NotACheckpoint("this is a Jupyter notebook, not a checkpoint", name, "Choose another file.")
    return NotACheckpoint("this is JSON text, not a checkpoint", name,
                          "It may be a server's error message or a model's configuration; look inside.")


def _saying(where: re.Pattern[str], text: str) -> str:
    """What a page says of itself, where that is short."""
    found = where.search(text)
    words = " ".join(html.unescape(found[2]).split()) if found else ""
    return f" that says “{plain_text(words, _QUOTED)}”" if 0 < len(words) <= _QUOTED else ""


def _text_of(head: bytes) -> str | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding, raw = "utf-16", head[: len(head) & ~1]
    else:
        encoding, raw = "utf-8", head.removeprefix(b"\xef\xbb\xbf")
    cut = len(head) >= HEAD_BYTES
    try:
        text = raw.decode(encoding, "strict") if not cut else raw[: len(raw) - 6].decode(encoding, "ignore")
    except UnicodeDecodeError:
        return None
    lost = cut and len(text.encode(encoding)) < len(raw) - 16
    return None if lost or any(ord(c) < 32 and c not in "\t\r\n\f" for c in text) else text


def _is_path_line(line: str) -> bool:
    """Whether Python's site module would take the line: a folder, an import, a comment (docs of module `site`)."""
    words = line.strip()
    return not words or words.startswith(("#", "import ", "import\t")) or not re.search(r"\s", words)


def _unknown(peek: Peek) -> CheckpointError:
    if b"brain.Event:" in peek.head[:64]:
        return NotACheckpoint("this is a TensorBoard log", peek.name, "Look at it with tensorboard --logdir.")
    if peek.size < 64:
        return NotACheckpoint(f"{peek.size} bytes are too few for a checkpoint", peek.name,
                              "The save or the download did not finish; get it again.")
    if ".data-0000" in peek.name or peek.name.endswith((".ckpt.index", ".ckpt.meta")):
        return NotACheckpoint("this is a part of a TensorFlow checkpoint", peek.name,
                              "Read it with tf.train.load_checkpoint, or convert it with the transformers library.")
    return NotACheckpoint(f"the file begins with bytes {peek.head[:4].hex(' ')}, which no known checkpoint does",
                          peek.name, "It may be damaged, encrypted, raw numbers, or the file of another program.")
