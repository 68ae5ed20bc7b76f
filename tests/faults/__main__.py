"""`python -m tests.faults --seconds 60 --seed 7`: exit code 0 when everything held."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ops.signals import Stop
from ops.trouble import Trouble, complain, say
from tests.faults import report
from tests.faults.drill import Drill, listen

INSIDE = "FAULTS_MOUNTS"
#: A mount namespace of our own, in which small disks can be made and vanish with us.
NAMESPACES = (["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"])


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="keep the folder of the run")
    parser.add_argument("--result", type=Path, help="write the result here too, as JSON")
    return parser.parse_args()


def enter_namespace() -> None:
    """Run again where disks can be mounted; without them when the system forbids it."""
    if INSIDE in os.environ:
        return
    with tempfile.TemporaryDirectory() as probe:
        for prefix in NAMESPACES:
            mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "faults", probe]
            done = subprocess.run([*prefix, *mount], capture_output=True, check=False)
            if done.returncode == 0:
                again = [*prefix, sys.executable, "-m", "tests.faults", *sys.argv[1:]]
                os.execvpe(prefix[0], again, {**os.environ, INSIDE: "1"})
    os.environ[INSIDE] = "0"
    say("No mount namespace is allowed here: the two disk faults are left out.")


def main() -> int:
    """One run; its table on standard output."""
    enter_namespace()
    asked = arguments()
    listen()
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    try:
        drill = Drill(folder, asked.seconds, asked.seed, os.environ[INSIDE] == "1")
        found = drill.run()
    except Trouble as trouble:
        complain(trouble)
        return 1
    except Stop:
        return 130
    print(json.dumps(found, ensure_ascii=False, indent=1))
    print(report.markdown(found))
    if asked.result:
        asked.result.write_text(json.dumps(found, ensure_ascii=False, indent=1))
    well = report.held(found)
    say(f"faults: {'held' if well else f'FAILED, see {folder}'}")
    if well and not asked.keep:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
