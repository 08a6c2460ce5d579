"""The stock project: Savia's own sentences, rules, stories and domain under the configuration that Rasa writes itself.

It is generated in .bench/stock/ and trained once for its content: DIET takes long on two cores.
"""

import hashlib
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from bench.environments import MADE, ROOT, beside_rasa, rasa_with_tensorflow

PROJECT = MADE / "stock"
MODELS = PROJECT / "models"
# Rasa writes 100, an hour on two cores: a weight costs the same to use however long it was trained. The table tells it.
EPOCHS = int(os.environ.get("SAVIA_BENCH_EPOCHS", "5"))
SOURCES = ("data/nlu", "data/rules.yml", "data/stories.yml", "bot/domain")

# Rasa 3.6's own default (rasa/engine/recipes/config_files/default_config.yml); the language is the sentences'.
CONFIGURATION = f"""\
recipe: default.v1
assistant_id: stock
language: fr
pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    epochs: {EPOCHS}
    constrain_similarities: true
  - name: EntitySynonymMapper
  - name: ResponseSelector
    epochs: {EPOCHS}
    constrain_similarities: true
  - name: FallbackClassifier
    threshold: 0.3
    ambiguity_threshold: 0.1
policies:
  - name: MemoizationPolicy
  - name: RulePolicy
  - name: UnexpecTEDIntentPolicy
    max_history: 5
    epochs: {EPOCHS}
  - name: TEDPolicy
    max_history: 5
    epochs: {EPOCHS}
    constrain_similarities: true
"""


class TrainingFailed(RuntimeError):
    """Stock Rasa could not be trained; the message names the log."""


def trained() -> Path:
    """Return the stock model, trained now unless the one kept is of the same sources and configuration.

    Raises:
        TrainingFailed: when Rasa leaves no model.

    """
    python = rasa_with_tensorflow()
    model = MODELS / f"{_fingerprint()}.tar.gz"
    if model.is_file():
        return model
    MODELS.mkdir(parents=True, exist_ok=True)
    (PROJECT / "config.yml").write_text(CONFIGURATION, encoding="utf-8")
    *data, domain = (str(ROOT / source) for source in SOURCES)
    log = PROJECT / "train.log"
    print(f"Training stock Rasa on the same sentences, {EPOCHS} epochs: done once, long. Log: {log}", flush=True)
    with log.open("w") as out:
        subprocess.run(
            ["nice", str(python), "-m", "rasa", "train", "--config", str(PROJECT / "config.yml"), "--domain", domain,
             "--data", *data, "--out", str(MODELS), "--fixed-model-name", model.name.removesuffix(".tar.gz")],
            cwd=PROJECT, env=environment() | {"RASA_MAX_CACHE_SIZE": "4000"},
            stdout=out, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
    if not model.is_file():
        raise TrainingFailed(f"Stock Rasa left no model: see {log}.")
    return model


def environment() -> dict[str, str]:
    """Return the variables stock Rasa runs with: its own defaults, without telemetry and TensorFlow's chatter."""
    return os.environ | {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}


def actions_path() -> str:
    """Return where stock Rasa's action server finds Savia's actions and what they import."""
    return os.pathsep.join((str(ROOT), str(beside_rasa("holidays"))))


def _fingerprint() -> str:
    """Return a digest of everything the model comes from."""
    digest = hashlib.sha256(CONFIGURATION.encode())
    for file in _files():
        digest.update(json.dumps(str(file.relative_to(ROOT))).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _files() -> Iterator[Path]:
    for source in SOURCES:
        path = ROOT / source
        yield from [path] if path.is_file() else sorted(path.rglob("*.yml"))
