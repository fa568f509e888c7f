"""The desktop of Linux: D-Bus, X11 and Wayland, spoken over sockets on one loop."""
