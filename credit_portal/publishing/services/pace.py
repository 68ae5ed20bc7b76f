"""How many decisions one transaction of the publication takes. Pure."""

#: Of a long backlog at most so many are published in one transaction.
MOST_AT_ONCE = 1_000
#: And at most so many as took so many seconds before: a later decision waits for the batch that
#: runs, and so does every other append to the log.
BATCH_SECONDS = 2.0


class Pace:
    """How many decisions are tried at once: more while a backlog is long and batches are quick,
    and halves of a batch that failed, until the record is found that made it fail."""

    def __init__(self, first: int) -> None:
        self.first = self.usual = first
        #: So many of the oldest hold one that fails; 0 when none is known of.
        self.suspect = 0

    @property
    def size(self) -> int:
        """For the next batch."""
        return max(1, self.suspect // 2) if self.suspect else self.usual

    def done(self, count: int, seconds: float) -> None:
        """A batch of `count` took so long; only a full one tells how long the next would."""
        if self.suspect:
            self.suspect = max(0, self.suspect - count)
        elif count == self.usual:
            most = max(self.first, MOST_AT_ONCE)
            self.usual = min(
                most, max(self.first, int(count * BATCH_SECONDS / max(seconds, 0.001)))
            )

    def failed(self, waiting: int) -> bool:
        """Of a batch of so many one fails. Answers whether it is found: the oldest."""
        found = waiting == 1
        self.suspect = 0 if found else waiting
        return found
