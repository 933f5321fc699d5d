"""What runs on this machine, as far as the launcher must know: by working directory, command and group."""

import os
import signal
import time
from pathlib import Path

import psutil

PROC = Path("/proc")


def working_directory(pid):
    """Where a process works; None when it is gone, a zombie, or another user's."""
    if PROC.joinpath("self").exists():
        try:
            return os.readlink(PROC / str(pid) / "cwd")
        except OSError:
            return None
    try:
        return psutil.Process(pid).cwd() or None
    except psutil.Error:
        return None


def working_in(folder):
    """The ids of all living processes whose working directory is the folder."""
    return {pid for pid in psutil.pids() if working_directory(pid) == str(folder)}


def command_of(pid):
    """The command line of a process as one string; empty when it is gone."""
    try:
        return " ".join(psutil.Process(pid).cmdline())
    except psutil.Error:
        return ""


def group_of(pid):
    try:
        return os.getpgid(pid)
    except OSError:
        return None


def group_members(leader, folder, marker):
    """Processes of the group that work in the folder and carry the marker in their command line.

    A recycled process id is recognised by this: a stranger neither works here nor has our command.
    """
    return {pid for pid in working_in(folder) if group_of(pid) == leader and marker in command_of(pid)}


def end_group(leader, folder, marker, grace):
    """End what a killed supervisor left: ask the leader (or the orphans), wait `grace` seconds, then insist."""
    members = group_members(leader, folder, marker)
    for pid in {leader} & members or members:
        send(pid, signal.SIGTERM)
    deadline = time.monotonic() + grace
    while members and time.monotonic() < deadline:
        time.sleep(0.05)
        members = group_members(leader, folder, marker)
    while members:
        for pid in members:
            send(pid, signal.SIGKILL)
        time.sleep(0.05)
        members = group_members(leader, folder, marker)


def send(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
