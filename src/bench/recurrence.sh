#!/usr/bin/env bash
# Times our recurrent layers, stock Deeplearning4j's and libtorch's (through DJL) in one run; prints tables in Markdown.
# Usage: src/bench/recurrence.sh [--cases S1,S2,S3,S4,P] [--cells lstm,gru,simple-rnn] [--rounds N] [--quick] [--without-stock]
set -euo pipefail
cd "$(dirname "$0")/../.."
here=src/bench/recurrence
out=target/bench
mvn -B -q -DskipTests -Dspotless.check.skip=true package >&2
mkdir -p "$out/dl4j" "$out/djl/classes" "$out/driver"
[ -d "$out/djl/lib" ] || mvn -B -q -f "$here/djl/pom.xml" dependency:copy-dependencies >&2
javac -nowarn -d "$out/driver" "$here"/common/org/forecast4j/bench/*.java "$here"/driver/org/forecast4j/bench/*.java
javac -nowarn -d "$out/dl4j" -cp "target/classes:target/lib/*" \
  "$here"/common/org/forecast4j/bench/*.java "$here"/dl4j/org/forecast4j/bench/*.java
javac -nowarn -d "$out/djl/classes" -cp "$out/djl/lib/*" \
  "$here"/common/org/forecast4j/bench/*.java "$here"/djl/org/forecast4j/bench/*.java
exec java -cp "$out/driver" org.forecast4j.bench.RecurrenceBenchmark \
  "$out/dl4j:target/classes:target/lib/*" "$out/djl/classes:$out/djl/lib/*" "$out" "$@"
