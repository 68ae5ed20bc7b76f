"""`manage.py bench`: what the portal reaches against limits measured in the same run."""
