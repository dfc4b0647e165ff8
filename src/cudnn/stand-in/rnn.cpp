// The equations of cuDNN's recurrent layers, as plain loops with sums in doubles.

#include "rnn.h"

#include <algorithm>
#include <cmath>

namespace stand_in {
namespace {

constexpr size_t GAP = 5; // floats that belong to nothing, before each part of the weight space

double dot(const float *x, const float *y, int n) {
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int i = 0; i < n; i++) {
        sum += double(x[i]) * y[i];
    }
    return sum;
}

void add(float *__restrict to, float factor, const float *__restrict x, int n) {
    for (int i = 0; i < n; i++) {
        to[i] += factor * x[i];
    }
}

float sigmoid(double x) { return float(1 / (1 + std::exp(-x))); }

std::vector<float> rowOf(const float *states, size_t row, int units) {
    std::vector<float> values(units, 0.0f);
    if (states != nullptr) {
        std::copy_n(states + row * units, units, values.begin());
    }
    return values;
}

void putRow(const std::vector<float> &values, float *states, size_t row) {
    if (states != nullptr) {
        std::copy(values.begin(), values.end(), states + row * values.size());
    }
}

} // namespace

// --- where things lie

size_t RnnShape::matrix(int layer, int number) const {
    size_t floats = GAP;
    for (int l = 0; l <= layer; l++) {
        for (int i = 0; i < (l < layer ? 2 * gates() : number); i++) {
            floats += GAP + size_t(units) * (i < gates() ? width(l) : units);
        }
    }
    return floats;
}

size_t RnnShape::bias(int layer, int number) const {
    size_t before = 0;
    for (int l = 0; l <= layer; l++) {
        for (int i = 0; i < (l < layer ? 2 * gates() : number); i++) {
            before += hasBias(i);
        }
    }
    return matrix(layers, 0) + before * (GAP + units);
}

size_t RnnShape::weightFloats() const { return bias(layers, 0); }

RnnPass::Record RnnPass::record(int layer, int t, int n) const {
    size_t units = shape.units, gates = shape.gates();
    float *at = reserve + ((size_t(layer) * time + t) * batch() + n) * shape.recordFloats();
    return {at, at + gates * units, at + (gates + 1) * units, at + (gates + 2) * units, at + (2 * gates + 2) * units};
}

const float *RnnPass::outputOf(int layer, int t, int n) const {
    return layer == shape.layers - 1 ? y + (size_t(t) * batch() + n) * shape.units : record(layer, t, n).output;
}

const float *RnnPass::input(int layer, int t, int n) const {
    return layer == 0 ? x + (size_t(t) * batch() + n) * shape.inputs : record(layer - 1, t, n).output;
}

// Null for zeros.
const float *RnnPass::stateBefore(int layer, int t, int n) const {
    if (t > 0) {
        return outputOf(layer, t - 1, n);
    }
    return hx == nullptr ? nullptr : hx + (size_t(layer) * batch() + n) * shape.units;
}

// --- forward

void RnnPass::forward(float *hy, float *cy, float fill) const {
    int units = shape.units;
    for (int layer = 0; layer < shape.layers; layer++) {
        for (int n = 0; n < batch(); n++) {
            size_t row = size_t(layer) * batch() + n;
            std::vector<float> state = rowOf(hx, row, units), cell = rowOf(cx, row, units);
            for (int t = 0; t < lengths[n]; t++) {
                Record r = record(layer, t, n);
                step(layer, r, input(layer, t, n), state.data(), cell.data());
                state.assign(r.output, r.output + units);
                cell.assign(r.cell, r.cell + units);
                if (layer == shape.layers - 1) {
                    putRow(state, y, size_t(t) * batch() + n);
                }
            }
            putRow(state, hy, row);
            putRow(cell, cy, row);
        }
    }
    for (int n = 0; n < batch(); n++) {
        for (int t = lengths[n]; t < time; t++) {
            std::fill_n(y + (size_t(t) * batch() + n) * units, units, fill);
        }
    }
}

void RnnPass::step(int layer, const Record &r, const float *in, const float *state, const float *cell) const {
    int units = shape.units, gates = shape.gates(), width = shape.width(layer);
    auto sum = [&](int number, int unit, const float *values, int n) {
        double bias = shape.hasBias(number) ? weights[shape.bias(layer, number) + unit] : 0;
        return bias + dot(weights + shape.matrix(layer, number) + size_t(unit) * n, values, n);
    };
    for (int j = 0; j < units; j++) {
        double ofInput[4], ofState[4];
        for (int g = 0; g < gates; g++) {
            ofInput[g] = sum(g, j, in, width);
            ofState[g] = sum(gates + g, j, state, units);
        }
        auto gate = [&](int g) -> float & { return r.gate[g * units + j]; };
        switch (shape.mode) {
        case RNN_RELU:
            gate(0) = float(std::max(0.0, ofInput[0] + ofState[0]));
            r.output[j] = gate(0);
            break;
        case RNN_TANH:
            gate(0) = float(std::tanh(ofInput[0] + ofState[0]));
            r.output[j] = gate(0);
            break;
        case RNN_LSTM: // input, forget, new memory, output
            for (int g = 0; g < 4; g++) {
                gate(g) = g == 2 ? float(std::tanh(ofInput[g] + ofState[g])) : sigmoid(ofInput[g] + ofState[g]);
            }
            r.cell[j] = gate(1) * cell[j] + gate(0) * gate(2);
            r.output[j] = gate(3) * std::tanh(r.cell[j]);
            break;
        case RNN_GRU: // reset, update, new memory
            gate(0) = sigmoid(ofInput[0] + ofState[0]);
            gate(1) = sigmoid(ofInput[1] + ofState[1]);
            gate(2) = float(std::tanh(ofInput[2] + gate(0) * ofState[2]));
            r.cell[j] = float(ofState[2]);
            r.output[j] = (1 - gate(1)) * gate(2) + gate(1) * state[j];
            break;
        }
    }
}

