"""Faults on purpose, while people act: what was acknowledged must be there, once.

    make faults SECONDS=60 SEED=7

`load` acts through HTTP like people at their desks, in a process of its own; `drill` starts the
servers, breaks them by a seeded schedule, mends them, and hands over to `verdict`, which compares
the journal of acknowledged acts with the database.
"""
