"""How acts on integrity files and leads read in the audit trail."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "integrity_files.record_entry": ("记入诚信档案", "entered something into an integrity file"),
    "integrity_files.read_person": ("查阅个人诚信档案", "read a person's integrity file"),
    "integrity_files.read_refused": (
        "查阅个人诚信档案被拒绝",
        "was refused a person's integrity file",
    ),
    "integrity_files.lead_opened": ("登记失信线索", "opened a lead"),
    "integrity_files.lead_taken": ("领取失信线索核实", "took a lead to verify"),
    "integrity_files.lead_assigned": ("指派失信线索", "assigned a lead"),
    "integrity_files.lead_found_true": ("核实失信线索属实", "found a lead true"),
    "integrity_files.lead_doubted": ("提出失信线索不属实", "found a lead untrue, to be confirmed"),
    "integrity_files.lead_sent_back": ("退回失信线索重新核实", "sent a lead back to be verified"),
    "integrity_files.lead_closed": ("确认失信线索不属实并办结", "closed a lead as untrue"),
    "integrity_files.lead_file_seen": ("查阅失信线索附件", "looked at a file of a lead"),
    "integrity_files.lead_paper_seen": ("查阅失信线索文书", "looked at the document of a lead"),
    "integrity_files.lead_superseded": ("失信线索依据消失", "the ground of a lead fell away"),
}
WORDS: dict[str, tuple[str, str]] = {
    "integrity_files.handle_leads": (
        "登记并核实失信线索",
        "open leads of broken trust and verify them",
    ),
    "integrity_files.decide_leads": (
        "指派失信线索，确认不属实的线索（不得确认本人核实的）",
        "assign leads and confirm those found untrue, never one's own finding",
    ),
}
STORY: dict[str, tuple[str, str]] = {
    name.removeprefix("integrity_files.lead_"): words
    for name, words in SENTENCES.items()
    if name.startswith("integrity_files.lead_")
}
