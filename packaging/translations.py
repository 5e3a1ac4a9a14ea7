"""Keeps the catalogues of translations in step with the source: new texts in, gone ones out, missing ones told.

Contract: standard library only; `main` writes `resources/translations/*.ts` and returns 1 where a text has no
translation yet. What is in the window's language:

- `gui/`: the first argument of `tr` and of `later`; titles, tips and tool texts of `Action`, `Menu` and `Submenu`;
  `title` and `hint` of classes.
- `core/`: every text with words in it, f-strings and format texts as patterns with `{0}`, `{1}` … for their places, as
  the core speaks English and the window translates what it is told. Left out are documentation, annotations,
  assertions, regular expressions and what FOREIGN says.
- both: the nouns of `count_text`, as `{n} nouns`.
- WORDS and UNITS, single words of the core that the window shows and no rule can tell from keys and names of modes.
- SYSTEM, what others say of a failure, which the core passes on in brackets.

A text that is meant to stay English has itself as its translation and a translator's comment that says why.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
PACKAGE = ROOT / "ckpt_viewer"
COUNTED = "core/counted"
# Texts of the core that are no words to a person, by their beginning or end, in the modules whose names begin so.
FOREIGN: Mapping[str, str] = {
    "core/diffing/export/page": "<| (class|title|data-key)=|default-src|sha256-|</|.*</",  # markup
    "core/diffing/export/look": "",  # style and script
    "core/diffing/export/table": "",
    # Python, not what is said about it.
    "core/snippets/": r"    |#|  #|(import|from|with|for) |.* = |.*\w\(|.*  # |.*=\{",
    "core/modules/text": r".*[=~]|[A-Z]\w+( [A-Z]\w+)+$",  # arguments and names of classes
    "core/saving/old_torch": r"(bfloat16|Hardswish) ",
    "core/known_dangers": r"(\S+ )*\w+\.\w|_|(\S+ )*\w*_|dill|cython|httpx|tkinter|Popen|urlopen|pytest",
    "core/known_globals": r"(\w+ )*(Char|Half|int8|per_channel_affine) |\{0\} Bool|torch \d",
    "core/engine/readiness": "import sys",
    "core/lazy_dataclasses": "",  # Python
}

WORDS = (
    "added", "removed", "renamed", "reshaped", "retyped", "changed", "equal", "identical", "unmeasured", "waiting",
    "failed", "damaged", "exact", "dropped", "rose", "first", "second", "nothing", "Path", "Status", "Cosine",
    "Changed", "Name", "Kind", "Shape", "Dtype", "Device", "Tensor", "Distribution", "Mean", "Min", "Max", "Zeros",
    "Model", "Optimizer", "Other", "tensor", "scalar", "mapping", "sequence", "object", "parameter", "module", "broken",
    "group", "empty", "unreadable", "item", "attribute", "element", "key", "keys", "storage", "part", "optimizer",
    "scheduler", "training", "evaluation", "infinity", "Comparing", "Searching", "Reading", "copying", "writing",
    "memory", "Value", "Bytes", "≠ changed", "= identical", "↷ renamed", "Row", "Column", "Index",
    "Notes", "Distributions", "word", "attributes", "begun", "started", "processed", "completed", "a {0}",
    " ({0}×)", "bytes within {0}, byte {1}", "In {0}, line {1}, in {2}: “{3}”",
    "↷ renamed, values changed", "↷ renamed, same values", "⇄ other type, values changed", "⇄ other type, same values",
)
SYSTEM = (
    # Of the system, as C libraries word it.
    "No such file or directory", "Permission denied", "Operation not permitted", "Read-only file system",
    "No space left on device", "Disk quota exceeded", "File too large", "Input/output error", "Is a directory",
    "Not a directory", "File name too long", "Too many open files", "Too many levels of symbolic links",
    "Device or resource busy", "Stale file handle", "Cannot allocate memory", "Connection timed out",
    "Transport endpoint is not connected", "Invalid argument", "Exec format error",
    # Of Python on a pattern.
    "{0} at position {1}", "missing ), unterminated subpattern", "unbalanced parenthesis",
    "unterminated character set", "nothing to repeat", "multiple repeat", "min repeat greater than max repeat",
    "bad escape (end of pattern)", "bad escape {0}", "incomplete escape {0}", "bad character range {0}",
    "unexpected end of pattern", "unknown extension {0}", "look-behind requires fixed-width pattern",
    "invalid group reference {0}", "unknown group name {0}", "bad character in group name {0}", "missing group name",
    "missing <", "missing >, unterminated name", "global flags not at the start of the expression",
    # Of Python on JSON.
    "{0}: line {1} column {2} (char {3})", "Expecting value", "Extra data", "Expecting ',' delimiter",
    "Expecting ':' delimiter", "Expecting property name enclosed in double quotes", "Unterminated string starting at",
    "Invalid control character at", "Invalid \\escape", "Illegal trailing comma before end of object",
    "Illegal trailing comma before end of array",
)
UNITS = ("years", "months", "days", "hours", "minutes", "words", "ones")

# Two words beside each other, or one beside a number or a place: `a 7z archive`, `importing {where}`.
_WORDS = re.compile(r"[^\W\d_]{2,}['’,;:.…)”]* [(“‘]?[^\W\d_]|^an? [a-z_]{3,}$"
                    r"|(?<![\w.])[^\W\d_]{3,} [\d{]|(?:^|\s)\d\w* [^\W\d_]{3,}")
# In a pattern one word between spaces or places will do: neither file names nor keys.
_WORD = re.compile(r"(?:^|[\s(“‘])[^\W\d_]{2,}(?=[\s,.:;…)”’{-]|$)")
_FORMAT = re.compile(r"\{[a-z_]*\}")
_BARE = re.compile(rf"{_WORDS.pattern}|^&?[A-Z][a-z]+…?$|(?<![\w.])[^\W\d_]{{3,}} \{{|\}} [^\W\d_]{{3,}}")
_MARKUP = re.compile(r"\{\{ |<\w+ style=")  # a style sheet or rich text, whose words stand in places
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
# The parameters of a call that are shown, by position and name.
_SHOWN = {
    "tr": {0: ""}, "later": {0: ""}, "Menu": {0: "title"}, "Submenu": {1: "title", 3: "empty"},
    "Action": {1: "title", 6: "tip", 10: "tool", 12: "needs"},
}
# What is said on the terminal, before there is a window, and names of fonts.
ELSEWHERE = ("gui/display.py", "gui/language/lettering.py")
# What looks like words of the window and is none.
MEANT: Mapping[str, str] = {
    "removed {0}": "the text of an edit, kept in English and told where it is shown",
    "update in place": "the name of a job", "warm up": "the name of a job", "pair histogram": "the name of a job",
    "pair values": "the name of a job", "pair search": "the name of a job", "open {0}": "the name of a job",
    "one number  int64": "what a column must have room for", "↷ renamed, values changed": "as above",
    "… not compared yet": "as above", "11 of 11 differ": "as above", "Fusion": "the name of a style",
    "{0} NaN": "a name alone", "qt texts": "the name of an object", "Hant": "the name of a script",
    "a training cannot have counted less than 0": "an error in the words of the core, told where it is shown",
    " more characters)": "how the core ends a text that is cut",
    "None": "as Python writes it", "English": "the name of the language in itself", "True": "as Python writes it",
    "False": "as Python writes it", "Inf": "as numbers are written", "Field": "the name of a type",
    "Esc": "on the key", "Space": "on the key", "Enter": "on the key", "GPU (cuda:0)": "names alone",
    "Apple GPU (mps)": "names alone", "Intel GPU (xpu:0)": "names alone",
}
# Calls whose first argument is the name of a job, and calls whose texts nobody reads.
_NAMING = ("submit", "forget", "cancel", "is_running")
_NOT_SHOWN = ("AssertionError", "setObjectName", "setStyleSheet", "count_text", "getattr", "hasattr")


@dataclass(frozen=True, slots=True)
class Message:
    """One text to translate. `places` says what stands in the places of a pattern, `comment` is the translator's."""

    context: str
    source: str
    places: str = ""
    translation: str = ""
    comment: str = ""


