"""A process of the portal that files, approves, publishes and signs the log, and says what was
acknowledged.

    python -m tests.ops.acts_of_a_drill 5

One line per act that was committed, printed after the commit: the commitment's id.
"""

import sys
from datetime import timedelta

import django
from django.core.management import call_command


def main(count: int) -> None:
    """Act `count` times."""
    from credit_portal.accounts.models import User
    from credit_portal.common import clock
    from credit_portal.directory.models import Post
    from credit_portal.publishing.services import publish_all
    from tests.commitments import scenes
    from tests.faults import people

    if not User.objects.filter(username="filer0").exists():
        people.settle()
    filer, approver = (User.objects.get(username=name) for name in ("filer0", "approver0"))
    approver.fresh = True
    post = Post.objects.get(organisation=filer.organisation, is_principal=True)
    for _number in range(count):
        due = clock.today() + timedelta(100)
        row = scenes.registered(filer, approver, post, due_on=due)
        publish_all()
        print(row.pk, flush=True)
    call_command("sign_ledger", once=True, stdout=sys.stderr)


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
