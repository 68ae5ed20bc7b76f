"""The statements of a succession: one each, whatever the number of commitments."""

from __future__ import annotations

from credit_portal.workflow.movers import Selection

#: Rows that hang on a commitment and have deadlines of their own: (case type, table).
CHILDREN = (
    ("commitments.commitmentperiod", "commitments_commitmentperiod"),
    ("commitments.milestone", "commitments_milestone"),
    ("commitments.clockrequest", "commitments_clockrequest"),
    ("commitments.compensation", "commitments_compensation"),
)
#: A person's own commitment stays with him.
NOT_PERSONAL = """not exists (
    select 1 from commitments_personalcommitment o where o.commitment_id = c.id)"""
_OPEN = """c.outcome = 'open' or exists (
    select 1 from commitments_commitmentperiod p
     where p.commitment_id = c.id and p.outcome = 'open'
       and c.outcome not in ('changed_lawfully', 'withdrawn_lawfully', 'void'))"""
#: Registered and still to be kept: open, or a standing one of which a period is still measured.
TO_KEEP = f"c.state = 'registered' and ({_OPEN}) and {NOT_PERSONAL}"
#: What passes on: that, what has unpaid compensation, and what is verified anew. The same as
#: `selectors.going_on`.
GOING_ON = f"""c.state = 'registered' and ({_OPEN}
    or exists (select 1 from commitments_compensation p
                where p.commitment_id = c.id and p.paid_on is null)
    or exists (select 1 from commitments_verification v
                where v.commitment_id = c.id and v.state in ('open', 'proposed', 'returned')))
    and {NOT_PERSONAL}"""  # noqa: S608 - conditions of this module


def taken(selection: Selection) -> str:
    """The condition on commitments `c` that a selection stands for."""
    if selection.cases is not None:
        return "c.id = any(%(cases)s::uuid[])"
    parts = ["true"]
    if selection.post_id is not None:
        parts.append("c.post_id = %(post)s")
    if selection.sectors:
        parts.append("c.sector = any(%(sectors)s)")
    return " and ".join(parts)


def inherit(selection: Selection, *, within: bool) -> str:
    """Lock what passes on, in key order, and note it. `within`: not what the post has already."""
    other = "and c.post_id <> %(to_post)s" if within else ""
    return f"""
insert into commitments_inheritance (commitment_id, succession_id, line_id, from_organisation_id,
    from_post_id, to_organisation_id, to_post_id, due_on, moved_on)
select c.id, %(succession)s, %(line)s, c.organisation_id, c.post_id, %(to)s, %(to_post)s,
       c.due_on, %(on)s
  from (select c.id, c.organisation_id, c.post_id, c.due_on from commitments_commitment c
         where c.organisation_id = %(from)s and {GOING_ON}
           and {taken(selection)} {other}
           and not exists (select 1 from commitments_inheritance i
                            where i.succession_id = %(succession)s and i.commitment_id = c.id)
         order by c.id for update) c"""  # noqa: S608 - conditions of this module


def filings(selection: Selection) -> str:
    """What is not registered yet follows its body."""
    return f"""
update commitments_commitment c
   set organisation_id = %(to)s, post_id = %(to_post)s, version = version + 1, updated_at = %(now)s
 where c.organisation_id = %(from)s and c.state in ('draft', 'submitted', 'returned')
   and c.replaces_id is null and {NOT_PERSONAL}
   and {taken(selection)}"""  # noqa: S608 - conditions of this module


MOVE = """
update commitments_commitment c
   set organisation_id = i.to_organisation_id, post_id = i.to_post_id, version = c.version + 1,
       updated_at = %(now)s
  from commitments_inheritance i
 where i.line_id = %(line)s and c.id = i.commitment_id"""

#: The draft that is to replace a promise goes where its promise goes.
REPLACING = """
update commitments_commitment c
   set organisation_id = i.to_organisation_id, post_id = i.to_post_id, version = c.version + 1,
       updated_at = %(now)s
  from commitments_inheritance i
 where i.line_id = %(line)s and c.replaces_id = i.commitment_id and c.state = 'draft'"""

DEADLINES = [
    """
update workflow_deadline d set organisation_id = %(to)s, updated_at = %(now)s
  from commitments_inheritance i
 where i.line_id = %(line)s and d.case_type = %(case_type)s and d.case_id = i.commitment_id
   and d.outcome = ''""",
    *(
        f"""
update workflow_deadline d set organisation_id = %(to)s, updated_at = %(now)s
  from commitments_inheritance i join {table} p on p.commitment_id = i.commitment_id
 where i.line_id = %(line)s and d.case_type = '{kind}' and d.case_id = p.id
   and d.outcome = ''"""  # noqa: S608 - names of this module
        for kind, table in CHILDREN
    ),
]

