// libcudnn_adv: the calls for recurrent layers. What they compute is in rnn.cpp; here are their checks and their reserve.

#include "cudnn.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

using namespace stand_in;

namespace {

constexpr int STANDARD = 0, STATIC_SMALL = 3, UNIDIRECTIONAL = 0, LINEAR_INPUT = 0, PADDED_IO = 1, UNPACKED = 0, TRAINING = 1, ADD = 0;

// So many units are few enough for STATIC_SMALL; of cuDNN's own limit no more is known than that it depends on the GPU.
constexpr int FEW_UNITS = 64;

// The work space has a size and nothing else: it is filled with NaN, so that nobody keeps anything there.
size_t workFloats(const RnnDescriptor &rnn, const RnnDataDescriptor &data) {
    return size_t(rnn.shape.units) * data.lengths.size() * 4 + 64;
}

// The reserve begins with the number of the pass that it holds.
constexpr size_t HEADER = 4;

// What the host knows of each reserve: which pass was asked for, and how far it has gone.
struct Reserved {
    uint64_t pass;
    RnnShape shape;
    std::vector<int> lengths;
    bool hasDeltas;
};

std::map<const void *, Reserved> &reserves() {
    static auto *all = new std::map<const void *, Reserved>();
    return *all;
}

// One of the three passes: its arguments checked, its memory found.
struct Pass : Call {
    DnnHandle *handle;
    RnnPass pass{};
    size_t rows = 0, states = 0;
    const int *lengths = nullptr;
    float *work = nullptr;
    size_t workBytes;
    float *header = nullptr;

    Pass(const char *function, DnnHandle *handle, RnnDescriptor *rnn, const int *devSeqLengths, RnnDataDescriptor *xShape,
         RnnDataDescriptor *yShape, TensorDescriptor *hShape, size_t workBytes, void *workSpace, size_t reserveBytes,
         void *reserveSpace, bool training)
        : Call(function), handle(handle), workBytes(workBytes) {
        object("handle", handle);
        object("rnnDesc", rnn);
        object("xDesc", xShape);
        object("yDesc", yShape);
        object("hDesc", hShape);
        if (!isGood()) {
            return;
        }
        pass.shape = rnn->shape;
        pass.time = xShape->time;
        pass.lengths = xShape->lengths;
        int batch = int(pass.lengths.size()), units = pass.shape.units;
        rows = size_t(pass.time) * batch;
        states = size_t(pass.shape.layers) * batch * units;
        require(xShape->width == pass.shape.inputs && yShape->width == units, "xDesc or yDesc has another width than rnnDesc");
        bool equal = std::all_of(pass.lengths.begin(), pass.lengths.end(), [&](int length) { return length == pass.time; });
        require(equal || !rnn->takesEqualLengthsAlone, "an algorithm that takes sequences of equal lengths alone");
        require(yShape->time == pass.time && yShape->lengths == pass.lengths, "xDesc and yDesc are of different lengths");
        checkStates("hDesc", hShape);
        if (devSeqLengths != nullptr) {
            lengths = device("devSeqLengths", devSeqLengths, batch);
        }
        size_t workNeeded = workFloats(*rnn, *xShape) * sizeof(float);
        require(workBytes >= workNeeded, "a work space of " + std::to_string(workBytes) + " bytes");
        work = reinterpret_cast<float *>(device("workSpace", static_cast<char *>(workSpace), workBytes));
        size_t reserveNeeded = (HEADER + pass.shape.reserveFloats(pass.time, batch)) * sizeof(float);
        if (training && require(reserveBytes >= reserveNeeded, "a reserve of " + std::to_string(reserveBytes) + " bytes")) {
            header = reinterpret_cast<float *>(device("reserveSpace", static_cast<char *>(reserveSpace), reserveBytes));
            pass.reserve = header + HEADER;
        }
    }

    void checkStates(const char *argument, TensorDescriptor *tensor) {
        int batch = int(pass.lengths.size()), units = pass.shape.units;
        require(tensor->type == DNN_FLOAT && tensor->sizes == std::vector<int>{pass.shape.layers, batch, units} &&
                    tensor->strides == std::vector<int>{batch * units, units, 1},
                std::string(argument) + " is not [layers, batch, units]");
    }

    // An LSTM's memory cells; other cells have none, and whatever is given for them is ignored.
    template <class T> T *cells(const char *argument, TensorDescriptor *cShape, T *address) {
        if (pass.shape.mode != RNN_LSTM) {
            return nullptr;
        }
        if (object("cDesc", cShape); isKept(cShape, TensorDescriptor::KIND)) {
            checkStates("cDesc", cShape);
        }
        return deviceOrNull(argument, address, states);
    }

