"""The Credit Portal: a city's government-integrity site and its workflow.

Imports nothing: `credit_portal.ledger.verify` must run without Django and Celery.
"""
