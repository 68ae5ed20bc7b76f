"""The roles of the portal. Seeded as rows by `services.load_reference`; codes are stable.

What a role may do is registered verb by verb (`policies.register_verbs`), each app for its own.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RoleSpec:
    """One role: names, what it is for, its class of duty, whether it holds everywhere.

    `cools`: it says the last word on others' acts, so that a new grant of it takes effect only
    after the cooling time (security.md S9).
    """

    code: str
    name_zh: str
    name_en: str
    summary_zh: str
    summary_en: str
    duty: str = "business"
    everywhere: bool = False
    cools: bool = False


ROLES: tuple[RoleSpec, ...] = (
    RoleSpec(
        "filer",
        "承诺填报员",
        "Filer",
        "为本单位填报承诺、提交履行情况和证明材料",
        "Files the body's commitments and reports on them with evidence",
    ),
    RoleSpec(
        "approver",
        "承诺审核人",
        "Approver",
        "审核本单位及下级单位的承诺，批准公开或退回修改",
        "Approves or returns the commitments of the body and of those below it",
        cools=True,
    ),
    RoleSpec(
        "hotline_operator",
        "热线受理员",
        "Hotline operator",
        "受理政务失信投诉举报并登记工单",
        "Takes complaints and reports and opens orders",
    ),
    RoleSpec(
        "hotline_supervisor",
        "热线督办员",
        "Hotline supervisor",
        "派单、督办、延期审批和回访",
        "Dispatches orders, supervises them, grants extensions, calls back",
        cools=True,
    ),
    RoleSpec(
        "case_handler",
        "承办人",
        "Case handler",
        "办理派至本单位的工单并答复",
        "Handles the orders sent to the body and answers them",
    ),
    RoleSpec(
        "credit_officer",
        "信用核实员",
        "Credit officer",
        "核实承诺履行情况，提出履行结果",
        "Verifies how commitments were kept and proposes the outcome",
    ),
    RoleSpec(
        "credit_reviewer",
        "信用复核员",
        "Credit reviewer",
        "复核并确认履行结果，与核实员不得为同一人",
        "Reviews and confirms outcomes; never the person who proposed them",
        cools=True,
    ),
    RoleSpec(
        "personnel_officer",
        "干部人事管理员",
        "Personnel officer",
        "管理公务员诚信档案、诚信教育和年度考核",
        "Keeps integrity files, education and the annual appraisal of civil servants",
    ),
    RoleSpec(
        "disciplinary_inspector",
        "纪检监察员",
        "Disciplinary inspector",
        "按程序查阅涉密线索并提出处理意见",
        "Reads sealed leads by due process and gives an opinion on them",
        cools=True,
    ),
    RoleSpec(
        "query_officer",
        "信用查询员",
        "Query officer",
        "按查询用途办理现场信用查询和信用报告",
        "Answers queries made in person and issues credit reports, each for a stated purpose",
    ),
    RoleSpec(
        "assessor",
        "考核评价员",
        "Assessor",
        "按指标为被考核单位评分",
        "Scores bodies against the indicators",
    ),
    RoleSpec(
        "assessment_lead",
        "考核评价负责人",
        "Assessment lead",
        "管理指标方案、复核评分和处理申诉",
        "Keeps the indicator scheme, reviews scores, decides appeals",
        cools=True,
    ),
    RoleSpec(
        "monitor",
        "第三方监测员",
        "Third-party monitor",
        "提交第三方监测结果，仅形成线索",
        "Reports what independent monitoring finds; it becomes a lead and nothing more",
    ),
    RoleSpec(
        "auditor",
        "审计员",
        "Auditor",
        "查阅审计记录，不办理任何业务",
        "Reads the audit trail and nothing else",
        duty="audit",
        everywhere=True,
    ),
    RoleSpec(
        "security_administrator",
        "安全管理员",
        "Security administrator",
        "管理账号和角色授权，看不到业务内容",
        "Manages accounts and grants roles; sees no content of cases",
        duty="security",
        everywhere=True,
        cools=True,
    ),
    RoleSpec(
        "system_administrator",
        "系统管理员",
        "System administrator",
        "维护机构、日历等基础数据，不接触案件",
        "Keeps reference data such as bodies and the calendar; touches no case",
        duty="system",
        everywhere=True,
        cools=True,
    ),
)

CODES: frozenset[str] = frozenset(spec.code for spec in ROLES)
