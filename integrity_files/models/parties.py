"""Who files without an account, as objections and applications for repair keep it."""

from __future__ import annotations

from django.db import models

from integrity_files.codes_objections import Proof


class SealedParty(models.Model):
    """Who files, how he is reached and what proves who he is: sealed, masked, erasable."""

    name_sealed = models.BinaryField()
    email_sealed = models.BinaryField(null=True)
    mobile_sealed = models.BinaryField(null=True)
    proof = models.CharField(max_length=8, choices=Proof)
    proof_file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)
