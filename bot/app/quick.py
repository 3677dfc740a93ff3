"""Ready-made lines, in the person's language. They spare typing; they are not yet a human's word."""

from __future__ import annotations

from bot.app import asking, cards, transfer
from bot.app.turn import Turn
from bot.channel.split import plain
from bot.domain.case import Case
from bot.domain.messages import Button
from bot.domain.people import Person
from bot.domain.permissions import Act

FILE = "quick"
READING = "reading"
"""The opener: says that somebody reads, and holds the claim once."""
LINES = (READING, "intro", "here", "slowly", "safe", "moment", "tomorrow")
"""The blocks of quick.j2 that are lines; each has a caption `<line>_short`."""


def show(turn: Turn, case: Case, by: Person) -> None:
    """The list, with what each line says in the reader's language and in the person's where that differs."""
    person = turn.people[case.person]
    rows = [
        {
            "short": turn.house.texts.caption(by.language, FILE, f"{line}_short"),
            "yours": words(turn, case, by, line, by.language),
            "theirs": words(turn, case, by, line, person.language) if person.language != by.language else "",
            "line": line,
        }
        for line in LINES
        if offered(turn, case, by, line)
    ]
    turn.say(
        by,
        cards.FILE,
        "quick_lines",
        about=person,
        silent=True,
        keyboard=tuple(
            asking.rows(
                [
                    Button(str(row["short"]), cards.press(Act.CANNED, case, str(row["line"])).data())
                    for row in rows
                ]
            )
        ),
        code=case.code,
        name=person.name,
        first=case.human_at is None,
        colour=case.colour.value,
        rows=rows,
    )


def offered(turn: Turn, case: Case, by: Person, line: str) -> bool:
    """Whether this line can be said now: who does not know when their shift ends does not say so."""
    known = bool(transfer.shift(turn, by, turn.people[case.person], case)["until"])
    return line in LINES and (line != "intro" or known)


def words(turn: Turn, case: Case, by: Person, line: str, language: str) -> str:
    """The line as the person reads it, times on the person's clock; words alone, as if somebody had typed them."""
    when = transfer.shift(turn, by, turn.people[case.person], case)
    return plain(turn.house.texts.render(language, FILE, line, {"name": by.name, **when}))
