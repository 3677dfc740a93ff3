"""What flows may have the app do: every `do:` step names one of these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, time

from bot.app import (
    asides,
    booking,
    cards,
    casework,
    daily,
    family,
    ownshifts,
    owntime,
    pacing,
    requesting,
    warmth,
)
from bot.app.checkins import VARIANTS as CHECKIN_VARIANTS
from bot.app.dialogue import Action
from bot.app.numbers import number_rows
from bot.app.turn import Turn
from bot.channel.split import plain
from bot.domain import triage
from bot.domain.care.changes import Chose
from bot.domain.care.facts import Festival
from bot.domain.case import Case
from bot.domain.consent import PURPOSES, Standing, answered
from bot.domain.family import homes_of
from bot.domain.flow.model import ActionSpec, Value
from bot.domain.ladder import Progress, Scene, attended, fits, within_reach
from bot.domain.messages import SPOKEN, Priority
from bot.domain.people import Person
from bot.domain.safety import Concern, assess
from bot.domain.triage import Colour
from bot.domain.warmth import gathered
from bot.domain.wishes import Wishes, choices, speech_in, wishes_in

LANGUAGES = ("zh", "en")
VARIANTS = ("dawn", "noon", "dusk")
"""How many ways there are to say a tip; one a day, so that nobody reads the same one twice running."""


def set_language(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """From here on, in this very turn too, the person is spoken to in this language."""
    turn.speak(str(arguments["language"]))
    return {}


def consent_state(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
    """How the person stands to every purpose, and whether this is a time to ask: not while they are in need of
    somebody, and not on the days after."""
    unfit = turn.case_of(turn.lane) is not None or turn.ended is not None
    return {"asking": "later" if unfit else "now"} | asides.standings(turn)


def consent_set(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """What the person has said about one purpose, in today's words."""
    purpose = PURPOSES[str(arguments["purpose"])]
    agrees = arguments["answer"] == "agree"
    turn.agree(answered(purpose.name, purpose.version, agrees, turn.consents, turn.now))
    return {}


