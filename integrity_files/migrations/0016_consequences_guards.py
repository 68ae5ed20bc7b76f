"""Guards and grants of consequences, letters and queries: the order of the steps, people of two
sides for each decision, nobody about his own body; numbers of letters without gaps; what was
issued, asked and answered stays; sanctions of persons are read under a purpose."""

from django.db import migrations

from credit_portal.common.db import AppGrant, Guard, PeopleApart

CONSEQUENCE = """
create function integrity_files_consequence_check() returns trigger language plpgsql as $$
declare
    fresh boolean := tg_op = 'INSERT';
    r integrity_files_record;
begin
    select * into r from integrity_files_record where id = new.record_id;
    if fresh and (new.state <> 'ordered' or r.state <> 'decided') then
        raise exception 'a consequence is ordered of a determined record'
            using errcode = 'check_violation', constraint = 'consequence_begins';
    end if;
    if not fresh and new.state <> old.state and (old.state, new.state) not in (
            ('ordered', 'running'), ('ordered', 'struck'), ('running', 'reported'),
            ('reported', 'accepted'), ('reported', 'running'), ('ordered', 'lifted'),
            ('running', 'lifted'), ('reported', 'lifted'), ('accepted', 'lifted')) then
        raise exception 'a consequence does not go from % to %', old.state, new.state
            using errcode = 'check_violation', constraint = 'consequence_order';
    end if;
    if not fresh and new.state = 'lifted' and old.state <> 'lifted' and not (
            (new.lift_reason = 'revoked' and r.state = 'revoked')
            or (new.lift_reason = 'repaired' and r.repaired_on is not null)) then
        raise exception 'a consequence is lifted when its record ends'
            using errcode = 'check_violation', constraint = 'consequence_lifted_with_record';
    end if;
    if not fresh and ((new.record_id, new.kind, new.words_zh, new.basis_zh, new.owner_id,
            new.post_id, new.months, new.orderer_id, new.ordered_on)
            is distinct from (old.record_id, old.kind, old.words_zh, old.basis_zh, old.owner_id,
            old.post_id, old.months, old.orderer_id, old.ordered_on)
        or old.confirmer_id is not null and (new.confirmer_id, new.confirmed_on, new.first_day,
            new.last_day) is distinct from (old.confirmer_id, old.confirmed_on, old.first_day,
            old.last_day)
        or old.state in ('accepted', 'struck', 'lifted') and (new.reporter_id, new.reported_on,
            new.report_zh, new.done_on, new.proof_id, new.accepter_id, new.answered_on,
            new.answer_zh, new.strike_zh) is distinct from (old.reporter_id, old.reported_on,
            old.report_zh, old.done_on, old.proof_id, old.accepter_id, old.answered_on,
            old.answer_zh, old.strike_zh)) then
        raise exception 'what was ordered, confirmed and accepted stays'
            using errcode = 'check_violation', constraint = 'consequence_as_ordered';
    end if;
    return new;
end $$;
create trigger integrity_files_consequence_check
    before insert or update on integrity_files_consequence
    for each row execute function integrity_files_consequence_check();
alter table integrity_files_consequence
    enable always trigger integrity_files_consequence_check;
"""
CONSEQUENCE_BACK = """
drop trigger integrity_files_consequence_check on integrity_files_consequence;
drop function integrity_files_consequence_check();
"""

PEOPLE = PeopleApart(
    "integrity_files_consequence",
    second={
        "confirmer_id": [("orderer_id", "new.ordered_on")],
        "accepter_id": [("orderer_id", "new.ordered_on"), ("reporter_id", "new.reported_on")],
    },
    also={"accepter_id": "new.state = 'accepted' and was.state is distinct from 'accepted'"},
    apart=("consequence_people_apart",
           "a consequence is confirmed and accepted by people of other sides"),
    own=("(select organisation_id from integrity_files_record where id = new.record_id)",
         ["orderer_id", "confirmer_id", "accepter_id"]),
    outside=("consequence_not_own_body",
             "nobody decides what follows a record about his own body"),
)  # fmt: skip

# Sanctions are read under a purpose that names a case, as the files of persons are.
READABLE = """coalesce(current_setting('app.actor', true), '') <> ''
    and current_setting('app.purpose', true)
        ~ '^(sanction|verification|review|objection) [^[:space:]]'"""
