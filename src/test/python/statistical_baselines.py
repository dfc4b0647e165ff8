"""Writes src/test/resources/statsmodels/baselines.json: what statsmodels computes, for our tests to compare with.

Run it from the repository's root, with statsmodels as the only requirement:

    python3 src/test/python/statistical_baselines.py

The stored numbers were made by statsmodels 0.15.0. All of it is about one series of 140 days with a trend, a week and noise;
the first 126 are the training rows.

  week, even   seasonal indices by classical additive decomposition, of seasons of 7 and of 6 rows
  ses, slope   simple exponential smoothing at a given alpha and first level, and the slope of numpy's line, both on the
               series less its week: the last level, from which the theta forecast follows
  theta        ThetaModel: its own alpha and forecast
  holt_winters ETSModel with damped trend and season from a given state, at given parameters: sum of squared errors on the
               training rows, forecast from their end and from the series' end. Its trend parameter is our a b
  best         the least sum of squared errors that ExponentialSmoothing's optimiser finds from the same state. That class
               is not asked to forecast: a season ahead, at step 7, it differs from ETSModel, and at no other step
"""

import json

import numpy as np
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.holtwinters import ExponentialSmoothing, SimpleExpSmoothing
from statsmodels.tsa.seasonal import seasonal_decompose

TRAIN, HORIZON = 126, 10
rng = np.random.RandomState(7)
rows = np.arange(140)
week = np.array([3.0, -1.0, 0.5, -2.5, 4.0, -3.0, -1.0])
y = np.round(50 + 0.08 * rows + week[rows % 7] + np.cumsum(rng.normal(0, 0.4, 140)) + rng.normal(0, 0.6, 140), 3)
train = y[:TRAIN]

indices = seasonal_decompose(train, model="additive", period=7).seasonal[:7]
plain = train - indices[np.arange(TRAIN) % 7]
ses = SimpleExpSmoothing(plain, initialization_method="known", initial_level=50.0).fit(
    smoothing_level=0.3, optimized=False)
theta = ThetaModel(train, period=7, deseasonalize=True, use_test=True, method="additive").fit()

start = dict(initialization_method="known", initial_level=49.0, initial_trend=0.1, initial_seasonal=week)
kinds = dict(trend="add", damped_trend=True, seasonal="add", seasonal_periods=7)
given = [0.3, 0.3 * 0.1, 0.2, 0.9]
at_train = ETSModel(train, error="add", **kinds, **start).smooth(given)
at_end = ETSModel(y, error="add", **kinds, **start).smooth(given)
best = ExponentialSmoothing(train, **kinds, **start, bounds={"damping_trend": (0.8, 0.98)}).fit(method="L-BFGS-B")

floats = lambda values: [float(v) for v in values]
with open("src/test/resources/statsmodels/baselines.json", "w") as out:
    json.dump({
        "values": floats(y),
        "week": floats(indices),
        "even": floats(seasonal_decompose(train, model="additive", period=6).seasonal[:6]),
        "ses_level": float(ses.level[-1]),
        "slope": float(np.polyfit(np.arange(TRAIN), plain, 1)[0]),
        "theta_alpha": float(theta.params["alpha"]),
        "theta_forecast": floats(theta.forecast(HORIZON, theta=2)),
        "holt_winters_squares": float(np.sum(at_train.resid**2)),
        "holt_winters_at_train": floats(at_train.forecast(HORIZON)),
        "holt_winters_at_end": floats(at_end.forecast(HORIZON)),
        "best_squares": float(best.sse),
    }, out, indent=1)
    out.write("\n")
