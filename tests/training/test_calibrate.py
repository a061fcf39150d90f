"""The confidence: a fit that finds known weights, and an error that is nothing for a calibrated judge."""

from __future__ import annotations

import numpy as np
import pytest

from sayso.reading.decode import Grouped
from sayso.reading.statements import confidence, evidence
from training.calibrate import calibration_error, cross_validated, fit


def made(size: int = 20_000) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    dice = np.random.default_rng(1)
    weights = np.array([0.5, 1.0, -0.7])
    rows = np.c_[np.ones(size), dice.normal(size=(size, 2))]
    chance = 1 / (1 + np.exp(-rows @ weights))
    return weights, rows, (dice.random(size) < chance).astype(float), chance


def test_the_fit_finds_the_weights() -> None:
    weights, rows, right, _ = made()
    assert fit(rows, right) == pytest.approx(weights, abs=0.1)


def test_a_calibrated_judge_has_almost_no_error_and_a_boaster_much() -> None:
    _, rows, right, chance = made()
    assert calibration_error(chance, right) < 0.02
    assert calibration_error(np.full(len(right), 0.99), right) > 0.3
    assert calibration_error(cross_validated(rows, right, np.arange(len(right))), right) < 0.03


def test_confidence_is_the_logistic_of_the_evidence() -> None:
    one = Grouped((3, 3), ((1, 2),), ((4, 9),), 0.9, 0.5)
    assert len(evidence(one)) == 5
    assert confidence(one, [0, 0, 0, 0, 0]) == 0.5
    assert confidence(one, [100, 0, 0, 0, 0]) == 1.0
    assert confidence(Grouped((3, 3), (), ((4, 9),), 1.0, 0.0), [0, 1, 1, 1, 1]) >= 0
