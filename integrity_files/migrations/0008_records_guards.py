"""Guards and grants of records: the order of the steps, two people of two sides for each decision,
nobody about his own body, what was served and decided stays, and nothing of kind `breach` reaches
the public without notice, document and two people."""

from django.db import migrations

from credit_portal.common.db import AppGrant, Guard, PeopleApart

RECORD = """
create function integrity_files_record_check() returns trigger language plpgsql as $$
declare
    today date := (new.updated_at at time zone 'Asia/Shanghai')::date;
    lead integrity_files_lead;
begin
    select * into lead from integrity_files_lead where id = new.lead_id;
    if tg_op = 'INSERT' then
        if new.state <> 'rectifying' or lead.state <> 'true'
            or lead.organisation_id <> new.organisation_id then
            raise exception 'a record begins as an order to rectify what was found true'
                using errcode = 'check_violation', constraint = 'record_begins';
        end if;
    elsif new.state <> old.state and (old.state, new.state) not in (
            ('rectifying', 'noticed'), ('rectifying', 'settled'), ('noticed', 'heard'),
            ('noticed', 'settled'), ('heard', 'proposed'), ('heard', 'dropping'),
            ('heard', 'settled'), ('proposed', 'heard'), ('proposed', 'decided'),
            ('proposed', 'settled'), ('dropping', 'heard'), ('dropping', 'dropped'),
            ('decided', 'revoked')) then
        raise exception 'a record does not go from % to %', old.state, new.state
            using errcode = 'check_violation', constraint = 'record_order';
    end if;
    if new.state = 'settled' and lead.excuses && array['E1', 'E2', 'E3', 'E4']::varchar[] then
        raise exception 'a breach blamed on a change of divisions, government, functions or persons is always a breach'
            using errcode = 'check_violation', constraint = 'record_never_settled';
    end if;
    if new.state = 'settled' and not exists (
            select 1 from integrity_files_rectificationreport r
             where r.record_id = new.id and r.state = 'accepted') then
        raise exception 'nothing is settled without an accepted rectification'
            using errcode = 'check_violation', constraint = 'record_settled_accepted';
    end if;
    return new;
end $$;
create trigger integrity_files_record_check before insert or update on integrity_files_record
    for each row execute function integrity_files_record_check();
alter table integrity_files_record enable always trigger integrity_files_record_check;
"""
RECORD_BACK = """
drop trigger integrity_files_record_check on integrity_files_record;
drop function integrity_files_record_check();
"""

KEPT = """
create function integrity_files_record_kept() returns trigger language plpgsql as $$
declare
    served boolean := old.noticed_on is not null and
        (new.title_zh, new.domain, new.counterparty, new.agreement_zh, new.amount,
         new.performed_zh, new.facts_zh, new.reasons_zh, new.basis_zh, new.noticed_on)
        is distinct from
        (old.title_zh, old.domain, old.counterparty, old.agreement_zh, old.amount,
         old.performed_zh, old.facts_zh, old.reasons_zh, old.basis_zh, old.noticed_on);
    determined boolean := old.state in ('decided', 'revoked') and
        (new.item_id, new.rule_set_id, new.severity, new.weighing_zh, new.paper, new.paper_title,
         new.paper_number, new.paper_key, new.paper_organ, new.paper_date, new.paper_file_id,
         new.override_longest, new.override_shortest, new.override_needed, new.override_zh,
         new.first_day, new.shortest_until, new.last_day, new.repair_from)
        is distinct from
        (old.item_id, old.rule_set_id, old.severity, old.weighing_zh, old.paper, old.paper_title,
         old.paper_number, old.paper_key, old.paper_organ, old.paper_date, old.paper_file_id,
         old.override_longest, old.override_shortest, old.override_needed, old.override_zh,
         old.first_day, old.shortest_until, old.last_day, old.repair_from);
begin
    if (new.lead_id, new.organisation_id, new.order_zh, new.orderer_id, new.ordered_on)
        is distinct from
        (old.lead_id, old.organisation_id, old.order_zh, old.orderer_id, old.ordered_on)
        or old.state in ('decided', 'revoked', 'dropped')
            and (new.proposer_id, new.proposed_on, new.decider_id, new.decided_on)
            is distinct from (old.proposer_id, old.proposed_on, old.decider_id, old.decided_on)
    then
        raise exception 'what was ordered and who decided stays'
            using errcode = 'check_violation', constraint = 'record_as_decided';
    end if;
    if (served or determined) and not (old.state = 'decided' and exists (
            select 1 from integrity_files_recordcorrection c
             where c.record_id = new.id and c.record_version = new.version)) then
        raise exception 'what was served and determined changes by a correction of two people only'
            using errcode = 'check_violation', constraint = 'record_as_served';
    end if;
    return new;
end $$;
create trigger integrity_files_record_kept before update on integrity_files_record
    for each row execute function integrity_files_record_kept();
alter table integrity_files_record enable always trigger integrity_files_record_kept;
"""
KEPT_BACK = """
drop trigger integrity_files_record_kept on integrity_files_record;
drop function integrity_files_record_kept();
"""

