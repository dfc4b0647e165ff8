"""Prints the scores that src/bench/etth1.sh left in a folder, mean and deviation over seeds, beside the floors."""
import json
import pathlib
import statistics
import sys

runs = {}
for file in sorted(pathlib.Path(sys.argv[1]).glob("*/scores.json")):
    cell, horizon, _ = file.parent.name.rsplit("-", 2)
    runs.setdefault((cell, int(horizon)), []).append(json.loads(file.read_text()))


def cell_text(values):
    spread = f" ± {statistics.stdev(values):.4f}" if len(values) > 1 else ""
    return f"{statistics.mean(values):.4f}{spread}"


print("| cell | H | MSE | MAE | best floor, MSE | 80 % holds | 95 % holds | epochs | seconds |")
print("|---|---|---|---|---|---|---|---|---|")
for (cell, horizon), all_runs in sorted(runs.items()):
    scaled = [run["scores"]["scaled"] for run in all_runs]
    floor = min((score["scaled"]["mse"], name) for name, score in all_runs[0]["baselines"].items())
    held = {
        coverage: statistics.mean(i["measured"] for run in all_runs for i in run["intervals"] if i["coverage"] == coverage)
        for coverage in (0.8, 0.95)
    }
    print(
        f"| {cell} | {horizon} | {cell_text([s['mse'] for s in scaled])} | {cell_text([s['mae'] for s in scaled])} "
        f"| {floor[0]:.4f} ({floor[1]}) | {100 * held[0.8]:.1f} | {100 * held[0.95]:.1f} "
        f"| {statistics.mean(run['training']['bestEpoch'] for run in all_runs):.0f} "
        f"| {statistics.mean(run['durationSeconds'] for run in all_runs):.0f} |"
    )
