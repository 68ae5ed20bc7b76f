"""The directory of government credit information as first seeded: nothing outside it is entered.

Sources: State Council (2016) no. 76 (which records there are), NDRC (2023) no. 1103 (breaches by
public bodies), General Office (2020) no. 49 (catalogue, documents with legal force), domain.md
1.12 (nothing about a person is public), 2.7 (fields), 4.4 (documents). Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from integrity_files.codes import Field, Severity, Source, Visibility
from integrity_files.rules import ORGANISATION, PERSON

SEEDED_FROM = date(2023, 5, 1)
"""The first day of the oldest rule set that is known."""

ALL = (Severity.MINOR, Severity.GENERAL, Severity.SERIOUS)
SHOWN = tuple(Field)
OF_PERSONS = (
    Field.NUMBER, Field.SUBJECT, Field.CATEGORY, Field.FACTS, Field.DOCUMENT, Field.SEVERITY,
    Field.RECTIFICATION, Field.CONSEQUENCES, Field.REPAIR, Field.OBJECTION, Field.RESPONSIBLE,
)  # fmt: skip
_76_ZH, _76_EN = "国发〔2016〕76号", "State Council (2016) no. 76"
_1103_ZH, _1103_EN = "发改财金〔2023〕1103号", "NDRC (2023) no. 1103"
_49_ZH, _49_EN = "国办发〔2020〕49号", "General Office (2020) no. 49"


@dataclass(frozen=True)
class ItemRule:
    """One item: who the record is about, where it comes from, on what law, who may see it."""

    code: str
    name_zh: str
    name_en: str
    category: str
    organ_zh: str
    organ_en: str
    basis_zh: str
    basis_en: str
    sources: tuple[str, ...]
    visibility: str = Visibility.PUBLIC
    severities: tuple[str, ...] = ALL

    @property
    def subject_kind(self) -> str:
        """Of whom: items of bodies begin with G, of persons with P."""
        return ORGANISATION if self.code.startswith("G") else PERSON

    @property
    def fields(self) -> tuple[str, ...]:
        """What a record holds."""
        return SHOWN if self.subject_kind == ORGANISATION else OF_PERSONS


ITEMS = (
    ItemRule(
        "G01", "政府机构失信被执行人", "Public body that is a judgment defaulter", "O2",
        "人民法院", "People's courts",
        f"法释〔2013〕17号第六条；{_76_ZH}",
        f"Judicial Interpretation (2013) no. 17, art. 6; {_76_EN}",
        (Source.JUDGMENT,), severities=(Severity.SERIOUS,),
    ),
    ItemRule(
        "G02", "违约失信认定", "Determined breach of contract or promise", "O2",
        "被投诉机关的上级或者主管部门", "Superior or competent authority of the body",
        f"{_1103_ZH}；《优化营商环境条例》第三十一条",
        f"{_1103_EN}; Regulations on Optimising the Business Environment, art. 31",
        (Source.SUPERIOR, Source.JUDGMENT, Source.ARBITRATION),
    ),
    ItemRule(
        "G03", "拖欠中小企业账款", "Arrears owed to small and medium enterprises", "O2",
        "工业和信息化部门", "Authorities for industry and information technology",
        "《保障中小企业款项支付条例》第二十五条、第二十六条",
        "Regulations on Payments to Small and Medium Enterprises, arts. 25 and 26",
        (Source.SUPERIOR, Source.JUDGMENT, Source.AUDIT),
    ),
    ItemRule(
        "G04", "政务承诺未履行", "Public commitment not kept", "O2",
        "市信用办", "Municipal credit office",
        f"《优化营商环境条例》第三十一条；{_76_ZH}",
        f"Regulations on Optimising the Business Environment, art. 31; {_76_EN}",
        (Source.SUPERIOR, Source.AUDIT),
    ),
    ItemRule(
        "G05", "行政处罚", "Administrative penalty", "O2",
        "作出处罚决定的行政机关", "The authority that imposed it",
        f"《中华人民共和国行政处罚法》第四十八条；{_76_ZH}",
        f"Administrative Penalty Law, art. 48; {_76_EN}",
        (Source.PENALTY,),
    ),
    ItemRule(
        "G06", "拒不履行生效裁判或者行政复议决定",
        "Refusal to perform a judgment or a reconsideration decision", "O2",
        "人民法院、行政复议机关", "Courts and reconsideration authorities",
        f"《中华人民共和国行政复议法》；{_76_ZH}", f"Administrative Reconsideration Law; {_76_EN}",
        (Source.JUDGMENT, Source.RECONSIDERATION), severities=(Severity.GENERAL, Severity.SERIOUS),
    ),
    ItemRule(
        "G07", "机关问责和通报批评", "Accountability and notice of criticism of a body", "O2",
        "作出问责决定的机关", "The authority that decided", _76_ZH, _76_EN,
        (Source.ACCOUNTABILITY,),
    ),
    ItemRule(
        "G08", "审计、督查、巡视认定的失信问题",
        "Breach of trust found by audit, supervision or inspection", "O2",
        "审计、督查、巡视机构", "Audit, supervision and inspection bodies", _49_ZH, _49_EN,
        (Source.AUDIT,), visibility=Visibility.QUERY,
    ),
    ItemRule(
        "G09", "迟报、瞒报信用信息", "Late or concealed reporting of credit information", "O2",
        "市信用办", "Municipal credit office",
        "《辽宁省政务严重失信行为联合惩戒实施办法（试行）》",
        "Liaoning Measures on Joint Sanctions for Serious Breaches by Public Bodies (trial)",
        (Source.SUPERIOR,), visibility=Visibility.QUERY,
    ),
    ItemRule(
        "P01", "生效裁判和执行信息", "Judgment or enforcement", "C8",
        "人民法院", "People's courts", _76_ZH, _76_EN,
        (Source.JUDGMENT,), visibility=Visibility.INTERNAL,
    ),
    ItemRule(
        "P02", "行政处罚", "Administrative penalty", "C8",
        "作出处罚决定的行政机关", "The authority that imposed it", _76_ZH, _76_EN,
        (Source.PENALTY,), visibility=Visibility.INTERNAL,
    ),
    ItemRule(
        "P03", "党纪、政务处分", "Party discipline or governmental sanction", "C8",
        "纪检监察机关、任免机关", "Disciplinary inspection and appointing organs",
        "《中华人民共和国公职人员政务处分法》第四十六条、第五十四条",
        "Law on Governmental Sanctions for Public Employees, arts. 46 and 54",
        (Source.DISCIPLINE,), visibility=Visibility.INTERNAL,
    ),
    ItemRule(
        "P04", "问责处理", "Accountability decision", "C8",
        "作出问责决定的机关", "The authority that decided", _76_ZH, _76_EN,
        (Source.ACCOUNTABILITY,), visibility=Visibility.INTERNAL,
    ),
    ItemRule(
        "P05", "政务失信个人责任", "Personal responsibility for a breach by a body", "C13",
        "作出认定的机关", "The determining authority", f"{_76_ZH}；{_1103_ZH}",
        f"{_76_EN}; {_1103_EN}",
        (Source.SUPERIOR, Source.AUDIT), visibility=Visibility.INTERNAL,
    ),
)  # fmt: skip
BY_CODE = {item.code: item for item in ITEMS}