PEOPLE = PeopleApart(
    "integrity_files_record",
    second={
        "decider_id": [("proposer_id", "new.proposed_on")],
        "revoker_id": [
            ("revoke_proposer_id", "today"), ("proposer_id", "new.proposed_on"),
            ("decider_id", "new.decided_on"),
        ],
    },
    apart=("record_people_apart", "a record is decided and revoked by people of other sides"),
    own=("new.organisation_id", ["orderer_id", "server_id", "hearer_id", "proposer_id",
                                 "decider_id", "revoke_proposer_id", "revoker_id"]),
    outside=("record_not_own_body", "nobody works on a record about his own body"),
)  # fmt: skip

PARTS = """
create function integrity_files_own_record(person uuid, record uuid) returns boolean
    language sql stable as $$
    select exists (select 1 from accounts_user u join integrity_files_record r
                       on r.organisation_id = u.organisation_id
                    where u.id = person and r.id = record)
$$;

create function integrity_files_statement_check() returns trigger language plpgsql as $$
begin
    if old.state = 'filed' then
        raise exception 'a statement handed in stays as it is'
            using errcode = 'check_violation', constraint = 'statement_stays';
    end if;
    return new;
end $$;
create trigger integrity_files_statement_check before update on integrity_files_statement
    for each row execute function integrity_files_statement_check();

create function integrity_files_report_check() returns trigger language plpgsql as $$
declare r integrity_files_record;
begin
    select * into r from integrity_files_record where id = new.record_id;
    if tg_op = 'UPDATE' then
        if old.state <> 'filed' or (new.record_id, new.text_zh, new.done_on, new.filer_id,
                new.filed_on) is distinct from
                (old.record_id, old.text_zh, old.done_on, old.filer_id, old.filed_on) then
            raise exception 'a report stays as it was handed in, its answer as it was given'
                using errcode = 'check_violation', constraint = 'rectification_stays';
        end if;
    end if;
    if new.accepter_id is not null
        and (accounts_one_side(new.accepter_id, r.orderer_id, new.answered_on, r.ordered_on)
             or integrity_files_own_record(new.accepter_id, r.id)) then
        raise exception 'rectification is accepted by somebody else than who ordered it'
            using errcode = 'check_violation', constraint = 'rectification_people_apart';
    end if;
    return new;
end $$;
create trigger integrity_files_report_check
    before insert or update on integrity_files_rectificationreport
    for each row execute function integrity_files_report_check();

create function integrity_files_leniency_check() returns trigger language plpgsql as $$
declare key uuid := case when tg_op = 'DELETE' then old.record_id else new.record_id end;
begin
    if exists (select 1 from integrity_files_record
                where id = key and state in ('decided', 'revoked', 'dropped', 'settled')) then
        raise exception 'what was weighed stays'
            using errcode = 'check_violation', constraint = 'record_leniency_stays';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger integrity_files_leniency_check
    before insert or update or delete on integrity_files_recordleniency
    for each row execute function integrity_files_leniency_check();

create function integrity_files_hiding_check() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if (old.state <> 'open' and (old.state, new.state) <> ('confirmed', 'ended'))
            or (new.record_id, new.reason, new.words_zh, new.hider_id, new.hidden_at, new.until)
            is distinct from (old.record_id, old.reason, old.words_zh, old.hider_id,
                old.hidden_at, old.until) then
            raise exception 'a hiding stays as it was done and answered'
                using errcode = 'check_violation', constraint = 'record_hiding_stays';
        end if;
    end if;
    if tg_op = 'UPDATE' and old.state = 'confirmed' and old.reason = 'court' and not exists (
            select 1 from integrity_files_recordmotion m where m.record_id = new.record_id
               and (m.way, m.state, m.ground) = ('show', 'decided', 'document')
               and m.proposed_on >= (old.ended_at at time zone 'Asia/Shanghai')::date) then
        raise exception 'what a court ordered to be hidden is shown again by two people on a document'
            using errcode = 'check_violation', constraint = 'record_hiding_court';
    end if;
    if tg_op = 'INSERT' and exists (
            select 1 from integrity_files_recordhiding h
             where h.record_id = new.record_id and h.state in ('ended', 'lapsed')
               and accounts_one_side(new.hider_id, h.hider_id,
                    (new.hidden_at at time zone 'Asia/Shanghai')::date,
                    (h.hidden_at at time zone 'Asia/Shanghai')::date)) then
        raise exception 'nobody hides a second time what was shown again'
            using errcode = 'check_violation', constraint = 'record_hiding_once';
    end if;
    if (tg_op = 'INSERT' or new.second_id is distinct from old.second_id)
            and (accounts_one_side(new.second_id, new.hider_id,
                    (new.ended_at at time zone 'Asia/Shanghai')::date,
                    (new.hidden_at at time zone 'Asia/Shanghai')::date)
                 or integrity_files_own_record(new.second_id, new.record_id))
        or tg_op = 'INSERT' and integrity_files_own_record(new.hider_id, new.record_id) then
        raise exception 'a hiding is confirmed by a second person, nobody hides about his own body'
            using errcode = 'check_violation', constraint = 'record_hiding_apart';
    end if;
    return new;
end $$;
create trigger integrity_files_hiding_check before insert or update on integrity_files_recordhiding
    for each row execute function integrity_files_hiding_check();

create function integrity_files_correction_check() returns trigger language plpgsql as $$
declare r integrity_files_record;
begin
    select * into r from integrity_files_record where id = new.record_id;
    if r.state <> 'decided'
        or accounts_one_side(new.decider_id, new.proposer_id, new."on", new."on")
        or accounts_one_side(new.decider_id, r.proposer_id, new."on", r.proposed_on)
        or accounts_one_side(new.decider_id, r.decider_id, new."on", r.decided_on)
        or integrity_files_own_record(new.decider_id, r.id)
        or integrity_files_own_record(new.proposer_id, r.id) then
        raise exception 'a determined record is corrected by people who did not decide on it'
            using errcode = 'check_violation', constraint = 'record_correction_apart';
    end if;
    return new;
end $$;
create trigger integrity_files_correction_check before insert on integrity_files_recordcorrection
    for each row execute function integrity_files_correction_check();
alter table integrity_files_statement enable always trigger integrity_files_statement_check;
alter table integrity_files_rectificationreport
    enable always trigger integrity_files_report_check;
alter table integrity_files_recordleniency enable always trigger integrity_files_leniency_check;
alter table integrity_files_recordhiding enable always trigger integrity_files_hiding_check;
alter table integrity_files_recordcorrection
    enable always trigger integrity_files_correction_check;
"""
PARTS_BACK = """
drop trigger integrity_files_statement_check on integrity_files_statement;
drop function integrity_files_statement_check();
drop trigger integrity_files_report_check on integrity_files_rectificationreport;
drop function integrity_files_report_check();
drop trigger integrity_files_leniency_check on integrity_files_recordleniency;
drop function integrity_files_leniency_check();
drop trigger integrity_files_hiding_check on integrity_files_recordhiding;
drop function integrity_files_hiding_check();
drop trigger integrity_files_correction_check on integrity_files_recordcorrection;
drop function integrity_files_correction_check();
drop function integrity_files_own_record(uuid, uuid);
"""

