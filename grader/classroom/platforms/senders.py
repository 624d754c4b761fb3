"""Who handed in which files of a download."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from grader.classroom.platforms.archives import Entry


@dataclass(frozen=True)
class Sender:
    """Somebody who handed in something, as a platform knows them.

    Attributes:
        key: What the platform calls them by.
        name: Their full name; empty if it is not told.
        email: Their e-mail address.
        ident: Their user name or number at the institution.
        late: Whether the platform says that it was late; None if it does not say.
        when: When it was handed in, as the platform says.
        order: A number that is larger for what was handed in later; 0 if there is none.
    """

    key: str
    name: str = ""
    email: str = ""
    ident: str = ""
    late: bool | None = None
    when: datetime | None = None
    order: int = 0

    @property
    def shown(self) -> str:
        """What a person knows them by."""
        return self.name or self.email or self.key


@dataclass
class Sorted:
    """The files of a download, by who handed them in.

    Attributes:
        senders: Everybody, by key.
        files: Their files, by key; the paths are those within what they handed in.
        left_out: Why a file belongs to nobody, by its path.
    """

    senders: dict[str, Sender] = field(default_factory=dict)
    files: dict[str, list[Entry]] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)

    def add(self, sender: Sender, entry: Entry | None) -> None:
        """Note a file of somebody, or without one only that there is somebody."""
        self.senders.setdefault(sender.key, sender)
        self.files.setdefault(sender.key, [])
        if entry:
            self.files[sender.key].append(entry)
