"""Guards and grants of old accounts: steps are insert-only, an account is never deleted, nobody
checks or decides about his own body, and no side does both halves of anything."""

from django.db import migrations

from credit_portal.common.db import AppGrant, Guard

ACCOUNT = """
create function commitments_oldaccount_day(account uuid, step text, today date)
    returns date language sql stable as $$
    select coalesce((select e."on" from commitments_oldaccountevent e
                      where e.account_id = account and e.name = step
                      order by e.id desc limit 1), today)
$$;
create function commitments_oldaccount_check() returns trigger language plpgsql as $$
declare
    today date := (new.updated_at at time zone 'Asia/Shanghai')::date;
begin
    -- a pair is compared when one of it signs: what they become later undoes no step
    if (tg_op = 'INSERT' or (new.forwarder_id, new.checker_id)
            is distinct from (old.forwarder_id, old.checker_id))
            and accounts_one_side(new.forwarder_id, new.checker_id, today,
                commitments_oldaccount_day(new.id, 'checked', today))
        or (tg_op = 'INSERT' or (new.issuer_id, new.drafter_id)
            is distinct from (old.issuer_id, old.drafter_id))
            and accounts_one_side(new.issuer_id, new.drafter_id, today,
                commitments_oldaccount_day(new.id, 'contest_drafted', today))
        or (tg_op = 'INSERT' or (new.decider_id, new.proposer_id)
            is distinct from (old.decider_id, old.proposer_id))
            and accounts_one_side(new.decider_id, new.proposer_id, today,
                commitments_oldaccount_day(new.id, 'proposed', today)) then
        raise exception 'each step of an old account is done by two people'
            using errcode = 'check_violation', constraint = 'old_account_people_apart';
    end if;
    if exists (
        select 1 from accounts_user u
         where u.organisation_id = new.organisation_id
           and (u.id = new.checker_id
                and (tg_op = 'INSERT' or new.checker_id is distinct from old.checker_id)
             or u.id = new.forwarder_id
                and (tg_op = 'INSERT' or new.forwarder_id is distinct from old.forwarder_id)
             or u.id = new.proposer_id
                and (tg_op = 'INSERT' or new.proposer_id is distinct from old.proposer_id)
             or u.id = new.decider_id
                and (tg_op = 'INSERT' or new.decider_id is distinct from old.decider_id))) then
        raise exception 'nobody checks or decides about his own body'
            using errcode = 'check_violation', constraint = 'old_account_not_own_body';
    end if;
    if tg_op = 'UPDATE' and
        (new.claimed_by, new.ill, new.paper, new.paper_number, new.paper_title, new.paper_year,
         new.paper_date, new.amount, new.receipt_digest, new.filed_on)
        is distinct from
        (old.claimed_by, old.ill, old.paper, old.paper_number, old.paper_title, old.paper_year,
         old.paper_date, old.amount, old.receipt_digest, old.filed_on) then
        raise exception 'what was filed stays as it was filed'
            using errcode = 'check_violation', constraint = 'old_account_as_filed';
    end if;
    return new;
end $$;
create trigger commitments_oldaccount_check before insert or update on commitments_oldaccount
    for each row execute function commitments_oldaccount_check();
alter table commitments_oldaccount enable always trigger commitments_oldaccount_check;
"""
ACCOUNT_BACK = """
drop trigger commitments_oldaccount_check on commitments_oldaccount;
drop function commitments_oldaccount_check();
drop function commitments_oldaccount_day(uuid, text, date);
"""


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [
        ("commitments", "0008_old_accounts"),
        ("common", "__first__"),
        ("accounts", "0002_guards"),
    ]

    operations = [
        migrations.RunSQL(ACCOUNT, ACCOUNT_BACK),
        Guard("commitments_oldaccountevent"),
        Guard(
            "commitments_campaigncase", "commitments_campaignduty", "commitments_campaignreport"
        ),
        AppGrant("commitments_campaign", "SELECT, INSERT, UPDATE"),
        AppGrant("commitments_campaignwork", "SELECT, INSERT, UPDATE"),
        AppGrant("commitments_oldaccount", "SELECT, INSERT, UPDATE"),
        AppGrant("commitments_oldaccountsheet", "SELECT, INSERT, UPDATE"),
        AppGrant("commitments_oldclaimant", "SELECT, INSERT, DELETE"),
        AppGrant("commitments_oldaccountnote", "SELECT, INSERT, DELETE"),
    ]