PUBLISHED = """
-- The table of applications is made later: this looks at it when it runs.
create function integrity_files_repair_taken_back(record uuid, publication text, document jsonb)
    returns boolean language plpgsql stable as $$
declare
    last jsonb := (
        select coalesce(d.document, o.document)::jsonb from publishing_decision d
          left join publishing_disclosure v on v.decision_id = d.id
          left join publishing_opening o on o.disclosure_id = v.id
         where d.rec = publication order by d.number desc limit 1);
begin
    -- what it told stands withdrawn, what it tells now (an earlier one, or none) was decided
    return document - 'repair' = last - 'repair' and last -> 'repair' ->> 'filed_on' is not null
        and exists (select 1 from integrity_files_repair p where p.record_id = record
            and p.state = 'withdrawn' and p.accepter_id is not null
            and p.filed_on::text = last -> 'repair' ->> 'filed_on')
        and (document -> 'repair' = 'null'
            or exists (select 1 from integrity_files_repair p where p.record_id = record
                and (p.state, p.filed_on::text, p.decided_on::text) = ('decided',
                    document -> 'repair' ->> 'filed_on', document -> 'repair' ->> 'decided_on')));
end $$;

create function integrity_files_breach_published() returns trigger language plpgsql as $$
declare
    r integrity_files_record;
begin
    if new.act in ('withdraw', 'repair', 'expire') then
        return new;
    end if;
    select * into r from integrity_files_record
     where id::text = new.source_id and new.source_type = 'integrity_files.record';
    if r.id is null or r.state <> 'decided' or r.noticed_on is null or r.heard_on is null
        or r.paper_file_id is null or r.decider_id is null
        or accounts_same_person(r.decider_id, r.proposer_id)
        or r.first_day is null or new.until is distinct from r.last_day then
        raise exception 'no record is shown without notice, document and the decision of two people'
            using errcode = 'check_violation', constraint = 'breach_due_process';
    end if;
    -- Nobody need decide that the mark of an objection comes or, on the basis N01, goes, nor that
    -- an application for repair that was withdrawn is no longer told.
    if new.automatic and new.act <> 'annotate' and not (
        new.act = 'publish' and new.basis_id = 'N01' and exists (
            select 1 from publishing_decision d where d.rec = new.rec and d.act = 'annotate')
        ) and not (new.act = 'publish' and new.basis_id = 'S01'
            and integrity_files_repair_taken_back(r.id, new.rec, new.document::jsonb)
        ) and not exists (
        select 1 from integrity_files_recordhiding h
         where h.record_id = r.id and h.state = 'lapsed' and new.act = 'restore') then
        raise exception 'a record is shown by people'
            using errcode = 'check_violation', constraint = 'breach_by_people';
    end if;
    return new;
end $$;
create trigger integrity_files_breach_published before insert on publishing_decision
    for each row when (new.kind = 'breach')
    execute function integrity_files_breach_published();
alter table publishing_decision enable always trigger integrity_files_breach_published;
"""
PUBLISHED_BACK = """
drop trigger integrity_files_breach_published on publishing_decision;
drop function integrity_files_breach_published();
drop function integrity_files_repair_taken_back(uuid, text, jsonb);
"""

