package org.forecast4j.nn.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.forecast4j.nn.recurrent.Sequences.in;
import static org.forecast4j.nn.recurrent.Sequences.random;
import static org.forecast4j.nn.recurrent.Sequences.timeMajor;

import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

class TimeMajorTest {
    private static INDArray rows(INDArray sequence, RNNFormat format) {
        return TimeMajor.rows(sequence, format, LayerWorkspaceMgr.noWorkspaces(), ArrayType.INPUT);
    }

    @ParameterizedTest
    @EnumSource(RNNFormat.class)
    void time_major_memory_is_recognised_in_either_format(RNNFormat format) {
        INDArray sequence = random(1, DataType.FLOAT, 2, 3, 4);
        assertThat(TimeMajor.is(in(format, timeMajor(sequence)), format)).isTrue();
        assertThat(TimeMajor.is(in(format, sequence.dup('c')), format)).isFalse();
        assertThat(TimeMajor.is(in(format, sequence.dup('f')), format)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"2, 3, 4", "1, 3, 4", "2, 1, 4", "2, 3, 1", "1, 1, 4", "1, 3, 1", "2, 1, 1", "1, 1, 1"})
    void rows_are_time_after_time_for_every_shape_and_order(int batch, int features, int time) {
        INDArray sequence = random(1, DataType.FLOAT, batch, features, time);
        for (RNNFormat format : RNNFormat.values()) {
            for (INDArray lying : new INDArray[] {sequence.dup('c'), sequence.dup('f'), timeMajor(sequence)}) {
                INDArray rows = rows(in(format, lying), format);
                assertThat(rows.shape()).containsExactly((long) time * batch, features);
                for (int t = 0; t < time; t++) {
                    for (int b = 0; b < batch; b++) {
                        for (int f = 0; f < features; f++) {
                            assertThat(rows.getFloat(t * batch + b, f)).isEqualTo(sequence.getFloat(b, f, t));
                        }
                    }
                }
                assertThat(TimeMajor.sequence(rows, batch, format)).isEqualTo(in(format, sequence));
            }
        }
    }

    @Test
    void slices_in_time_are_views_too() {
        INDArray sequence = timeMajor(random(1, DataType.FLOAT, 2, 3, 6));
        INDArray slice = sequence.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(2, 5));
        INDArray rows = rows(slice, RNNFormat.NCW);
        sequence.addi(1);
        assertThat(TimeMajor.sequence(rows, 2, RNNFormat.NCW)).isEqualTo(slice.dup());
        assertThat(TimeMajor.step(slice, RNNFormat.NCW, 2))
                .isEqualTo(sequence.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(4)));
    }

    @ParameterizedTest
    @EnumSource(RNNFormat.class)
    void steps_come_back_as_the_sequence(RNNFormat format) {
        INDArray sequence = in(format, random(1, DataType.FLOAT, 2, 3, 4));
        INDArray steps = TimeMajor.view(sequence, format, LayerWorkspaceMgr.noWorkspaces(), ArrayType.INPUT);
        assertThat(steps.shape()).containsExactly(4, 2, 3);
        assertThat(TimeMajor.sequence(steps, format)).isEqualTo(sequence);
    }
}
