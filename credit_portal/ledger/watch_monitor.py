"""Looking once, or again and again: words on the way out, an alarm for what is new.

Pure: part of the stand-alone verifier (docs/ledger.md).
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Callable

from .watch import Report, Watch
from .watch_words import as_json, lines, sentence

ALARM_TIME = 60
"""Seconds that an alarm command may take."""


def tell(report: Report, language: str) -> None:
    """Findings in words, faults on stderr."""
    for one in report.findings:
        stream = sys.stderr if one.level == "fault" else sys.stdout
        print(sentence(one, language), file=stream, flush=True)


def monitor(
    watch: Watch,
    given: Namespace,
    first: Report,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """One look, or with `--monitor` one every so many seconds until stopped; the last status.

    `first` holds what is to be told once, before anything is looked at.
    """
    known: set[str] = set()
    count = 0
    while True:
        began = time.monotonic()
        report = watch.look()
        if not count:
            report.findings[:0] = first.findings
        count += 1
        _say(report, given)
        known = alarm(report, known, given.alarm_command)
        if not given.monitor or (given.looks and count >= given.looks):
            return report.status
        sleep(max(0.0, given.every - (time.monotonic() - began)))


def _say(report: Report, given: Namespace) -> None:
    if given.json:
        print(json.dumps(as_json(report)), flush=True)
    else:
        tell(report, given.lang)
        *_told, summary = lines(report, given.lang)
        stamp = f"{report.at}  " if given.monitor else ""
        print(
            f"{stamp}{summary}", file=sys.stderr if report.status == 1 else sys.stdout, flush=True
        )


def alarm(report: Report, known: set[str], command: str | None) -> set[str]:
    """Run the command when there are faults that were not there before; the faults now."""
    now = {sentence(one) for one in report.findings if one.level == "fault"}
    if command and now - known:
        data = json.dumps(as_json(report))
        try:
            subprocess.run(  # noqa: S603 - the command of whoever runs this program
                shlex.split(command), input=data, text=True, timeout=ALARM_TIME, check=False
            )
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            print(f"the alarm command failed: {error}", file=sys.stderr, flush=True)
    return now
