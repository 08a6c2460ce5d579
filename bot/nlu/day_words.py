"""How shoppers write days: months, days of the week, seasons, years, and the pattern of each way of telling a day.

All patterns are for text folded by `french.fold_in_place`. What day each one means is in `day_rules.py`.
"""

import re

from bot.nlu import named_days, numbers

MONTHS = (
    r"janvier|janvie|january", r"fevrier|fevirer|fevrie|fevier|february", r"mars|march", r"avril"
    r"|april", r"mai", r"juin|june",
    r"juillet|juilet|juiller|july", r"aout|aoutt|august", r"septembre|septenbre|september", r"octobre|october",
    r"novembre|novenbre|november", r"decembre|decenbre|desembre|december",
)  # fmt: skip
SHORT_MONTHS = ("janv?", "fevr?", "mar", "avr", "mai", "jun", "juil", "aou", "sept?", "oct", "nov", "dec")
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
SEASONS = {"printemps": (3, 20), "ete": (6, 21), "automne": (9, 23), "hiver": (12, 21)}

_DAY = rf"(?:1\s?er|premier|3[01]|[12][0-9]|0?[1-9]|{numbers.IN_WORDS})"
_MONTH, _SHORT, _WEEKDAY = "|".join(MONTHS), "|".join(SHORT_MONTHS), "|".join(WEEKDAYS)
_UNIT = (
    r"\s*(?:(?:h|eur|euros?|ans?|annees?|mois|jours?|semaines?|heures?|min|km|m|cm|mm|kg|g|w|watts?|v|volts?|tours?"
    r"|trs?|mah"
    r"|lumens?|lm|btu|points?|balles|pieces?|go|mo|to|l|litres?|pa|rpm|dpi|pouces?|e|personnes?|vis|fois|x)\b|[:/%€])"
)
_YEAR = r"(?:19|20)[0-9]{2}\b"
_SHORT_YEAR = rf"'?[0-9]{{2}}\b(?!{_UNIT}|[.,/-]?[0-9]|\s[0-9]{{2}})"
_LAST, _NEXT = r"derniere?|passee?|precedente?|ecoulee?", r"prochaine?|next"
_LAST_YEAR = r"(?:(?:de|a)\s+)?l'?\s?an(?:nee)?\s+(?:derniere?|passee?)"
_WHICH = (
    rf"(?:\s+(?:(?P<last>{_LAST})\b|(?P<next>{_NEXT})\b|(?P<last_year>{_LAST_YEAR})\b"
    rf"|(?:(?:de|en)\s+)?(?P<year>{_YEAR}(?!{_UNIT})|{_SHORT_YEAR})))?"
)
_MOMENT = (
    r"(?:\s+(?:dans\s+la\s+|en\s+fin\s+de\s+|au\s+|le\s+|l')?(?:soir|soiree|matin|matinee|midi|apres[\s-]?midi|aprem"
    r"|nuit)\b)?"
)
_PART = r"debut|courant|milieu|mi|fin"
# What may follow « le 3 » when it is a day: the end, or a word that is no thing to count or to name.
_AFTER_A_DAY = (
    r"(?=\s*(?:$|[.,](?![0-9])|[;:!?)»\"…\n])|\s+(?:-|et|ou|au|a|je|j|j'|jai|jme|on|il|ils|elle|vous|nous|mais|pour"
    r"|par|dernier|vers|puis|qui"
    r"|merci|svp|mon|ma|toujours|depuis|c'|cest|moi|chez|lol|si|dans|sans|avec|contre|sur|apres|d'apres|ont|ne|sont"
    r"|fait|coincide)\b)"
)
# Words that belong to the day after them: « le », « en », « à », « du »…
LEAD = re.compile(r"\b(?:(?:le|la|les|en|a\s+la|a|au|aux|du|de\s+la|de|in|o)\s+|a\s+l'|de\s+l'|l'\s?|d'\s?)$")

