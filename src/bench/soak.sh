#!/usr/bin/env bash
# Does memory grow? Trains and runs networks of changing sizes for a while and compares early with late resident memory.
# Usage: src/bench/soak.sh [MINUTES]     (60 unless given; Linux; ends with 1 where memory grew)
set -euo pipefail
cd "$(dirname "$0")/../.."
[ -f target/forecast4j.jar ] || { echo "soak: no target/forecast4j.jar; run mvn -DskipTests package" >&2; exit 2; }
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-PASSIVE}"
# The heap is resident from the start, or its filling up would look like growth.
exec "$java" -Xms1g -Xmx1g -XX:+AlwaysPreTouch -Dorg.slf4j.simpleLogger.defaultLogLevel=error -cp "target/forecast4j.jar:target/lib/*" \
  src/bench/soak/Soak.java "${1:-60}"
