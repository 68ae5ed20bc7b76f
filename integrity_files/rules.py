"""The closed catalogue of what an integrity file holds (domain.md 4.5). Pure."""

from dataclasses import dataclass

ORGANISATION = "organisation"
PERSON = "person"


@dataclass(frozen=True)
class CategoryRule:
    """A category: its code, what it holds, of whom, and the legal source."""

    code: str
    subject_kind: str
    name_zh: str
    name_en: str
    source_zh: str
    source_en: str


_PLAN_ZH = "《关于加强政务诚信建设的指导意见》（国发〔2016〕76号）"
_PLAN_EN = "State Council Guiding Opinions on Government Integrity (2016) no. 76"
_LAW_ZH = "《中华人民共和国公务员法》"
_LAW_EN = "Civil Servant Law"

CATEGORIES = (
    CategoryRule(
        "C1",
        PERSON,
        "基本任职信息",
        "Posts held",
        f"{_LAW_ZH}第二章、第七章",
        f"{_LAW_EN}, chapters 2 and 7",
    ),
    CategoryRule(
        "C2", PERSON, "档案填写登记情况", "Filling and registration of the file", _PLAN_ZH, _PLAN_EN
    ),
    CategoryRule(
        "C3",
        PERSON,
        "个人有关事项报告查核结果",
        "Result of the check of the personal-matters report",
        "《领导干部报告个人有关事项规定》",
        "Provisions on Reporting Personal Matters",
    ),
    CategoryRule("C4", PERSON, "廉政记录", "Clean-government record", _PLAN_ZH, _PLAN_EN),
    CategoryRule(
        "C5",
        PERSON,
        "遵守规定和承诺践诺情况",
        "Compliance and commitments kept",
        f"{_PLAN_ZH}；《优化营商环境条例》第三十一条",
        f"{_PLAN_EN}; Regulations on Optimising the Business Environment, art. 31",
    ),
    CategoryRule(
        "C6",
        PERSON,
        "年度考核结果",
        "Annual appraisal",
        f"{_LAW_ZH}第三十八条",
        f"{_LAW_EN}, art. 38",
    ),
    CategoryRule(
        "C7",
        PERSON,
        "表彰奖励和荣誉称号",
        "Awards and titles",
        f"{_LAW_ZH}第八章",
        f"{_LAW_EN}, chapter 8",
    ),
    CategoryRule(
        "C8",
        PERSON,
        "违法违规失信记录",
        "Record of violations and breaches",
        f"{_PLAN_ZH}；《中华人民共和国公职人员政务处分法》",
        f"{_PLAN_EN}; Law on Governmental Sanctions for Public Employees",
    ),
    CategoryRule("C9", PERSON, "诚信教育培训", "Integrity education", _PLAN_ZH, _PLAN_EN),
    CategoryRule("C10", PERSON, "信用承诺书", "Credit pledges", _PLAN_ZH, _PLAN_EN),
    CategoryRule(
        "C11",
        PERSON,
        "录用信用审查",
        "Credit review at recruitment",
        f"{_LAW_ZH}第二十六条第四项",
        f"{_LAW_EN}, art. 26 (4)",
    ),
    CategoryRule(
        "C12",
        PERSON,
        "自我纠错与修复记录",
        "Self-correction and repair",
        f"{_PLAN_ZH}；《中华人民共和国公职人员政务处分法》第十一条第四项",
        f"{_PLAN_EN}; Law on Governmental Sanctions for Public Employees, art. 11 (4)",
    ),
    CategoryRule(
        "C13",
        PERSON,
        "政务失信个人责任认定",
        "Personal responsibility for a breach of trust",
        _PLAN_ZH,
        _PLAN_EN,
    ),
    CategoryRule(
        "O1",
        ORGANISATION,
        "承诺和兑现情况",
        "Commitments and how they were kept",
        f"{_PLAN_ZH}；《优化营商环境条例》第三十一条",
        f"{_PLAN_EN}; Regulations on Optimising the Business Environment, art. 31",
    ),
    CategoryRule(
        "O2",
        ORGANISATION,
        "政务失信记录",
        "Breach-of-trust records",
        f"{_PLAN_ZH}；发改财金〔2023〕1103号",
        f"{_PLAN_EN}; NDRC (2023) no. 1103",
    ),
    CategoryRule("O3", ORGANISATION, "表彰奖励", "Honours", _PLAN_ZH, _PLAN_EN),
    CategoryRule(
        "O4",
        ORGANISATION,
        "政务诚信考核评价结果",
        "Results of integrity assessments",
        _PLAN_ZH,
        _PLAN_EN,
    ),
    CategoryRule(
        "O5",
        ORGANISATION,
        "整改和惩戒执行情况",
        "Rectification and consequences carried out",
        f"{_PLAN_ZH}；发改财金〔2023〕1103号",
        f"{_PLAN_EN}; NDRC (2023) no. 1103",
    ),
    CategoryRule(
        "O6",
        ORGANISATION,
        "异议和信用修复",
        "Objections and credit repair",
        "《信用修复管理办法》（国家发展改革委令第36号）",
        "Measures for Credit Repair (NDRC order 36)",
    ),
)
BY_CODE = {category.code: category for category in CATEGORIES}