FIGURES = re.compile(
    r"""(?<![\w/.,-])(?:(?P<iso>(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})
    |(?P<day>[0-9]{1,2})\s?(?P<sep>[/.-])\s?(?P<month>[0-9]{1,2})\s?(?P=sep)\s?(?P<year>(?:19|20)[0-9]{2}|[0-9]{2})
    |(?P<day_2>[0-9]{2})\s(?P<month_2>[0-9]{2})\s(?P<year_2>(?:19|20)[0-9]{2}))(?![\w/-]|[.,][0-9]|\s[0-9]{2}\b)""",
    re.VERBOSE,
)
SHORT_FIGURES = re.compile(
    r"(?<![\w/.,-])(?:(?P<month_of>0?[1-9]|1[0-2])[/-](?P<year>20[0-3][0-9])"
    r"|(?P<day>0?[1-9]|[12][0-9]|3[01])/(?P<month>0?[1-9]|1[0-2]))(?![\w/%-]|[.,]?[0-9])"
)
DAY_OF_MONTH = re.compile(
    rf"""(?<![\w/.,-])(?:(?P<weekday>{_WEEKDAY})\s+(?:le\s+)?)?(?P<day>{_DAY})(?:
      (?:\s+(?:du\s+mois\s+d(?:e\s+|'))?|(?<=[0-9r])\s?-?\s?)(?P<month>{_MONTH}|{_SHORT})\b(?:\.(?=\s+['0-9]))?{_WHICH}
      |(?<=[0-9r])(?=\s+(?:au|et|ou|a)\s+(?:le\s+)?{_DAY}\s+(?P<month_to>{_MONTH})\b(?:\s+(?P<year_to>{_YEAR}))?))""",
    re.VERBOSE,
)
DAY_OF_THIS_MONTH = re.compile(
    rf"(?<![\w/.,-])(?P<day>1\s?er|3[01]|[12][0-9]|[1-9])\s+(?:du\s+mois|(?P<this>de\s+ce\s+mois))\b"
    rf"(?:\s+(?P<last>{_LAST})\b)?(?!\s+d(?:e\s|'))"
)
MONTH = re.compile(
    rf"\b(?:(?P<part>{_PART})[\s-]+(?:(?:du|de|le|au)\s+)?)?(?:mois\s+d(?:e\s+|'))?"
    rf"(?P<month>{_MONTH}|(?:{_SHORT})(?=\.?\s+20[0-9]{{2}}\b))\b(?:\.(?=\s+20))?{_WHICH}"
)
PART_OF_YEAR = re.compile(
    rf"\b(?P<part>{_PART})[\s-]+(?:(?:de\s+l'|d'|l')?annee\s+|de\s+)?(?P<year>{_YEAR})(?!{_UNIT})"
)
NEAR_DAY = re.compile(
    rf"""\b(?:(?P<before_last>av(?:ant|t)[\s-]?hier)
    |(?P<yesterday>hier|nuit\s+derniere|yesterday|gestern)
    |(?P<after_next>apres[\s-]?demain)
    |(?P<tomorrow>demain|demin|2main|tomorrow)
    |(?P<today>(?:au|o)jour?[\s']?d?[\s']*h?ui|ajd|auj|ajrd|today|tonight
      |[cs]e\s+(?:matin|soir|midi)|(?<!\ba\s)(?<!\bde\s)ce\s+jour(?![\s-]?la\b)
      |c(?:et|ette|t|e)\s+(?:apres[\s-]?midi|aprem|apm|nuit)|t(?:ou)?t\s+a\s+l'?\s?heure))\b{_MOMENT}""",
    re.VERBOSE,
)
PERIOD = re.compile(
    rf"""\bl?(?:(?P<unit>semaine|week[\s-]?end|mois|an|annee)\s+(?:(?P<last>{_LAST}|d'avant)|(?P<next>{_NEXT}))\b
    |(?P<this>ce|cette)\s+(?P<unit_2>semaine|week[\s-]?end|mois|annee)\b(?:[\s-]ci\b)?
    |(?P<part>debut|milieu|fin)\s+d(?:e\s+|u\s+|')(?:la\s+|l')?
      (?P<unit_3>semaine|mois|annee)(?:\s+(?P<last_3>{_LAST}))?\b
    |(?P<unit_4>week[\s-]?end)\b|(?P<english>last|next|this)\s+(?P<unit_5>week|month|year)\b)""",
    re.VERBOSE,
)
SEASON = re.compile(
    rf"""\b(?:(?P<part>debut|fin|milieu|mi)[\s-]+(?:de\s+)?)?
    (?P<lead>(?P<this>cet|cette|ce)\s+|(?:a\s+)?l'\s?|l\s?(?=ete|hiver|automne)|en\s+|au\s+|le\s+|du\s+)?
    (?P<season>printemps|ete|automne|hiver)\b{_WHICH}""",
    re.VERBOSE,
)
NAMED_DAY = re.compile(rf"\b(?P<name>{named_days.PATTERN})\b{_WHICH}")
WEEKDAY = re.compile(
    rf"\b(?P<weekday>{_WEEKDAY})\b(?:\s+(?:(?P<last>dernier|passe)\b|(?P<next>prochain)\b|en\s+(?P<weeks>huit|quinze)\b"
    rf"|(?P<day>1\s?er|3[01]|[12][0-9]|[1-9])(?![\w/:]|[.,][0-9]|{_UNIT})))?{_MOMENT}"
)
YEAR = re.compile(rf"(?<![\w#/.,€-])(?P<year>(?:19|20)[0-9]{{2}})(?![\w€%/-]|[.,][0-9]|{_UNIT}|\s[0-9])")
BARE_DAY = re.compile(rf"\b(?:le|au|du)\s+(?P<day>1\s?er|3[01]|[12][0-9]|[1-9]){_AFTER_A_DAY}")

