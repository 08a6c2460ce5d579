"""The tables of the results, in Markdown."""

from typing import Any

from bench.understanding import noise

Whole = dict[str, Any]
EARLIER = "trained on an earlier version of the sentences ({sentences})"


def document(whole: Whole) -> str:
    """Return the page of results."""
    machine, held = whole["machine"], ", ".join(f"{name} ({size})" for name, size in whole["sets"].items())
    return "\n".join([
        "# Understanding, side by side\n",
        f"`python -m bench.understanding`, {machine['day']}, on {machine['processor']}, {machine['cores']} cores, "
        f"{machine['memory_gb']} GB, Python {machine['python']} (load average {machine['load']} when it ended).\n",
        f"All are trained on the same {whole['training_sentences']:,} sentences of `data/nlu`, as Rasa's loader reads "
        f"them, and asked about sentences that none has seen: {held}. *held-out* is `tests/sentences` without "
        "`questions.yml`; *dev* is of another hand and does not come with the project. Each system has its own default "
        "settings, changed only where that serves it (`bench/understanding/peers` says where), DIET the epochs told "
        "below; each is trained and asked in a process of its own. Clocks of training are those of the day each was "
        "trained, on a machine that did other things too.\n",
        table(whole),
        *_left_out(whole),
        _read(),
        "## What Savia is held to\n",
        promises(whole),
        *_pictures(whole),
        "## Noise\n",
        _noise_words(),
        *(noise_table(whole, name) for name in whole["sets"]),
        "![Accuracy by level of noise](understanding-noise.png)\n",
        "## Days and durations\n",
        dates_table(whole),
    ])  # fmt: skip


def table(whole: Whole) -> str:
    """Return one table of all systems, the sets one under the other."""
    lines = []
    for name, size in whole["sets"].items():
        lines += [
            f"**{name}**, {size} sentences\n",
            "| | accuracy | macro-F1 | refusals: area | refused of out of scope / in scope | entities F1 (exact) "
            "| calibration error | ms (of processor) |",
            "|---|--:|--:|--:|--:|--:|--:|--:|",
            *(_row(row, row["sets"][name]) for row in whole["systems"].values()),
            "",
        ]
    lines += [
        "| | training: s of clock | s of processor | peak, MB | asked: loads in, s | peak, MB | |",
        "|---|--:|--:|--:|--:|--:|---|",
        *(_cost(row) for row in whole["systems"].values()),
        "",
    ]
    return "\n".join(lines)


def _row(row: dict[str, Any], told: dict[str, Any]) -> str:
    inside, outside = told["refusal_default"]
    entities = f"{told['entities']['overlap']:.3f} ({told['entities']['exact']:.3f})" if row["entities"] else "–"
    cells = [
        row["name"], f"{told['accuracy']:.3f}", f"{told['macro_f1']:.3f}", f"{told['refusal_area']:.3f}",
        f"{outside:.0%} / {inside:.1%}", entities, f"{told['calibration_error']:.3f}",
        f"{told['ms']:.1f} ({told['processor_ms']:.1f})",
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _cost(row: dict[str, Any]) -> str:
    took = row["trained"]
    notes = [f"{took['epochs']} epochs (Rasa's default: 100)"] if took.get("epochs") else []
    notes += [EARLIER.format(**took)] if took["earlier"] else []
    cells = [
        row["name"], f"{took['seconds']:.0f}", f"{took['processor']:.0f}", f"{took['peak_mb']:.0f}",
        f"{row['load_seconds']:.1f}", f"{row['peak_mb']:.0f}", ", ".join(notes),
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _left_out(whole: Whole) -> list[str]:
    return [f"{name} was left out: {reason}.\n" for name, reason in whole["absent"].items()]


def _read() -> str:
    return (
        "Accuracy: the likeliest intent is the one meant, whatever its confidence, out of scope being one of the "
        "intents. Refusals: a sentence is refused when it is named out of scope or its confidence is under a "
        "threshold; the area is that under the curve of all thresholds (below), the shares are those of each system's "
        "own rule (Savia 0.4, Rasa 0.3 and 0.1 between the first two, nlp.js 0.5; the others have none and refuse what "
        "they name out of scope). Entities: a span is right when it overlaps one of the same entity (is exactly it). "
        "Calibration: expected error in ten bins, in scope. Milliseconds: medians, one sentence at a time, warm; on a "
        "machine that does other things too, those of processor tell more.\n"
    )


def promises(whole: Whole) -> str:
    """Return what Savia is held to and whether it is so, one line a set and promise."""
    rows = whole["systems"]
    others = [row for peer, row in rows.items() if peer != "savia"]
    if "savia" not in rows or not others:
        return "Savia was not measured beside another.\n"
    lines = ["| | wanted | measured | met |", "|---|--:|--:|---|"]
    for name in whole["sets"]:
        own = rows["savia"]["sets"][name]
        lost = 100 * (own["accuracy"] - own["noise"]["10 % of words mistyped"])
        for what, known in (("assistant", [row for row in others if row["assistant"]]), ("system", others)):
            if known:
                best = max(known, key=lambda row: row["sets"][name]["accuracy"])
                lead = 100 * (own["accuracy"] - best["sets"][name]["accuracy"])
                over = f"{name}: points of accuracy over the best other {what} ({best['name']})"
                lines.append(_promise(over, "≥ 8", lead, lead >= 8))
        lines.append(_promise(f"{name}: points lost at 10 % of words mistyped", "≤ 5", lost, lost <= 5))
    first = next(iter(whole["sets"]))
    share = 100 * rows["savia"]["sets"][first]["accuracy"]
    lines.append(_promise(f"{first}: accuracy in percent", "≥ 92", share, share >= 92))
    return "\n".join([*lines, ""])


def _promise(what: str, wanted: str, measured: float, met: bool) -> str:
    return f"| {what} | {wanted} | {measured:.1f} | {'yes' if met else '**no**'} |"


def _pictures(whole: Whole) -> list[str]:
    lines = ["## Refusals and confusions\n"]
    lines += [f"![Refusals, {name} set](understanding-refusals-{name}.png)\n" for name in whole["sets"]]
    return [*lines, "![What Savia takes for what](understanding-confusion.png)\n"]


def _noise_words() -> str:
    return (
        "A mistyped word, of three letters or more, has one letter lost, doubled, swapped with the next or replaced by "
        f"its neighbour on a French keyboard (means of {len(noise.SEEDS)} draws). *Text message*: small letters, no "
        "accents, little punctuation, shortened words, endings as they are heard (`bench/understanding/noise.py`).\n"
    )


def noise_table(whole: Whole, name: str) -> str:
    """Return the accuracy of each system at each level of noise of a set."""
    levels = list(noise.LEVELS)
    head = [f"| {name} | {' | '.join(levels)} |", f"|---|{'--:|' * len(levels)}"]
    for row in whole["systems"].values():
        shares = row["sets"][name]["noise"]
        head.append(f"| {row['name']} | {' | '.join(f'{shares[level]:.3f}' for level in levels)} |")
    return "\n".join([*head, ""])


def dates_table(whole: Whole) -> str:
    """Return the share of French days and durations that each library reads right."""
    lines = [
        "The 244 sentences of `tests/nlu/dates.yml`, by which Savia's reading was made (so its own share is no "
        "measure of sentences unseen); right means every day and duration found with its value, and nothing else.\n",
        "| | right | ms a sentence |", "|---|--:|--:|",
    ]  # fmt: skip
    lines += [f"| {name} | {each['right']:.1%} | {each['ms']:.2f} |" for name, each in whole["dates"].items()]
    return "\n".join([*lines, ""])
