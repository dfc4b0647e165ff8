#!/usr/bin/env bash
# ETTh1, all columns, lookback 96, horizon 96: the protocol of Informer, SegRNN, PatchTST and iTransformer.
# Usage: src/bench/etth1.sh PATH/TO/ETTh1.csv [OPTION ...]     (the file is public; its licence forbids shipping it here)
set -euo pipefail
cd "$(dirname "$0")/../.."
data="${1:?give the path of ETTh1.csv}"
shift
exec ./forecast4j run \
  --input "$data" --time date --target all --split rows:8640,2880,2880 \
  --lookback 96 --patch 24 --horizon 96 --share-weights \
  --embedding 128 --hidden 128 --dropout 0.5 --learning-rate 0.001 --decay 0.8 \
  --batch 256 --epochs 12 --patience 4 --output output/etth1 "$@"
