"""How acts of the desk read in the audit trail."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "complaints.pin_renewed": ("重新生成查询密码", "gave a new PIN"),
    "complaints.shift_note_written": ("填写交接班记录", "left a note for the next shift"),
    "complaints.shift_note_read": ("确认交接班记录", "confirmed a note of the last shift"),
    "complaints.handed_over": ("交接给同事", "handed it over to a colleague"),
    "complaints.handed_on": (
        "交由本单位同事办理",
        "handed the handling over to a colleague",
    ),
    "complaints.text_saved": ("维护常用语", "kept a canned text"),
}