def main() -> int:
    """Bring every catalogue up to date and list what is missing in it."""
    status = 0
    for path in sorted(FOLDER.glob("*.ts")):
        messages = updated(path)
        path.write_text(written(messages, path), encoding="utf-8")
        missing = [message for message in messages if not message.translation]
        for message in missing:
            print(f"{message.context}: {message.source!r}")
        print(f"{path.name}: {len(messages)} texts, {len(missing)} without a translation")
        status |= bool(missing)
    for room, count in Counter(place.partition(":")[0].rpartition("/")[0] for place in untranslated("gui")).items():
        print(f"{room}: {count} texts go past tr")
    return status


def updated(path: Path) -> list[Message]:
    """The messages of the source with the translations of a catalogue; one of the same words elsewhere will do."""
    known = {(message.context, message.source): message for message in stored(path)}
    anywhere = {source: message for (_, source), message in known.items() if message.translation}
    made = []
    for message in extracted():
        old = known.get((message.context, message.source))
        if old is None or not old.translation:
            old = anywhere.get(message.source, message)
        made.append(replace(message, translation=old.translation, comment=old.comment))
    return made


def extracted() -> list[Message]:
    """Every text of the source, by module and in its order, each once per module."""
    found: dict[tuple[str, str], Message] = {}
    nouns: dict[tuple[str, str], Message] = {}
    for path in sorted([*(PACKAGE / "gui").rglob("*.py"), *(PACKAGE / "core").rglob("*.py")]):
        context = path.relative_to(PACKAGE).with_suffix("").as_posix().removesuffix("/__init__")
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for message in _of_window(tree, context) if context.startswith("gui") else _of_core(tree, context):
            found.setdefault((context, message.source), message)
        for noun in _nouns(tree):
            nouns.setdefault((COUNTED, noun), Message(COUNTED, noun))
    words = [Message("core/words", word) for word in (*WORDS, *SYSTEM)]
    units = [Message(COUNTED, f"{{n}} {unit}") for unit in UNITS]
    return [*found.values(), *(nouns[key] for key in sorted(nouns)), *units, *words]


