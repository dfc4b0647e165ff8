package org.forecast4j.eval;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.forecast4j.series.TimeSeries;

/** Something made once for each series and column, when it is first asked for. Series are told apart by identity. */
final class PerColumn<T> {

    /** Makes it. */
    interface Maker<T> {
        T make(TimeSeries series, int column);
    }

    private final Maker<T> maker;
    private final IdentityHashMap<TimeSeries, List<Optional<T>>> made = new IdentityHashMap<>();

    PerColumn(Maker<T> maker) {
        this.maker = maker;
    }

    T of(TimeSeries series, int column) {
        List<Optional<T>> columns = made.computeIfAbsent(
                series,
                each -> new ArrayList<>(
                        each.columns().stream().map(c -> Optional.<T>empty()).toList()));
        return columns.get(column).orElseGet(() -> {
            T fresh = maker.make(series, column);
            columns.set(column, Optional.of(fresh));
            return fresh;
        });
    }
}