    const float *weights(const void *address, size_t bytes) {
        require(bytes == pass.shape.weightFloats() * sizeof(float), "a weight space of " + std::to_string(bytes) + " bytes");
        return device("weightSpace", static_cast<const float *>(address), pass.shape.weightFloats());
    }

    // The forward pass in training that this reserve holds.
    Reserved *held(const void *reserveSpace) {
        auto found = reserves().find(reserveSpace);
        bool known = found != reserves().end() && found->second.shape == pass.shape && found->second.lengths == pass.lengths;
        require(known, "no forward pass in training of these sequences left this reserve");
        return known ? &found->second : nullptr;
    }

    // Queues the pass; what was checked above is found out once more where it may have changed until then.
    int enqueued(std::function<void()> compute, uint64_t heldPass = 0) {
        enqueue(*stream(handle->stream), [lengths = lengths, pass = pass, work = work, workBytes = workBytes, header = header,
                                          compute, heldPass] {
            if (lengths != nullptr && !std::equal(pass.lengths.begin(), pass.lengths.end(), lengths)) {
                fail("devSeqLengths are not those of the descriptor");
                return;
            }
            if (heldPass != 0 && memcmp(header, &heldPass, sizeof heldPass) != 0) {
                fail("the reserve was overwritten");
                return;
            }
            memset(work, 0xff, workBytes);
            compute();
        });
        return DNN_SUCCESS;
    }
};

} // namespace

// --- descriptors

API int cudnnCreateRNNDescriptor(RnnDescriptor **rnn) { return createDnn("cudnnCreateRNNDescriptor", rnn); }

API int cudnnDestroyRNNDescriptor(RnnDescriptor *rnn) { return destroyDnn("cudnnDestroyRNNDescriptor", rnn); }

API int cudnnSetRNNDescriptor_v8(RnnDescriptor *rnn, int algorithm, int mode, int bias, int direction, int inputMode, int type,
                                 int precision, int mathType, int inputs, int units, int projection, int layers,
                                 DropoutDescriptor *dropout, uint32_t flags) {
    Call call("cudnnSetRNNDescriptor_v8");
    call.object("rnnDesc", rnn);
    if (dropout != nullptr) {
        call.object("dropoutDesc", dropout);
    }
    call.require(inputs > 0 && units > 0 && layers > 0, "a size below 1");
    if (!call.isGood()) {
        return DNN_BAD_PARAM;
    }
    if (algorithm == STATIC_SMALL && units > FEW_UNITS) {
        return DNN_NOT_SUPPORTED; // callers may ask, and take another
    }
    call.require((algorithm == STANDARD || algorithm == STATIC_SMALL) && direction == UNIDIRECTIONAL && inputMode == LINEAR_INPUT && type == DNN_FLOAT &&
                     precision == DNN_FLOAT && projection == units && flags == PADDED_IO && mode >= RNN_RELU &&
                     mode <= RNN_GRU && bias >= 0 && bias <= 3 && (mathType == 0 || mathType == 3),
                 "something is asked for that is not played");
    if (!call.isGood()) {
        return DNN_NOT_SUPPORTED;
    }
    bool inputBias = bias == 1 || bias == 2, stateBias = bias == 2 || bias == 3;
    rnn->shape = {mode, inputs, units, layers, inputBias, stateBias};
    rnn->takesEqualLengthsAlone = algorithm == STATIC_SMALL;
    return DNN_SUCCESS;
}

API int cudnnCreateRNNDataDescriptor(RnnDataDescriptor **data) { return createDnn("cudnnCreateRNNDataDescriptor", data); }

API int cudnnDestroyRNNDataDescriptor(RnnDataDescriptor *data) { return destroyDnn("cudnnDestroyRNNDataDescriptor", data); }

API int cudnnSetRNNDataDescriptor(RnnDataDescriptor *data, int type, int layout, int time, int batch, int width,
                                  const int *lengths, const void *fill) {
    Call call("cudnnSetRNNDataDescriptor");
    call.object("rnnDataDesc", data);
    call.host("seqLengthArray", lengths);
    call.require(time > 0 && batch > 0 && width > 0, "a size below 1");
    if (!call.isGood()) {
        return DNN_BAD_PARAM;
    }
    call.require(std::all_of(lengths, lengths + batch, [=](int length) { return length >= 0 && length <= time; }),
                 "a length below 0 or beyond maxSeqLength");
    call.require(!isDevice(fill), "paddingFill is not an address of the host");
    if (!call.isGood()) {
        return DNN_BAD_PARAM;
    }
    if (!call.require(type == DNN_FLOAT && layout == UNPACKED, "a type or layout that is not played")) {
        return DNN_NOT_SUPPORTED;
    }
    data->time = time;
    data->width = width;
    data->lengths.assign(lengths, lengths + batch);
    data->fill = fill == nullptr ? std::nanf("") : *static_cast<const float *>(fill);
    return DNN_SUCCESS;
}

