"""Columns of the lists, under the names by which courts and the penalty platform send them."""

from __future__ import annotations

from credit_portal.imports.registry import Column

PARTY = ("partyTypeName", "partyType", "PARTY_TYPE", "被执行人类型", "主体类型", "当事人类型")
#: What concerns natural persons in these lists; such cells are never stored.
PERSONAL = (
    "businessEntity", "LEGAL_REPRE", "法定代表人", "法定代表人或者负责人", "负责人", "age", "年龄",
    "sexy", "sex", "性别", "CF_FRDB", "CF_FR_ZJLX", "CF_FR_SFZH", "CF_XDR_ZJLX", "CF_XDR_ZJHM",
    "证件号码", "法定代表人证件号码", "UNIT_ADDS", "住址", "address",
)  # fmt: skip
PENALTY_PARTY = ("CF_XDR_LB", "CF_XDR_TYPE", "TYPE", "行政相对人类别", "相对人类别")

COURT = (
    Column("party", "被执行人类型", "Party type", True, PARTY, "1", "1",
           "1 为机关、事业单位等组织；个人不予导入，也不保存",
           "1 is an organisation; persons are not imported and not kept", 40),
    Column("name", "被执行人名称", "Name of the body", True, ("iname", "COM_NM", "名称", "name"),
           "示例市财政局", "示例市财政局", "机构全称", "Full name of the body", 200),
    Column("code", "统一社会信用代码", "Unified social credit code", False,
           ("cardNum", "UNI_SOCIAL_CRD_CD", "组织机构代码"), "", "",
           "被遮盖的代码不使用，按名称查找", "A masked code is not used; the name is", 40),
    Column("case", "案号", "Case number", False, ("caseCode", "CASE_NO"),
           "（2025）示例01执123号", "（2025）示例01执123号", "", "", 100),
    Column("ground", "执行依据文号", "Ground of enforcement", False, ("gistId", "EXECUTE_BASIS"),
           "", "", "", "", 100),
    Column("ground_organ", "作出执行依据单位", "Organ of the ground", False, ("gistUnit",),
           "", "", "", "", 200),
    Column("court", "执行法院", "Court", True, ("courtName", "EXECUTE_COURT"),
           "示例市中级人民法院", "示例市中级人民法院", "", "", 200),
    Column("filed_on", "立案时间", "Filed on", True, ("regDate", "FILING_DT"),
           "2025-11-20", "2025-11-20", "", "", 40),
    Column("published_on", "发布时间", "Published on", False, ("publishDate", "EXPO_DT"),
           "2026-01-20", "2026-01-20", "", "", 40),
    Column("duty", "生效法律文书确定的义务", "Duty", False, ("duty", "EXECUTE_CAUSES"),
           "", "", "", "", 3000),
    Column("performance", "履行情况", "Performance", False, ("performance",), "", "", "", "", 200),
    Column("conduct", "失信行为具体情形", "Conduct", False, ("disruptTypeName",),
           "", "", "", "", 500),
)  # fmt: skip
PENALTY = (
    Column("party", "行政相对人类别", "Kind of party", True, PENALTY_PARTY, "02", "02",
           "02 法人，03 非法人组织；自然人和个体工商户不予导入，也不保存",
           "02 legal person, 03 organisation; natural persons are not imported and not kept", 40),
    Column("name", "行政相对人名称", "Name of the body", True, ("CF_XDR_MC",),
           "示例市财政局", "示例市财政局", "机构全称", "Full name of the body", 200),
    Column("code", "统一社会信用代码", "Unified social credit code", False,
           ("CF_XDR_SHXYM", "行政相对人代码1", "行政相对人代码_1"), "", "", "", "", 40),
    Column("case", "行政处罚决定书文号", "Number of the decision", True,
           ("CF_WSH", "决定书文号", "处罚决定书文号"), "示例罚〔2025〕12号", "示例罚〔2025〕12号",
           "", "", 100),
    Column("court", "处罚机关", "Organ", True, ("CF_CFJG",), "示例市财政监督局",
           "示例市财政监督局", "", "", 200),
    Column("filed_on", "处罚决定日期", "Date of the decision", True, ("CF_JDRQ",),
           "2025-11-20", "2025-11-20", "", "", 40),
    Column("conduct", "违法行为类型", "Kind of breach", False, ("CF_WFXW",), "", "", "", "", 500),
    Column("duty", "违法事实", "Facts", False, ("CF_SY",), "", "", "", "", 3000),
    Column("basis", "处罚依据", "Basis", False, ("CF_YJ",), "", "", "", "", 1000),
    Column("kind", "处罚类别", "Kind of penalty", False, ("CF_CFLB",), "", "", "", "", 200),
    Column("performance", "处罚内容", "Content", False, ("CF_NR",), "", "", "", "", 1000),
    Column("fine", "罚款金额（万元）", "Fine in 10,000 yuan", False, ("CF_NR_FK",),
           "", "", "", "", 40),
)  # fmt: skip
