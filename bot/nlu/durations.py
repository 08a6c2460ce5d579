"""Durations in French: found in folded text, written in ISO 8601, added to a day. The ages of persons and hours of the
clock are not durations. What a duration counts from is in `date_roles.py`.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from bot.nlu import numbers

# How each unit is typed; the longest first, since the first that fits is taken.
UNITS = {
    "years": r"annees?|anees?|annes?|ans?|years?|hivers|etes|printemps|automnes",
    "quarters": r"trimestres?",
    "halves": r"semestres?",
    "months": r"mois|moi|months?",
    "weeks": r"semaines?|semainnes?|smaines?|sem|weeks?(?![\s-]?end)",
    "days": r"jours?|jrs?|j|days?|nuits",
    "hours": r"heures?|hrs?|h|hours?",
    "minutes": r"minutes?|min|mn",
    "seconds": r"secondes?|sec",
}
ORDER = list(UNITS)
# What half of one unit is, in whole smaller ones (half a week is three days: a shopper counts whole days).
HALF = {"years": ("months", 6), "quarters": ("days", 45), "halves": ("months", 3), "months": ("days", 15),
        "weeks": ("days", 3), "days": ("hours", 12), "hours": ("minutes", 30), "minutes": ("seconds", 30)}  # fmt: skip
COLLECTIVES = {"huitaine": 8, "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30,
               "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100}  # fmt: skip

_NUMBER = rf"(?:[0-9]{{1,4}}(?:[.,][0-9]{{1,2}})?|{numbers.IN_WORDS})"
_UNIT = "|".join(f"(?:{forms})" for forms in UNITS.values())
_ADJECTIVES = (
    r"(?:(?:bons?|bonnes?|petite?s?|longs?|longues?|gros|grosses?|pleine?s?|derniere?s?|premiere?s?|autres?"
    r"|belles?)\s+){0,2}"
)
_DURATION = re.compile(
    rf"""(?<![\w.,/])(?<![0-9]-)(?:
      (?P<number>{_NUMBER})(?:\s*(?:a|ou|-|/)\s*(?P<upto>{_NUMBER}))?[\s-]*{_ADJECTIVES}(?P<unit>{_UNIT})\b(?!')
        (?:\s+(?:ouvres?|ouvrables?|calendaires?)\b)?
        (?:\s*(?:,|et)?\s*(?P<more>{_NUMBER})\s*(?P<smaller>{_UNIT})\b
          |\s+et\s+(?P<half>demie?s?)\b|\s*(?:et\s+)?(?P<one_half>1/2|½))?
      |(?:une\s+)?(?:bonne\s+|petite\s+|grosse\s+)?(?P<about>{"|".join(COLLECTIVES)})\s+d(?:e\s+|')(?P<of>{_UNIT})\b
      |(?:une\s+)?(?P<days>huitaine|quinzaine)\b
      |(?:une\s+)?demi(?:e)?[\s-]?(?P<half_a>heure|journee|an|annee)\b
      |(?P<quarters>un|trois|3|1)\s+quarts?\s+d'heure\b)""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Duration:
    """A duration and where it stands in the text; `parts` counts each of `UNITS` but quarters and halves of years."""

    start: int
    end: int
    parts: dict[str, int]

    @property
    def iso(self) -> str:
        """ISO 8601, units kept as typed: `P18M`, `P1Y6M`, `P3W`, `PT24H`; weeks beside other units become days."""
        parts = dict(self.parts)
        if "weeks" in parts and len(parts) > 1:
            parts["days"] = parts.get("days", 0) + 7 * parts.pop("weeks")
        days, time = (
            "".join(f"{parts[unit]}{unit[0].upper()}" for unit in units if unit in parts)
            for units in (("years", "months", "weeks", "days"), ("hours", "minutes", "seconds"))
        )
        return "P" + days + (f"T{time}" if time else "")

    @property
    def in_years_or_months(self) -> bool:
        """Whether an age is told in this unit."""
        return "years" in self.parts or "months" in self.parts

    def before(self, day: date) -> date | None:
        """Return the day that lies this long before another (last day of the month where its number does not exist)."""
        count = self.parts.get
        days = count("days", 0) + 7 * count("weeks", 0) + count("hours", 0) // 24
        try:
            earlier: date = day - relativedelta(years=count("years", 0), months=count("months", 0), days=days)
        except (ValueError, OverflowError):
            return None
        return earlier


def find(folded: str) -> list[Duration]:
    """Return the durations of a folded text, in order and apart from one another."""
    found, position = [], 0
    while match := _DURATION.search(folded, position):
        duration = _read(match)
        if duration and not (_is_clock(folded, match) or _is_age(folded, duration) or _is_no_duration(folded, match)):
            found.append(duration)
        position = max(duration.end if duration else match.end(), match.start() + 1)
    return found


def _unit(typed: str) -> str:
    return next(unit for unit, forms in UNITS.items() if re.fullmatch(forms, typed))


def _read(match: re.Match[str]) -> Duration | None:
    if about := match["about"] or match["days"]:
        return _duration(match, match.end(), Decimal(COLLECTIVES[about]), _unit(match["of"] or "jours"))
    if match["half_a"]:
        whole = "years" if match["half_a"].startswith("an") else "hours" if match["half_a"] == "heure" else "days"
        return Duration(match.start(), match.end(), dict([HALF[whole]]))
    if match["quarters"]:
        return Duration(match.start(), match.end(), {"minutes": 15 if match["quarters"] in ("un", "1") else 45})
    unit = _unit(match["unit"])
    count = numbers.value(match["upto"] or match["number"])
    if not match["more"]:
        return _duration(match, match.end(), count, unit, half=bool(match["half"] or match["one_half"]))
    smaller = _unit(match["smaller"])
    if ORDER.index(smaller) <= ORDER.index(unit):  # « 2 ans, 3 ans » are two durations
        return _duration(match, match.end("unit"), count, unit)
    whole_part = _duration(match, match.end(), count, unit)
    rest = _duration(match, match.end(), numbers.value(match["more"]), smaller)
    return whole_part and rest and Duration(match.start(), match.end(), {**rest.parts, **whole_part.parts})


def _duration(match: re.Match[str], end: int, count: Decimal, unit: str, half: bool = False) -> Duration | None:
    whole, rest = int(count), count % 1
    months = {"quarters": 3, "halves": 6}.get(unit)
    parts = {"months": months * whole} if months else {unit: whole} if whole else {}
    if (half or rest == Decimal("0.5")) and unit in HALF:
        smaller, number = HALF[unit]
        parts[smaller] = parts.get(smaller, 0) + number
    elif unit == "weeks" and rest:
        parts = {"days": int(7 * count)}
    elif unit == "years" and rest:
        parts["months"] = int(12 * rest)
    return Duration(match.start(), end, parts) if any(parts.values()) else None


_BEFORE_CLOCK = re.compile(
    r"(?:(?<!\by )(?<!\by)\b(?:a|vers|entre|jusqu'?\s?a|des|avant|apres|est|at)|\bde|[0-9]\s*h|\bet|-|\bheures)\s*$"
)
_AFTER_CLOCK = re.compile(r"\s?[0-9]{2}\b|\s+du\s+(?:mat|matin|soir)\b|\s+de\s+l'?\s?apres")
LONG_DAYS = (24, 36, 48, 72, 96)  # « 48h » is a delay, never an hour of the day


def _is_clock(folded: str, match: re.Match[str]) -> bool:
    """« à 14 h 12 », « entre 8 h et 18 h », « 10 h-14 h », « vers onze heures »: an hour of the day."""
    if not match["unit"] or _unit(match["unit"]) != "hours":
        return False
    before, after = folded[max(0, match.start() - 14) : match.start()], folded[match.end() : match.end() + 12]
    if _AFTER_CLOCK.match(after):
        return True
    if int(numbers.value(match["number"])) in LONG_DAYS:
        return False
    if match["upto"] and match["unit"] == "h":
        return True
    if before.endswith(" de "):
        return bool(re.match(r"\s*a\s+[0-9]", after))
    if re.match(r"\s+d(?:e\s|')", after):  # « à deux heures de route »
        return False
    return bool(_BEFORE_CLOCK.search(before)) or bool(re.match(r"\s*(?:-|et|a)\s*[0-9]", after))


_BEFORE_ONE_DAY = re.compile(
    r"(?:\b(?:depuis|depui|en|pendant|sous|apres|bout|[cs]a fait|cela fait|y a|ya|plus|moins|de|pour|dans|durant"
    r"|encore|sur|avec)"
    r"|d')\s*$"
)
_AFTER_ONE_SECOND = re.compile(r"\s*(?:$|[^\w\s]|(?:puis|et|apres|plus|avant|sur|a|ou|pour|seulement)\b)")


def _is_no_duration(folded: str, match: re.Match[str]) -> bool:
    """« un jour », « 24h/24 », « tous les 4 ans », « nous deux moi je », « une seconde chance »."""
    before, after = folded[max(0, match.start() - 14) : match.start()], folded[match.end() : match.end() + 12]
    if re.match(r"\s?/\s?[0-9]|\s?sur\s[0-9]", after) or re.search(r"\btous\s+les\s*$", before):
        return True
    if match["unit"] == "moi" and re.match(r"\s+(?:je|j'|aussi|non|et)", after):
        return True
    if match["number"] == "une" and match["unit"] == "seconde":
        return not _AFTER_ONE_SECOND.match(after)
    if match["number"] == "un" and match["unit"] == "jour" and not (match["half"] or match["more"]):
        return bool(before.strip()) and not _BEFORE_ONE_DAY.search(before)
    return False


_PERSON = (
    r"(?:mere|pere|maman|papa|mamie|mamy|mami|papi|papy|parents|fils|filles?|enfants?|gamine?s?|bebes?|nourrissons?"
    r"|freres?|soeurs?"
    r"|mari|femme|epou(?:x|se)|amie?s?|voisine?s?|dame|monsieur|mme|mlle|homme|oncle|tante|neveux?|nieces?"
    r"|cousine?s?|ados?"
    r"|garcons?|gosses?|petite?s?|etudiante?|jumeaux|jumelles)"
)
_ABOUT = r"(?:(?:environ|bientot|presque|deja|a peine)\s+)?"
_AGED = re.compile(
    rf"(?:\b(?:mon|ma|mes|ton|ta|son|sa|ses|notre|nos|votre|un|une|le|la|les|des|d'un|d'une|cette|cet|leur|pour"
    rf"|petit|petite"
    rf"|grand|grande|belle|beau|arriere|[a-z]+-)[\s-]*{_PERSON}|\b(?:mme|mlle|enfants?|gosses?|bebe|enceinte))"
    rf"(?:\s+|(?:\s+[a-z]+)?(?:\s*[,(]\s*|\s+(?:(?:qui|il|elle|n')\s*)?"
    rf"(?:de(?: moins de| plus de)?|a|avait|agee? de|a que)\s+)(?:[0-9]+\s+(?:et|ou)\s+)?){_ABOUT}$"
)
_I_AM_AGED = re.compile(r"\b(?:j'ai|jai|j ai|g|j'avais|javais|mes|ses|tes)\s+(?:deja |bientot |presque )?$")
_OLDER_THAN = re.compile(r"\b(?:les|aux)\s+(?:plus|moins)\s+de\s+$")
_BIRTHDAY = re.compile(r"\s+d(?:e\s+|')(?:mon|ma|mes|son|sa|ses|notre|nos|votre|leur)\b")
_NO_AGE_AFTER = re.compile(
    r"\s+(?:de\s+(?:garantie|retard|plus|pret|credit|recul)|d'(?:extension|anciennete|attente|utilisation|usage)"
    r"|pour|sur)"
)
_NO_AGE_BEFORE = re.compile(
    r"\b(?:depuis|depui|il y a|y a|ya|fait|fai|garantie|garanti|extension|de piece|pieces?)\s+(?:\w+\s+)?$"
)


def _is_age(folded: str, duration: Duration) -> bool:
    """« ma mère de 82 ans », « j'ai 15 ans », « Mme Lefort, 78 ans »: the age of a person."""
    if not duration.in_years_or_months:
        return False
    before, after = folded[max(0, duration.start - 60) : duration.start], folded[duration.end : duration.end + 16]
    years = duration.parts.get("years", 0)
    if _NO_AGE_BEFORE.search(before) or _NO_AGE_AFTER.match(after):
        return False
    if years >= 60 or re.match(r"\s+(?:et plus|passes)\b", after) or _OLDER_THAN.search(before):
        return True
    if before.endswith((" les ", " aux ")) and _BIRTHDAY.match(after):  # « pour les 15 ans de mon fils »
        return True
    if _I_AM_AGED.search(before) or (years >= 16 and before.endswith(" a ")):
        return years >= 6
    return bool(_AGED.search(before))
