"""By which bytes files of other programs begin, what they are, and what to do with them. Data only.

Signatures are those that the programs' own documentation gives, or that file(1) goes by.
"""

from __future__ import annotations

from collections.abc import Iterable

from ckpt_viewer.core.lazy_dataclasses import dataclass

_CHOOSE = "Choose the checkpoint instead."
_UNPACK = "Unpack it and open what is inside."


@dataclass(frozen=True, slots=True)
class Kind:
    """`what` completes “this is …”, `hint` says what to do."""

    at: int
    magic: bytes
    what: str
    hint: str


def _kinds(hint: str, *rows: tuple[int, bytes, str]) -> list[Kind]:
    return [Kind(at, magic, what, hint) for at, magic, what in rows]


KINDS: tuple[Kind, ...] = (
    *_kinds(_CHOOSE, (0, b"\x89PNG\r\n\x1a\n", "a PNG picture"), (0, b"\xff\xd8\xff", "a JPEG picture"),
            (0, b"GIF8", "a GIF picture"), (0, b"II*\0", "a TIFF picture"), (0, b"MM\0*", "a TIFF picture"),
            (8, b"WEBP", "a WebP picture"), (8, b"WAVEfmt", "a WAV sound"), (8, b"AVI ", "an AVI video"),
            (4, b"ftyp", "an MP4 video"), (0, b"\x1aE\xdf\xa3", "a Matroska or WebM video"),
            (0, b"ID3", "an MP3 sound"),
            (0, b"fLaC", "a FLAC sound"), (0, b"OggS", "an Ogg sound"), (0, b"%PDF", "a PDF document"),
            (0, b"{\\rtf", "an RTF document"), (0, b"%!PS", "a PostScript document"),
            (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an old Word, Excel or PowerPoint"),
            (0, b"\x7fELF", "a program or library for Linux"), (0, b"\xcf\xfa\xed\xfe", "a program for macOS"),
            (0, b"\xca\xfe\xba\xbe", "a program for macOS or Java"), (0, b"\0asm", "a WebAssembly program"),
            (0, b"\0\0\0\x01Bud1", "a folder's settings of macOS (.DS_Store)"),
            (0, b"SQLite format 3\0", "an SQLite database"),
            (0, b"L\0\0\0\x01\x14\x02\0", "a Windows shortcut, not the file it leads to")),
    *_kinds(_UNPACK, (0, b"\x28\xb5\x2f\xfd", "a zstd file"),
            (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
            (0, b"Rar!\x1a\x07", "a RAR archive"),
            (0, b"\x04\x22\x4d\x18", "an lz4 file"), (0, b"\x1f\x9d", "a file made by compress")),
    *_kinds("Decrypt it first, with the program and the password it was made with.",
            (0, b"Salted__", "a file that openssl has encrypted"),
            (0, b"age-encryption.org/", "a file that age has encrypted"),
            (0, b"-----BEGIN PGP MESSAGE", "a file that PGP has encrypted")),
    *_kinds("Open it with Keras or h5py; in PyTorch, load its arrays with h5py and torch.from_numpy.",
            (0, b"\x89HDF\r\n\x1a\n", "an HDF5 file, as Keras writes its models (.h5)")),
    *_kinds("Open it with llama.cpp or the gguf package.", (0, b"GGUF", "a GGUF model")),
    *_kinds("Convert it to GGUF with llama.cpp and open it there.", (0, b"lmgg", "a GGML model"),
            (0, b"tjgg", "a GGML model"), (0, b"fmgg", "a GGML model")),
    *_kinds("Open it with TensorFlow Lite.", (4, b"TFL3", "a TensorFlow Lite model")),
    *_kinds("Run it with ExecuTorch; to look at the weights, open the checkpoint it was made from.",
            (4, b"ET12", "a program of ExecuTorch (.pte)"), (4, b"FT01", "data of an ExecuTorch program (.ptd)")),
    *_kinds("Read it with TensorFlow: tf.saved_model.load of its folder.",
            (0, b"\x08\x01\x12", "a TensorFlow SavedModel (saved_model.pb)")),
    *_kinds("Read it with pandas or pyarrow.", (0, b"PAR1", "a Parquet table"), (0, b"ARROW1", "an Arrow table")),
    *_kinds("Load it with scipy.io.loadmat.", (0, b"MATLAB 5.0 MAT-file", "a MATLAB file")),
    *_kinds("Convert it with Lua's Torch, or with the torchfile package.",
            (0, b"\x04\0\0\0\x01\0\0\0\x03\0\0\0V 1", "a model of Torch7, the Lua program before PyTorch (.t7)")),
    *_kinds("Load it with mxnet.nd.load.", (0, b"\x12\x01\0\0\0\0\0\0", "a parameter file of MXNet")),
    *_kinds("Read it with Darknet's own tools, or convert it.",
            (0, b"\0\0\0\0\x02\0\0\0\x05\0\0\0", "weights of Darknet (YOLO)"),
            (0, b"\0\0\0\0\x02\0\0\0\0\0\0\0", "weights of Darknet (YOLO)")),
    *_kinds("It runs only on the GPU it was built for; open the checkpoint it was made from.",
            (0, b"ftrt", "a TensorRT engine"), (0, b"ptrt", "a TensorRT engine")),
    *_kinds("macOS makes such files beside others; choose the one of the same name without `._`.",
            (0, b"\0\x05\x16\x07\0", "what macOS notes about a file (its name begins with ._), not the file")),
)

ZIP_KINDS: tuple[tuple[frozenset[str], str, str], ...] = (
    (frozenset(["byteorder", ".data/serialization_id"]),
     "the frame that torch.save leaves when it fails, with neither names nor tensors",
     "Nothing can be rescued from it. Save it again; the error of torch.save names what it cannot save."),
    (frozenset(["word/document.xml"]), "a Word document", _CHOOSE),
    (frozenset(["xl/workbook.xml"]), "an Excel table", _CHOOSE),
    (frozenset(["ppt/presentation.xml"]), "a PowerPoint presentation", _CHOOSE),
    (frozenset(["model.weights.h5", "config.json"]), "a model of Keras 3 (.keras)",
     "Open it with keras.saving.load_model."),
    (frozenset(["AndroidManifest.xml"]), "an Android program", "A model in it lies below assets/: unpack it."),
    (frozenset(["MAR-INF/MANIFEST.json"]), "a model archive of TorchServe (.mar)",
     "Unpack it and open the .pt or .pth inside."),
    (frozenset(["META-INF/MANIFEST.MF"]), "a Java archive", _CHOOSE),
    (frozenset(["mimetype"]), "an OpenDocument text or an e-book", _CHOOSE),
    (frozenset(["saved_model.pb"]), "a zipped TensorFlow SavedModel",
     "Unpack it and read it with tf.saved_model.load."),
    (frozenset(["Manifest.json", "Data/com.apple.CoreML/model.mlmodel"]), "a Core ML package",
     "Open it with coremltools."),
)
"""Zips by the names of records that all must be there."""


def kind_of_zip(names: Iterable[str]) -> tuple[str, str] | None:
    """What a zip with these records is, and what to do; None where nobody knows."""
    relative = {part for name in names for part in (name, name.partition("/")[2])}
    return next(((what, hint) for telling, what, hint in ZIP_KINDS if telling <= relative), None)
