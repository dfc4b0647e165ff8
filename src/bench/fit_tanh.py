#!/usr/bin/env python3
"""Fits the rational approximation of tanh that FloatLoops uses, and prints its coefficients and its error in floats.

Minimises the greatest relative error of p(x^2) / q(x^2) to tanh(x) / x by linear programmes, each weighted with the
denominator that the one before found. Needs NumPy and SciPy.
"""
import numpy as np
from scipy.optimize import linprog

BOUND, DEGREE = 8.0, 4

x = np.concatenate([BOUND * np.sin(np.linspace(1e-3, 1, 1500) * np.pi / 2), np.linspace(1e-3, BOUND, 800)])
target = np.tanh(x) / x
powers = np.vander((x / BOUND) ** 2, DEGREE + 1, increasing=True)
denominator = np.ones_like(x)
best = (np.inf, None, None)
for _ in range(25):
    weight = target * denominator
    system = np.hstack([powers, -target[:, None] * powers[:, 1:]]) / weight[:, None]
    right = target / weight
    error = np.full((len(x), 1), 1e-6)
    solution = linprog(
        np.append(np.zeros(system.shape[1]), 1),
        A_ub=np.vstack([np.hstack([system, -error]), np.hstack([-system, -error])]),
        b_ub=np.concatenate([right, -right]),
        bounds=[(None, None)] * system.shape[1] + [(0, None)],
        method="highs",
    ).x
    p, q = solution[: DEGREE + 1], np.append(1, solution[DEGREE + 1 : -1])
    denominator = powers @ q
    greatest = np.max(np.abs(powers @ p / denominator / target - 1))
    if greatest < best[0]:
        best = (greatest, p, q)

scale = BOUND ** (2 * np.arange(DEGREE + 1))
p, q = (np.float32(c / scale) for c in best[1:])
values = np.linspace(-12, 12, 2_000_001, dtype=np.float32)
clipped = np.clip(values, np.float32(-BOUND), np.float32(BOUND))
square = clipped * clipped
top, bottom = p[-1], q[-1]
for a, b in zip(p[-2::-1], q[-2::-1]):
    top, bottom = top * square + a, bottom * square + b
exact = np.tanh(values.astype(np.float64))
error = np.abs(clipped * top / bottom - exact)[values != 0] / np.abs(exact[values != 0])
print("numerator  ", *p)
print("denominator", *q)
print(f"greatest relative error: {best[0]:.2e} of the fit, {error.max():.2e} in floats")
