"""A linear model of many classes with calibrated confidences, kept as plain arrays (no pickle)."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp, softmax
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

FIRST_FIT, HELD_BACK = 0.5, 0.2  # of the sentences: enough to measure how sure the model may be


def _estimator(kind: str, strength: float) -> LinearSVC | LogisticRegression | RidgeClassifier:
    if kind == "margin":
        return LinearSVC(C=strength, class_weight="balanced", random_state=0)
    if kind == "logistic":
        return LogisticRegression(C=strength, class_weight="balanced", max_iter=300)
    if kind == "ridge":
        return RidgeClassifier(alpha=1 / strength, class_weight="balanced")
    raise ValueError(f"kind: {kind!r} is not known; write margin, logistic or ridge.")


@dataclass
class LinearModel:
    """Scores are `features @ weights + bias`; confidences their softmax once divided by the temperature."""

    names: list[str]
    weights: np.ndarray
    bias: np.ndarray
    temperature: float

    @classmethod
    def fit(cls, features: scipy.sparse.csr_matrix, names: list[str], kind: str, strength: float) -> "LinearModel":
        """Fit on all sentences; the temperature is measured on a part held back from a first fit."""
        seen, held, seen_names, held_names = train_test_split(
            features, names, train_size=FIRST_FIT, test_size=HELD_BACK, random_state=0, stratify=names
        )
        first = _fitted(_estimator(kind, strength), seen, seen_names, 1.0)
        temperature = _temperature(first._scores(held), [first.names.index(name) for name in held_names])
        return _fitted(_estimator(kind, strength), features, names, temperature)

    @classmethod
    def fit_as_is(
        cls, features: scipy.sparse.csr_matrix, names: list[str], kind: str, strength: float
    ) -> "LinearModel":
        """Fit on all sentences, without measuring how sure it may be: for choosing among few, not for refusing."""
        return _fitted(_estimator(kind, strength), features, names, 1.0)

    def confidences(self, features: scipy.sparse.csr_matrix) -> np.ndarray:
        """Return the probability of each class; shape (sentences, classes)."""
        return np.asarray(softmax(self._scores(features) / self.temperature, axis=1))

    def write(self, folder: Path) -> None:
        """Write the model in a folder."""
        # Half precision, in memory too: half the weight, and no confidence moves by more than a thousandth.
        np.savez(folder / "linear.npz", weights=self.weights.astype(np.float16), bias=self.bias)
        about = {"names": self.names, "temperature": self.temperature}
        (folder / "linear.json").write_text(json.dumps(about), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "LinearModel":
        """Read the model of a folder."""
        about = json.loads((folder / "linear.json").read_text(encoding="utf-8"))
        with np.load(folder / "linear.npz", allow_pickle=False) as arrays:
            return cls(about["names"], arrays["weights"], arrays["bias"], about["temperature"])

    def _scores(self, features: scipy.sparse.csr_matrix) -> np.ndarray:
        if features.shape[0] == 1:  # only the weights of what the sentence holds are read
            scores = features.data @ self.weights[features.indices].astype(np.float32) + self.bias
            return np.asarray(scores)[np.newaxis]
        return np.asarray(features @ self.weights.astype(np.float32) + self.bias)


def _fitted(
    estimator: LinearSVC | LogisticRegression | RidgeClassifier,
    features: scipy.sparse.csr_matrix,
    names: list[str],
    temperature: float,
) -> LinearModel:
    estimator.fit(features, names)
    coefficients, bias = estimator.coef_, np.asarray(estimator.intercept_, np.float32)
    if len(coefficients) == 1:  # two classes are told apart by one score; give each its own
        coefficients, bias = np.vstack([-coefficients[0], coefficients[0]]), np.array([-bias[0], bias[0]])
    weights = np.ascontiguousarray(coefficients.T, dtype=np.float32)
    return LinearModel(list(estimator.classes_), weights, bias, temperature)


def _temperature(scores: np.ndarray, truth: list[int]) -> float:
    """Return the temperature at which the confidences are the least surprised by the truth."""

    def surprise(log_temperature: float) -> float:
        scaled = scores / np.exp(log_temperature)
        return float(np.mean(logsumexp(scaled, axis=1) - scaled[np.arange(len(truth)), truth]))

    return float(np.exp(minimize_scalar(surprise, bounds=(-4, 3), method="bounded").x))
