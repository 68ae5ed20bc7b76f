"""What is given away: every data set by its address, the kinds of records among them.

A kind that an app registers has a data set of its own by itself; its `columns` are what it adds to
the columns of all records.
"""

from credit_portal.publishing.open_data import log, records, reference
from credit_portal.publishing.open_data.dataset import Dataset


def datasets() -> list[Dataset]:
    """All data sets, records first."""
    return [*records.datasets(), *log.DATASETS, *reference.DATASETS]


def dataset(code: str) -> Dataset | None:
    """The data set with this address, None when there is none."""
    return next((one for one in datasets() if one.code == code), None)
