"""Guards and grants of "was it kept for you?": whoever had a part in a promise checks no
contradiction of it, whoever reopens checked none of those it rests on, nothing is deleted, and
the counts that reopen are rows with their source; nobody approves or judges his own commitment."""

import datetime as dt
from typing import Any

from django.db import migrations

from credit_portal.common.db import AppGrant, Guard

CHECKED = """
create function commitments_contradiction_check() returns trigger language plpgsql as $$
begin
    if (tg_op = 'INSERT' or new.decided_by_id is distinct from old.decided_by_id)
        and new.decided_by_id is not null and exists (
        select 1 from commitments_commitment c
         where c.id = new.commitment_id
           and (accounts_one_side(new.decided_by_id, c.approver_id, new.decided_on,
                                  c.registered_on)
            or exists (select 1 from unnest(c.authors || c.filer_id) as one(id)
                        where accounts_same_person(new.decided_by_id, one.id)
                           or accounts_deputises(new.decided_by_id, one.id, new.decided_on))
            or exists (select 1 from accounts_user u
                        where u.id = new.decided_by_id
                          and u.organisation_id = c.organisation_id))) then
        raise exception 'a contradiction is checked by somebody who had no part in the promise'
            using errcode = 'check_violation', constraint = 'contradiction_took_no_part';
    end if;
    if (tg_op = 'INSERT' or (new.verification_id, new.decided_by_id)
            is distinct from (old.verification_id, old.decided_by_id))
        and new.verification_id is not null and exists (
        select 1 from commitments_verification v
         where v.id = new.verification_id
           and (v.commitment_id <> new.commitment_id
            or v.period_id is distinct from new.period_id
            or accounts_one_side(v.opened_by_id, new.decided_by_id, v.opened_on,
                                 new.decided_on))) then
        raise exception 'a review is opened by somebody who checked none of its contradictions'
            using errcode = 'check_violation', constraint = 'contradiction_people_apart';
    end if;
    return new;
end $$;
create trigger commitments_contradiction_check
    before insert or update on commitments_contradiction
    for each row execute function commitments_contradiction_check();
alter table commitments_contradiction enable always trigger commitments_contradiction_check;
"""
CHECKED_BACK = """
drop trigger commitments_contradiction_check on commitments_contradiction;
drop function commitments_contradiction_check();
"""

OWN = """
create function commitments_own_check() returns trigger language plpgsql as $$
begin
    if new.approver_id is not null and exists (
        select 1 from commitments_personalcommitment p
          join accounts_user u on u.person_id = p.person_id
         where p.commitment_id = new.id and u.id = new.approver_id) then
        raise exception 'nobody approves his own commitment'
            using errcode = 'check_violation', constraint = 'commitment_not_own';
    end if;
    return new;
end $$;
create trigger commitments_own_check before update of approver_id on commitments_commitment
    for each row execute function commitments_own_check();
alter table commitments_commitment enable always trigger commitments_own_check;
create function commitments_own_judged() returns trigger language plpgsql as $$
begin
    if exists (
        select 1 from commitments_personalcommitment p
          join accounts_user u on u.person_id = p.person_id
         where p.commitment_id = new.commitment_id
           and u.id in (new.proposer_id, new.confirmer_id)) then
        raise exception 'nobody judges his own commitment'
            using errcode = 'check_violation', constraint = 'commitment_verify_not_own';
    end if;
    return new;
end $$;
create trigger commitments_own_judged
    before insert or update of proposer_id, confirmer_id on commitments_verification
    for each row execute function commitments_own_judged();
alter table commitments_verification enable always trigger commitments_own_judged;
"""
OWN_BACK = """
drop trigger commitments_own_judged on commitments_verification;
drop function commitments_own_judged();
drop trigger commitments_own_check on commitments_commitment;
drop function commitments_own_check();
"""

RULES = (
    (
        "contradictions_to_reopen",
        3,
        "本系统规则：经核查属实、来自不同反映人的反映达到此数，重新核实",
        "The portal's own rule: so many confirmed contradictions of different people reopen it",
    ),
    (
        "named_to_reopen",
        1,
        "本系统规则：承诺是对反映人本人（本企业）作出的，一条属实即重新核实",
        "The portal's own rule: where the promise was made to that very person or firm, one does",
    ),
)


def seed(apps: Any, schema_editor: Any) -> None:
    """The counts that reopen a verification; no law gives them."""
    rule = apps.get_model("commitments", "ReviewRule")
    for code, count, basis_zh, basis_en in RULES:
        rule.objects.create(
            code=code, version=1, count=count, effective_from=dt.date(2016, 1, 1),
            basis_zh=basis_zh, basis_en=basis_en, confidence="design",
        )  # fmt: skip


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [
        ("commitments", "0010_was_it_kept"),
        ("common", "__first__"),
        ("accounts", "0002_guards"),
    ]

    operations = [
        migrations.RunPython(seed, migrations.RunPython.noop),
        migrations.RunSQL(CHECKED, CHECKED_BACK),
        migrations.RunSQL(OWN, OWN_BACK),
        Guard("commitments_reviewrule"),
        AppGrant("commitments_reviewrule", "SELECT"),
        AppGrant("commitments_contradiction", "SELECT, INSERT, UPDATE"),
        AppGrant("commitments_contradictiontext", "SELECT, INSERT, UPDATE"),
        AppGrant("commitments_personalcommitment", "SELECT, INSERT, UPDATE, DELETE"),
    ]
