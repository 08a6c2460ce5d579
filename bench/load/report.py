"""The table of a run, the ratios first, and the picture of latency by number of conversations."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

Figures = dict[str, Any]
Table = list[str]


@dataclass(frozen=True)
class Ratio:
    """One line of the first table: a figure of each side, their ratio and what it must be."""

    name: str
    rasa: float
    savia: float
    ratio: float
    target: float
    more_is_better: bool = False
    unit: str = ""

    @property
    def is_met(self) -> bool:
        """Tell whether the target is reached."""
        return self.ratio >= self.target if self.more_is_better else self.ratio <= self.target

    def row(self) -> str:
        """Return the line in Markdown."""
        sign = "≥" if self.more_is_better else "≤"
        return (
            f"| {self.name} | {_short(self.rasa)}{self.unit} | {_short(self.savia)}{self.unit} "
            f"| **{self.ratio:.2f}** | {sign} {self.target:g} | {'yes' if self.is_met else 'no'} |"
        )


def ratios(figures: Figures) -> list[Ratio]:
    """Return the ratios Savia is held to, Savia's figure over stock Rasa's."""
    savia, rasa, spread = figures["savia"], figures["rasa"], figures.get("savia_per_core")
    rows = [
        _ratio("turns a second, one core, 8 conversations", _at(rasa["one_core"], 8), _at(savia["one_core"], 8)),
        _ratio("turns a second, two cores, one process, 8", _at(rasa["loads"], 8), _at(savia["loads"], 8)),
    ]
    for size in (8, 32) if spread else ():
        name = f"turns a second, two cores, two processes, {size}"
        rows.append(_ratio(name, _at(rasa["loads"], size), _at(spread["loads"], size)))
    for size in (1, 8, 32):
        name = f"median turn, {size} conversation{'s' if size > 1 else ''}"
        before, now = _at(rasa["loads"], size, "p50_ms"), _at(savia["loads"], size, "p50_ms")
        rows.append(Ratio(name, before, now, now / before, 0.25, unit=" ms"))
    rows.append(_less("start to first right answer", rasa["ready_s"], savia["ready_s"], 0.25, " s"))
    rows.append(_less("resident memory after the load", sum(rasa["memory_mb"]), sum(savia["memory_mb"]), 0.5, " MB"))
    rows.append(Ratio("turn 300 over turn 10", rasa["long"]["growth"], savia["long"]["growth"],
                      savia["long"]["growth"], 1.2))  # fmt: skip
    return rows


def document(figures: Figures) -> str:
    """Return the whole report in Markdown."""
    told = "\n".join(f"- {name}: {value}" for name, value in figures["machine"].items())
    lines = [
        "# Savia and stock Rasa, side by side\n",
        "The same sentences, rules, domain, actions and kind of database; Rasa under the configuration it writes "
        "itself, as `rasa run` and `rasa run actions`. Both asked over their REST channel by Locust on the same "
        f"machine, {figures['seconds']:.0f} s a load: every shopper identifies an order, asks eight questions about it "
        "(status, guarantee, parcel), one after the other without a pause, and begins again. An answer counts when it "
        f"holds the right words. One run of `python -m bench.load`.\n\n{told}\n",
        "| | stock Rasa | Savia | ratio | target | met |\n|---|--:|--:|--:|--:|---|",
        *[each.row() for each in ratios(figures)],
        "\n`Two processes`: Savia with `SAVIA_PROCESSES=2`, on Redis; every other line is of one process of Savia and "
        "the two of Rasa. The last line's ratio is Savia's own.\n",
        "![Latency by number of conversations](speed.png)\n",
        *_loads(figures),
        *_long(figures),
        *_memory(figures),
        *_inside(figures["inside"]),
        *_words(figures),
    ]
    return "\n".join(lines) + "\n"


def draw(figures: Figures, file: Path) -> None:
    """Draw the latencies of both sides by number of conversations at once."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    picture, axes = pyplot.subplots(figsize=(7, 4.2), layout="constrained")
    for side, colour in (("rasa", "#b4452f"), ("savia", "#1f6f54")):
        loads = figures[side]["loads"]
        talks = [load["talks"] for load in loads]
        axes.plot(
            talks, [load["p50_ms"] for load in loads], "o-", color=colour, label=f"{figures[side]['name']}, median"
        )
        axes.plot(talks, [load["p95_ms"] for load in loads], "--", color=colour, label="95 of 100 turns are faster")
        axes.plot(talks, [load["p99_ms"] for load in loads], ":", color=colour, label="99 of 100 turns are faster")
    axes.set(xscale="log", yscale="log", xlabel="conversations at once", ylabel="milliseconds of a turn")
    axes.set_xticks(talks, [str(each) for each in talks])
    axes.minorticks_off()
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8, frameon=False)
    picture.savefig(file, dpi=120)
    pyplot.close(picture)


