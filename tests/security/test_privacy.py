"""Nothing about a person leaves the computer: not by a promise, by what there is.

Every line of the program is read as a syntax tree. What can open a connection is imported by the modules
named here and no other, each for its reason; all but one kind of them can reach this computer only. That one,
the fetch of a team's file, knows one verb, GET, and what it sends is compared byte by byte with what it may
send. No setting and no option names an upload.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import sitbreak
from sitbreak.cli import COMMANDS
from sitbreak.settings.keys import keys
from sitbreak.team.fetch import Mark, fetch
from tests.security.team_host import TEAM_FILE, TeamHost, answering

ROOT = Path(sitbreak.__file__).parent

_CAN_CONNECT = {
    *("socket", "_socket", "ssl", "_ssl", "http", "urllib.request", "asyncio", "ftplib", "smtplib", "poplib"),
    *(
        "imaplib",
        "nntplib",
        "telnetlib",
        "xmlrpc",
        "socketserver",
        "webbrowser",
        "multiprocessing",
        "wsgiref",
    ),
    *("requests", "httpx", "httpcore", "aiohttp", "urllib3", "curl_cffi", "pycurl", "websockets", "paramiko"),
    *("truststore", "jeepney.io", "dbus", "zmq", "grpc", "logging.handlers", "ctypes", "cffi"),
}
_HERE_ONLY = "unix sockets of this computer"
_FETCH = "the fetch of a team's file"

_WINDOWS = "functions of Windows, none of them of a network"
_MACOS = "functions of macOS, none of them of a network"

ALLOWED: dict[str, tuple[set[str], str]] = {
    "ipc_descriptors.py": ({"socket"}, _HERE_ONLY),
    "ipc_socket.py": ({"socket"}, _HERE_ONLY),
    "ipc_pipe_listener.py": ({"ctypes"}, _WINDOWS),
    "instance_mutex.py": ({"ctypes"}, _WINDOWS),
    "systems/windows_clocks.py": ({"ctypes"}, _WINDOWS),
    "systems/windows_job.py": ({"ctypes"}, _WINDOWS),
    "systems/windows_zone.py": ({"ctypes"}, _WINDOWS),
    **{
        f"desktop/windows/{name}.py": ({"ctypes"}, _WINDOWS)
        for name in ("api", "autostart", "hidden_window", "icon_handles", "idle", "session", "signs", "watch")
    },
    "systems/macos_clocks.py": ({"ctypes"}, _MACOS),
    **{
        f"desktop/macos/{name}.py": ({"ctypes"}, _MACOS)
        for name in ("frameworks", "hardware", "session_facts")
    },
    "desktop/toast_child.py": ({"asyncio"}, "desktop-notifier asks for it"),
    "desktop/linux/bus.py": ({"socket"}, _HERE_ONLY),
    "desktop/linux/bus_wire.py": ({"socket"}, _HERE_ONLY),
    "desktop/linux/service_manager.py": ({"socket"}, _HERE_ONLY),
    "desktop/linux/stream.py": ({"socket"}, _HERE_ONLY),
    "desktop/linux/wayland.py": ({"socket"}, _HERE_ONLY),
    "desktop/linux/x11_display.py": ({"socket"}, _HERE_ONLY),
    "team/exchange.py": ({"socket", "http", "urllib.request", "ssl"}, _FETCH),
    "team/fetch.py": ({"http", "ssl", "truststore"}, _FETCH),
    "team/fetch_errors.py": ({"socket", "http", "ssl"}, "names of errors"),
}
_NO_UPLOADS = re.compile(
    r"upload|telemetr|analytic|metric|track|webhook|endpoint|submit|publish|beacon|crash.?report|usage|cloud"
    r"|sync|account|login|token|server|proxy|email|mail",
    re.IGNORECASE,
)
_PROGRAMS = re.compile(
    r"^(?:\S*/)?(?:curl|wget|nc|ncat|netcat|ssh|scp|rsync|socat|telnet|ftp|sendmail|mail)$"
)


def sources() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(ROOT.rglob("*.py")):
        yield str(file.relative_to(ROOT)), ast.parse(file.read_text(), str(file))


def imported(tree: ast.Module) -> set[str]:
    """Which of the modules that can connect *tree* imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {
        each for each in _CAN_CONNECT if any(name == each or name.startswith(f"{each}.") for name in names)
    }


