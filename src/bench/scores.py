"""Prints the scores that a benchmark left in a folder, mean and deviation over seeds, beside the best baseline.

Folders are named WHAT-HORIZON-SEED and hold the scores.json of `run` or the backtest.json of `backtest`.
"""
import json
import math
import pathlib
import statistics
import sys

runs = {}
for file in sorted(pathlib.Path(sys.argv[1]).glob("*/*.json")):
    what, horizon, _ = file.parent.name.rsplit("-", 2)
    runs.setdefault((what, int(horizon)), []).append(json.loads(file.read_text()))


def spread(values):
    deviation = f" ± {statistics.stdev(values):.4f}" if len(values) > 1 else ""
    return f"{statistics.mean(values):.4f}{deviation}"


def held(all_runs, coverage):
    parts = [i["measured"] for run in all_runs for i in run["intervals"] if i["coverage"] == coverage]
    return f"{100 * statistics.mean(parts):.1f}" if parts else "-"


print("| | H | MSE | MAE | best baseline, MSE | ratio | 80 % holds | 95 % holds | seconds |")
print("|---|---|---|---|---|---|---|---|---|")
ratios = []
for (what, horizon), all_runs in sorted(runs.items()):
    scaled = [run["scores"]["scaled"] for run in all_runs]
    best, name = min((score["scaled"]["mse"], name) for name, score in all_runs[0]["baselines"].items())
    ratios.append(statistics.mean(s["mse"] for s in scaled) / best)
    print(
        f"| {what} | {horizon} | {spread([s['mse'] for s in scaled])} | {spread([s['mae'] for s in scaled])} "
        f"| {best:.4f} ({name}) | {ratios[-1]:.2f} | {held(all_runs, 0.8)} | {held(all_runs, 0.95)} "
        f"| {statistics.mean(run['durationSeconds'] for run in all_runs):.0f} |"
    )
print(f"\nThe geometric mean of the ratios is {math.exp(statistics.mean(map(math.log, ratios))):.2f}.")