def untranslated(*rooms: str) -> list[str]:
    """Where in these rooms of the window, `gui/actions` say, there are words that go past `tr`."""
    paths = (path for path in sorted((PACKAGE / "gui").rglob("*.py"))
             if (name := path.relative_to(PACKAGE).as_posix()).startswith(rooms) and name not in ELSEWHERE)
    return [f"{path.relative_to(PACKAGE)}:{line}: {text!r}"
            for path in paths for line, text in _bare(ast.parse(path.read_text(encoding="utf-8")))]


def early_calls() -> list[str]:
    """Where `tr` or `told` is called while a module is imported, which would fix the language for good."""
    return [f"{path.relative_to(ROOT)}:{call.lineno}"
            for path in sorted((PACKAGE / "gui").rglob("*.py"))
            for call in _calls_at_import(ast.parse(path.read_text(encoding="utf-8")))
            if _name(call.func) in {"tr", "told"}]


def stored(path: Path) -> list[Message]:
    """What a catalogue holds."""
    if not path.exists():
        return []
    root = ET.parse(path).getroot()  # noqa: S314 (a file of this project)
    return [
        Message(context.findtext("name", ""), message.findtext("source", ""), message.findtext("extracomment", ""),
                message.findtext("translation", ""), message.findtext("translatorcomment", ""))
        for context in root.iter("context")
        for message in context.iter("message")
    ]


def written(messages: list[Message], path: Path) -> str:
    """A `.ts` file, with the notes for translators that stand at the head of the old one."""
    head = re.search("<!--.*?-->\n", path.read_text(encoding="utf-8"), re.DOTALL) if path.exists() else None
    language = path.stem.removeprefix("ckpt_viewer_")
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>"]
    lines += [head.group().rstrip("\n")] if head else []
    lines.append(f'<TS version="2.1" language="{language}" sourcelanguage="en">')
    for context in sorted({message.context for message in messages}):
        lines += ["<context>", f"    <name>{context}</name>"]
        for message in messages:
            if message.context == context:
                lines += _xml(message)
        lines.append("</context>")
    return "\n".join([*lines, "</TS>", ""])


def _xml(message: Message) -> list[str]:
    lines = ["    <message>", f"        <source>{escape(message.source)}</source>"]
    if message.places:
        lines.append(f"        <extracomment>{escape(message.places)}</extracomment>")
    if message.comment:
        lines.append(f"        <translatorcomment>{escape(message.comment)}</translatorcomment>")
    finished = "" if message.translation else ' type="unfinished"'
    return [*lines, f"        <translation{finished}>{escape(message.translation)}</translation>", "    </message>"]


def _of_window(tree: ast.Module, context: str) -> Iterator[Message]:
    for node in _in_order(tree):
        if isinstance(node, ast.Call):
            for argument in _shown_arguments(node):
                yield from (Message(context, text) for text in _literals(argument))
        elif isinstance(node, ast.ClassDef):
            for held in node.body:
                if isinstance(held, ast.Assign) and {_name(target) for target in held.targets} & {"title", "hint"}:
                    yield from (Message(context, text) for text in _literals(held.value))