TERM = f"""
create function integrity_files_disciplineterm_check() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (old.state <> 'entered'
        or (new.record_id, new.person_id, new.post_id, new.sanctions, new.sanction, new.months,
            new.effective_on, new.last_day, new.paper_number, new.paper_organ, new.basis_zh,
            new.enterer_id, new.entered_on)
        is distinct from (old.record_id, old.person_id, old.post_id, old.sanctions, old.sanction,
            old.months, old.effective_on, old.last_day, old.paper_number, old.paper_organ,
            old.basis_zh, old.enterer_id, old.entered_on)) then
        raise exception 'a sanction stays as it was entered and answered'
            using errcode = 'check_violation', constraint = 'discipline_term_stays';
    end if;
    if new.confirmer_id is not null and (tg_op = 'INSERT' or old.confirmer_id is null) and (
            accounts_one_side(new.confirmer_id, new.enterer_id, new.answered_on, new.entered_on)
            or integrity_files_own_record(new.confirmer_id, new.record_id)
            or exists (select 1 from accounts_user u
                        where u.id = new.confirmer_id and u.person_id = new.person_id))
        or tg_op = 'INSERT' and (
            new.state <> 'entered' or integrity_files_own_record(new.enterer_id, new.record_id)
            or exists (select 1 from accounts_user u
                        where u.id = new.enterer_id and u.person_id = new.person_id)) then
        raise exception 'a sanction is entered by one and confirmed by a person of another side'
            using errcode = 'check_violation', constraint = 'discipline_term_apart';
    end if;
    return new;
end $$;
create trigger integrity_files_disciplineterm_check
    before insert or update on integrity_files_disciplineterm
    for each row execute function integrity_files_disciplineterm_check();
alter table integrity_files_disciplineterm
    enable always trigger integrity_files_disciplineterm_check;
alter table integrity_files_disciplineterm enable row level security;
alter table integrity_files_disciplineterm force row level security;
create policy discipline_term_write on integrity_files_disciplineterm
    for insert with check (true);
create policy discipline_term_read on integrity_files_disciplineterm
    for select using ({READABLE});
create policy discipline_term_answer on integrity_files_disciplineterm
    for update using ({READABLE});
"""
TERM_BACK = """
drop policy discipline_term_write on integrity_files_disciplineterm;
drop policy discipline_term_read on integrity_files_disciplineterm;
drop policy discipline_term_answer on integrity_files_disciplineterm;
alter table integrity_files_disciplineterm no force row level security;
alter table integrity_files_disciplineterm disable row level security;
drop trigger integrity_files_disciplineterm_check on integrity_files_disciplineterm;
drop function integrity_files_disciplineterm_check();
"""

LETTER = """
create function integrity_files_letter_check() returns trigger language plpgsql as $$
declare
    series integrity_files_letterseries;
begin
    if tg_op = 'INSERT' then
        if new.state <> 'draft' then
            raise exception 'a letter begins as a draft'
                using errcode = 'check_violation', constraint = 'letter_begins';
        end if;
        return new;
    end if;
    if old.state <> 'draft' then
        raise exception 'a letter stays as it was issued or given up'
            using errcode = 'check_violation', constraint = 'letter_stays';
    end if;
    if (new.organ_id, new.kind, new.lead_id, new.record_id) is distinct from
       (old.organ_id, old.kind, old.lead_id, old.record_id) then
        raise exception 'the organ, the kind and the case of a letter stay'
            using errcode = 'check_violation', constraint = 'letter_of_case';
    end if;
    if new.state = 'issued' then
        if accounts_one_side(new.issuer_id, new.drafter_id, new.issued_on, new.drafted_on) then
            raise exception 'a letter is issued by a second person'
                using errcode = 'check_violation', constraint = 'letter_people_apart';
        end if;
        -- the row of the series is locked by whoever issues: numbers follow one another
        select * into series from integrity_files_letterseries s
         where s.organ_id = new.organ_id and s.kind = new.kind and s.year = new.year for update;
        if series.last is distinct from new.sequence or new.sequence <> 1 + coalesce((
                select max(l.sequence) from integrity_files_letter l
                 where l.organ_id = new.organ_id and l.kind = new.kind and l.year = new.year), 0)
        then
            raise exception 'numbers of letters follow one another without gaps'
                using errcode = 'check_violation', constraint = 'letter_number_next';
        end if;
    end if;
    return new;
end $$;
create trigger integrity_files_letter_check before insert or update on integrity_files_letter
    for each row execute function integrity_files_letter_check();
alter table integrity_files_letter enable always trigger integrity_files_letter_check;

create function integrity_files_letteranswer_check() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' and (new.state <> 'entered' or not exists (
            select 1 from integrity_files_letter l where l.id = new.letter_id
               and l.state = 'issued')) then
        raise exception 'an answer is entered for a letter that was issued'
            using errcode = 'check_violation', constraint = 'letter_answer_begins';
    end if;
    if tg_op = 'UPDATE' then
        if old.state <> 'entered' or (new.letter_id, new.received_on, new.paper_date,
            new.organ_zh, new.number_zh, new.gist_zh, new.scan_id, new.clerk_id, new.entered_on)
            is distinct from (old.letter_id, old.received_on, old.paper_date, old.organ_zh,
            old.number_zh, old.gist_zh, old.scan_id, old.clerk_id, old.entered_on) then
            raise exception 'an answer stays as it was entered and checked'
                using errcode = 'check_violation', constraint = 'letter_answer_stays';
        end if;
    end if;
    if new.checker_id is not null and accounts_one_side(new.checker_id, new.clerk_id,
            new.checked_on, new.entered_on) then
        raise exception 'an answer on paper is checked by another clerk'
            using errcode = 'check_violation', constraint = 'letter_answer_apart';
    end if;
    return new;
end $$;
create trigger integrity_files_letteranswer_check
    before insert or update on integrity_files_letteranswer
    for each row execute function integrity_files_letteranswer_check();
alter table integrity_files_letteranswer
    enable always trigger integrity_files_letteranswer_check;

create function integrity_files_letterseries_check() returns trigger language plpgsql as $$
begin
    if (tg_op = 'INSERT' and new.last <> 0) or (tg_op = 'UPDATE' and (
            new.last <> old.last + 1 or (new.organ_id, new.kind, new.year)
            is distinct from (old.organ_id, old.kind, old.year))) then
        raise exception 'a series of numbers goes on by one'
            using errcode = 'check_violation', constraint = 'letter_series_next';
    end if;
    return new;
end $$;
create trigger integrity_files_letterseries_check
    before insert or update on integrity_files_letterseries
    for each row execute function integrity_files_letterseries_check();
alter table integrity_files_letterseries
    enable always trigger integrity_files_letterseries_check;
"""
LETTER_BACK = """
drop trigger integrity_files_letter_check on integrity_files_letter;
drop function integrity_files_letter_check();
drop trigger integrity_files_letteranswer_check on integrity_files_letteranswer;
drop function integrity_files_letteranswer_check();
drop trigger integrity_files_letterseries_check on integrity_files_letterseries;
drop function integrity_files_letterseries_check();
"""

