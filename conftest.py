"""What every test stands on: a database of its own per process, and no network.

`./portal test` prepares a template database; each pytest process works in a copy of it, as the role that serves
requests, so that every test exercises its rights. After a test that commits the copy is brought back: flushing is
no way back where append-only triggers refuse it and reference data must stay.
"""

import gc
import ipaddress
import os
import socket

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connections
from django.test import TransactionTestCase
from whitenoise.base import WhiteNoise

from doc_portal.tests.database import WorkerDatabase

pytest_plugins = ["doc_portal.tests.browser"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Begin with what takes longest, so that no process waits for it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish():
    """What is loaded by now stays to the end: looking through it again for garbage takes a twentieth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker):
    """Give this process its database, and transactional tests their way back."""
    if "PORTAL_TEST_CLUSTER_SUPER_URL" not in os.environ:
        pytest.exit("Tests need the cluster that ./portal test starts; run ./portal test <words for pytest>.", 4)
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    database = WorkerDatabase(worker)
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        database.use()
        database.remake()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: database.bring_back())
        with django_db_blocker.block():
            yield database
        connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def quick_hashing():
    """Hash passwords with few rounds: each of those a portal takes would be a quarter of a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PBKDF2PasswordHasher, "iterations", 10)
        yield


@pytest.fixture(scope="session", autouse=True)
def static_files_looked_through_once():
    """Look through the collected static files once, as a server process does, and not for every test client."""
    look, known = WhiteNoise.update_files_dictionary, {}

    def look_once(whitenoise, root, prefix):
        if root not in known:
            look(whitenoise, root, prefix)
            known[root] = dict(whitenoise.files)
        whitenoise.files.update(known[root])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoise, "update_files_dictionary", look_once)
        yield


class Network:
    """Refuses connections that would leave the machine, and remembers them: a refusal may be swallowed."""

    def __init__(self):
        self.attempts = []

    def check(self, family, address):
        if family not in (socket.AF_INET, socket.AF_INET6) or self.is_here(address[0]):
            return
        self.attempts.append(f"{address[0]}:{address[1]}")
        raise ConnectionRefusedError(f"A test tried to reach {address[0]}:{address[1]}; tests use no network.")

    @staticmethod
    def is_here(host):
        if host in ("localhost", ""):
            return True
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return False

    def guard(self, patch):
        """Put the check before every way a socket of Python's can reach another."""
        connect, connect_ex, sendto = socket.socket.connect, socket.socket.connect_ex, socket.socket.sendto

        def checked_connect(sock, address):
            self.check(sock.family, address)
            return connect(sock, address)

        def checked_connect_ex(sock, address):
            self.check(sock.family, address)
            return connect_ex(sock, address)

        def checked_sendto(sock, data, *rest):
            self.check(sock.family, rest[-1])
            return sendto(sock, data, *rest)

        patch.setattr(socket.socket, "connect", checked_connect)
        patch.setattr(socket.socket, "connect_ex", checked_connect_ex)
        patch.setattr(socket.socket, "sendto", checked_sendto)


@pytest.fixture(scope="session")
def network():
    """The guard over the network, for the whole session."""
    watch = Network()
    with pytest.MonkeyPatch.context() as patch:
        watch.guard(patch)
        yield watch


@pytest.fixture(autouse=True)
def no_network(network):
    """Fail a test that tried to reach another machine, even if it swallowed the refusal."""
    network.attempts.clear()
    yield
    assert network.attempts == []
