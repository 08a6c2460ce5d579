"""The pictures of the results: refusals, noise, and what Savia takes for what."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")

import numpy as np
from matplotlib import pyplot

from bench.understanding import figures

COLOURS = {
    "savia": "#1f6f54", "rasa_default": "#b4452f", "rasa_spacy": "#e39a6f", "linear": "#3f6aa8",
    "spacy_textcat": "#8b62b3", "nlpjs": "#7d7d7d",
}  # fmt: skip
DOTS = 110  # to the inch: readable on a page, small in the repository
Rows = dict[str, dict[str, Any]]  # peer -> name and figures by set


def refusals(rows: Rows, name: str, file: Path) -> None:
    """Draw, for one set, what is refused out of scope against what is refused wrongly; a dot at each default rule."""
    picture, axes = pyplot.subplots(figsize=(6.4, 4.6), layout="constrained")
    for peer, row in _last_on_top(rows):
        told = row["sets"][name]
        along, up = zip(*told["refusal_curve"], strict=True)
        label = f"{row['name']} (area {told['refusal_area']:.3f})"
        axes.plot(along, up, color=COLOURS[peer], linewidth=2.4 if peer == "savia" else 1.4, label=label)
        axes.plot(*told["refusal_default"], "o", color=COLOURS[peer], markersize=8, markeredgecolor="white")
    axes.set(xlim=(-0.005, 0.5), ylim=(0.3, 1.01), xlabel="in-scope sentences refused (share)")
    axes.set(ylabel="out-of-scope sentences refused (share)", title=f"Refusals, {name} set (dot: default rule)")
    axes.grid(alpha=0.25)
    axes.legend(*_in_order(axes), loc="lower right", fontsize=8)
    _save(picture, file)


def noise(rows: Rows, levels: Sequence[str], names: Sequence[str], file: Path) -> None:
    """Draw each system's accuracy by level of noise, one set beside the other."""
    picture, every = pyplot.subplots(1, len(names), figsize=(5.4 * len(names), 4.4), sharey=True, layout="constrained")
    for axes, name in zip(np.atleast_1d(every), names, strict=True):
        for peer, row in _last_on_top(rows):
            heights = [row["sets"][name]["noise"][level] for level in levels]
            width = 2.4 if peer == "savia" else 1.4
            axes.plot(range(len(levels)), heights, "o-", color=COLOURS[peer], linewidth=width, label=row["name"])
        labels = [level.replace(" of words ", " of words\n") for level in levels]
        axes.set_xticks(range(len(levels)), labels, rotation=30, ha="right", fontsize=8)
        axes.set_title(f"{name} set")
        axes.grid(alpha=0.25)
    first = np.atleast_1d(every)[0]
    first.set_ylabel("accuracy")
    first.legend(*_in_order(first), loc="lower left", fontsize=8)
    _save(picture, file)


def confusion(meant: Sequence[str], guessed: Sequence[str], file: Path) -> None:
    """Draw the confused intents alone: a row a meaning, a column what it was taken for."""
    confused = figures.confusions(meant, guessed)
    total = Counter(meant)
    rows = sorted({one for one, _ in confused})
    columns = sorted({other for _, other in confused})
    size = (2.6 + 0.33 * len(columns), 2.2 + 0.27 * len(rows))
    picture, axes = pyplot.subplots(figsize=size, layout="constrained")
    table = [[confused[one, other] for other in columns] for one in rows]
    axes.imshow(table, cmap="Oranges", vmin=0, vmax=max(5, *map(max, table)), aspect="auto")
    for y, line in enumerate(table):
        for x, count in enumerate(line):
            if count:
                axes.text(x, y, str(count), ha="center", va="center", fontsize=8)
    axes.set_xticks(range(len(columns)), columns, rotation=90, fontsize=8)
    shares = [f"{one}  {sum(line)} of {total[one]}" for one, line in zip(rows, table, strict=True)]
    axes.set_yticks(range(len(rows)), shares, fontsize=8)
    axes.set(xlabel="taken for", ylabel="meant, mistakes of how many")
    axes.set_title(f"Savia, held-out set: {sum(confused.values())} mistakes of {len(meant)}", fontsize=10)
    axes.set_xticks([x - 0.5 for x in range(1, len(columns))], minor=True)
    axes.set_yticks([y - 0.5 for y in range(1, len(rows))], minor=True)
    axes.grid(which="minor", color="#dddddd", linewidth=0.6)
    axes.tick_params(which="minor", length=0)
    _save(picture, file)


def _last_on_top(rows: Rows) -> list[tuple[str, dict[str, Any]]]:
    return list(reversed(rows.items()))


def _in_order(axes: Any) -> tuple[list[Any], list[str]]:
    handles, labels = axes.get_legend_handles_labels()
    return handles[::-1], labels[::-1]


def _save(picture: Any, file: Path) -> None:
    picture.savefig(file, dpi=DOTS, metadata={"Software": None})
    pyplot.close(picture)
