"""What can go wrong between us and Linode: the only exceptions that leave the client.

    LinodeError
      ApiError                 the API answered, with a status of 300 or above
        Unauthorized           401: the token is wrong, expired or missing
        Forbidden              403: the token is good but lacks the scope or the grant
        NotFound               404
        RateLimited            429, for as long as the caller's patience lasted
      Unreachable              no answer: refused, reset, timed out, TLS
      BadReply                 an answer that is not what the API promises (truncated, not JSON)
      AnswerLost               a create whose answer was lost and whose effect stays unknown
      Vanished                 a thing waited for is gone
        ImageVanished          imaging or upload processing failed: Linode removed the image
      Stuck                    a thing waited for reached a state it does not leave
      UploadRefused            the object storage answered the upload with an error
      FileUnreadable           the file to upload cannot be read
      FileChanged              the file is not the one that was promised
      TimeUp                   the operation's patience ran out
      Interrupted              Terraform asked to stop

Each carries data (status, reasons, ids), and its text is fit to be shown: it never
contains a token or the signature of a presigned URL. Retrying is decided in `http/retry.py`.
"""

# ruff: noqa: N818  # named by what happened, as the API's own words are; the base says "Error"

from __future__ import annotations

#: (field, reason) of the API's `errors` list; field is "" when the API names none.
Reason = tuple[str, str]


class LinodeError(Exception):
    """Base of everything the client raises.

    `goes_on` is true where a wait ended early for something that Linode goes on with.
    `tried_seconds` and `tries` tell how long a repeated request was tried before this, its
    last failure, was reported.
    """

    goes_on: bool = False
    tried_seconds: float = 0.0
    tries: int = 1

    def what(self) -> str:
        """What happened, without how often it was tried."""
        return super().__str__()

    def __str__(self) -> str:
        if self.tries < 2:
            return self.what()
        return f"{self.what()} (tried {self.tries} times in {self.tried_seconds:.0f} s)"


class ApiError(LinodeError):
    """The API refused a request.

    `after_lost` is true when an earlier try of the same request may have taken effect.
    `retry_after` is what the API asked for, in seconds; `maintenance` that it said it is down for
    maintenance.
    """

    after_lost: bool = False
    retry_after: float | None = None
    maintenance: bool = False

    def __init__(self, status: int, reasons: list[Reason], method: str, path: str) -> None:
        super().__init__(status, reasons, method, path)
        self.status = status
        self.reasons = reasons
        self.method = method
        self.path = path

    def what(self) -> str:
        told = "; ".join(
            f"{field}: {reason}" if field else reason for field, reason in self.reasons
        )
        return f"{self.method} {self.path}: [{self.status}] {told or phrase(self.status)}"

    @property
    def filter_refused(self) -> bool:
        """Whether the API could not apply the X-Filter (the caller can filter by itself)."""
        return self.status == 400 and any(field == "X-Filter" for field, _ in self.reasons)


class Unauthorized(ApiError):
    """401: the token is wrong, expired, or missing."""


class Forbidden(ApiError):
    """403: the token lacks a scope, or its user a grant."""


class NotFound(ApiError):
    """404: no such thing, or none that this token may see."""


class RateLimited(ApiError):
    """429, until patience ran out."""


class Unreachable(LinodeError):
    """No answer came.

    `sent` is false when it is certain that the request did not reach the API; `lasting` is true
    when trying again cannot help (a certificate that does not verify).
    """

    def __init__(self, reason: str, *, sent: bool, lasting: bool = False) -> None:
        super().__init__(reason)
        self.sent = sent
        self.lasting = lasting


class BadReply(LinodeError):
    """The answer was cut off, or is not JSON, or lacks what the API promises."""


class AnswerLost(LinodeError):
    """A create may have taken effect, and looking did not settle it.

    `candidates` are the ids of things that may be its result: to be looked at, imported or
    deleted by hand; the oldest first. `cause` is what happened to the answer, `unseen` why looking
    failed, if it did.
    """

    def __init__(
        self,
        what: str,
        candidates: list[str],
        cause: LinodeError,
        unseen: LinodeError | None = None,
    ) -> None:
        super().__init__(what, candidates, cause, unseen)
        self.asked_for = what
        self.candidates = sorted(candidates, key=lambda id: (len(id), id))
        self.cause = cause
        self.unseen = unseen

    def what(self) -> str:
        text = f"The answer to the creation of {self.asked_for} was lost ({self.cause})."
        if self.candidates:
            return f"{text} It may be {' or '.join(self.candidates)}: import it, or delete it."
        if self.unseen:
            return f"{text} Looking for it failed too ({self.unseen}): see whether it exists."
        return f"{text} Nothing that could be it was found at Linode."


class Vanished(LinodeError):
    """A thing that existed is gone while it was waited for."""

    def __init__(self, what: str, cause: str = "") -> None:
        super().__init__(what, cause)
        self.gone = what
        self.cause = cause

    def what(self) -> str:
        return f"{self.gone} is gone" + (f": {self.cause}" if self.cause else "")


class ImageVanished(Vanished):
    """Linode removed the image: imaging, or processing the upload, failed."""

    def __init__(self, image_id: str, cause: str) -> None:
        super().__init__(f"image {image_id}", cause)
        self.image_id = image_id


class Stuck(LinodeError):
    """A thing waited for reached a state that does not lead to the wanted one."""


class UploadRefused(LinodeError):
    """The object storage answered the upload with an error, in its own words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(status, words)
        self.status = status
        self.words = words

    def what(self) -> str:
        return (
            f"the storage refused the upload: [{self.status}] {self.words or phrase(self.status)}"
        )


class FileUnreadable(LinodeError):
    """The file to upload cannot be opened or read."""


class FileChanged(LinodeError):
    """The file differs from what was promised, or changed while it was read; it was not sent."""


class TimeUp(LinodeError):
    """Patience ran out. `waited_for` says what for, `last` is the last failure, if any."""

    def __init__(self, waited_for: str, seconds: float, last: LinodeError | None = None) -> None:
        super().__init__(waited_for, seconds, last)
        self.waited_for = waited_for
        self.seconds = seconds
        self.last = last

    def what(self) -> str:
        text = f"waited {self.seconds:.0f} s for {self.waited_for}"
        return f"{text}; the last answer was: {self.last}" if self.last else text


class Interrupted(LinodeError):
    """Terraform asked to stop. `waited_for` says what was not waited for any longer."""

    def __init__(self, waited_for: str) -> None:
        super().__init__(waited_for)
        self.waited_for = waited_for

    def what(self) -> str:
        return f"interrupted while waiting for {self.waited_for}"


_BY_STATUS: dict[int, type[ApiError]] = {
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    429: RateLimited,
}


def refusal(status: int, reasons: list[Reason], method: str, path: str) -> ApiError:
    """The error of that status."""
    return _BY_STATUS.get(status, ApiError)(status, reasons, method, path)


def phrase(status: int) -> str:
    """The usual words of a status: "Bad Gateway"."""
    from http import HTTPStatus  # 1 ms, and most commands meet no error

    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "no reason given"