def stop_messages(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
    """Stops what the bot sends by itself; who asked for it, and whether a case stays open all the same."""
    asides.stop_messages(turn)
    return {"role": asides.role(turn), "case": "none" if turn.case_of(turn.lane) is None else "open"}


def start_messages(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
    """Lets come again what was stopped."""
    return {"before": "stopped" if asides.start_messages(turn) else "going"}


EIDS = {"eid": (Festival.EID_AL_FITR, Festival.EID_AL_ADHA)}
"""One button, two days."""


def choose_greetings(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """What the person would like to hear from us without asking."""
    chosen = arguments["festivals"]
    words = [str(one) for one in chosen] if isinstance(chosen, list) else []
    festivals = tuple(day for word in words for day in EIDS.get(word, (word,)))
    turn.learn(Chose(tuple(map(Festival, festivals)), tips=arguments["tips"] is True))
    return {}


def is_home(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
    """Whether somebody is here as family."""
    return {"home": "yes" if asides.role(turn) == "family" else "no"}


def letter_hours(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
    """When words of the family arrive, by the person's own clock, and for which day they are kept, if any is ahead."""
    hours = turn.hours_of(turn.who)
    day = hours.gather if gathered(hours, turn.now) is not None else None
    return {
        "morning": f"{hours.morning:%H:%M}",
        "evening": f"{hours.evening:%H:%M}",
        "together": None if day is None else turn.text(turn.who, "warmth", "day", day=day),
    }


def set_letter_hour(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """Another hour for the words of the morning or of the evening. A bare small hour means that half of the day."""
    at, mine = time.fromisoformat(str(arguments["at"])), turn.who.hours
    if arguments["part"] == "morning":
        turn.keep_hours(replace(mine, morning=at.replace(hour=at.hour - 12) if 13 <= at.hour <= 18 else at))
    else:
        turn.keep_hours(replace(mine, evening=at.replace(hour=at.hour + 12) if 7 <= at.hour <= 11 else at))
    return {}


def gather_letters(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """Keeps everything that can wait for the morning of a day, a port call above all."""
    turn.keep_hours(replace(turn.who.hours, gather=date.fromisoformat(str(arguments["day"]))))
    return {}


def letters_as_before(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
    """Nothing is kept for a day any more."""
    turn.keep_hours(replace(turn.who.hours, gather=None))
    return {}


def _screen(show: Callable[[Turn], None]) -> Action:
    """An action that shows a screen which stands by itself."""

    def action(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
        show(turn)
        return {}

    return action


def emergency_numbers(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
    """The verified numbers for where the person is and for home, in the person's language."""
    return {"numbers": [dict(row) for row in number_rows(turn, turn.who)]}


# -- triage -------------------------------------------------------------------------------------


def plan_triage(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """Whether to ask about safety now, see `triage.asking`."""
    answers = _given(arguments)
    # somebody who may take what could come out must be there, not just anybody
    scene = _scene(turn, answers, Colour.RED)
    there = attended(turn.house.config.policies[Colour.RED], Progress(), scene)
    return {"asks": triage.asking(answers, _heard(turn), attended=there).value}


def assess_triage(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """The colour of what was tapped, written and said, together with what was written just before."""
    answers = _given(arguments) | {"voice": "yes" if _spoke(turn) else "no"}
    return {
        "colour": triage.assess(answers, _heard(turn)).colour.value,
        # what was written before may have called somebody already
        "called": "yes" if turn.case_of(turn.lane) else "no",
    }


def roster_choices(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """Between whom there is a choice among those who may come to this person: nobody is asked for a wish that
    cannot be granted."""
    scene = _scene(turn, _given(arguments), Colour.AMBER)
    offered = choices(_coming(scene))
    return {
        "genders": "yes" if offered.genders else "no",
        "speeches": "yes" if offered.speeches else "no",
        "spoken": turn.text(turn.who, "case", "languages", languages=list(offered.speeches)) or None,
    }


def roster_speech(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """The language or dialect of the roster somebody named, as the roster writes it; nothing when it is none.

    What they wrote otherwise stays with their words and never stands on a card.
    """
    offered = choices(_coming(_scene(turn, {}, Colour.AMBER))).speeches
    named = [(key, cards.spoken(turn, turn.who, key)) for key in offered]
    return {"speech": speech_in(str(arguments["words"] or ""), named) or None}


# -- somebody else ------------------------------------------------------------------------------


def call_for_other(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """Opens a case about somebody else, or adds to the reporter's own, and pages: before any further question."""
    answers = _given(arguments)
    verdict = triage.weigh(answers)
    reasons = ("asked.worried", *verdict.reasons)
    case, _ = casework.call_for_help(turn, verdict.colour, reasons, casework.tapped(turn), behalf=True)
    casework.tell_opened(turn, case, "behalf", priority=Priority.URGENT)
    return {}


def whose_family(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
    """Whether somebody's family here may be whom they worry about, and what those are called."""
    names = [
        turn.people[tie.employee].name
        for tie in homes_of(turn.lane, turn.ties)
        if tie.employee in turn.people
    ]
    known = "、".join(dict.fromkeys(name for name in names if name))
    return {"kin": "yes" if known else "no", "names": known or None}


def add_details(turn: Turn, arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """What was answered after the page had gone out, into the case; a case that has ended meanwhile is called
    for again."""
    colour = triage.weigh(_given(arguments)).colour
    casework.call_for_help(turn, colour, ("asked.worried",), casework.tapped(turn), behalf=True)
    return {}


# -- by oneself ---------------------------------------------------------------------------------


def pace_breath(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
    """Lets the question asked next breathe, see pacing."""
    pacing.begin(turn)
    return {}


def pick_tip(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
    """Which way a tip is said today."""
    return {"variant": VARIANTS[cards.local(turn, turn.who).toordinal() % len(VARIANTS)]}


def rehearse(turn: Turn, _: Mapping[str, Value]) -> Mapping[str, Value]:
    """What would happen on a call, by today's settings and roster. Nothing does: no case, no page."""
    scene = _scene(turn, {}, Colour.AMBER)
    sample = Case(
        id="", code="K0000", person=turn.lane, colour=Colour.AMBER, opened_at=turn.now, wishes=Wishes()
    )
    turn.people.setdefault(turn.lane, turn.who)
    card = turn.text(turn.who, cards.FILE, "card", **cards.facts(turn, sample, turn.who))
    there = attended(turn.house.config.policies[Colour.AMBER], Progress(), scene)
    return {
        "staffed": "yes" if there else "no",
        "within": cards.first_line_within(turn, turn.who),
        "card": plain(card),
    }


def _given(arguments: Mapping[str, Value]) -> dict[str, str]:
    return {name: str(value) for name, value in arguments.items() if value is not None}


def _heard(turn: Turn) -> Concern:
    """What the safety net says of everything written just before."""
    recent = [remark.text for remark in turn.session.recent if remark.text]
    return assess(recent[-1], recent[:-1], turn.who.language) if recent else assess("")


def _spoke(turn: Turn) -> bool:
    """Whether there is a voice message no case has yet: somebody has to listen to it."""
    bodies = [remark.body for remark in turn.session.recent if not remark.kept]
    return any((body.get("media") or {}).get("kind") in SPOKEN for body in bodies)


def _scene(turn: Turn, answers: Mapping[str, str], colour: Colour) -> Scene:
    wishes = wishes_in(answers, cards.local(turn, turn.who))
    return cards.scene_for(turn, turn.who, colour, wishes)


def _coming(scene: Scene) -> list[Person]:
    """Everybody who may come to this person, now or later."""
    return [
        staff.person for staff in scene.roster if fits(staff.person, scene) and within_reach(staff.person)
    ]


ACTIONS: Mapping[str, tuple[ActionSpec, Action]] = {
    spec.name: (spec, action)
    for spec, action in (
        (ActionSpec("person.language", arguments={"language": "choice"}), set_language),
        (
            ActionSpec(
                "triage.plan",
                arguments={"mood": "choice", "topic": "choice"},
                results={"asks": ("none", "safety", "people")},
                effects=False,
                optional=frozenset({"mood", "topic"}),
                takes="sensitive",
            ),
            plan_triage,
        ),
        (
            ActionSpec(
                "triage.assess",
                arguments={
                    "mood": "choice",
                    "topic": "choice",
                    "words": "text",
                    "safe": "choice",
                    "thoughts": "choice",
                    "company": "choice",
                },
                results={"colour": ("red", "amber", "green"), "called": ("yes", "no")},
                effects=False,
                optional=frozenset({"mood", "topic", "words", "safe", "thoughts", "company"}),
                takes="sensitive",
            ),
            assess_triage,
        ),
        (
            ActionSpec(
                "request.route",
                arguments={"category": "choice"},
                results={"past": ("yes", "no")},
                effects=False,
            ),
            requesting.route,
        ),
        (
            ActionSpec(
                "request.attach",
                arguments={"files": "list", "extra": "attachment"},
                results={"files": "list"},
                effects=False,
                optional=frozenset({"files", "extra"}),
                takes="sensitive",
            ),
            requesting.attach,
        ),
        (
            ActionSpec(
                "request.send",
                arguments={
                    "for_whom": "choice",
                    "category": "choice",
                    "route": "choice",
                    "details": "text",
                    "files": "list",
                    "urgency": "choice",
                },
                results={"number": "text", "until": "text", "read_by": ("unit", "beyond", "counsellor")},
                failures=("no_number",),
                optional=frozenset({"route", "details", "files", "urgency"}),
                takes="sensitive",
            ),
            requesting.send,
        ),
        (ActionSpec("requests.show", effects=False), requesting.show),
        (
            ActionSpec(
                "roster.choices",
                arguments={"topic": "choice", "told": "choice"},
                results={"genders": ("yes", "no"), "speeches": ("yes", "no"), "spoken": "text"},
                effects=False,
                optional=frozenset({"topic", "told"}),
                takes="sensitive",
            ),
            roster_choices,
        ),
        (
            ActionSpec(
                "roster.speech",
                arguments={"words": "text"},
                results={"speech": "text"},
                effects=False,
                optional=frozenset({"words"}),
            ),
            roster_speech,
        ),
        (ActionSpec("worried.call", arguments={"danger": "choice"}, takes="sensitive"), call_for_other),
        (
            ActionSpec("worried.kin", results={"kin": ("yes", "no"), "names": "text"}, effects=False),
            whose_family,
        ),
        (
            ActionSpec(
                "worried.details",
                arguments={"danger": "choice"},
                optional=frozenset({"danger"}),
                takes="sensitive",
            ),
            add_details,
        ),
        (ActionSpec("breathe.pace"), pace_breath),
        (ActionSpec("tips.pick", results={"variant": VARIANTS}, effects=False), pick_tip),
        (
            ActionSpec(
                "rehearsal.facts",
                results={"staffed": ("yes", "no"), "within": "text", "card": "text"},
                effects=False,
            ),
            rehearse,
        ),
        (ActionSpec("emergency.numbers", results={"numbers": "list"}, effects=False), emergency_numbers),
        (
            ActionSpec(
                "consent.state",
                results={"asking": ("now", "later")} | dict.fromkeys(PURPOSES, tuple(Standing)),
                effects=False,
            ),
            consent_state,
        ),
        (ActionSpec("consent.set", arguments={"purpose": "text", "answer": "choice"}), consent_set),
        (
            ActionSpec(
                "messages.stop",
                results={"role": ("guest", "employee", "family", "staff"), "case": ("open", "none")},
            ),
            stop_messages,
        ),
        (ActionSpec("messages.start", results={"before": ("stopped", "going")}), start_messages),
        (
            ActionSpec(
                "greetings.choose",
                arguments={"festivals": "multi_choice", "tips": "yes_no"},
                optional=frozenset({"festivals"}),
            ),
            choose_greetings,
        ),
        *booking.ACTIONS,
        *owntime.ACTIONS,
        *ownshifts.ACTIONS,
        (
            ActionSpec(
                "checkin.keep",
                arguments={"mood": "choice", "sleep": "choice", "body": "choice"},
                results={
                    "manner": ("low", "tired", "calm", "bright"),
                    "variant": CHECKIN_VARIANTS,
                    "calls": ("yes", "no"),
                },
                optional=frozenset({"mood", "sleep", "body"}),
                takes="sensitive",
            ),
            daily.keep,
        ),
        (
            ActionSpec(
                "checkin.words",
                arguments={"words": "text"},
                optional=frozenset({"words"}),
                takes="sensitive",
            ),
            daily.keep_words,
        ),
        (ActionSpec("checkin.decline"), daily.decline),
        (ActionSpec("mood.show", effects=False), daily.show),
        (ActionSpec("privacy.show"), _screen(asides.show_privacy)),
        (ActionSpec("help.show"), _screen(asides.show_help)),
        (ActionSpec("tidy.offer"), _screen(asides.offer_tidying)),
        (ActionSpec("family.show"), _screen(family.show)),
        (ActionSpec("family.menu"), _screen(family.menu)),
        (ActionSpec("person.home", results={"home": ("yes", "no")}, effects=False), is_home),
        (
            ActionSpec(
                "letters.show",
                results={"morning": "text", "evening": "text", "together": "text"},
                effects=False,
            ),
            letter_hours,
        ),
        (
            ActionSpec("letters.at", arguments={"part": "text", "at": "time"}),
            set_letter_hour,
        ),
        (ActionSpec("letters.gather", arguments={"day": "date"}), gather_letters),
        (ActionSpec("letters.as_before"), letters_as_before),
        (ActionSpec("warm.begin"), _screen(warmth.begin)),
    )
}
