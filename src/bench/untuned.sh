#!/usr/bin/env bash
# Public series that no default was settled by, of 416 to 9574 rows, one or many columns: winds, rivers, epidemics, prices and
# the like, each with the program's own choices beside the naive forecasts; prints a table in Markdown. An hour on two cores.
# Usage: src/bench/untuned.sh [OPTION ...]    needs Rscript with the packages that src/bench/untuned.R names
#   FILES and SEEDS in the environment choose: FILES="nino:12 flu:8" SEEDS="1 2 3" src/bench/untuned.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
out=output/untuned
mkdir -p "$out/series"
Rscript --vanilla src/bench/untuned.R "$out/series" >&2
all="wind:14 river:14 pm10:7 nino:12 sunspots:24 treering:10 flu:8 salmonella:8 deaths:8 houses:12 economics:12 usmacro:12"
all="$all juice:12 eustocks:10 dowjones:20 djia:20 metals:20 treasuries:20"
for one in ${FILES:-$all}; do
  what=(--target all)
  [ "${one%:*}" != houses ] || what=(--target sales --id city)
  for seed in ${SEEDS:-1}; do
    ./forecast4j run --input "$out/series/${one%:*}.csv" "${what[@]}" --horizon "${one#*:}" --seed "$seed" --report false \
      --output "$out/scores/${one%:*}-${one#*:}-$seed" "$@" >&2
  done
done
python3 src/bench/scores.py "$out/scores"
