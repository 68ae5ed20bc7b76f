"""`python -m tests.provider.serve PORT CLIENT SECRET RETURN`: make the provider and serve it."""

import os
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application


class Quiet(WSGIRequestHandler):
    """No line per request."""

    def log_message(self, *args: object) -> None:
        """Nothing."""


def main(port: int, client: str, secret: str, address: str) -> None:
    """Migrate, register the portal as client, serve until killed."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.provider.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    from django.contrib.auth import get_user_model
    from oauth2_provider.models import Application

    get_user_model()._default_manager.get_or_create(username="staff")
    Application.objects.get_or_create(
        client_id=client,
        defaults={
            "client_secret": secret,
            "client_type": Application.CLIENT_CONFIDENTIAL,
            "authorization_grant_type": Application.GRANT_AUTHORIZATION_CODE,
            "redirect_uris": address,
            "algorithm": Application.RS256_ALGORITHM,
            "skip_authorization": True,
        },
    )
    make_server("127.0.0.1", port, get_wsgi_application(), handler_class=Quiet).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:5])
