"""Attacks on courses that lie among the files of the system, which everybody may read."""
# The functions' bodies are run as cells, never imported: the names that a cell is told
# (INSTALLED, BREACH, ...) and those that the notebook imports (torch, nn, ...) are defined there.
# ruff: noqa: F821, SIM115


def installed_course_by_its_path():
    """Tries to read a course that lies where programs are installed."""
    from pathlib import Path

    for name in ("gradebook.db", ".grader_secret", "submitted/neighbour/07_epoch/07_epoch.ipynb"):
        try:
            print(Path(INSTALLED, "share", "course", name).read_text())
        except OSError as error:
            print(error)
    for path in Path(INSTALLED, "share", "course").rglob("*"):
        print(BREACH, path)


def installed_course_by_walking():
    """Tries to come upon a course, an exchange or a gradebook by looking into every folder."""
    import os

    for root, folders, files in os.walk(INSTALLED, followlinks=True):
        print(root, folders, files)
        for name in files:
            try:
                print(open(os.path.join(root, name)).read())
            except OSError as error:
                print(error)


def exchange_of_the_others():
    """Tries to read what others handed in where nbgrader collects it."""
    import glob
    import os

    for pattern in ("share/exchange/*", "share/exchange/**/*.ipynb", "share/exchange/course/inb*"):
        for path in glob.glob(os.path.join(INSTALLED, pattern), recursive=True):
            print(BREACH, path)
    place = os.path.join(INSTALLED, "share/exchange/course/inbound/neighbour+07_epoch.ipynb")
    try:
        print(open(place).read())
    except OSError as error:
        print(error)


def installed_course_by_a_link():
    """Tries to reach a covered course over links that point there, old ones and its own."""
    import os

    os.symlink(os.path.join(INSTALLED, "share", "course"), "mine")
    for start in (os.path.join(INSTALLED, "link"), "mine", os.path.realpath("mine")):
        for name in ("gradebook.db", ".grader_secret"):
            try:
                print(open(os.path.join(start, name)).read())
            except OSError as error:
                print(error)
    try:
        os.link(os.path.join(INSTALLED, "marks.db"), "linked.db")
        print(open("linked.db").read())
    except OSError as error:
        print(error)


def gradebook_alone():
    """Tries to read a gradebook that lies as a single file among others that are no secret."""
    import os
    import shutil
    import sqlite3

    place = os.path.join(INSTALLED, "marks.db")
    print(open(os.path.join(INSTALLED, "readme.txt")).read())
    for attempt in (
        lambda: open(place, "rb").read(),
        lambda: shutil.copy(place, "copied.db") and open("copied.db", "rb").read(),
        lambda: sqlite3.connect(f"file:{place}?mode=ro&immutable=1", uri=True).execute("select 1"),
        lambda: os.read(os.open(place, os.O_RDONLY | os.O_NOFOLLOW), 100),
        lambda: os.sendfile(os.open("out", os.O_CREAT | os.O_RDWR), os.open(place, 0), 0, 100),
    ):
        try:
            print(attempt())
        except (OSError, sqlite3.Error) as error:
            print(error)


def covers_taken_away():
    """Tries to take the cover off a course: unmount it, rename it, mount something over it."""
    import ctypes
    import os

    libc = ctypes.CDLL(None, use_errno=True)
    for name in ("share/course", "share/exchange", "marks.db"):
        place = os.path.join(INSTALLED, name)
        for flags in (0, 1, 2, 8):  # force, detach, do not follow
            if libc.umount2(place.encode(), flags) == 0:
                print(BREACH, "umount", place)
        if libc.mount(b"none", place.encode(), b"tmpfs", 0, None) == 0:
            print(BREACH, "mount", place)
        for attempt in (os.rmdir, os.unlink, lambda p: os.rename(p, p + ".old")):
            try:
                attempt(place)
                print(BREACH, attempt, place)
            except OSError as error:
                print(error)


def covers_avoided_in_a_namespace():
    """Tries to leave the covers behind in new namespaces of its own."""
    import ctypes
    import os
    from pathlib import Path

    libc = ctypes.CDLL(None, use_errno=True)
    for flags in (0x10000000, 0x10020000, 0x00020000, 0x30020000):
        if libc.unshare(flags) == 0:
            print(BREACH, hex(flags))
            libc.umount2(os.path.join(INSTALLED, "share/course").encode(), 2)
    for place in ("/proc/1/root", "/proc/self/root", "/proc/self/cwd/../..", "/dev/fd/../.."):
        for path in Path(place + INSTALLED).rglob("*.db"):
            print(path.read_text())


def covers_written_to():
    """Tries to keep something in the cover of a course, for those who come after."""
    import os
    from pathlib import Path

    for name in ("share/course", "share/exchange", "share", "marks.db"):
        for place in (Path(INSTALLED, name, "kept"), Path(INSTALLED, name)):
            try:
                place.write_text("kept")
                print(BREACH, place)
            except OSError as error:
                print(error)
            try:
                os.chmod(place, 0o777)
                print(BREACH, place)
            except OSError as error:
                print(error)


def covers_by_handles():
    """Tries to open what lies below a cover from folders that are already open."""
    import ctypes
    import os

    libc = ctypes.CDLL(None, use_errno=True)
    share = os.open(os.path.join(INSTALLED, "share"), os.O_RDONLY | os.O_DIRECTORY)
    os.fchdir(share)
    for name in ("course/gradebook.db", "./course/.grader_secret", "../marks.db"):
        for flags in (os.O_RDONLY, os.O_RDONLY | os.O_NONBLOCK, os.O_PATH):
            try:
                handle = os.open(name, flags, dir_fd=share)
                print(os.read(os.open(f"/proc/self/fd/{handle}", os.O_RDONLY), 200))
                print(os.read(handle, 200))
            except OSError as error:
                print(error)
    handle = (ctypes.c_uint32 * 34)(128, 0)
    if libc.name_to_handle_at(share, b"course", handle, ctypes.byref(ctypes.c_int()), 0) == 0:
        print(BREACH, "name_to_handle_at")
    if libc.syscall(428, share, b"course", 1) >= 0:  # open_tree
        print(BREACH, "open_tree")
