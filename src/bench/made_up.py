#!/usr/bin/env python3
"""Writes two made-up series, by whose scores defaults were settled: load.csv, two years of hours whose days, weeks and
weather are regular, and sensor.csv, 60 days of quarter hours with a daily cycle and noise that lasts. Needs NumPy.

Usage: made_up.py FOLDER
"""
import datetime
import pathlib
import sys

import numpy as np

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
random = np.random.default_rng(7)
start = datetime.datetime(2022, 1, 1)


def lasting(count, keep, size):
    """Noise of which each step keeps a part."""
    values, value = np.zeros(count), 0
    for i in range(count):
        value = keep * value + size * random.standard_normal()
        values[i] = value
    return values


def write(name, column, minutes, values):
    with open(folder / name, "w", encoding="utf-8") as file:
        file.write(f"time,{column}\n")
        for i, value in enumerate(values):
            file.write(f"{(start + datetime.timedelta(minutes=minutes * i)).isoformat()},{value:.3f}\n")


hours = np.arange(17520)
weather = 10 - 12 * np.cos(2 * np.pi * hours / 8766) + 6 * np.cos(2 * np.pi * (hours - 15) / 24)
weather += lasting(len(hours), 0.995, 0.3)
weekday = (start.weekday() + hours // 24) % 7
day = 1 + 0.35 * np.exp(-(((hours % 24 - 8) / 2.5) ** 2)) + 0.5 * np.exp(-(((hours % 24 - 19) / 3) ** 2))
load = 100 * day * np.where(weekday >= 5, 0.82, 1) + 0.08 * (weather - 16) ** 2 + lasting(len(hours), 0.9, 1.2)
write("load.csv", "load", 60, load)

quarters = 2 * np.pi * np.arange(96 * 60) / 96
write("sensor.csv", "y", 15, 20 + 5 * np.sin(quarters) + 2 * np.sin(2 * quarters) + lasting(96 * 60, 0.97, 0.15))