def _short(figure: float) -> str:
    return f"{figure:.0f}" if figure >= 100 else f"{figure:.1f}" if figure >= 10 else f"{figure:.2f}"


def _at(loads: list[Figures], talks: int, figure: str = "turns_per_s") -> float:
    return float(next(load for load in loads if load["talks"] == talks)[figure])


def _ratio(name: str, rasa: float, savia: float) -> Ratio:
    return Ratio(name, rasa, savia, savia / rasa, 5, more_is_better=True)


def _less(name: str, rasa: float, savia: float, target: float, unit: str) -> Ratio:
    return Ratio(name, rasa, savia, savia / rasa, target, unit=unit)


def _loads(figures: Figures) -> Table:
    runs = (
        ("stock Rasa, two cores", figures["rasa"]["loads"]),
        ("stock Rasa, one core", figures["rasa"]["one_core"]),
        ("Savia, two cores, one process", figures["savia"]["loads"]),
        ("Savia, one core", figures["savia"]["one_core"]),
        ("Savia, two cores, two processes", figures.get("savia_per_core", {}).get("loads", [])),
    )
    rows = [
        f"| {name} | {load['talks']} | {load['p50_ms']:.0f} | {load['p95_ms']:.0f} | {load['p99_ms']:.0f} "
        f"| {load['turns_per_s']:.1f} | {load['turns']} | {load['wrong']} | {load['tool_share']:.0%} |"
        for name, loads in runs
        for load in loads
    ]
    return [
        "## Under load\n",
        "| | at once | p50 ms | p95 ms | p99 ms | turns/s | turns | wrong | load tool, of a core |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
        *rows,
        "",
    ]


def _long(figures: Figures) -> Table:
    rows = []
    for side in (figures["rasa"], figures["savia"]):
        costs = " | ".join(f"{cost:.1f}" for cost in side["long"]["at"].values())
        rows.append(f"| {side['name']} | {costs} | {side['long']['growth']:.2f} | {side['long']['wrong']} |")
    return [
        "## One long conversation\n",
        "Milliseconds of a turn (median of the twelve around it).\n",
        "| | turn 10 | turn 100 | turn 300 | 300 / 10 | wrong |\n|---|--:|--:|--:|--:|--:|",
        *rows,
        "",
    ]


def _memory(figures: Figures) -> Table:
    rasa = " + ".join(f"{each:.0f}" for each in figures["rasa"]["memory_mb"])
    spread = sum(figures.get("savia_per_core", {}).get("memory_mb", [0]))
    savia = figures["savia"]["memory_mb"][0]
    return [
        f"Resident memory: stock Rasa {rasa} MB (server, actions), Savia {savia:.0f} MB; its two processes "
        f"share {spread:.0f} MB, counted twice where they share.\n"
    ]


def _inside(inside: Figures) -> Table:
    parts = [f"| {name} | {spent:.2f} |" for name, spent in inside["parts_ms"].items()]
    least = ", ".join(f"{name} {spent:.2f}" for name, spent in inside["floor_parts_ms"].items())
    return [
        "## Where a turn of Savia goes\n",
        f"Without HTTP, one turn at a time: {inside['turn_ms']:.1f} ms (median), {inside['times_floor']:.1f} times the "
        f"floor of {inside['floor_ms']:.1f} ms. The floor is what no answer can do without ({least}). A turn sends "
        f"{inside['statements']:.0f} statements and {inside['commits']:.1f} commits to the database.\n",
        "| part, what it calls apart | ms, mean |\n|---|--:|",
        *parts,
        "",
    ]


def _words(figures: Figures) -> Table:
    same = figures["savia"]["transcript"] == figures["rasa"]["transcript"]
    lines = [f"## The answers\n\nWord for word the same on both sides: {'yes' if same else 'no'}.\n"]
    for side in (figures["savia"], *(() if same else (figures["rasa"],))):
        lines += [f"- {side['name']}: {text}" for text in side["transcript"]]
    return lines
