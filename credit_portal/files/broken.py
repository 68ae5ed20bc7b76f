"""The word by which the checks refuse a file."""


class Refused(Exception):
    """A check refuses the content; `code` is one of the keys of `checks._MESSAGES`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
