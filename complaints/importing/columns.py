"""Columns of a table of work orders (domain.md 2.8)."""

from __future__ import annotations

from credit_portal.imports.registry import Column

SAME_ZH, SAME_EN = "同上", "As above"
#: Who reported: never stored as it stands in the file.
REPORTER = (
    Column("reporter_name", "反映人姓名", "Name of the reporter", False,
           ("姓名", "来电人", "诉求人", "联系人"), "", "", "上传即加密，不留明文",
           "Sealed on arrival, not kept in the open", 4000),
    Column("reporter_mobile", "联系电话", "Telephone", False,
           ("电话", "手机号", "手机号码", "来电号码", "联系方式"), "", "", SAME_ZH, SAME_EN, 4000),
    Column("reporter_email", "电子邮箱", "E-mail", False, ("邮箱",), "", "",
           SAME_ZH, SAME_EN, 4000),
    Column("reporter_address", "联系地址", "Address", False, ("地址", "住址"), "", "",
           SAME_ZH, SAME_EN, 4000),
    Column("reporter_id_number", "身份证号", "Identity number", False,
           ("证件号码", "身份证号码"), "", "", SAME_ZH, SAME_EN, 4000),
    Column("reporter_firm", "反映人单位", "Firm of the reporter", False, ("企业名称",), "", "",
           SAME_ZH, SAME_EN, 4000),
)  # fmt: skip
IDENTITY = {one.name: one.name.removeprefix("reporter_") for one in REPORTER}
MATTER = (
    Column("number", "事项编号", "Order number", True, ("工单编号", "工单号", "诉求编号"),
           "SL20260302000123", "SL20260302000123", "同一编号只登记一次",
           "One number is one case", 40),
    Column("query_code", "查询码", "Query code", max_length=40),
    Column("title_zh", "标题", "Title", True, ("诉求标题", "事项标题"), "反映某单位拖欠工程款",
           "反映某单位拖欠工程款", "", "", 200),
    Column("facts_zh", "反映内容", "What happened", True, ("诉求内容", "内容"),
           "合同约定上月付清，至今未付。", "合同约定上月付清，至今未付。"),
    Column("started_on", "登记时间", "Registered on", True, ("受理时间", "登记日期"), "2026-03-02",
           "2026-03-02", "我方时限自该日起算", "Our time limits run from this day", 40),
    Column("due_on", "限办截止", "Wanted by", False, ("办理时限", "限办时间"), "", "", "", "", 40),
    Column("purpose", "目的", "Purpose", False, ("诉求类型", "事项类型"), "投诉", "Complaint",
           "咨询、求助、投诉、举报或建议；空白为投诉",
           "Question, call for help, complaint, report or suggestion", 40),
    Column("category", "内容分类", "Category", False, (), "B02", "B02",
           "B01至B99或其名称；空白为B99", "B01 to B99, or its name; B99 when empty", 100),
    Column("division", "问题属地代码", "Division code", False, ("属地代码",), "210102", "210102",
           "", "", 12),
    Column("accused_zh", "投诉对象", "Body concerned", False, ("被反映单位", "反映对象"),
           "示例市住房保障局", "示例市住房保障局", "名录中没有的，由坐席人员确定",
           "One that the directory does not have is named by an operator", 200),
    Column("accused_code", "投诉对象代码", "Code of the body", max_length=18),
    Column("is_anonymous", "是否匿名", "Anonymous", False, (), "否", "no", "是的，不保存姓名和电话",
           "If so, neither name nor number is kept", 10),
    Column("is_secret", "是否保密", "Keep secret", False, (), "是", "yes", "空白为是",
           "yes when empty", 10),
    Column("may_call", "可否回访", "May be called back", False, ("是否同意回访",), "否", "no",
           "同意的，承办回访的坐席可见电话；空白为否",
           "If so, whoever calls back is shown the number; no when empty", 10),
    Column("may_publish", "是否公开", "May be published", False, (), "否", "no", "空白为否",
           "no when empty", 10),
    Column("is_business", "是否涉企", "Concerns a firm", False, (), "否", "no", "", "", 10),
    Column("people", "人数", "People concerned", False, ("联名人数",), "", "", "", "", 10),
    Column("urgency", "紧急程度", "Urgency", False, (), "一般", "Normal", "", "", 20),
    Column("happened_on", "发生日期", "Day on which it happened", False, (), "", "", "", "", 40),
    Column("amount", "涉及金额", "Amount in yuan", False, (), "", "", "", "", 20),
    Column("related", "关联件号", "Related orders", False, ("重复件号", "重复件"), "", "",
           "多个用顿号分隔", "Several are separated by commas", 1000),
)  # fmt: skip
COLUMNS = (*MATTER, *REPORTER)
