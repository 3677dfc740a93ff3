"""Latin letters read plainly: contractions, chat spellings, digits for letters, spaced letters, slips."""

from __future__ import annotations

import re


def _words(*lines: str) -> tuple[str, ...]:
    return tuple(" ".join(lines).split())


_CONTRACTIONS = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"\bi'?m\b", "im"),
        (r"\b(i|you|he|she|it|we|they|that|there|who)'ll\b", r"\1 will"),
        (r"\b(i|you|he|she|we|they)'d\b", r"\1 would"),
        (r"\b(i|you|we|they)'ve\b", r"\1 have"),
        (r"\b(you|we|they)'re\b", r"\1 are"),
        (r"\b(\w+)n't\b", r"\1nt"),
        (r"\b(he|she|it|that|there|who|what)'s\b", r"\1s"),
        (r"\b([a-z]+)'s\b", r"\1 s"),
    )
)

_SLANG = {
    "wanna": "want to", "wana": "want to", "gonna": "going to", "gona": "going to", "gunna": "going to",
    "gotta": "got to", "2nite": "tonight", "tonite": "tonight", "2night": "tonight", "2moro": "tomorrow",
    "tmrw": "tomorrow", "tmr": "tomorrow", "tomoro": "tomorrow", "tomorow": "tomorrow", "u": "you", "ur": "your",
    "r": "are", "y": "why", "n": "and", "pls": "please", "plz": "please", "ppl": "people", "bc": "because",
    "cuz": "because", "coz": "because", "cos": "because", "sombody": "somebody", "sum1": "someone",
    "some1": "someone", "evry": "every", "everyday": "every day", "w/o": "without", "cannot": "cant",
    "im": "i am", "ive": "i have", "dnt": "dont", "dunno": "dont know", "fkn": "", "fucking": "",
    "fuckin": "", "bloody": "", "rly": "", "really": "", "just": "", "actually": "", "honestly": "", "rn": "right now",
    "kys": "kill yourself", "kms": "kill myself", "unalive": "kill", "unaliving": "killing",
    "sewerslide": "suicide", "sewercide": "suicide", "suicid": "suicide", "ctb": "catch the bus", "luv": "love",
    "4ever": "forever", "4eva": "forever", "b4": "before", "goin": "going", "nothin": "nothing", "livin": "living",
    "tryna": "trying to", "lemme": "let me", "gimme": "give me", "abt": "about", "wont": "will not", "thru": "through",
    "cryin": "crying", "dyin": "dying", "killin": "killing", "kil": "kill", "wnt": "want", "lif": "life", "liv": "live", "dieing": "dying", "anymor": "anymore",
    "breth": "breath", "todie": "to die", "miself": "myself", "maself": "myself", "themself": "themselves", "sleeep": "sleep", "slp": "sleep", "kll": "kill", "dei": "die", "killmyself": "kill myself", "endit": "end it",
    "suicde": "suicide", "sucide": "suicide", "sucidal": "suicidal", "noone": "no one", "thier": "their", "becuase": "because", "feelin": "feeling", "drinkin": "drinking", "gud": "good",
    "hav": "have", "wnat": "want", "waht": "what", "alot": "a lot", "thx": "thanks",
    "msg": "message", "myslef": "myself", "meself": "myself", "mysef": "myself",
}  # fmt: skip

_KEY = frozenset(
    _words(
        "suicide suicidal hopeless worthless depressed anymore myself goodbye overdose breathing "
        "unconscious bleeding kidnapped hostage collapsed nightmares trapped threatening depression "
        "pointless forever drowning poison drinking harassed beating "
    )
)
"""Words worth recognising through one slip of the thumb."""
_SHORT = frozenset(_words("kill life live jump cope alive panic knife living dying hang pills "))
"""Too short for more than two letters changing places."""
_ORDINARY = frozenset(
    _words(
        "beaten breeding breathin heating seating boating betting drowing posion person prison thinking "
        "shrinking drinkings wrapped trampled strapped tapped live file hands "
    )
)
_DANGEROUS = _words(
    "kill die dies died suicide suicidal myself dead death life hang jump pills hurt rape raped gun "
    "want to right now tonight my going wanna it all knife goodbye murder bomb help end cut killing dying "
    "alive sleep forever "
)
_DANGEROUS_SET = frozenset(_DANGEROUS)
_SQUEEZED = sorted(
    _words(
        "i want to die kill myself end my life it all cant go on dont live anymore help me tonight jump "
        "going suicide no more hurt good bye goodbye am will this is the take pills over done with "
    ),
    key=len,
    reverse=True,
)