# Who is responsible is read under a purpose that names a case, as the files of persons are.
READABLE = """coalesce(current_setting('app.actor', true), '') <> ''
    and current_setting('app.purpose', true)
        ~ '^(sanction|verification|review|objection) [^[:space:]]'"""
RESPONSIBLE = f"""
alter table integrity_files_recordresponsible enable row level security;
alter table integrity_files_recordresponsible force row level security;
create policy responsible_write on integrity_files_recordresponsible
    for insert with check (true);
create policy responsible_read on integrity_files_recordresponsible
    for select using ({READABLE});
create policy responsible_remove on integrity_files_recordresponsible
    for delete using ({READABLE});
"""
RESPONSIBLE_BACK = """
drop policy responsible_write on integrity_files_recordresponsible;
drop policy responsible_read on integrity_files_recordresponsible;
drop policy responsible_remove on integrity_files_recordresponsible;
alter table integrity_files_recordresponsible no force row level security;
alter table integrity_files_recordresponsible disable row level security;
"""
GRANTS = {
    "record": "SELECT, INSERT, UPDATE",
    "recordevent": "SELECT, INSERT",
    "recordfile": "SELECT, INSERT",
    "statement": "SELECT, INSERT, UPDATE",
    "rectificationreport": "SELECT, INSERT, UPDATE",
    "recordleniency": "SELECT, INSERT, DELETE",
    "recordresponsible": "SELECT, INSERT, DELETE",
    "recordhiding": "SELECT, INSERT, UPDATE",
    "recordcorrection": "SELECT, INSERT",
    "recordmotion": "SELECT, INSERT, UPDATE",
}


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [
        ("integrity_files", "0007_records"),
        ("common", "__first__"),
        ("accounts", "0002_guards"),
        ("publishing", "0002_guards"),
    ]

    operations = [
        migrations.RunSQL(RECORD, RECORD_BACK),
        migrations.RunSQL(KEPT, KEPT_BACK),
        PEOPLE,
        migrations.RunSQL(PARTS, PARTS_BACK),
        migrations.RunSQL(PUBLISHED, PUBLISHED_BACK),
        migrations.RunSQL(RESPONSIBLE, RESPONSIBLE_BACK),
        Guard("integrity_files_recordevent"),
        *[AppGrant(f"integrity_files_{table}", rights) for table, rights in GRANTS.items()],
    ]
