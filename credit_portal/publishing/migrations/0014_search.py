"""The index of character pairs that search asks (docs/search.md)."""

import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Collate

# Every pair of neighbouring characters, and every three of ASCII, for pairs of letters stand in
# nearly every English text. Cutting the text by a pattern, once from each offset, is more than
# twice as fast as joining characters in a query. Ends and pairs with a blank come along unasked.
# Folded text has no line break. The price (100 µs are 10,000 comparisons) keeps the planner from
# computing it row by row, and lets it join other indexes that fit with this one.
FUNCTION = r"""
create function publishing_grams(folded text) returns text[]
language plpgsql immutable strict parallel safe cost 10000 as $$
declare
  latin text := regexp_replace(folded, '[^!-~]+', ' ', 'g');
  cut text := chr(10);
begin
  return string_to_array(regexp_replace(folded, '(..)', E'\\1\n', 'g'), cut)
      || string_to_array(regexp_replace(substr(folded, 2), '(..)', E'\\1\n', 'g'), cut)
      || string_to_array(regexp_replace(latin, '(...)', E'\\1\n', 'g'), cut)
      || string_to_array(regexp_replace(substr(latin, 2), '(...)', E'\\1\n', 'g'), cut)
      || string_to_array(regexp_replace(substr(latin, 3), '(...)', E'\\1\n', 'g'), cut);
end $$;
"""

# Without figures of its own every pair counts as rare: the planner takes the index whatever the
# word, and ANALYZE does not cut 30,000 texts. What is too frequent is stopped by a limit instead.
NO_FIGURES = "alter index displayed_grams alter column 1 set statistics 0"


class Migration(migrations.Migration):
    dependencies = [("publishing", "0013_article_guards")]

    operations = [
        migrations.RunSQL(FUNCTION, "drop function publishing_grams(text)"),
        migrations.RunSQL(
            f'grant execute on function publishing_grams(text) to "{settings.PUBLIC_ROLE}"',
            migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            model_name="displayed",
            index=django.contrib.postgres.indexes.GinIndex(
                Collate(models.Func("search_text", function="publishing_grams"), "C"),
                name="displayed_grams",
                fastupdate=True,
                gin_pending_list_limit=1024,
            ),
        ),
        migrations.RunSQL(NO_FIGURES, migrations.RunSQL.noop),
    ]