_LATIN = re.compile(r"[a-z0-9]")
_LEET = str.maketrans("013457@$!|", "oieastasii")
_AMONG_HAN = re.compile(r"(?<=[\u3400-\u9fff] )[a-z0-9](?: [a-z0-9](?![a-z0-9]))+")
_LEET_WORD = re.compile(r"(?<![a-z0-9])[a-z0-9@$!|*]{2,14}(?![a-z0-9])")
_SPACED = re.compile(r"(?<![a-z0-9])[a-z0-9](?:[ .,!?'\-_*]{1,7}[a-z0-9](?![a-z0-9])){3,400}")
_WORD = re.compile(r"[a-z0-9]+")
_TRIPLED = re.compile(r"([a-z])\1\1+")


def join_letters(text: str) -> str:
    """`k i l l` and `k.i.l.l` as one word; wider spaces stay word boundaries. Expects lower case."""
    if _LATIN.search(text) is None:
        return text
    # twice: somebody may space out what was spaced out already
    text = _SPACED.sub(_unspace, _SPACED.sub(_unspace, text))
    return _AMONG_HAN.sub(lambda match: match.group().replace(" ", ""), text)


def plain_latin(text: str) -> str:
    """The text with its Latin words in plain spelling; everything else untouched. Expects lower case."""
    text = text.replace("’", "'").replace("‘", "'").replace("`", "'")
    if _LATIN.search(text) is None:
        return text
    if "'" in text:
        for pattern, plain in _CONTRACTIONS:
            text = pattern.sub(plain, text)
    text = _LEET_WORD.sub(_unleet, text)
    text = _TRIPLED.sub(r"\1\1", text)
    return _WORD.sub(_respell, text)


def _unspace(match: re.Match[str]) -> str:
    letters = match.group()
    if " " not in letters:
        return _resegment(re.sub(r"[.\-_*,!?']", "", letters))
    joined = re.sub(r"(?<=\S) (?=\S)", "", letters)
    words = re.sub(r"[ ]+", " ", joined)
    return words if " " in words else _resegment(words)


def _resegment(squeezed: str) -> str:
    """Spaces put back into letters that ran together, as far as the few dangerous words go."""
    words: list[str] = []
    at = 0
    while at < len(squeezed):
        word = next((w for w in _SQUEEZED if squeezed.startswith(w, at)), "")
        if not word:
            return squeezed
        words.append(word)
        at += len(word)
    return " ".join(words)


def _unleet(match: re.Match[str]) -> str:
    written = match.group()
    if written.isalpha() or written in _SLANG:
        return written
    plain = written.translate(_LEET)
    if plain in _DANGEROUS_SET:
        return plain
    if "*" in plain.strip("*"):
        for word in _DANGEROUS:
            if len(word) == len(plain) > 2 and all(a in (b, "*") for a, b in zip(plain, word, strict=True)):
                return word
    return written


def _respell(match: re.Match[str]) -> str:
    written = match.group()
    plain = _SLANG.get(written)
    if plain is not None:
        return plain
    if len(written) < 4 or written in _KEY or written in _SHORT or written in _ORDINARY:
        return written
    if len(written) <= 6:
        word = _swapped(written)
        if word:
            return word
    if len(written) >= 5:
        if len(written) >= 8 and _DANGEROUS_RUN.fullmatch(written):
            return _resegment(written)
        return next((word for word in _KEY_BY_FIRST.get(written[0], ()) if _one_slip(written, word)), written)
    return written


_DANGEROUS_RUN = re.compile(
    r"(?:i|im|want|to|going)?(?:wantto|goingto)?(?:kill|hurt|end|cut|hang)(?:myself|mylife|itall)|i?wanttodie"
)
_KEY_BY_FIRST: dict[str, list[str]] = {}
for _word in sorted(_KEY):
    _KEY_BY_FIRST.setdefault(_word[0], []).append(_word)


def _swapped(written: str) -> str:
    """The short key word this is with two neighbouring letters changed over, or nothing."""
    for at in range(len(written) - 1):
        swapped = written[:at] + written[at + 1] + written[at] + written[at + 2 :]
        if swapped in _SHORT:
            return swapped
    return ""


def _one_slip(written: str, word: str) -> bool:
    """Whether one letter was changed, added, left out, or two neighbours changed places."""
    longer, shorter = (written, word) if len(written) >= len(word) else (word, written)
    if len(longer) - len(shorter) > 1 or written == word:
        return False
    at = next((i for i, (a, b) in enumerate(zip(longer, shorter, strict=False)) if a != b), len(shorter))
    if len(longer) != len(shorter):
        return longer[at + 1 :] == shorter[at:]
    if longer[at + 1 :] == shorter[at + 1 :]:
        return len(word) > 6
    return longer[at : at + 2] == shorter[at : at + 2][::-1] and longer[at + 2 :] == shorter[at + 2 :]
