"""A process and all it starts on Windows: a job object."""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only

import ctypes
import subprocess
from ctypes import wintypes as types
from typing import Any

# How subprocess.Popen is to start it. No console window, neither for it nor for what it starts.
START_APART: dict[str, Any] = {"creationflags": subprocess.CREATE_NO_WINDOW}

_ENDED = 1  # their exit code
_MAY_END_AND_ASSIGN = 0x0101  # PROCESS_TERMINATE | PROCESS_SET_QUOTA

_kernel = ctypes.WinDLL("kernel32", use_last_error=True)
_kernel.CreateJobObjectW.restype = types.HANDLE
_kernel.OpenProcess.restype = types.HANDLE
_kernel.AssignProcessToJobObject.argtypes = (types.HANDLE, types.HANDLE)
_kernel.TerminateJobObject.argtypes = (types.HANDLE, types.UINT)
_kernel.CloseHandle.argtypes = (types.HANDLE,)


class Family:
    """What *process* has started before this was made, within its first moments, is not among them."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._job = _kernel.CreateJobObjectW(None, None)
        handle = _kernel.OpenProcess(_MAY_END_AND_ASSIGN, False, process.pid)
        if handle:  # else it has ended already
            _kernel.AssignProcessToJobObject(self._job, handle)
            _kernel.CloseHandle(handle)

    def end(self) -> None:
        """Kill them all, at once; nothing is waited for."""
        if self._job:
            _kernel.TerminateJobObject(self._job, _ENDED)
        if self._process.poll() is None:
            self._process.kill()

    def close(self) -> None:
        """The process has ended; what it has left behind goes on."""
        if self._job:
            _kernel.CloseHandle(self._job)
            self._job = None
