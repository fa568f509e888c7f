"""Know when a settings file, or a folder of them, has changed, without looking every so often.

A thread waits for Windows to tell of changes in folders. It does not learn which file it was. So after each
change, and a little wait in which an editor may finish its work, the file is compared with what was seen
last.

Watched are the folder of the file, and the folder above it, in which the former may be made, moved or
deleted; of what does not exist, the nearest folder that does. What is watched may itself be a folder: then
the TOML files in it count. While *may_look* says no, a file counts as it was last seen.
"""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only

import ctypes
import queue
import threading
from ctypes import wintypes as types
from typing import TYPE_CHECKING

from sitbreak.desktop.watched_files import WatchedFiles, nearest_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sitbreak.desktop.watched_files import Watched
    from sitbreak.ports import Loop

_MOST_FOLDERS = 60  # a thread can wait for 64 things
_NAMES_AND_CONTENT = 0x1 | 0x2 | 0x8 | 0x10  # FILE_NAME, DIR_NAME, SIZE, LAST_WRITE
_FOR_EVER = 0xFFFFFFFF
_NONE = ctypes.c_void_p(-1).value  # INVALID_HANDLE_VALUE

_kernel = ctypes.WinDLL("kernel32", use_last_error=True)
_kernel.FindFirstChangeNotificationW.restype = types.HANDLE
_kernel.FindFirstChangeNotificationW.argtypes = (types.LPCWSTR, types.BOOL, types.DWORD)
_kernel.FindNextChangeNotification.argtypes = (types.HANDLE,)
_kernel.FindCloseChangeNotification.argtypes = (types.HANDLE,)
_kernel.CreateEventW.restype = types.HANDLE
_kernel.SetEvent.argtypes = (types.HANDLE,)
_kernel.CloseHandle.argtypes = (types.HANDLE,)
_kernel.WaitForMultipleObjects.argtypes = (types.DWORD, types.LPVOID, types.BOOL, types.DWORD)


class FileWatch:
    """Calls *on_change*, on the loop's thread, about 0.2 s after *file* was written, replaced, made or
    deleted, or a TOML file in it when it is a folder. Blocks for nothing but a few looks at the file system.
    Raises OSError when Windows cannot tell of changes there.
    """

    def __init__(
        self,
        loop: Loop,
        file: Path,
        on_change: Callable[[], None],
        may_look: Callable[[], bool] = lambda: True,
    ) -> None:
        self._files = WatchedFiles(loop, self._watch_folders)
        self._folders = _Folders(lambda: loop.post(self._files.notified))
        self._closed = False
        self.add(file, on_change, may_look)

    def add(
        self, file: Path, on_change: Callable[[], None], may_look: Callable[[], bool] = lambda: True
    ) -> None:
        """Watch *file* too, or the TOML files in it when it is a folder. Raises OSError, as above."""
        self._files.add(file, on_change, may_look)

    def close(self) -> None:
        """Never call back."""
        if not self._closed:
            self._closed = True
            self._files.close()
            self._folders.close()

    def _watch_folders(self, files: Sequence[Watched]) -> None:
        """Watch the folders of *files*. Raises OSError, once all others are watched, for one that cannot
        be."""
        wanted = [folder for watched in files for folder in watched.folders()]
        there = [nearest_folder(folder) for folder in (*wanted, *(folder.parent for folder in wanted))]
        self._folders.watch([*dict.fromkeys(there)][:_MOST_FOLDERS])


class _Folders:
    """The folders of which Windows tells, and the thread that listens and calls *changed*."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._orders: queue.SimpleQueue[list[int] | None] = queue.SimpleQueue()
        self._ordered = _kernel.CreateEventW(None, False, False, None)
        threading.Thread(target=self._listen, name="watch", daemon=True).start()

    def watch(self, folders: list[Path]) -> None:
        """These instead of those before. Raises OSError for the first that cannot be watched, once the others
        are."""
        handles, failures = [], []
        for folder in folders:
            handle = _kernel.FindFirstChangeNotificationW(str(folder), False, _NAMES_AND_CONTENT)
            if handle == _NONE:
                failures.append(ctypes.WinError(ctypes.get_last_error()))
            else:
                handles.append(handle)
        self._order(handles)
        if failures:
            raise failures[0]

    def close(self) -> None:
        self._order(None)

    def _order(self, handles: list[int] | None) -> None:
        self._orders.put(handles)
        _kernel.SetEvent(self._ordered)

    def _listen(self) -> None:
        """On the thread, to which the handles belong."""
        handles: list[int] = []
        while True:
            number = _wait([self._ordered, *handles])
            if number:
                if not _kernel.FindNextChangeNotification(handles[number - 1]):
                    _close([handles.pop(number - 1)])  # the folder is gone
                self._changed()
                continue
            while not self._orders.empty():
                before, ordered = handles, self._orders.get()
                _close(before)
                if ordered is None:
                    _kernel.CloseHandle(self._ordered)
                    return
                handles = ordered


def _wait(handles: list[int]) -> int:
    """The number of the first of *handles* that has something to tell."""
    array = (types.HANDLE * len(handles))(*handles)
    return int(_kernel.WaitForMultipleObjects(len(handles), array, False, _FOR_EVER))


def _close(handles: list[int]) -> None:
    for handle in handles:
        _kernel.FindCloseChangeNotification(handle)
