"""Counts of the yearly sheets: promises by unit, year, field and outcome; indexes of what is rare.

The pages of streets and towns grouped the rows themselves, reading every livelihood promise of
every year. The functions are those of 0011, with one more line of cells. Few records are under
objection or grew out of an old account; finding these walked through all.
"""

from collections.abc import Callable
from importlib import import_module

from django.db import migrations, models

UNIT = "substring(r.\"row\" from '\"sheet_division\":\"([0-9]+)\"')"
YEAR = "substring(r.\"row\" from '\"sheet_year\":([0-9]+)')"
#: One line for each way of counting a row: dimension, key, span (null counts nothing).
CELLS = f"""
select c.dimension, c.key, r.kind, c.span, r.outcome, r.severity, sum(r.sign)
  from ({{source}}) r
  cross join lateral (select
        to_char(r.published_at at time zone 'Asia/Shanghai', 'YYYY') as year,
        to_char(r.due_on, 'YYYY-Q') as quarter, left(r.division_code, 6) as district,
        case when r.kind = 'commitment' and r.category = 'livelihood'
             then {UNIT} || ' ' || r.sector end as unit,
        case when r.kind = 'commitment' and r.category = 'livelihood' then {YEAR} end as sheet) s
  cross join lateral (values
        ('body', r.organisation_id::text, s.year), ('district', s.district, s.year),
        ('sector', r.sector, s.year), ('category', r.category, s.year),
        ('body_due', r.organisation_id::text, s.quarter),
        ('district_due', s.district, s.quarter), ('unit', s.unit, s.sheet)) c(dimension, key, span)
 where c.span is not null and c.key is not null
 group by 1, 2, 3, 4, 5, 6 having sum(r.sign) <> 0
"""
COLUMNS = (
    "kind, organisation_id, division_code, sector, category, outcome, severity, due_on,"
    ' published_at, "row"'
)
#: In the order of the key, so that two transactions never wait for each other crosswise.
ADD = """
insert into publishing_tally as t (dimension, key, kind, span, outcome, severity, n)
{cells} order by 1, 3, 2, 4, 5, 6
on conflict (dimension, kind, key, span, outcome, severity) do update set n = t.n + excluded.n
"""
SOURCES = {
    "insert": [("new_rows", 1)],
    "update": [("new_rows", 1), ("old_rows", -1)],
    "delete": [("old_rows", -1)],
}


def add(sources: list[tuple[str, int]]) -> str:
    """SQL that adds rows of these tables to the counts, with their sign."""
    parts = [f"select {COLUMNS}, {sign} as sign from {table}" for table, sign in sources]
    return ADD.format(cells=CELLS.format(source=" union all ".join(parts)))


def functions(add_: Callable[[list[tuple[str, int]]], str]) -> str:
    """The functions behind the triggers of 0011, counting by these cells."""
    return "".join(
        f"""
create or replace function publishing_tally_{event}() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    {add_(sources)};
    return null;
end $$;
"""
        for event, sources in SOURCES.items()
    )


FIRST = import_module("credit_portal.publishing.migrations.0011_tallies")
#: Nothing is displayed between the counting and the new functions.
ONWARD = f"""
lock table publishing_displayed in share row exclusive mode;
delete from publishing_tally;
{add([("publishing_displayed", 1)])};
{functions(add)}
"""
BACK = f"""
delete from publishing_tally where dimension = 'unit';
{functions(FIRST.add)}
"""


def _told(name: str) -> models.Func:
    pattern = {"unit": '"sheet_division":"([0-9]+)"', "year": '"sheet_year":([0-9]+)'}[name]
    return models.Func(
        "row", models.Value(pattern), function="substring", output_field=models.TextField()
    )


def _rare(name: str, said: str) -> migrations.AddIndex:
    """An index, the newest first, of the few rows whose text says something."""
    index = models.Index(
        fields=["-published_at", "-ref"], name=name, condition=models.Q(row__contains=said)
    )
    return migrations.AddIndex(model_name="displayed", index=index)


class Migration(migrations.Migration):
    dependencies = [("publishing", "0014_search")]

    operations = [
        migrations.AlterField(
            model_name="tally",
            name="dimension",
            field=models.CharField(
                choices=[
                    ("body", "Body"),
                    ("district", "District"),
                    ("sector", "Sector"),
                    ("category", "Category"),
                    ("body_due", "Body Due"),
                    ("district_due", "District Due"),
                    ("unit", "Unit"),
                ],
                max_length=12,
            ),
        ),
        migrations.RunSQL(ONWARD, BACK),
        migrations.AddIndex(
            model_name="displayed",
            index=models.Index(
                _told("unit"),
                _told("year"),
                name="displayed_of_unit",
                condition=models.Q(category="livelihood", kind="commitment"),
            ),
        ),
        _rare("displayed_objected", '"objection":{'),
        _rare("displayed_of_old_account", '"origin":"old_account"'),
    ]
