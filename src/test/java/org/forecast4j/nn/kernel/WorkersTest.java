package org.forecast4j.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkersTest {
    @ParameterizedTest
    @CsvSource({"0, 1", "0, 7", "1, 1", "1, 2", "3, 2", "3, 100"})
    void each_part_is_computed_once_and_before_share_returns(int helpers, int parts) {
        Workers workers = new Workers(helpers);
        for (int round = 0; round < 500; round++) {
            AtomicIntegerArray done = new AtomicIntegerArray(parts);
            workers.share(parts, done::incrementAndGet);
            for (int part = 0; part < parts; part++) {
                assertThat(done.get(part)).isEqualTo(1);
            }
        }
    }

    @Test
    void a_failure_in_any_part_reaches_the_caller_and_the_workers_go_on() {
        Workers workers = new Workers(1);
        for (int failing = 0; failing < 4; failing++) {
            int bad = failing;
            assertThatThrownBy(() -> workers.share(4, part -> {
                        if (part == bad) {
                            throw new IllegalStateException("part " + part);
                        }
                    }))
                    .hasMessage("part " + bad);
        }
        AtomicInteger sum = new AtomicInteger();
        workers.share(4, sum::addAndGet);
        assertThat(sum).hasValue(6);
    }

    @Test
    void callers_on_several_threads_get_all_their_parts() throws Exception {
        Workers workers = new Workers(2);
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++) {
                calls.add(() -> {
                    AtomicInteger parts = new AtomicInteger();
                    for (int round = 0; round < 1000; round++) {
                        workers.share(3, part -> parts.incrementAndGet());
                    }
                    return parts.get();
                });
            }
            for (Future<Integer> result : callers.invokeAll(calls)) {
                assertThat(result.get()).isEqualTo(3000);
            }
        } finally {
            callers.shutdown();
        }
    }
}
