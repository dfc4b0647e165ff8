#!/usr/bin/env bash
# Times the kernels' passes with JMH. Arguments are JMH's, for instance: -p kernel=cpu -p cell=LSTM -p shape=S1,P
set -euo pipefail
cd "$(dirname "$0")/../.."
out=target/bench/kernels
mvn -B -q -DskipTests -Dspotless.check.skip=true package >&2
mkdir -p "$out/classes"
[ -d "$out/lib" ] || mvn -B -q -f src/bench/kernels/pom.xml dependency:copy-dependencies >&2
path="target/classes:target/lib/*:$out/lib/*"
javac -nowarn -d "$out/classes" -cp "$path" \
  src/bench/recurrence/common/org/forecast4j/bench/Shape.java src/bench/kernels/org/forecast4j/bench/*.java
export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-PASSIVE}"
exec java -Xmx6g -Dorg.slf4j.simpleLogger.defaultLogLevel=error -cp "$out/classes:$path" org.openjdk.jmh.Main KernelBenchmark "$@"
