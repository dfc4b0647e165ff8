// Recurrent layers as NVIDIA documents cuDNN's: their weight space, their reserve, their equations.
#pragma once

#include <cstddef>
#include <vector>

namespace stand_in {

enum RnnMode { RNN_RELU = 0, RNN_TANH = 1, RNN_LSTM = 2, RNN_GRU = 3 };

struct RnnShape {
    int mode = RNN_TANH, inputs = 0, units = 0, layers = 0;
    bool inputBias = false, stateBias = false;

    int gates() const { return mode == RNN_LSTM ? 4 : mode == RNN_GRU ? 3 : 1; }
    int width(int layer) const { return layer == 0 ? inputs : units; } // of what goes into a layer

    // Where a matrix begins in the weight space, or its bias, in floats; the input's gates come first, then the state's.
    // All matrices lie before all biases, and something that belongs to nothing lies before each.
    size_t matrix(int layer, int number) const;
    size_t bias(int layer, int number) const;
    bool hasBias(int number) const { return number < gates() ? inputBias : stateBias; }
    size_t weightFloats() const;

    // What one step of one sequence leaves for the backward pass.
    size_t recordFloats() const { return size_t(units) * (2 * gates() + 3); }
    size_t reserveFloats(int time, int batch) const { return recordFloats() * layers * time * batch; }

    bool operator==(const RnnShape &other) const {
        return mode == other.mode && inputs == other.inputs && units == other.units && layers == other.layers &&
               inputBias == other.inputBias && stateBias == other.stateBias;
    }
};

// One pass over sequences [time, batch, width], with states [layers, batch, units]. Null states are zeros, or unwanted.
struct RnnPass {
    RnnShape shape;
    int time;
    std::vector<int> lengths;
    const float *x, *hx, *cx, *weights;
    float *y;
    float *reserve;

    void forward(float *hy, float *cy, float fill) const;
    void backwardData(const float *dy, const float *dhy, const float *dcy, float *dx, float *dhx, float *dcx) const;
    void backwardWeights(float *gradient) const;

  private:
    struct Record {
        float *gate, *cell, *output, *delta, *stateDelta; // a GRU keeps the candidate's state part in 'cell'
    };
    int batch() const { return int(lengths.size()); }
    Record record(int layer, int t, int n) const;
    const float *input(int layer, int t, int n) const;
    const float *outputOf(int layer, int t, int n) const;
    const float *stateBefore(int layer, int t, int n) const;
    float stateDelta(const Record &r, int gate, int unit) const;
    void step(int layer, const Record &r, const float *in, const float *state, const float *cell) const;
    void stepBack(const Record &r, const float *state, const float *cell, std::vector<float> &dh, std::vector<float> &dc) const;
};

} // namespace stand_in