// --- backward

float RnnPass::stateDelta(const Record &r, int gate, int unit) const {
    return shape.mode == RNN_GRU && gate == 2 ? r.stateDelta[unit] : r.delta[gate * shape.units + unit];
}

// From the derivative by the step's state to those by its sums, and to what goes to the state before without a matrix.
void RnnPass::stepBack(const Record &r, const float *state, const float *cell, std::vector<float> &dh,
                       std::vector<float> &dc) const {
    int units = shape.units;
    for (int j = 0; j < units; j++) {
        auto gate = [&](int g) { return r.gate[g * units + j]; };
        auto delta = [&](int g) -> float & { return r.delta[g * units + j]; };
        auto slope = [&](int g) { return gate(g) * (1 - gate(g)); };
        switch (shape.mode) {
        case RNN_RELU:
            delta(0) = gate(0) > 0 ? dh[j] : 0;
            dh[j] = 0;
            break;
        case RNN_TANH:
            delta(0) = dh[j] * (1 - gate(0) * gate(0));
            dh[j] = 0;
            break;
        case RNN_LSTM: {
            float c = std::tanh(r.cell[j]);
            float dCell = dc[j] + dh[j] * gate(3) * (1 - c * c);
            delta(0) = dCell * gate(2) * slope(0);
            delta(1) = dCell * cell[j] * slope(1);
            delta(2) = dCell * gate(0) * (1 - gate(2) * gate(2));
            delta(3) = dh[j] * c * slope(3);
            dc[j] = dCell * gate(1);
            dh[j] = 0;
            break;
        }
        case RNN_GRU:
            delta(2) = dh[j] * (1 - gate(1)) * (1 - gate(2) * gate(2));
            delta(1) = dh[j] * (state[j] - gate(2)) * slope(1);
            delta(0) = delta(2) * r.cell[j] * slope(0);
            r.stateDelta[j] = delta(2) * gate(0);
            dh[j] *= gate(1);
            break;
        }
    }
}

void RnnPass::backwardData(const float *dy, const float *dhy, const float *dcy, float *dx, float *dhx, float *dcx) const {
    int units = shape.units, gates = shape.gates();
    std::vector<float> above(dy, dy + size_t(time) * batch() * units); // the derivative by this layer's output
    for (int layer = shape.layers - 1; layer >= 0; layer--) {
        int width = shape.width(layer);
        std::vector<float> below(size_t(time) * batch() * width, 0.0f);
        for (int n = 0; n < batch(); n++) {
            size_t row = size_t(layer) * batch() + n;
            std::vector<float> dh = rowOf(dhy, row, units), dc = rowOf(dcy, row, units);
            for (int t = lengths[n] - 1; t >= 0; t--) {
                Record r = record(layer, t, n);
                add(dh.data(), 1, &above[(size_t(t) * batch() + n) * units], units);
                std::vector<float> state = rowOf(stateBefore(layer, t, n), 0, units);
                std::vector<float> cell = t > 0 ? rowOf(record(layer, t - 1, n).cell, 0, units) : rowOf(cx, row, units);
                stepBack(r, state.data(), cell.data(), dh, dc);
                for (int g = 0; g < gates; g++) {
                    const float *w = weights + shape.matrix(layer, g);
                    const float *u = weights + shape.matrix(layer, gates + g);
                    for (int j = 0; j < units; j++) {
                        add(&below[(size_t(t) * batch() + n) * width], r.delta[g * units + j], w + size_t(j) * width, width);
                        add(dh.data(), stateDelta(r, g, j), u + size_t(j) * units, units);
                    }
                }
            }
            putRow(dh, dhx, row);
            putRow(dc, dcx, row);
        }
        above = std::move(below);
    }
    std::copy(above.begin(), above.end(), dx); // with zeros beyond each sequence's end
}

void RnnPass::backwardWeights(float *gradient) const {
    int units = shape.units, gates = shape.gates();
    for (int layer = 0; layer < shape.layers; layer++) {
        int width = shape.width(layer);
        for (int g = 0; g < gates; g++) {
            float *dW = gradient + shape.matrix(layer, g);
            float *dR = gradient + shape.matrix(layer, gates + g);
            for (int n = 0; n < batch(); n++) {
                for (int t = 0; t < lengths[n]; t++) {
                    Record r = record(layer, t, n);
                    const float *state = stateBefore(layer, t, n);
                    for (int j = 0; j < units; j++) {
                        float delta = r.delta[g * units + j];
                        add(dW + size_t(j) * width, delta, input(layer, t, n), width);
                        if (state != nullptr) {
                            add(dR + size_t(j) * units, stateDelta(r, g, j), state, units);
                        }
                        if (shape.hasBias(g)) {
                            gradient[shape.bias(layer, g) + j] += delta;
                        }
                        if (shape.hasBias(gates + g)) {
                            gradient[shape.bias(layer, gates + g) + j] += stateDelta(r, g, j);
                        }
                    }
                }
            }
        }
    }
}

} // namespace stand_in
