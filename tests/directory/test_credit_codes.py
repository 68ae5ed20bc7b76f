"""Unified social credit codes (domain.md 2.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as reference

from credit_portal.common.errors import Invalid
from credit_portal.directory import uscc

REAL = [
    "1134160073302996XP",
    "91330203674737244W",
    "91230500MA1B3N1N2M",
    "91330282L07196379D",
    "91110000600037341L",
]
FICTIONAL = ["11210100FT0000013W", "11210100FT0000021P", "11210100FT000003XF"]


@pytest.mark.parametrize("code", REAL + FICTIONAL)
def test_it_accepts_valid_codes(code: str) -> None:
    assert uscc.problem(code) is None
    assert uscc.validate(f" {code[:8]}-{code[8:].lower()} ") == code


def test_it_generates_the_fictional_codes_of_the_brief() -> None:
    assert [uscc.fictional(n) for n in (1, 2, 3)] == FICTIONAL
    assert all(uscc.is_fictional(code) for code in FICTIONAL)
    assert not any(uscc.is_fictional(code) for code in REAL)
    with pytest.raises(ValueError, match="999999"):
        uscc.fictional(1_000_000)


@given(st.integers(0, 999_999), st.sampled_from(["11", "12", "13", "19", "52"]))
def test_it_agrees_with_the_reference_checksum(number: int, kind: str) -> None:
    code = uscc.fictional(number, kind=kind)
    assert uscc.problem(code) is None
    assert reference.calc_check_digit(code[:17]) == code[17]


@pytest.mark.parametrize("head", ["A1ABCDEF", "N12101AB", "Y1PQRTUW"])
def test_it_accepts_letters_in_the_area_of_kinds_a_n_and_y(head: str) -> None:
    first17 = f"{head}FT000001" + uscc.subject_check_digit("FT000001")
    code = first17 + uscc.check_character(first17)
    assert uscc.problem(code) is None
    assert not reference.is_valid(code)


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("", "uscc_length"),
        ("1134160073302996X", "uscc_length"),
        ("1134160073302996IP", "uscc_alphabet"),
        ("1134160073302996沈P", "uscc_alphabet"),
        ("14341600733029963P", "uscc_class"),
        ("1A341600733029963P", "uscc_class"),
        ("D1341600733029963P", "uscc_class"),
        ("11A41600733029963P", "uscc_area"),
        ("113416007330299610", "uscc_subject"),
        ("1134160073302996X0", "uscc_check"),
    ],
)
def test_it_names_what_is_wrong(code: str, word: str) -> None:
    assert uscc.problem(code) == word
    with pytest.raises(Invalid) as caught:
        uscc.validate(code)
    assert (caught.value.code, caught.value.field) == (word, "code")


@given(st.sampled_from(REAL), st.integers(0, 17), st.sampled_from(uscc.ALPHABET))
def test_it_notices_every_single_typing_error(code: str, place: int, char: str) -> None:
    changed = code[:place] + char + code[place + 1 :]
    assert (uscc.problem(changed) is None) == (changed == code)


@given(st.text(max_size=24))
def test_it_never_breaks_on_garbage(text: str) -> None:
    assert isinstance(uscc.is_valid(text), bool)