# What before a pattern makes it no day, or is wanted to make it one.
NO_NAMED_DAY = re.compile(
    r"\b(?:joyeux|bon|pere|papa|mere|sapin|marche|arbre|chansons?|repas|calendrier|boules?)\s+(?:de\s+)?$"
)
WISHED = re.compile(r"\b(?:bon|bonne|beau|belle|excellente?|joyeux|joyeuse|agreable|doux|douce)\s+$")
NO_WEEKDAY = re.compile(r"\b(?:le|les|un|du|chaque|tout|tous\s+les)\s+$")
SOME_SEASON = re.compile(r"\b(?:depuis|depui|pour|pr|avant|apres|pendant|des|acheter?|achetee?|recue?|livree?)\s+$")
HAD = re.compile(r"\b(?:a|ai|as|ont|avons|avez|avait|avaient|aurait|aura|ayant|n'a|n'ai|n'ont|j'ai|jai)\s+$")
THE = re.compile(r"\b(?:la|cette|de|derniere)\s+$")
NUMBER_BEFORE = re.compile(rf"(?:[0-9]|\b{numbers.IN_WORDS})\s+$")
NO_YEAR = re.compile(
    r"(?:\bn[°o.]?|#|\bnum\w*|\bref\w*|\bcommande|\bcmd|\blot|\bcode|\bwindows|\boffice|\bserie|\bmodele n)\s*:?\s*$"
)
OLD_YEAR = re.compile(r"\b(?:en|de|depuis|depui|annee|avant|apres|in|des|vers)\s+$")
NO_BARE_DAY = re.compile(
    r"\b(?:numero|rue|avenue|taille|pointure|gard\w+|laissez?|mettez|appel\w+|compos\w+|departement|ligne|bus|etage"
    r"|page|lot"
    r"|porte|pompiers|devenu|renumerot\w*|c'est bien|va|chaine|pouces|volts)\b"
)
SHORT_DATE_CUE = re.compile(
    r"\b(?:le|du|au|depuis|date|livraison|achat|recue?|livree?|achetee?|commandee?|commande|facture|en)\s*:?\s*$"
)
