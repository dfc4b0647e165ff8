package org.forecast4j.nn.recurrent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.layers.recurrent.LSTM;
import org.forecast4j.nn.kernel.RecurrentCell;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * State carried from call to call, between DL4J's maps of arrays {@code [batch, units]} and the kernels' one array
 * {@code [states, batch, units]}. It lies outside of workspaces, which end with the call.
 */
final class CarriedState {
    private static final String[] KEYS = {LSTM.STATE_KEY_PREV_ACTIVATION, LSTM.STATE_KEY_PREV_MEMCELL};

    private final RecurrentCell cell;
    private final DataType type;
    private @Nullable Stored last;

    CarriedState(RecurrentCell cell, DataType type) {
        this.cell = cell;
        this.type = type;
    }

    /** A state as kernels take it, and the parts of it that DL4J was given: as long as DL4J has those, it is whole. */
    private record Stored(INDArray state, List<INDArray> parts) {
        @SuppressWarnings("ReferenceEquality") // the same arrays, not equal ones
        boolean isIn(Map<String, INDArray> map) {
            return IntStream.range(0, parts.size()).allMatch(s -> map.get(KEYS[s]) == parts.get(s));
        }
    }

    /** Zeros. */
    @SuppressWarnings("try") // left for its end alone
    INDArray create(long batch) {
        try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            return Nd4j.create(type, new long[] {cell.kind().states(), batch, cell.units()}, 'c');
        }
    }

    void store(INDArray state, Map<String, INDArray> map) {
        List<INDArray> parts = new ArrayList<>();
        for (int s = 0; s < cell.kind().states(); s++) {
            parts.add(state.slice(s));
            map.put(KEYS[s], parts.get(s));
        }
        last = new Stored(state, parts);
    }

    Optional<INDArray> stored(Map<String, INDArray> map) {
        INDArray hidden = map.get(KEYS[0]);
        if (hidden == null) {
            return Optional.empty();
        }
        Stored whole = last;
        if (whole != null && whole.isIn(map)) {
            return Optional.of(whole.state());
        }
        INDArray state = create(hidden.size(0));
        for (int s = 0; s < cell.kind().states(); s++) {
            state.slice(s).assign(Objects.requireNonNull(map.get(KEYS[s]), KEYS[s]));
        }
        return Optional.of(state);
    }
}
