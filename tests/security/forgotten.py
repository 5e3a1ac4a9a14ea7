"""Functions of Python and of libraries that block-lists forgot: the advisory, and the name that it is about."""

from __future__ import annotations

from tests.security.building import DANGEROUS, SHELL, Attack, call, planted, stacked, text

PICKLESCAN = {  # https://github.com/mmaitre314/picklescan/security/advisories, tests/init_data_files.py there
    "CVE-2025-1716": ("pip", "main"), "CVE-2025-10157, GHSA-f7qq-56ww-84cr": (
        "asyncio.unix_events", "_UnixSubprocessTransport._start"),
    "GHSA-4r9r-ch6f-vxmx": ("torch.utils.bottleneck.__main__", "run_cprofile"),
    "GHSA-4whj-rm5r-c2v8": ("torch.utils.bottleneck.__main__", "run_autograd_prof"),
    "GHSA-86cj-95qr-2p4f": ("torch._dynamo.guards", "GuardBuilder.get"),
    "GHSA-f4x7-rfwp-v3xw": ("torch.fx.experimental.symbolic_shapes", "ShapeEnv.evaluate_guards_expression"),
    "GHSA-f745-w6jp-hpxx": ("torch.utils.collect_env", "run"),
    "GHSA-jhph-76pp-mggw": ("torch.utils.collect_env", "run_and_read_all"),
    "GHSA-h3qp-7fh3-f8h4": ("torch.utils.data.datapipes.utils.decoder", "basichandlers"),
    "GHSA-vr7h-p6mm-wpmh": ("torch.jit.unsupported_tensor_ops", "execWrapper"),
    "GHSA-vv6j-3g6g-2pvj": ("torch.utils._config_module", "ConfigModule.load_config"),
    "GHSA-5qwp-399c-mjwf": ("trace", "Trace.run"), "GHSA-g344-hcph-8vgg": ("trace", "Trace.runctx"),
    "GHSA-x696-vm39-cp64": ("profile", "Profile.run"), "GHSA-7wx9-6375-f5wh": ("profile", "run"),
    "GHSA-49gj-c84q-6qm9": ("cProfile", "run"), "GHSA-f54q-57x4-jg88": ("lib2to3.pgen2.grammar", "Grammar.loads"),
    "GHSA-p9w7-82w4-7q8m": ("lib2to3.pgen2.pgen", "ParserGenerator.make_label"),
    "GHSA-3vg9-h568-4w9m": ("idlelib.debugobj", "ObjectTreeItem.SetText"),
    "GHSA-6w4w-5w54-rjvr": ("idlelib.autocomplete", "AutoComplete.get_entity"),
    "GHSA-9xph-j2h6-g47v": ("idlelib.calltip", "get_entity"), "GHSA-m869-42cg-3xwr": (
        "idlelib.run", "Executive.runcode"),
    "GHSA-j343-8v2j-ff7w": ("idlelib.pyshell", "ModifiedInterpreter.runcommand"),
    "GHSA-cj3c-v495-4xqh": ("code", "InteractiveInterpreter.runcode"), "GHSA-xp4f-hrf8-rxw7": (
        "ensurepip", "_run_pip"),
    "GHSA-vvpj-8cmc-gx39": ("pkgutil", "resolve_name"), "GHSA-fqq6-7vqf-w3fg": ("doctest", "debug_script"),
    "GHSA-m273-6v24-x4m4": ("distutils.file_util", "write_file"), "GHSA-4675-36f9-wf6r": ("ctypes", "CDLL"),
    "GHSA-84r2-jw7c-4r5q": ("pydoc", "locate"), "GHSA-955r-x9j8-7rhh": ("operator", "methodcaller"),
    "GHSA-vqmv-47xg-9wpr": ("pty", "spawn"), "GHSA-r8g5-cgf2-4m4m": ("numpy.f2py.crackfortran", "getlincoef"),
    "GHSA-g38g-8gr9-h9xp, CVE-2026-56315": ("uuid", "_get_command_stdout"),
    "GHSA-g38g-8gr9-h9xp, imaplib": ("imaplib", "IMAP4_stream"),
    "GHSA-g38g-8gr9-h9xp, pager": ("_pyrepl.pager", "pipe_pager"),
    "GHSA-g38g-8gr9-h9xp, macOS": ("_osx_support", "_read_output"), "CVE-2026-56304": ("logging", "FileHandler"),
}
FICKLING = {  # https://github.com/trailofbits/fickling/security/advisories, test/test_bypasses.py there
    "CVE-2026-22612, GHSA-h4rm-mm56-xf63": ("builtins", "__import__"), "GHSA-r7v6-mfhq-g3m2": ("pty", "spawn"),
    "GHSA-565g-hwwr-4pp3": ("marshal", "loads"), "GHSA-565g-hwwr-4pp3, types": ("types", "FunctionType"),
    "GHSA-wfq2-52f7-7qvj": ("runpy", "run_path"), "GHSA-p523-jq9w-64x9": ("cProfile", "run"),
    "GHSA-q5qq-mvfm-j35x": ("importlib", "import_module"), "GHSA-5hvc-6wx8-mvv4": ("pydoc", "locate"),
    "GHSA-5hwf-rc88-82xm": ("_aix_support", "_read_cmd_output"), "GHSA-6ggj-6f2q-f7mx": ("_interpreters", "create"),
}
MODELSCAN = {  # https://github.com/protectai/modelscan/issues
    "#330": ("numpy", "__builtins__"), "#331": ("importlib", "import_module"),
    "#338, collect_env": ("torch.utils.collect_env", "run"), "#338, hub": ("torch.hub", "load"),
    "#338, spawnv": ("multiprocessing.util", "spawnv_passfds"),
    "#338, mlflow": ("mlflow.projects.backend.local", "_run_entry_point"),
    "#338, pandas": ("pandas.io.parsers.readers", "read_csv"), "#70": ("operator", "attrgetter"),
}


def _forgotten() -> list[Attack]:
    lists = {"picklescan": PICKLESCAN, "fickling": FICKLING, "modelscan": MODELSCAN}
    return [planted(f"{module}.{name}", f"{program} {reference}", call(stacked(module, name), text(SHELL)),
                    f"{module}.{name}", DANGEROUS)
            for program, names in lists.items() for reference, (module, name) in names.items()]


FORGOTTEN: tuple[Attack, ...] = tuple(_forgotten())
