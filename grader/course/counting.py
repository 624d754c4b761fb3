"""Numbers of things in words."""


def count(number: int, what: str) -> str:
    """Return a number of things, such as ``1 epoch`` or ``2 epochs``."""
    return f"{number} {what}" + ("" if number == 1 else "s")
