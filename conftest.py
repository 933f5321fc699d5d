"""What every test stands on: a database of its own per process, and no network.

`./portal test` prepares a template database; each pytest process works in a copy of it, as the role that serves
requests, so that every test exercises its rights. A test that commits gets a fresh copy afterwards: flushing is
no way back where append-only triggers refuse it and reference data must stay.
"""

import contextlib
import ipaddress
import os
import socket

import psycopg2
import pytest
from django.db import connections
from django.test import TransactionTestCase
from psycopg2 import sql

from doc_portal.launch import roles

pytest_plugins = ["doc_portal.tests.browser"]


class WorkerDatabase:
    """The database of one pytest process, copied from the template."""

    def __init__(self, worker):
        self.name = f"portal_{worker}"

    def remake(self):
        """Throw the database away, whoever is still connected, and copy the template again."""
        connections.close_all()
        with contextlib.closing(psycopg2.connect(os.environ["PORTAL_TEST_CLUSTER_SUPER_URL"])) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                self.drop(cursor)
                roles.make_database(cursor, self.name, os.environ["PORTAL_TEST_CLUSTER_TEMPLATE"])
                roles.open_database(cursor, self.name)
                self.allow_long_transactions(cursor)

    def allow_long_transactions(self, cursor):
        """A test is one transaction; on a busy machine it may last longer than a request ever should."""
        for limit in ("transaction_timeout", "idle_in_transaction_session_timeout"):
            words = "ALTER ROLE {} IN DATABASE {} SET {} = '10min'"
            names = sql.Identifier(roles.APP), sql.Identifier(self.name), sql.Identifier(limit)
            cursor.execute(sql.SQL(words).format(*names))

    def drop(self, cursor):
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.name)))

    def use(self):
        """Point every connection of Django, in this and in later threads, to this database."""
        for alias in connections:
            connections.settings[alias]["NAME"] = self.name


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
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: database.remake())
        with django_db_blocker.block():
            yield
        connections.close_all()


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