_CASES = " union all ".join(
    [
        "select %(case_type)s, commitment_id from commitments_inheritance where line_id = %(line)s",
        *(
            f"select '{kind}', p.id from commitments_inheritance i"  # noqa: S608 - names of this module
            f" join {table} p on p.commitment_id = i.commitment_id where i.line_id = %(line)s"
            for kind, table in CHILDREN
        ),
    ]
)
#: How many running deadlines hang on what passes on, and a digest of their days.
FINGERPRINT = f"""
select count(*), bit_xor(hashtextextended(d.id::text || d.start_on || d.raw_due_on || d.due_on
       || coalesce(d.suspended_on::text, ''), 0))
  from ({_CASES}) k(case_type, case_id)
  join workflow_deadline d on d.case_type = k.case_type and d.case_id = k.case_id
 where d.outcome = ''"""  # noqa: S608 - names of this module

#: Commitments that did not arrive, or whose due day is another one.
DIFFERENT = """
select count(*) from commitments_inheritance i
  join commitments_commitment c on c.id = i.commitment_id
 where i.line_id = %(line)s and (c.due_on is distinct from i.due_on
    or c.organisation_id <> i.to_organisation_id or c.post_id <> i.to_post_id)"""

#: The new body is barred from judging. A proposal by somebody who now belongs to it goes back.
VERIFICATIONS = """
update commitments_verification v
   set body_id = %(to)s, barred_path = %(barred)s, version = v.version + 1,
       state = case when x.own and v.state = 'proposed' then 'returned' else v.state end,
       proposer_id = case when x.own then null else v.proposer_id end,
       proposer_body_id = case when x.own then null else v.proposer_body_id end,
       proposer_path = case when x.own then '' else v.proposer_path end
  from commitments_inheritance i,
       lateral (select w.id, coalesce(w.proposer_body_id = %(to)s
                    or (%(inside)s <> '' and w.proposer_path like %(inside)s), false) as own
                  from commitments_verification w
                 where w.commitment_id = i.commitment_id
                   and w.state in ('open', 'proposed', 'returned')) x
 where i.line_id = %(line)s and v.id = x.id"""

STORY = """
insert into commitments_commitmentevent (commitment_id, act_id, name, at, "on", actor_id,
    actor_title, data)
select i.commitment_id, %(act)s, 'inherited', %(now)s, (%(now)s at time zone 'Asia/Shanghai')::date,
       %(actor)s, %(title)s,
       jsonb_build_object('succession', i.succession_id, 'predecessor', i.from_organisation_id,
                          'title_en', %(title_en)s)
  from commitments_inheritance i where i.line_id = %(line)s order by i.id"""

_ITEM = """
insert into workflow_handoveritem (hand_over_id, case_type, case_id, title_zh, title_en, reference,
    due_on, since, url)
select %(sheet)s, %(case_type)s, c.id, c.title_zh, c.title_en, c.ref, c.due_on, c.registered_on,
       '/staff/commitments/' || c.id || '/'
"""
ITEMS_OF_SUCCESSION = f"""{_ITEM}
  from commitments_inheritance i join commitments_commitment c on c.id = i.commitment_id
 where i.succession_id = %(succession)s and i.to_organisation_id = %(body)s
   and i.to_post_id = %(post)s order by c.due_on, c.id"""
ITEMS_OF_POST = f"""{_ITEM}
  from commitments_commitment c
 where c.post_id = %(post)s and {GOING_ON}
   and c.registered_on < %(before)s
   and not exists (select 1 from commitments_inheritance i
                    where i.commitment_id = c.id and i.to_post_id = %(post)s
                      and i.moved_on >= %(before)s)
 order by c.due_on, c.id"""  # noqa: S608 - names of this module

#: What came to the post with a succession in his time stands on that one's sheet.
NEWCOMERS = f"""
select a.id from directory_appointment a
 where a.starts_on <= %(today)s and (a.ends_on is null or a.ends_on >= %(today)s)
   and not exists (select 1 from workflow_handover h where h.appointment_id = a.id)
   and exists (select 1 from commitments_commitment c
                where c.post_id = a.post_id and {GOING_ON}
                  and c.registered_on < a.starts_on
                  and not exists (select 1 from commitments_inheritance i
                                   where i.commitment_id = c.id and i.to_post_id = a.post_id
                                     and i.moved_on >= a.starts_on))
 order by a.starts_on, a.id limit %(limit)s"""  # noqa: S608 - conditions of this module

CLAIM = """
update commitments_inheritance i set republished_at = %(now)s
 where i.id in (select id from commitments_inheritance where republished_at is null
                 order by id limit %(size)s for update skip locked)
returning i.commitment_id"""
