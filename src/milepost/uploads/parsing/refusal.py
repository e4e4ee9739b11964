"""Why a file cannot be read."""


class Refusal(Exception):
    """The file is at fault. `code` is one of those that `milepost.uploads.refusals` has a sentence for.

    `details` are the sentence's values: numbers and short texts.
    """

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code, self.details = code, details
