"""The result of a run: whether it held, and its table."""

from __future__ import annotations

from typing import Any


def held(found: dict[str, Any]) -> bool:
    """Whether nothing was lost, doubled, mis-pointed or answered wrongly, and all converged."""
    zero = ("lost", "doubled", "mispointed", "wrong", "contradictions", "holds")
    return not any(found[name] for name in zero) and found["converged_after"] is not None


def markdown(found: dict[str, Any]) -> str:
    """The table for people."""
    rows = [
        ("Seconds under fault (seed)", f"{found['seconds']} ({found['seed']})"),
        (
            "Acts acknowledged",
            f"{sum(found['acknowledged'].values())}: {_list(found['acknowledged'])}",
        ),
        (
            "Acts refused by rule (4xx)",
            f"{sum(found['refused'].values())}: {_list(found['refused'])}",
        ),
        ("Faults", f"{sum(found['faults'].values())}: {_list(found['faults'])}"),
        ("Processes started again", str(found["restarts"])),
        ("Answers by status", _list(found["statuses"])),
        ("Requests without an answer, sent again with their key", str(found["broken"])),
        ("5xx other than 503 or 507 with Retry-After", str(len(found["wrong"]))),
        ("Contradicting answers", str(len(found["contradictions"]))),
        ("Made", _list(found["made"])),
        ("Acknowledged and **lost**", f"**{found['lost']}** of {found['journal']}"),
        ("**Doubled**", f"**{found['doubled']}**"),
        ("**Mis-pointed**", f"**{found['mispointed']}**"),
        ("Invariants and ledger", "hold" if not found["holds"] else "; ".join(found["holds"])),
        ("Last answer after the last fault", f"{found['last_answer_after']} s"),
        ("**Converged** after the last fault", f"**{found['converged_after']} s**"),
        (
            "Mails (sent again with the same Message-ID)",
            "{sent} ({again})".format(**found["mails"]),
        ),
    ]
    return "\n".join(["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)])


def _list(counts: dict[str, Any]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())