QUERY = """
create function integrity_files_disqualification_check() returns trigger language plpgsql as $$
begin
    if new.sequence <> 1 + coalesce((select max(a.sequence)
            from integrity_files_disqualificationanswer a where a.year = new.year), 0) then
        raise exception 'numbers of answers follow one another without gaps'
            using errcode = 'check_violation', constraint = 'disqualification_number_next';
    end if;
    return new;
end $$;
create trigger integrity_files_disqualification_check
    before insert on integrity_files_disqualificationanswer
    for each row execute function integrity_files_disqualification_check();
alter table integrity_files_disqualificationanswer
    enable always trigger integrity_files_disqualification_check;
"""
QUERY_BACK = """
drop trigger integrity_files_disqualification_check on integrity_files_disqualificationanswer;
drop function integrity_files_disqualification_check();
"""
#: Nobody named as responsible in the record decides what follows it (integrity_files_not_named).
NAMED = """
create trigger integrity_files_consequence_named
    before insert or update on integrity_files_consequence for each row
    execute function integrity_files_not_named(
        'record_id', 'orderer_id', 'confirmer_id', 'accepter_id');
alter table integrity_files_consequence enable always trigger integrity_files_consequence_named;
create trigger integrity_files_disciplineterm_named
    before insert or update on integrity_files_disciplineterm for each row
    execute function integrity_files_not_named('record_id', 'enterer_id', 'confirmer_id');
alter table integrity_files_disciplineterm
    enable always trigger integrity_files_disciplineterm_named;
"""
NAMED_BACK = """
drop trigger integrity_files_consequence_named on integrity_files_consequence;
drop trigger integrity_files_disciplineterm_named on integrity_files_disciplineterm;
"""
GRANTS = {
    "consequence": "SELECT, INSERT, UPDATE",
    "consequenceevent": "SELECT, INSERT",
    "disciplineterm": "SELECT, INSERT, UPDATE",
    "letter": "SELECT, INSERT, UPDATE",
    "letterevent": "SELECT, INSERT",
    "letteranswer": "SELECT, INSERT, UPDATE",
    "letterseries": "SELECT, INSERT, UPDATE",
    "disqualificationquery": "SELECT, INSERT",
    "disqualificationanswer": "SELECT, INSERT",
}
KEPT = ("consequenceevent", "letterevent", "disqualificationquery", "disqualificationanswer")


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [
        ("integrity_files", "0015_consequences"),
        ("common", "__first__"),
        ("accounts", "0002_guards"),
    ]

    operations = [
        migrations.RunSQL(CONSEQUENCE, CONSEQUENCE_BACK),
        PEOPLE,
        migrations.RunSQL(TERM, TERM_BACK),
        migrations.RunSQL(NAMED, NAMED_BACK),
        migrations.RunSQL(LETTER, LETTER_BACK),
        migrations.RunSQL(QUERY, QUERY_BACK),
        *[Guard(f"integrity_files_{table}") for table in KEPT],
        *[AppGrant(f"integrity_files_{table}", rights) for table, rights in GRANTS.items()],
    ]
