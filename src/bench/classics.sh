#!/usr/bin/env bash
# Backtests of series that textbooks forecast, of 72 to 4032 rows, with the program's own choices, beside the naive forecasts,
# the theta method and exponential smoothing; prints a table in Markdown.
# Usage: src/bench/classics.sh [OPTION ...]    needs Rscript with the package forecast, which holds the series
#   SEEDS in the environment chooses: SEEDS="1 2 3" src/bench/classics.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
out=output/classics
mkdir -p "$out/series"
Rscript --vanilla src/bench/classics.R "$out/series" >&2
for one in AirPassengers:12 co2:12 nottem:12 UKDriverDeaths:12 USAccDeaths:6 ldeaths:6 UKgas:4 gas:12 wineind:12 woolyrnq:4 taylor:48; do
  for seed in ${SEEDS:-1 2 3}; do
    ./forecast4j backtest --input "$out/series/${one%:*}.csv" --time time --target y --horizon "${one#*:}" --seed "$seed" \
      --report false --output "$out/scores/${one%:*}-${one#*:}-$seed" "$@" >&2
  done
done
python3 src/bench/scores.py "$out/scores"
