"""A stored file's row changes in its verdict only, whoever asks; nor is a verdict taken back."""

from django.db import migrations

FORWARDS = """
create function files_storedfile_keep() returns trigger language plpgsql as $$
begin
    if (to_jsonb(new) - array['state', 'reason', 'decided_at'])
       is distinct from (to_jsonb(old) - array['state', 'reason', 'decided_at']) then
        raise exception 'a stored file never changes' using errcode = 'insufficient_privilege';
    end if;
    if old.state <> 'quarantined' and new.state is distinct from old.state
       and not (old.state = 'clean' and new.state = 'rejected') then
        raise exception 'a verdict on a file is not taken back'
            using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger files_storedfile_keep before update on files_storedfile
    for each row execute function files_storedfile_keep();
alter table files_storedfile enable always trigger files_storedfile_keep;
"""
BACKWARDS = """
drop trigger files_storedfile_keep on files_storedfile;
drop function files_storedfile_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial"), ("common", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