// --- sizes and places

API int cudnnGetRNNWeightSpaceSize(DnnHandle *handle, RnnDescriptor *rnn, size_t *bytes) {
    Call call("cudnnGetRNNWeightSpaceSize");
    call.object("handle", handle);
    call.object("rnnDesc", rnn);
    call.host("weightSpaceSize", bytes);
    if (!call.isGood()) {
        return DNN_BAD_PARAM;
    }
    *bytes = rnn->shape.weightFloats() * sizeof(float);
    return DNN_SUCCESS;
}

API int cudnnGetRNNWeightParams(DnnHandle *handle, RnnDescriptor *rnn, int layer, size_t bytes, const void *weightSpace,
                                int number, TensorDescriptor *matrix, void **matrixAddress, TensorDescriptor *bias,
                                void **biasAddress) {
    Call call("cudnnGetRNNWeightParams");
    call.object("handle", handle);
    call.object("rnnDesc", rnn);
    call.object("mDesc", matrix);
    call.object("bDesc", bias);
    call.host("mAddr", matrixAddress);
    call.host("bAddr", biasAddress);
    if (!call.isGood()) {
        return DNN_BAD_PARAM;
    }
    const RnnShape &shape = rnn->shape;
    call.require(layer >= 0 && layer < shape.layers, "no such layer");
    call.require(number >= 0 && number < 2 * shape.gates(), "no such linLayerID");
    call.require(bytes == shape.weightFloats() * sizeof(float), "a weight space of " + std::to_string(bytes) + " bytes");
    call.device("weightSpace", static_cast<const float *>(weightSpace), shape.weightFloats());
    if (!call.isGood()) {
        return DNN_BAD_PARAM;
    }
    float *base = static_cast<float *>(const_cast<void *>(weightSpace));
    int columns = number < shape.gates() ? shape.width(layer) : shape.units;
    *matrix = {DNN_FLOAT, {1, shape.units, columns}, {shape.units * columns, columns, 1}};
    *matrixAddress = base + shape.matrix(layer, number);
    *bias = {};
    *biasAddress = nullptr;
    if (shape.hasBias(number)) {
        *bias = {DNN_FLOAT, {1, shape.units, 1}, {shape.units, 1, 1}};
        *biasAddress = base + shape.bias(layer, number);
    }
    return DNN_SUCCESS;
}

API int cudnnGetRNNTempSpaceSizes(DnnHandle *handle, RnnDescriptor *rnn, int mode, RnnDataDescriptor *data, size_t *work,
                                  size_t *reserve) {
    Call call("cudnnGetRNNTempSpaceSizes");
    call.object("handle", handle);
    call.object("rnnDesc", rnn);
    call.object("xDesc", data);
    if (!call.isGood()) {
        return DNN_BAD_PARAM;
    }
    if (work != nullptr) {
        *call.host("workSpaceSize", work) = workFloats(*rnn, *data) * sizeof(float);
    }
    if (reserve != nullptr) {
        size_t floats = HEADER + rnn->shape.reserveFloats(data->time, int(data->lengths.size()));
        *call.host("reserveSpaceSize", reserve) = mode == TRAINING ? floats * sizeof(float) : 0;
    }
    return DNN_SUCCESS;
}

// --- passes

API int cudnnRNNForward(DnnHandle *handle, RnnDescriptor *rnn, int mode, const int *devSeqLengths, RnnDataDescriptor *xShape,
                        const void *x, RnnDataDescriptor *yShape, void *y, TensorDescriptor *hShape, const void *hx, void *hy,
                        TensorDescriptor *cShape, const void *cx, void *cy, size_t weightBytes, const void *weights,
                        size_t workBytes, void *work, size_t reserveBytes, void *reserve) {
    bool training = mode == TRAINING;
    Pass call("cudnnRNNForward", handle, rnn, devSeqLengths, xShape, yShape, hShape, workBytes, work, reserveBytes, reserve,
              training);
    if (!call.isGood()) {
        return DNN_BAD_PARAM;
    }
    RnnPass &pass = call.pass;
    pass.x = call.device("x", static_cast<const float *>(x), call.rows * pass.shape.inputs);
    pass.y = call.device("y", static_cast<float *>(y), call.rows * pass.shape.units);
    pass.hx = call.deviceOrNull("hx", static_cast<const float *>(hx), call.states);
    pass.cx = call.cells("cx", cShape, static_cast<const float *>(cx));
    pass.weights = call.weights(weights, weightBytes);
    float *hyMemory = call.deviceOrNull("hy", static_cast<float *>(hy), call.states);
    float *cyMemory = call.cells("cy", cShape, static_cast<float *>(cy));
    if (!call.isGood()) {
        return DNN_BAD_PARAM;
    }
    static uint64_t passes = 0;
    uint64_t number = ++passes;
    if (training) {
        reserves()[reserve] = {number, pass.shape, pass.lengths, false};
    }
    return call.enqueued([=, pass = pass, header = call.header, fill = yShape->fill]() mutable {
        std::vector<float> ofInference;
        if (training) {
            memcpy(header, &number, sizeof number);
        } else {
            ofInference.resize(pass.shape.reserveFloats(pass.time, int(pass.lengths.size())));
            pass.reserve = ofInference.data();
        }
        pass.forward(hyMemory, cyMemory, fill);
    });
}

