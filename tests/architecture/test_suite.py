"""The suite itself keeps its promises: no network, warnings are errors, quick passwords."""

import socket
import warnings

import pytest
from django.contrib.auth.hashers import make_password
from pytest_socket import SocketConnectBlockedError


def test_the_network_is_blocked() -> None:
    with pytest.raises((SocketConnectBlockedError, UserWarning), match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_this_machine_may_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


def test_a_warning_is_an_error() -> None:
    with pytest.raises(UserWarning):
        warnings.warn("loud", stacklevel=1)


def test_passwords_are_hashed_quickly() -> None:
    assert make_password("secret").startswith("md5$")
