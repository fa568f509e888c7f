"""The desktop of Windows: ctypes and winreg only, nothing else need be installed."""
