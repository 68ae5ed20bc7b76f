"""The closed list of grounds, their procedure, and words that sound like a forbidden excuse."""

import pytest

from commitments import change_rules as rules
from commitments import codes_change as codes
from commitments import wording_change as wording


def test_every_ground_has_a_basis_and_known_steps() -> None:
    assert set(rules.GROUNDS) == set(codes.ChangeGround.values)
    for ground in rules.GROUNDS.values():
        assert ground.basis_zh.startswith("《")
        assert ground.steps
        assert set(ground.steps) <= set(codes.ProcedureStep.values)


def test_documents_name_every_code_in_both_languages() -> None:
    tables = [
        (wording.KINDS, codes.ChangeKind), (wording.GROUNDS, codes.ChangeGround),
        (wording.STEPS, codes.ProcedureStep), (wording.COMPENSATION, codes.CompensationKind),
        (wording.VOID_GROUNDS, codes.VoidGround), (wording.LEGALITY, codes.LegalityResult),
        (wording.COMPETITION, codes.CompetitionResult), (wording.INCENTIVES, codes.IncentiveKind),
        (wording.INDUSTRIES, codes.Industry), (wording.FIRMS, codes.Firm),
    ]  # fmt: skip
    for table, choices in tables:
        assert set(table) == set(choices.values)
    assert set(wording.CHECKS) == set(rules.CHECKS)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("因行政区划调整，原计划不再实施", "E1"),
        ("该县已撤县设区", "E1"),
        ("because of a change of administrative division", "E1"),
        ("政府换届后重新研究", "E2"),
        ("这是上一届政府的承诺", "E2"),
        ("after the change of government", "E2"),
        ("机构改革后职责划转至另一部门", "E3"),
        ("因职能调整", "E3"),
        ("owing to the reorganisation of the bureau", "E3"),
        ("领导调整后不再推进", "E4"),
        ("主要负责人变动", "E4"),
        ("人事变动", "E4"),
        ("前任作出的承诺", "E4"),
        ("属历史遗留问题", "E4"),
        ("promised by my predecessor", "E4"),
        ("企业法定代表人变更", "E5"),
        ("内部付款流程未完成", "E6"),
        ("等待竣工验收备案", "E7"),
        ("应以审计结果为结算依据", "E8"),
    ],
)
def test_what_resembles_a_forbidden_excuse_is_found(text: str, code: str) -> None:
    found = rules.resembles(["一般说明", text])
    assert code in {excuse.code for excuse, _words in found}
    excuse, words = found[0]
    assert words in text
    assert "条" in excuse.article_zh


@pytest.mark.parametrize(
    "text",
    [
        "国家修订了建设标准",
        "台风造成道路中断",
        "经受益村民书面同意",
        "The standard was revised.",
        "",
    ],
)
def test_other_words_are_not(text: str) -> None:
    assert rules.resembles([text]) == []


def test_steps_that_the_ground_requires_are_missed_in_their_order() -> None:
    missing = rules.missing_steps("public_interest", ["hearing"])
    assert missing == ["legality_review", "collective_decision", "draft_published"]
    assert rules.missing_steps("force_majeure", ["collective_decision"]) == []


@pytest.mark.parametrize(
    ("ground", "kind", "text", "due", "code"),
    [
        ("law_changed", "", "", False, "compensation_missing"),
        ("public_interest", "none", "无", False, "compensation_needed"),
        ("law_changed", "none", " ", False, "compensation_text_missing"),
        ("law_changed", "agreed", "补偿", False, "compensation_due_wrong"),
        ("law_changed", "paid", "补偿", True, "compensation_due_wrong"),
        ("law_changed", "none", "无损失", False, None),
        ("public_interest", "agreed", "补偿", True, None),
    ],
)
def test_compensation(ground: str, kind: str, text: str, due: bool, code: str | None) -> None:
    found = rules.compensation_problem(ground, kind, text, has_due_day=due)
    assert (found[1] if found else None) == code


def test_whose_authority_must_be_on_record() -> None:
    assert rules.needs_authority("policy", "housing", False)
    assert rules.needs_authority("deadline", "investment_promotion", False)
    assert rules.needs_authority("deadline", "housing", True)
    assert not rules.needs_authority("deadline", "housing", False)
    assert rules.missing_checks({"legality": True}) == ["competition", "budget", "competent_body"]