API int cudnnRNNBackwardData_v8(DnnHandle *handle, RnnDescriptor *rnn, const int *devSeqLengths, RnnDataDescriptor *yShape,
                                const void *y, const void *dy, RnnDataDescriptor *xShape, void *dx, TensorDescriptor *hShape,
                                const void *hx, const void *dhy, void *dhx, TensorDescriptor *cShape, const void *cx,
                                const void *dcy, void *dcx, size_t weightBytes, const void *weights, size_t workBytes, void *work,
                                size_t reserveBytes, void *reserve) {
    Pass call("cudnnRNNBackwardData_v8", handle, rnn, devSeqLengths, xShape, yShape, hShape, workBytes, work, reserveBytes,
              reserve, true);
    if (!call.isGood()) {
        return DNN_BAD_PARAM;
    }
    RnnPass &pass = call.pass;
    pass.y = const_cast<float *>(call.device("y", static_cast<const float *>(y), call.rows * pass.shape.units));
    const float *dyMemory = call.device("dy", static_cast<const float *>(dy), call.rows * pass.shape.units);
    float *dxMemory = call.device("dx", static_cast<float *>(dx), call.rows * pass.shape.inputs);
    pass.hx = call.deviceOrNull("hx", static_cast<const float *>(hx), call.states);
    const float *dhyMemory = call.deviceOrNull("dhy", static_cast<const float *>(dhy), call.states);
    float *dhxMemory = call.deviceOrNull("dhx", static_cast<float *>(dhx), call.states);
    pass.cx = call.cells("cx", cShape, static_cast<const float *>(cx));
    const float *dcyMemory = call.cells("dcy", cShape, static_cast<const float *>(dcy));
    float *dcxMemory = call.cells("dcx", cShape, static_cast<float *>(dcx));
    pass.weights = call.weights(weights, weightBytes);
    Reserved *held = call.held(reserve);
    if (!call.isGood()) {
        return DNN_BAD_PARAM;
    }
    held->hasDeltas = true;
    return call.enqueued(
        [=, pass = pass] { pass.backwardData(dyMemory, dhyMemory, dcyMemory, dxMemory, dhxMemory, dcxMemory); }, held->pass);
}

API int cudnnRNNBackwardWeights_v8(DnnHandle *handle, RnnDescriptor *rnn, int addMode, const int *devSeqLengths,
                                   RnnDataDescriptor *xShape, const void *x, TensorDescriptor *hShape, const void *hx,
                                   RnnDataDescriptor *yShape, const void *y, size_t weightBytes, void *gradient, size_t workBytes,
                                   void *work, size_t reserveBytes, void *reserve) {
    Pass call("cudnnRNNBackwardWeights_v8", handle, rnn, devSeqLengths, xShape, yShape, hShape, workBytes, work, reserveBytes,
              reserve, true);
    if (!call.isGood()) {
        return DNN_BAD_PARAM;
    }
    if (!call.require(addMode == ADD, "cuDNN only adds to the gradient")) {
        return DNN_NOT_SUPPORTED;
    }
    RnnPass &pass = call.pass;
    pass.x = call.device("x", static_cast<const float *>(x), call.rows * pass.shape.inputs);
    pass.y = const_cast<float *>(call.device("y", static_cast<const float *>(y), call.rows * pass.shape.units));
    pass.hx = call.deviceOrNull("hx", static_cast<const float *>(hx), call.states);
    float *to = const_cast<float *>(call.weights(gradient, weightBytes));
    Reserved *held = call.held(reserve);
    call.require(held != nullptr && held->hasDeltas, "no cudnnRNNBackwardData_v8 before");
    if (!call.isGood()) {
        return DNN_BAD_PARAM;
    }
    return call.enqueued([=, pass = pass] { pass.backwardWeights(to); }, held->pass);
}
