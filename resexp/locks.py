"""Whether a file system has the locks by which a run is trained by one process at a time (flock, through filelock)."""

from __future__ import annotations

import errno
import functools
import os
from pathlib import Path

from resexp.errors import UserError

WITHOUT = {errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK, errno.EINVAL}
"""What flock fails with where there are no locks: Lustre without -o flock, NFS whose lock service is down."""

ONE_MACHINE = {"nolock", "local_lock=flock", "local_lock=all", "localflock"}
"""Options of a mount by which locks hold among the processes of one machine only (NFS, Lustre)."""


@functools.lru_cache(maxsize=64)
def require(folder: Path) -> None:
    """Check that files in a folder, which is there, can be locked; asked once a process.

    Raises:
        UserError: they cannot.
    """
    try:
        import fcntl
    except ImportError:  # Windows, whose locks filelock knows
        return
    probe = folder / f".probe-{os.getpid()}"
    handle = os.open(probe, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in WITHOUT:
            how = "mount it with locks (Lustre: -o flock; NFS: its lock service), or let $RESEXP_RESULTS name another folder"
            raise UserError(f"the file system of {folder} has no file locks ({error.strerror}), without which two processes "
                            f"could train one run: {how}") from None  # fmt: skip
        raise
    finally:
        os.close(handle)
        probe.unlink(missing_ok=True)


def of_one_machine(folder: Path, mounts: str | None = None) -> str:
    """Why locks in a folder hold on this machine only, by how its file system is mounted; '' if nothing says so.

    mounts: the content of /proc/self/mounts, which only Linux has.
    """
    try:
        text = Path("/proc/self/mounts").read_text() if mounts is None else mounts
    except OSError:
        return ""
    place, kind, options = "", "", set[str]()
    for line in text.splitlines():
        words = line.split()
        if len(words) > 3 and folder.resolve().is_relative_to(words[1]) and len(words[1]) >= len(place):
            place, kind, options = words[1], words[2], set(words[3].split(","))
    found = sorted(options & ONE_MACHINE)
    return f"{place} ({kind}) is mounted with {found[0]}, so that locks hold on one machine only" if found else ""
