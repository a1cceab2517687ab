#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reads the window over AT-SPI, as a screen reader does, and presses a button that way. Run by atspi.sh."""
import os
import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

LIMIT = 30  # s, for each thing that is waited for


def wait(look, what):
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        while GLib.MainContext.default().iteration(False):
            pass  # what has changed reaches the bindings' cache in this loop
        try:
            if found := look():
                return found
        except GLib.Error:
            pass  # it changed under our eyes
        time.sleep(0.2)
    sys.exit(f"not there after {LIMIT} s: {what}")


def walk(node, depth=0):
    yield node
    if depth > 40:
        return
    for index in range(node.get_child_count()):
        if (child := node.get_child_at_index(index)) is not None:
            yield from walk(child, depth + 1)


def application():
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(index)
        if child is not None and child.get_process_id() == program.pid and child.get_child_count() > 0:
            return child
    return None


def shown(node):
    return node.get_state_set().contains(Atspi.StateType.SHOWING)


def find(root, role, name):
    for node in walk(root):
        if node.get_role() in role and node.get_name() == name and shown(node):
            return node
    return None


launcher = subprocess.Popen([os.environ["AT_SPI_LAUNCHER"], "--launch-immediately"], stderr=subprocess.DEVNULL)
bus = ["gdbus", "call", "--session", "-d", "org.a11y.Bus", "-o", "/org/a11y/bus", "-m", "org.a11y.Bus.GetAddress"]
wait(lambda: subprocess.run(bus, capture_output=True).returncode == 0, "the bus for accessibility")
program = subprocess.Popen([os.environ["API_GATEWAY"]], stderr=subprocess.DEVNULL)
try:
    root = wait(application, "the program")
    BUTTONS = (Atspi.Role.PUSH_BUTTON, Atspi.Role.TOGGLE_BUTTON, Atspi.Role.RADIO_BUTTON, Atspi.Role.CHECK_BOX)
    FIELDS = (Atspi.Role.TEXT, Atspi.Role.ENTRY, Atspi.Role.PASSWORD_TEXT, Atspi.Role.COMBO_BOX, Atspi.Role.SPIN_BUTTON)
    # The wizard of the first start stands before the window; Escape's action is its cancel button.
    if cancel := wait(lambda: find(root, BUTTONS, "Cancel") or find(root, BUTTONS, "Keys"), "a first button"):
        if cancel.get_name() == "Cancel":
            cancel.do_action(0)
    nameless, seen = [], 0
    for page in ("Requests", "Users", "Keys", "Providers", "Models", "Connect", "Settings", "Overview"):
        button = wait(lambda: find(root, BUTTONS, page), f"the button {page}")
        button.do_action(0)
        wait(lambda: find(root, BUTTONS, page).get_state_set().contains(Atspi.StateType.CHECKED), f"page {page}")
        time.sleep(0.3)
        for node in walk(root):
            if node.get_role() not in BUTTONS + FIELDS or not shown(node):
                continue
            seen += 1
            if not node.get_name().strip():
                parent = node.get_parent()
                nameless.append(f"{page}: {node.get_role_name()} in {parent.get_role_name()} '{parent.get_name()}'")
    if nameless:
        sys.exit("without a name:\n  " + "\n  ".join(sorted(set(nameless))))
    if seen < 150:
        sys.exit(f"only {seen} buttons and fields on all pages: the window is not read")
    print(f"{seen} buttons and fields, and each has a name")
finally:
    for process in (program, launcher):
        process.terminate()
    for process in (program, launcher):
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
