#!/usr/bin/env python3
"""Draws the README's chart: the last weeks of a CSV file and the forecast that follows, as SVG.

Usage: readme_chart.py HISTORY.csv TIME_COLUMN VALUE_COLUMN FORECAST.csv OUT.svg TITLE
"""
import csv
import sys

history_file, time, value, forecast_file, out, title = sys.argv[1:7]
DAYS, W, H, LEFT, TOP, RIGHT, BOTTOM = 84, 860, 320, 56, 48, 20, 40


def column(file):
    with open(file, encoding="utf-8") as rows:
        return [(r[time], float(r[value])) for r in csv.DictReader(rows)]


known = column(history_file)[-DAYS:]
future = column(forecast_file)
points = known + future
with open(forecast_file, encoding="utf-8") as rows:
    bounds = [(float(r[f"{value}_lower_80"]), float(r[f"{value}_upper_80"])) for r in csv.DictReader(rows)]
low = min([v for _, v in points] + [lower for lower, _ in bounds])
high = max([v for _, v in points] + [upper for _, upper in bounds])
step = 5
low, high = step * int(low // step), step * (int(high // step) + 1)


def x(i):
    return LEFT + i * (W - LEFT - RIGHT) / (len(points) - 1)


def y(v):
    return TOP + (high - v) * (H - TOP - BOTTOM) / (high - low)


def line(start, values, colour, width):
    d = " ".join(f"{x(start + i):.1f},{y(v):.1f}" for i, (_, v) in enumerate(values))
    return f'<polyline points="{d}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round"/>'


svg = [
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {W} {H}" font-family="sans-serif" font-size="12" role="img">',
    f"<title>{title}</title>",
    f'<rect width="{W}" height="{H}" fill="#ffffff"/>',
    f'<text x="{LEFT}" y="26" font-size="15" fill="#222">{title}</text>',
]
for tick in range(low, high + 1, step):
    svg.append(f'<line x1="{LEFT}" x2="{W - RIGHT}" y1="{y(tick):.1f}" y2="{y(tick):.1f}" stroke="#e3e3e3"/>')
    svg.append(f'<text x="{LEFT - 8}" y="{y(tick) + 4:.1f}" text-anchor="end" fill="#555">{tick} °C</text>')
for i in range(0, len(points), 14):
    svg.append(f'<text x="{x(i):.1f}" y="{H - 16}" text-anchor="middle" fill="#555">{points[i][0]}</text>')
split = x(len(known) - 1)
svg.append(f'<rect x="{split:.1f}" y="{TOP}" width="{W - RIGHT - split:.1f}" height="{H - TOP - BOTTOM}" fill="#fff4e5"/>')
band = [(i, upper) for i, (_, upper) in enumerate(bounds)] + [(i, lower) for i, (lower, _) in reversed(list(enumerate(bounds)))]
corners = " ".join(f"{x(len(known) + i):.1f},{y(v):.1f}" for i, v in band)
svg.append(f'<polygon points="{corners}" fill="#d9730d" fill-opacity="0.18"/>')
svg.append(line(0, known, "#1f5f99", 1.8))
svg.append(line(len(known) - 1, known[-1:] + future, "#d9730d", 2.4))
svg.append(f'<text x="{split + 6:.1f}" y="{TOP + 16}" fill="#b35a00">forecast, 80 %</text>')
svg.append(f'<text x="{LEFT + 6}" y="{TOP + 16}" fill="#1f5f99">measured</text>')
svg.append("</svg>")
with open(out, "w", encoding="utf-8") as file:
    file.write("\n".join(svg) + "\n")
