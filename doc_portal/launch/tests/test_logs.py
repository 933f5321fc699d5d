"""Logs do not fill the disk, and a process that writes one is not disturbed."""

import os
import stat

from doc_portal.launch.places import open_log, rotate


def texts(path):
    return [one.read_text() for one in sorted(path.parent.glob(f"{path.name}*"))]


def test_a_log_that_grew_too_large_is_moved_aside_while_its_writer_goes_on(tmp_path):
    path = tmp_path / "web.log"
    with open_log(path) as log:
        for number in range(5):
            log.write(f"{number}".encode() * 10)
            log.flush()
            rotate(path, largest=10, kept=3)
        log.write(b"last")
    assert texts(path) == ["last", "4444444444", "3333333333", "2222222222"]
    assert {stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()} == {0o600}


def test_a_small_or_missing_log_stays_as_it_is(tmp_path):
    path = tmp_path / "web.log"
    rotate(path, largest=10)
    path.write_text("short")
    rotate(path, largest=10)
    assert texts(path) == ["short"]


def test_a_link_in_the_place_of_a_log_is_not_followed(tmp_path):
    stranger = tmp_path / "stranger"
    stranger.write_text("x" * 100)
    path = tmp_path / "web.log"
    path.symlink_to(stranger)
    rotate(path, largest=10)
    assert stranger.read_text() == "x" * 100
    os.unlink(path)
    path.write_text("y" * 100)
    (tmp_path / "web.log.1").symlink_to(stranger)
    rotate(path, largest=10)
    assert stranger.read_text() == "x" * 100
    assert (tmp_path / "web.log.1").read_text() == "y" * 100
