"""The tables of the platform's ground: idempotency keys, job runs and states, the clock row."""

from django.db import models


class IdempotencyKey(models.Model):
    """One submission of one actor: the same key again is the same effect and answer."""

    actor_id = models.TextField()
    service = models.TextField()
    key = models.TextField()
    fingerprint = models.BinaryField()
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor_id", "service", "key"], name="idempotency_once")
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotency_age")]

    def __str__(self) -> str:
        return f"{self.service} {self.key}"


class JobRun(models.Model):
    """A daily job that ran: UNIQUE(job, day) lets three beats run it once (security.md F8)."""

    job = models.TextField()
    day = models.DateField()
    ran_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "day"], name="jobrun_once")]

    def __str__(self) -> str:
        return f"{self.job} {self.day}"


class JobState(models.Model):
    """How the last run of a job went: what `/metrics` and `/readyz` say of it."""

    job = models.TextField(primary_key=True)
    ended_at = models.DateTimeField()
    seconds = models.FloatField()
    ok = models.BooleanField()
    succeeded_at = models.DateTimeField(null=True)
    detail = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.job} {self.ended_at:%F %T}"


class ClockRow(models.Model):
    """Distance of the portal's clock from the machine's; demonstration and tests only."""

    id = models.SmallIntegerField(primary_key=True)
    offset_seconds = models.FloatField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="clock_one_row")]

    def __str__(self) -> str:
        return f"{self.offset_seconds} s"
