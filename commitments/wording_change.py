"""Names of codes of lawful change and incentives in both languages: documents outlive sessions."""

from __future__ import annotations

Pair = tuple[str, str]

KINDS: dict[str, Pair] = {
    "change": ("依法变更", "Lawful change"),
    "withdraw": ("依法撤回", "Lawful withdrawal"),
}
GROUNDS: dict[str, Pair] = {
    "law_changed": ("法律、法规、规章修改或者废止", "A law or regulation was changed or repealed"),
    "national_policy": ("国家政策调整", "National policy was adjusted"),
    "objective_change": ("客观情况发生重大变化", "The objective situation changed greatly"),
    "force_majeure": ("不可抗力", "Force majeure"),
    "public_interest": ("社会公共利益需要，依法补偿", "Public interest, with compensation"),
    "beneficiary_agreed": ("经受益人同意", "The beneficiaries agreed"),
    "factual_error": ("文本事实错误", "An error of fact in the text"),
}
STEPS: dict[str, Pair] = {
    "legality_review": ("合法性审查", "Internal legality review"),
    "collective_decision": ("集体讨论决定", "Collective decision"),
    "hearing": ("听取利害关系人意见", "Hearing of those concerned"),
    "draft_published": ("公布草案征求意见", "Draft published for comment"),
    "expert_opinion": ("专家论证", "Expert opinion"),
    "consent": ("受益人书面同意", "Written consent of the beneficiaries"),
}
COMPENSATION: dict[str, Pair] = {
    "none": ("无需补偿", "None needed"),
    "agreed": ("已商定，待支付", "Agreed, to be paid"),
    "paid": ("已支付", "Paid already"),
}
VOID_GROUNDS: dict[str, Pair] = {
    "beyond_powers": ("超越法定职权", "Beyond the powers of the body"),
    "unfair_competition": ("违反公平竞争规定", "Against fair competition"),
    "tax_unlawful": ("违法减免税费", "Tax or fee relief without basis in law"),
    "no_budget": ("未纳入预算的支出", "Spending outside of the budget"),
    "against_law": ("违反法律强制性规定", "Against a mandatory provision of law"),
}
LEGALITY: dict[str, Pair] = {
    "lawful": ("合法", "Lawful"),
    "lawful_amended": ("修改后合法", "Lawful after amendment"),
}
COMPETITION: dict[str, Pair] = {
    "no_restriction": ("不具有排除、限制竞争效果", "Does not restrict competition"),
    "exception": ("适用例外规定", "Allowed as an exception"),
    "not_concerned": ("不涉及经营活动", "Concerns no business activity"),
}
CHECKS: dict[str, Pair] = {
    "legality": ("合法性审查", "legality review"),
    "competition": ("公平竞争审查", "fair-competition review"),
    "budget": ("预算来源", "budget source"),
    "competent_body": ("主管单位", "competent body"),
}
INCENTIVES: dict[str, Pair] = {
    "cash": ("现金补贴", "Cash subsidy"),
    "tax": ("税收相关", "Tax-related"),
    "rent_land": ("租金或土地", "Rent or land"),
    "talent": ("人才", "Talent"),
    "fee_relief": ("费用减免", "Fee relief"),
    "other": ("其他激励", "Other incentive"),
}
INDUSTRIES: dict[str, Pair] = {
    "any": ("不限行业", "Any industry"),
    "equipment": ("装备制造", "Equipment manufacturing"),
    "automotive": ("汽车", "Automotive"),
    "aviation": ("航空", "Aviation"),
    "electronics": ("电子信息与集成电路", "Electronics and integrated circuits"),
    "software": ("软件与人工智能", "Software and artificial intelligence"),
    "biomedicine": ("生物医药", "Biology and medicine"),
    "materials": ("新材料与化工", "New materials and chemistry"),
    "food": ("食品与农产品加工", "Food and agricultural processing"),
    "logistics": ("商贸物流", "Trade and logistics"),
    "services": ("现代服务业", "Modern services"),
    "tourism": ("文化旅游", "Culture and tourism"),
}
FIRMS: dict[str, Pair] = {
    "any": ("不限企业", "Any firm"),
    "small": ("小微企业", "Small and micro firms"),
    "high_tech": ("高新技术企业", "High-technology firms"),
    "headquarters": ("总部企业", "Headquarters"),
    "foreign": ("外商投资企业", "Foreign-funded firms"),
    "newly_settled": ("新落户企业", "Newly settled firms"),
    "persons": ("人才（个人）", "Talent (persons)"),
}


def named(name: str, table: dict[str, Pair], code: str) -> dict[str, str]:
    """Name of a code in both languages, under ``name``; the code itself when it is unknown."""
    zh, en = table.get(code, (code, code))
    return {f"{name}_zh": zh, f"{name}_en": en}
