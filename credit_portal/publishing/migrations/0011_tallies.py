"""Counts of what is displayed, kept by triggers in the transaction that changes it."""

from django.db import migrations, models

from credit_portal.common.db import AppGrant, PublicRead

#: One line for each way of counting a row: dimension, key, span (null counts nothing).
CELLS = """
select c.dimension, c.key, r.kind, c.span, r.outcome, r.severity, sum(r.sign)
  from ({source}) r
  cross join lateral (select
        to_char(r.published_at at time zone 'Asia/Shanghai', 'YYYY') as year,
        to_char(r.due_on, 'YYYY-Q') as quarter, left(r.division_code, 6) as district) s
  cross join lateral (values
        ('body', r.organisation_id::text, s.year), ('district', s.district, s.year),
        ('sector', r.sector, s.year), ('category', r.category, s.year),
        ('body_due', r.organisation_id::text, s.quarter),
        ('district_due', s.district, s.quarter)) c(dimension, key, span)
 where c.span is not null
 group by 1, 2, 3, 4, 5, 6 having sum(r.sign) <> 0
"""
COLUMNS = (
    "kind, organisation_id, division_code, sector, category, outcome, severity, due_on,"
    " published_at"
)
#: In the order of the key, so that two transactions never wait for each other crosswise.
ADD = """
insert into publishing_tally as t (dimension, key, kind, span, outcome, severity, n)
{cells} order by 1, 3, 2, 4, 5, 6
on conflict (dimension, kind, key, span, outcome, severity) do update set n = t.n + excluded.n
"""
SOURCES = {
    "insert": ("new table as new_rows", [("new_rows", 1)]),
    "update": ("old table as old_rows new table as new_rows", [("new_rows", 1), ("old_rows", -1)]),
    "delete": ("old table as old_rows", [("old_rows", -1)]),
}


def add(sources: list[tuple[str, int]]) -> str:
    """SQL that adds rows of these tables to the counts, with their sign."""
    parts = [f"select {COLUMNS}, {sign} as sign from {table}" for table, sign in sources]
    return ADD.format(cells=CELLS.format(source=" union all ".join(parts)))


def triggers() -> str:
    """A function and a statement trigger for each kind of change."""
    return "".join(
        f"""
create function publishing_tally_{event}() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    {add(sources)};
    return null;
end $$;
create trigger publishing_tally_{event} after {event} on publishing_displayed
    referencing {tables} for each statement execute function publishing_tally_{event}();
alter table publishing_displayed enable always trigger publishing_tally_{event};
"""
        for event, (tables, sources) in SOURCES.items()
    )


BACK = "".join(
    f"drop trigger publishing_tally_{event} on publishing_displayed;"
    f" drop function publishing_tally_{event}();"
    for event in SOURCES
)
STATE = models.Q(kind="commitment", outcome="open", due_on__isnull=False)


class Migration(migrations.Migration):
    dependencies = [("publishing", "0010_disclosure_ending"), ("common", "__first__")]

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "dimension",
                    models.CharField(
                        choices=[
                            ("body", "Body"),
                            ("district", "District"),
                            ("sector", "Sector"),
                            ("category", "Category"),
                            ("body_due", "Body Due"),
                            ("district_due", "District Due"),
                        ],
                        max_length=12,
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=40)),
                ("kind", models.CharField(max_length=32)),
                ("span", models.CharField(max_length=6)),
                ("outcome", models.CharField(blank=True, max_length=24)),
                ("severity", models.CharField(blank=True, max_length=12)),
                ("n", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("dimension", "kind", "key", "span", "outcome", "severity"),
                        name="tally_once",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="displayed",
            index=models.Index(
                fields=["due_on"],
                name="displayed_past_due",
                include=[
                    "organisation", "division_code", "sector", "category", "published_at", "until",
                ],
                condition=STATE & ~models.Q(row__contains='"due_provisional":true'),
            ),
        ),
        # Counts change in place: room on each page keeps such updates out of the index.
        migrations.RunSQL("alter table publishing_tally set (fillfactor = 70)", ""),
        migrations.RunSQL(
            add([("publishing_displayed", 1)]), "delete from publishing_tally"
        ),
        migrations.RunSQL(triggers(), BACK),
        AppGrant("publishing_tally", "SELECT"),
        PublicRead("publishing_tally"),
    ]
