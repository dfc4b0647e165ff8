#!/usr/bin/env bash
# ETTh1 by the protocol of Informer, SegRNN, PatchTST and iTransformer, with one set of settings; prints a table in Markdown.
# Usage: src/bench/etth1.sh PATH/TO/ETTh1.csv [m96|m720|s] [OPTION ...]
#   m96, m720: all columns, lookback 96 or 720; s: OT alone, lookback 336. The file is public; its licence forbids shipping it.
#   HORIZONS, CELLS and SEEDS in the environment choose: HORIZONS="96 720" CELLS=gru SEEDS="1 2 3" src/bench/etth1.sh ...
set -euo pipefail
cd "$(dirname "$0")/../.."
data="${1:?give the path of ETTh1.csv}"
protocol="${2:-m96}"
shift $(($# < 2 ? $# : 2))
case "$protocol" in
  m96) target=all lookback=96 ;;
  m720) target=all lookback=720 ;;
  s) target=OT lookback=336 ;;
  *) echo "etth1: no protocol '$protocol'; there are m96, m720 and s" >&2; exit 2 ;;
esac
horizons="${HORIZONS:-96 192 336 720}"
out="output/etth1/$protocol"
for cell in ${CELLS:-gru lstm simple-rnn}; do
  for horizon in $horizons; do
    for seed in ${SEEDS:-1 2 3}; do
      ./forecast4j run --input "$data" --time date --target "$target" --split rows:8640,2880,2880 \
        --lookback "$lookback" --patch 24 --horizon "$horizon" --cell "$cell" --seed "$seed" \
        --output "$out/$cell-$horizon-$seed" "$@" >&2
    done
  done
done
python3 src/bench/scores.py "$out"
