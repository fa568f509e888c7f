"""The world around the daemon: icon, notifications, idle time, lock and sleep, calls.

``pick`` chooses what is this system's; what stands beside it serves more than one.
"""