def _bare(tree: ast.Module) -> Iterator[tuple[int, str]]:
    skipped = _not_said(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Call() if _name(node.func) in _SHOWN or _name(node.func) in _NOT_SHOWN:
                skipped.update(id(below) for below in ast.walk(node))
            case ast.Call(args=[job, *_]) if _name(node.func) in _NAMING:
                skipped.update(id(below) for below in ast.walk(job))
            case ast.ClassDef():
                skipped.update(id(held.value) for held in node.body if isinstance(held, ast.Assign))
            case _:
                pass
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        texts = [text for text, _ in _patterns(node)] if isinstance(node, ast.JoinedStr) else _literals_of(node)
        yield from ((getattr(node, "lineno", 0), text) for text in texts
                   if _BARE.search(text) and text not in MEANT and not _MARKUP.search(text))


def _literals_of(node: ast.AST) -> list[str]:
    return _literals(node) if isinstance(node, ast.Constant) else []


def _shown_arguments(call: ast.Call) -> list[ast.expr]:
    shown = _SHOWN.get(_name(call.func), {})
    by_place = [argument for at, argument in enumerate(call.args) if at in shown]
    return by_place + [word.value for word in call.keywords if word.arg and word.arg in shown.values()]


def _of_core(tree: ast.Module, context: str) -> Iterator[Message]:
    foreign = next((re.compile(texts) for room, texts in FOREIGN.items() if context.startswith(room)), None)
    skipped = _not_said(tree)
    for node in _in_order(tree):
        if id(node) not in skipped and isinstance(node, ast.JoinedStr | ast.Constant):
            for message in _said(node, context):
                if foreign is None or not foreign.match(message.source):
                    yield message


def _said(node: ast.JoinedStr | ast.Constant, context: str) -> Iterator[Message]:
    if isinstance(node, ast.JoinedStr):
        for pattern, places in _patterns(node):
            if " " in pattern and _WORD.search(pattern) and not _CONTROL.search(pattern):
                yield Message(context, pattern, places)
        return
    for text in filter(_WORDS.search, _literals(node)):
        pieces = _FORMAT.split(text)
        numbered = "".join(f"{piece}{{{at}}}" for at, piece in enumerate(pieces[:-1])) + pieces[-1]
        yield Message(context, numbered, " · ".join(f"{at} = {name}" for at, name in enumerate(_FORMAT.findall(text))))


def _patterns(node: ast.JoinedStr) -> Iterator[tuple[str, str]]:
    """One for each way in which places that are one of two literals can come out: `file` and `files`."""
    choices = [_chosen(part) for part in node.values]
    for chosen in product(*choices):
        pattern = ""
        places: list[str] = []
        for piece in chosen:
            if isinstance(piece, str):
                pattern += piece.replace("{", "{{").replace("}", "}}")
            else:
                pattern += f"{{{len(places)}}}"
                places.append(ast.unparse(piece))
        yield pattern, " · ".join(f"{at} = {place}" for at, place in enumerate(places))


def _chosen(part: ast.expr) -> list[str | ast.expr]:
    match part:
        case ast.Constant():
            return [str(part.value)]
        case ast.FormattedValue(value=ast.IfExp(body=ast.Constant(value=str() as one),
                                                orelse=ast.Constant(value=str() as other))):
            return [one, other]
        case ast.FormattedValue():
            return [part.value]
        case _:
            raise AssertionError(ast.dump(part))


def _not_said(tree: ast.Module) -> set[int]:
    """The ids of nodes that are documentation, annotations, assertions, regular expressions or parts of f-strings."""
    skipped: set[int] = set()

    def skip(node: ast.AST | None, *, itself: bool = True) -> None:
        if node is not None:
            skipped.update(id(below) for below in ast.walk(node) if itself or below is not node)

    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant()):
                skip(node)
            case ast.AnnAssign() | ast.arg():
                skip(node.annotation)
            case ast.FunctionDef():
                skip(node.returns)
            case ast.Assert():
                skip(node.msg)
            case ast.JoinedStr():
                for part in node.values:
                    if isinstance(part, ast.Constant):
                        skip(part)
                    elif isinstance(part, ast.FormattedValue):
                        skip(part.format_spec)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"))):
                skip(node)
            case _:
                pass
    return skipped


def _nouns(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) == "count_text":
            named = {word.arg: word.value for word in node.keywords}
            one = node.args[1] if len(node.args) > 1 else named.get("one")
            many = node.args[2] if len(node.args) > 2 else named.get("many")
            for text in _literals(one):
                yield from [f"{{n}} {text}s"] if many is None else [f"{{n}} {text}"]
            yield from (f"{{n}} {text}" for text in _literals(many) if text)


def _literals(node: ast.expr | None) -> list[str]:
    """The texts that an expression may be; those of both branches of a condition."""
    match node:
        case ast.Constant(value=str() as text) if text and not _CONTROL.search(text):
            return [text]
        case ast.IfExp():
            return [*_literals(node.body), *_literals(node.orelse)]
        case _:
            return []


def _in_order(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for below in ast.iter_child_nodes(node):
        yield from _in_order(below)


def _calls_at_import(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call):
            yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _calls_at_import(node)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


if __name__ == "__main__":
    raise SystemExit(main())
