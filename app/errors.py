"""What a caller can do about a refusal. The doors map these to statuses and exit codes; the inside knows neither."""


class SecondLookError(Exception):
    """Base of all expected refusals. The message names the thing, the reason and the next step."""


class NotFoundError(SecondLookError):
    """There is no such thing, or it is not yours to see."""


class ConflictError(SecondLookError):
    """The thing is not in a state that allows this; look again and decide anew."""


class ForbiddenError(SecondLookError):
    """You are known, but may not do this."""


class UnauthenticatedError(SecondLookError):
    """Nobody, or nobody we know: sign in, or send a key."""


class BadInputError(SecondLookError):
    """What was sent cannot be used; the message says which part and what would do."""


class TooLargeError(SecondLookError):
    """More bytes than this door takes."""


class BusyError(SecondLookError):
    """Try again shortly; nothing was stored."""
