"""The functions of Windows that sitbreak calls, with their types. Nothing here does anything by itself.

The libraries are our own instances: another package that declares other types for the same function, as
pystray does, cannot change ours.
"""

from __future__ import annotations

import sys

assert sys.platform == "win32"  # the type checker reads on for this system only

import ctypes
from ctypes import wintypes as types

LRESULT = ctypes.c_ssize_t
ConsoleHandler = ctypes.WINFUNCTYPE(types.BOOL, types.DWORD)
WindowProcedure = ctypes.WINFUNCTYPE(LRESULT, types.HWND, types.UINT, types.WPARAM, types.LPARAM)

_user = ctypes.WinDLL("user32", use_last_error=True)
_kernel = ctypes.WinDLL("kernel32", use_last_error=True)
_shell = ctypes.WinDLL("shell32", use_last_error=True)
_gdi = ctypes.WinDLL("gdi32", use_last_error=True)
_terminal_services = ctypes.WinDLL("wtsapi32", use_last_error=True)


class WindowClass(ctypes.Structure):
    """WNDCLASSW"""

    _fields_ = [
        ("style", types.UINT),
        ("procedure", WindowProcedure),
        ("class_extra_b", ctypes.c_int),
        ("window_extra_b", ctypes.c_int),
        ("instance", types.HINSTANCE),
        ("icon", types.HICON),
        ("cursor", types.HANDLE),
        ("background", types.HBRUSH),
        ("menu_name", types.LPCWSTR),
        ("name", types.LPCWSTR),
    ]


class LastInputInfo(ctypes.Structure):
    """LASTINPUTINFO"""

    _fields_ = [("size_b", types.UINT), ("tick_ms", types.DWORD)]


class BitmapHeader(ctypes.Structure):
    """BITMAPINFOHEADER"""

    _fields_ = [
        ("size_b", types.DWORD),
        ("width_px", types.LONG),
        ("height_px", types.LONG),  # negative: the uppermost row comes first
        ("planes", types.WORD),
        ("bits", types.WORD),
        ("compression", types.DWORD),
        ("image_b", types.DWORD),
        ("x_per_metre", types.LONG),
        ("y_per_metre", types.LONG),
        ("colours_used", types.DWORD),
        ("colours_important", types.DWORD),
    ]


class IconInfo(ctypes.Structure):
    """ICONINFO"""

    _fields_ = [
        ("is_icon", types.BOOL),
        ("x_hotspot", types.DWORD),
        ("y_hotspot", types.DWORD),
        ("mask", types.HBITMAP),
        ("colours", types.HBITMAP),
    ]


def _declared(
    function: ctypes._NamedFuncPointer, result: type | None, *arguments: type
) -> ctypes._NamedFuncPointer:
    function.restype = result
    function.argtypes = arguments
    return function


# --- windows and messages

register_class = _declared(_user.RegisterClassW, types.ATOM, ctypes.POINTER(WindowClass))
unregister_class = _declared(_user.UnregisterClassW, types.BOOL, types.LPCWSTR, types.HINSTANCE)
create_window = _declared(
    _user.CreateWindowExW,
    types.HWND,
    types.DWORD,
    types.LPCWSTR,
    types.LPCWSTR,
    types.DWORD,
    *(ctypes.c_int,) * 4,
    types.HWND,
    types.HMENU,
    types.HINSTANCE,
    types.LPVOID,
)
destroy_window = _declared(_user.DestroyWindow, types.BOOL, types.HWND)
default_procedure = _declared(
    _user.DefWindowProcW, LRESULT, types.HWND, types.UINT, types.WPARAM, types.LPARAM
)
get_message = _declared(_user.GetMessageW, ctypes.c_int, types.LPMSG, types.HWND, types.UINT, types.UINT)
translate_message = _declared(_user.TranslateMessage, types.BOOL, types.LPMSG)
dispatch_message = _declared(_user.DispatchMessageW, LRESULT, types.LPMSG)
post_message = _declared(_user.PostMessageW, types.BOOL, types.HWND, types.UINT, types.WPARAM, types.LPARAM)
post_quit_message = _declared(_user.PostQuitMessage, None, ctypes.c_int)
end_menu = _declared(_user.EndMenu, types.BOOL)
set_console_handler = _declared(_kernel.SetConsoleCtrlHandler, types.BOOL, ConsoleHandler, types.BOOL)
module_handle = _declared(_kernel.GetModuleHandleW, types.HMODULE, types.LPCWSTR)

# --- input, session, what is on the screen

last_input_info = _declared(_user.GetLastInputInfo, types.BOOL, ctypes.POINTER(LastInputInfo))
tick_ms = _declared(_kernel.GetTickCount, types.DWORD)
register_session = _declared(
    _terminal_services.WTSRegisterSessionNotification, types.BOOL, types.HWND, types.DWORD
)
unregister_session = _declared(_terminal_services.WTSUnRegisterSessionNotification, types.BOOL, types.HWND)
query_session = _declared(
    _terminal_services.WTSQuerySessionInformationW,
    types.BOOL,
    types.HANDLE,
    types.DWORD,
    ctypes.c_int,
    ctypes.POINTER(ctypes.c_void_p),
    ctypes.POINTER(types.DWORD),
)
free_session = _declared(_terminal_services.WTSFreeMemory, None, ctypes.c_void_p)
notification_state = _declared(
    _shell.SHQueryUserNotificationState, ctypes.c_long, ctypes.POINTER(ctypes.c_int)
)

# --- pictures

system_metric = _declared(_user.GetSystemMetrics, ctypes.c_int, ctypes.c_int)
create_pixels = _declared(
    _gdi.CreateDIBSection,
    types.HBITMAP,
    types.HDC,
    ctypes.POINTER(BitmapHeader),
    types.UINT,
    ctypes.POINTER(ctypes.c_void_p),
    types.HANDLE,
    types.DWORD,
)
create_bitmap = _declared(
    _gdi.CreateBitmap, types.HBITMAP, ctypes.c_int, ctypes.c_int, types.UINT, types.UINT, ctypes.c_void_p
)
delete_object = _declared(_gdi.DeleteObject, types.BOOL, types.HGDIOBJ)
create_icon = _declared(_user.CreateIconIndirect, types.HICON, ctypes.POINTER(IconInfo))
create_icon_of_file = _declared(
    _user.CreateIconFromResourceEx,
    types.HICON,
    ctypes.c_char_p,
    types.DWORD,
    types.BOOL,
    types.DWORD,
    ctypes.c_int,
    ctypes.c_int,
    types.UINT,
)
destroy_icon = _declared(_user.DestroyIcon, types.BOOL, types.HICON)


def see_real_pixels() -> bool:
    """Have windows and menus of this process drawn sharp on every monitor, rather than scaled up; before its
    first window. False where this Windows, or what the program was started with, does not let us."""
    per_monitor = ctypes.c_void_p(-4)
    try:
        return bool(_declared(_user.SetProcessDpiAwarenessContext, types.BOOL, types.HANDLE)(per_monitor))
    except AttributeError:  # Windows before 10.1703
        return False