def test_only_the_modules_named_here_can_open_a_connection() -> None:
    found = {name: modules for name, tree in sources() if (modules := imported(tree))}
    assert found == {name: modules for name, (modules, _why) in ALLOWED.items()}


def test_no_library_of_a_network_is_loaded_by_name() -> None:
    networks = re.compile(r"ws2_32|winhttp|wininet|winsock|CFNetwork|urlmon|libcurl|NSURL", re.IGNORECASE)
    for name, tree in sources():
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) else getattr(node, "attr", "")
            assert not (isinstance(text, str) and networks.search(text)), f"{name}:{node.lineno}"


def test_what_is_not_the_fetch_opens_unix_sockets_only() -> None:
    for name, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "socket.socket":
                assert ast.unparse(node.args[0]) == "socket.AF_UNIX", f"{name}:{node.lineno}"
            if isinstance(node, ast.Call):
                assert "create_connection" not in ast.unparse(node.func), f"{name}:{node.lineno}"


def test_the_fetch_knows_one_verb_and_is_called_for_a_team_and_for_a_check_only() -> None:
    verbs, callers = set(), set()
    for name, tree in sources():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Attribute(attr="request" | "putrequest")) if name.startswith("team/"):
                    verbs.add(ast.unparse(node.args[0]))
                case ast.ImportFrom(module="sitbreak.team.fetch", names=taken):
                    callers |= {name for alias in taken if alias.name == "fetch"}
    assert verbs == {"'GET'"}
    # For the team that somebody has joined or looks at, and for `config validate URL`.
    assert callers == {"team/getting.py", "commands/config_check.py"}


def test_no_program_is_named_that_could_send_something() -> None:
    for name, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not _PROGRAMS.match(node.value), f"{name}:{node.lineno}: {node.value}"


def test_no_setting_names_an_upload() -> None:
    assert [key for key in keys() if _NO_UPLOADS.search(key)] == []
    addresses = [name for name, key in keys().items() if "http" in key.allowed]
    assert addresses == ["team.source"]


@pytest.mark.parametrize("command", COMMANDS)
def test_no_option_names_an_upload(command: str) -> None:
    parser = argparse.ArgumentParser()
    parser.set_defaults(command=command)
    import_module(COMMANDS[command][0]).add_arguments(parser)
    assert [word for word in _options(parser) if _NO_UPLOADS.search(word)] == []


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        yield from action.option_strings
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield name
                yield from _options(below)


def test_two_strangers_send_the_same_bytes(host: TeamHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks, wherever they live and whatever they have set: the request is the same."""
    for home, language in (("/home/ada", "de_DE.UTF-8"), ("/home/bob", "C")):
        monkeypatch.setenv("HOME", home)
        monkeypatch.setenv("USER", home.rpartition("/")[2])
        monkeypatch.setenv("LANG", language)
        fetch(host.url(), known=Mark(url=host.url(), etag='"1"'))
    first, second = host.requests
    assert first == second
    names = [line.partition(b":")[0] for line in first.strip().split(b"\r\n")[1:]]
    assert names == [b"Host", b"Accept-Encoding", b"User-Agent", b"If-None-Match"]


def test_what_a_server_sets_is_never_sent_back_but_the_mark(host: TeamHost) -> None:
    host.answer = answering(TEAM_FILE, "Set-Cookie: id=1", 'ETag: "1"', "Last-Modified: yesterday")
    page = fetch(host.url())
    fetch(host.url(), known=page.mark)
    assert b"id=1" not in host.requests[1]
    assert b"yesterday" not in host.requests[1]
