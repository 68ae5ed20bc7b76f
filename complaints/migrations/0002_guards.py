"""Guards and grants: steps are insert-only, who reported is opened by nobody but the vault, two
people of two sides for each decision, nothing is decided by the body that is accused in secret."""

from django.db import migrations

from credit_portal.common.db import AppGrant, Guard

CHECK = """
create function complaints_is_inside(unit uuid, body uuid) returns boolean language sql stable as $$
    select u.id = b.id
        or b.kind not in ('government', 'foreign_government') and starts_with(u.path, b.path)
      from directory_organisation u, directory_organisation b
     where u.id = unit and b.id = body
$$;

create function complaints_case_check() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (new.number, new.channel, new.facts_zh, new.received_on,
            new.receipt_digest, new.operator_id)
        is distinct from (old.number, old.channel, old.facts_zh, old.received_on,
            old.receipt_digest, old.operator_id) then
        raise exception 'what was reported stays as it was filed'
            using errcode = 'check_violation', constraint = 'complaint_as_filed';
    end if;
    if tg_op = 'UPDATE' and old.first_response_on is not null
        and new.first_response_on is distinct from old.first_response_on then
        raise exception 'the first response happened once'
            using errcode = 'check_violation', constraint = 'complaint_first_response_once';
    end if;
    if new.reviewer_id is not null and (tg_op = 'INSERT' or old.reviewer_id is distinct from new.reviewer_id)
        and exists (
            with given as (
                select r.author_id, r.approver_id, r.case_id from complaints_reply r
                 where r.state = 'given'
                   and (r.case_id = new.id or r.case_id = new.merged_into_id
                        or r.id::text in (
                            select e.data->>'reply' from complaints_caseevent e
                             where e.case_id = new.id and e.name = 'answered_with_main')))
            select 1 from (
                select unnest(array[new.acceptor_id, new.refuser_id, new.dispatcher_id,
                                    new.first_reviewer_id]) as p
                 union all
                select unnest(array[g.author_id, g.approver_id, m.dispatcher_id])
                  from given g join complaints_case m on m.id = g.case_id) who
             where accounts_same_person(new.reviewer_id, who.p)) then
        raise exception 'a review goes to somebody who had no hand in it'
            using errcode = 'check_violation', constraint = 'complaint_review_apart';
    end if;
    return new;
end $$;
create trigger complaints_case_check before insert or update on complaints_case
    for each row execute function complaints_case_check();
alter table complaints_case enable always trigger complaints_case_check;

create function complaints_assignment_check() returns trigger language plpgsql as $$
begin
    if (tg_op = 'INSERT' or new.state in ('sent', 'signed'))
        and exists (select 1 from complaints_case c where c.id = new.case_id
                and c.purpose = 'report' and c.is_secret
                and (c.accused_id is null and tg_op = 'INSERT'
                     or complaints_is_inside(new.organisation_id, c.accused_id))) then
        raise exception 'a secret report goes to no body inside of the one that it accuses'
            using errcode = 'check_violation', constraint = 'complaint_not_to_accused';
    end if;
    if tg_op = 'UPDATE' and (new.case_id, new.organisation_id, new.part, new.sender_id, new.sent_on)
        is distinct from (old.case_id, old.organisation_id, old.part, old.sender_id, old.sent_on) then
        raise exception 'an assignment stays as it was sent'
            using errcode = 'check_violation', constraint = 'complaint_assignment_as_sent';
    end if;
    return new;
end $$;
create trigger complaints_assignment_check before insert or update on complaints_assignment
    for each row execute function complaints_assignment_check();
alter table complaints_assignment enable always trigger complaints_assignment_check;

create function complaints_unsealrequest_check() returns trigger language plpgsql as $$
begin
    if accounts_one_side(new.confirmer_id, new.asker_id,
                         (new.decided_at at time zone 'Asia/Shanghai')::date,
                         (new.asked_at at time zone 'Asia/Shanghai')::date) then
        raise exception 'nobody confirms a request of his own'
            using errcode = 'check_violation', constraint = 'complaint_unseal_by_two';
    end if;
    if new.confirmer_id is not null and (tg_op = 'INSERT' or old.confirmer_id is null)
        and (complaints_is_inside(new.asker_unit_id, new.confirmer_unit_id)
             or complaints_is_inside(new.confirmer_unit_id, new.asker_unit_id)) then
        raise exception 'the two persons are of two units, neither inside of the other'
            using errcode = 'check_violation', constraint = 'complaint_unseal_by_two_units';
    end if;
    if tg_op = 'UPDATE' and ((new.case_id, new.asker_id, new.asker_unit_id, new.reason_zh, new.asked_at)
            is distinct from (old.case_id, old.asker_id, old.asker_unit_id, old.reason_zh, old.asked_at)
        or (old.state <> 'asked' and (new.confirmer_id, new.confirmer_unit_id, new.decided_at, new.expires_at)
            is distinct from (old.confirmer_id, old.confirmer_unit_id, old.decided_at, old.expires_at))
        or (new.state is distinct from old.state and (old.state, new.state) not in
            (('asked', 'confirmed'), ('asked', 'refused'), ('asked', 'ended'), ('confirmed', 'ended')))) then
        raise exception 'a request stays as it was asked for and decided'
            using errcode = 'check_violation', constraint = 'complaint_unseal_as_decided';
    end if;
    return new;
end $$;
create trigger complaints_unsealrequest_check before insert or update on complaints_unsealrequest
    for each row execute function complaints_unsealrequest_check();
alter table complaints_unsealrequest enable always trigger complaints_unsealrequest_check;

create function complaints_case_no_chain() returns trigger language plpgsql as $$
begin
    if new.merged_into_id is not null and (
        exists (select 1 from complaints_case m
                 where m.id = new.merged_into_id and m.merged_into_id is not null)
        or exists (select 1 from complaints_case m where m.merged_into_id = new.id)) then
        raise exception 'what is merged into nothing merges'
            using errcode = 'check_violation', constraint = 'complaint_no_chain';
    end if;
    return new;
end $$;
create trigger complaints_case_no_chain before insert or update of merged_into_id on complaints_case
    for each row execute function complaints_case_no_chain();
alter table complaints_case enable always trigger complaints_case_no_chain;
"""
BACK = """
drop trigger complaints_case_no_chain on complaints_case;
drop function complaints_case_no_chain();
drop trigger complaints_unsealrequest_check on complaints_unsealrequest;
drop function complaints_unsealrequest_check();
drop trigger complaints_assignment_check on complaints_assignment;
drop function complaints_assignment_check();
drop trigger complaints_case_check on complaints_case;
drop function complaints_case_check();
drop function complaints_is_inside(uuid, uuid);
"""
KEPT = ("case", "assignment", "reply", "motion", "supervisionletter", "callback", "caselink",
        "unsealrequest", "cannedtext", "shiftnote", "call", "publicanswer", "workorder",
        "workorderresult", "intakeday", "operatorstatus")  # fmt: skip
ERASED = ("casenote", "identity", "contact", "sealedoriginal", "deskdraft", "spentwork")


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [
        ("complaints", "0001_initial"),
        ("common", "__first__"),
        ("accounts", "0002_guards"),
    ]

    operations = [
        migrations.RunSQL(CHECK, BACK),
        Guard("complaints_caseevent"),
        Guard("complaints_intakeproof"),
        Guard("complaints_recusal"),
        Guard("complaints_accusedpost"),
        AppGrant("complaints_caseevent", "SELECT, INSERT"),
        AppGrant("complaints_intakeproof", "SELECT, INSERT"),
        AppGrant("complaints_recusal", "SELECT, INSERT"),
        AppGrant("complaints_accusedpost", "SELECT, INSERT"),
        AppGrant("complaints_platformnonce", "SELECT, INSERT, DELETE"),
        *[AppGrant(f"complaints_{name}", "SELECT, INSERT, UPDATE") for name in KEPT],
        *[AppGrant(f"complaints_{name}", "SELECT, INSERT, UPDATE, DELETE") for name in ERASED],
    ]
