// Tests of the stand-in itself, by what CUDA's documentation says: that it refuses what CUDA refuses, that nothing is computed
// before somebody waits, and that its numbers are those of other loops. Prints what fails; the status says whether any did.

#include "cudnn.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/wait.h>
#include <unistd.h>

using namespace stand_in;

struct Opaque;
extern "C" {
int cudaMalloc(void **, size_t), cudaFree(void *), cudaMallocHost(void **, size_t), cudaFreeHost(void *);
int cudaMemcpy(void *, const void *, size_t, int), cudaMemcpyAsync(void *, const void *, size_t, int, Stream *);
int cudaMemsetAsync(void *, int, size_t, Stream *), cudaStreamCreate(Stream **), cudaStreamSynchronize(Stream *);
int cudaStreamDestroy(Stream *), cudaDeviceSynchronize(), cudaStreamCreateWithFlags(Stream **, unsigned);
int cuModuleLoadData(Opaque **, const void *), cuModuleGetFunction(Opaque **, Opaque *, const char *);
int cuModuleUnload(Opaque *), cuLaunchKernel(Opaque *, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned,
                                             Stream *, void **, void **);
int nvrtcCreateProgram(Opaque **, const char *, const char *, int, const char *const *, const char *const *);
int nvrtcCompileProgram(Opaque *, int, const char *const *), nvrtcGetPTXSize(Opaque *, size_t *);
int nvrtcGetPTX(Opaque *, char *), nvrtcDestroyProgram(Opaque **);
int cublasCreate_v2(Opaque **), cublasDestroy_v2(Opaque *), cublasSetPointerMode_v2(Opaque *, int);
int cublasSgemm_v2(Opaque *, int, int, int, int, int, const float *, const float *, int, const float *, int, const float *,
                   float *, int);
int cublasSnrm2_v2(Opaque *, int, const float *, int, float *), cublasSasum_v2(Opaque *, int, const float *, int, float *);
int cudnnCreate(DnnHandle **), cudnnDestroy(DnnHandle *), cudnnCreateRNNDescriptor(RnnDescriptor **);
int cudnnSetRNNDescriptor_v8(RnnDescriptor *, int, int, int, int, int, int, int, int, int, int, int, int, DropoutDescriptor *,
                             uint32_t);
int cudnnCreateRNNDataDescriptor(RnnDataDescriptor **), cudnnCreateTensorDescriptor(TensorDescriptor **);
int cudnnSetRNNDataDescriptor(RnnDataDescriptor *, int, int, int, int, int, const int *, const void *);
int cudnnSetTensorNdDescriptor(TensorDescriptor *, int, int, const int *, const int *);
int cudnnGetRNNTempSpaceSizes(DnnHandle *, RnnDescriptor *, int, RnnDataDescriptor *, size_t *, size_t *);
int cudnnRNNForward(DnnHandle *, RnnDescriptor *, int, const int *, RnnDataDescriptor *, const void *, RnnDataDescriptor *,
                    void *, TensorDescriptor *, const void *, void *, TensorDescriptor *, const void *, void *, size_t,
                    const void *, size_t, void *, size_t, void *);
int cudnnRNNBackwardData_v8(DnnHandle *, RnnDescriptor *, const int *, RnnDataDescriptor *, const void *, const void *,
                            RnnDataDescriptor *, void *, TensorDescriptor *, const void *, const void *, void *,
                            TensorDescriptor *, const void *, const void *, void *, size_t, const void *, size_t, void *, size_t,
                            void *);
int cudnnRNNBackwardWeights_v8(DnnHandle *, RnnDescriptor *, int, const int *, RnnDataDescriptor *, const void *,
                               TensorDescriptor *, const void *, RnnDataDescriptor *, const void *, size_t, void *, size_t,
                               void *, size_t, void *);
}

namespace {

int failures = 0;

void check(bool holds, const std::string &what) {
    if (!holds) {
        fprintf(stderr, "self_test: NOT SO: %s\n", what.c_str());
        failures++;
    }
}

void close(double found, double expected, double tolerance, const std::string &what) {
    check(std::abs(found - expected) <= tolerance * (1 + std::abs(expected)),
          what + ": " + std::to_string(found) + ", expected " + std::to_string(expected));
}

float random(int i) { return std::sin(1 + 12.9898f * i * i) * 0.7f; }

// Floats of the device, with copies to and from the host.
struct Floats {
    float *address = nullptr;
    size_t count;

    explicit Floats(size_t count) : count(count) { cudaMalloc((void **)&address, count * sizeof(float)); }
    explicit Floats(const std::vector<float> &values) : Floats(values.size()) { put(values); }
    ~Floats() { cudaFree(address); }
    Floats(const Floats &) = delete;

    void put(const std::vector<float> &values) { cudaMemcpy(address, values.data(), count * sizeof(float), 1); }
    std::vector<float> get() const {
        std::vector<float> values(count);
        cudaMemcpy(values.data(), address, count * sizeof(float), 2);
        return values;
    }
};

std::vector<float> randoms(size_t count, int seed) {
    std::vector<float> values(count);
    for (size_t i = 0; i < count; i++) {
        values[i] = random(int(i) + 1000 * seed);
    }
    return values;
}

bool dies(const std::function<void()> &action) {
    pid_t child = fork();
    if (child == 0) {
        action();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status);
}

void memory() {
    Floats floats(10);
    check(std::isnan(floats.get()[3]), "fresh memory holds NaN");
    check(dies([&] { floats.address[0] = 1; }), "the host cannot write device memory");
    float host[20];
    check(cudaMemcpy(host, floats.address, 11 * sizeof(float), 2) == 1, "a copy beyond the end is refused");
    check(cudaMemcpy(host, floats.address + 5, 6 * sizeof(float), 2) == 1, "a copy beyond the end is refused");
    check(cudaMemcpy(host, floats.address, 4, 1) == 21, "a copy in the wrong direction is refused");
    check(cudaFree(floats.address + 1) == 1, "the middle of an allocation cannot be freed");
    void *none = nullptr;
    check(cudaMalloc(&none, size_t(1) << 50) == 2, "memory is limited");
}

void streams() {
    Stream *stream, *other;
    cudaStreamCreate(&stream);
    cudaStreamCreateWithFlags(&other, 1);
    Floats floats(std::vector<float>{1});
    float *pinned;
    cudaMallocHost((void **)&pinned, sizeof(float));
    *pinned = 7;
    cudaMemcpyAsync(floats.address, pinned, 4, 1, stream);
    *pinned = 8;
    check(cudaStreamSynchronize(stream) == 0 && floats.get()[0] == 8, "pinned memory is read when the copy is made");
    float plain = 2;
    cudaMemcpyAsync(floats.address, &plain, 4, 1, stream);
    plain = 3;
    cudaMemcpyAsync(pinned, floats.address, 4, 2, stream);
    check(*pinned == 8, "nothing is copied before somebody waits");
    cudaStreamSynchronize(stream);
    check(*pinned == 2, "other memory is read at the call");

    cudaMemsetAsync(floats.address, 0xff, 4, stream);
    check(std::isnan(floats.get()[0]), "a copy in the default stream comes after what was asked of others before");
    cudaFreeHost(pinned);
    cudaStreamDestroy(stream);
    cudaStreamDestroy(other);
}

void matrices() {
    Opaque *handle;
    cublasCreate_v2(&handle);
    const int m = 3, n = 4, k = 5, ld = 7;
    std::vector<float> a = randoms(ld * ld, 1), b = randoms(ld * ld, 2), c = randoms(ld * ld, 3);
    Floats A(a), B(b), C(c);
    float alpha = 2, beta = 0.5f;
    for (int turn = 0; turn < 4; turn++) {
        C.put(c);
        cublasSgemm_v2(handle, turn & 1, turn >> 1, m, n, k, &alpha, A.address, ld, B.address, ld, &beta, C.address, ld);
        std::vector<float> found = C.get();
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int l = 0; l < k; l++) {
                    sum += a[turn & 1 ? l + i * ld : i + l * ld] * b[turn >> 1 ? j + l * ld : l + j * ld];
                }
                close(found[i + j * ld], 2 * sum + 0.5 * c[i + j * ld], 1e-6, "Sgemm " + std::to_string(turn));
            }
        }
        check(found[m] == c[m], "what lies between the columns stays");
    }
    check(cublasSgemm_v2(handle, 0, 0, 3, 4, 5, &alpha, A.address, 2, B.address, ld, &beta, C.address, ld) == 7,
          "a leading dimension below the rows is refused");
    check(cublasSgemm_v2(handle, 0, 0, 7, 8, 5, &alpha, A.address, ld, B.address, ld, &beta, C.address, ld) == 7,
          "a matrix beyond its memory is refused");
    float zero = 0;
    Floats result(1), one(std::vector<float>{1}), none(std::vector<float>{0});
    cublasSetPointerMode_v2(handle, 1);
    cublasSgemm_v2(handle, 0, 0, 1, 1, 1, one.address, A.address, ld, B.address, ld, none.address, result.address, 1);
    close(result.get()[0], a[0] * b[0], 1e-6, "Sgemm over NaN, with numbers of the device");
    check(cublasSnrm2_v2(handle, 3, A.address, 1, &zero) == 7, "a result of the host is refused where one of the device is due");
    cublasSnrm2_v2(handle, 3, A.address, 1, result.address);
    close(result.get()[0], std::sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]), 1e-6, "Snrm2");
    cublasSasum_v2(handle, 3, A.address, 1, result.address);
    close(result.get()[0], std::abs(a[0]) + std::abs(a[1]) + std::abs(a[2]), 1e-6, "Sasum");
    cublasDestroy_v2(handle);
}

int compiled(const char *source, std::vector<char> &ptx) {
    Opaque *program;
    nvrtcCreateProgram(&program, source, "test.cu", 0, nullptr, nullptr);
    const char *options[] = {"--gpu-architecture=compute_75"};
    int status = nvrtcCompileProgram(program, 1, options);
    if (status == 0) {
        size_t bytes;
        nvrtcGetPTXSize(program, &bytes);
        ptx.resize(bytes);
        nvrtcGetPTX(program, ptx.data());
    }
    nvrtcDestroyProgram(&program);
    return status;
}

void kernels() {
    std::vector<char> ptx;
    check(compiled("extern \"C\" __global__ void f(float *x) { __shared__ float y[2]; }", ptx) == 6, "no shared memory");
    check(compiled("#include <cmath>\nextern \"C\" __global__ void f(float *x) {}", ptx) == 6, "no headers, as in NVRTC");
    check(compiled("extern \"C\" __global__ void axpy(float *__restrict__ y, const float *x, float a, int n) {\n"
                   "  int i = blockIdx.x * blockDim.x + threadIdx.x;\n"
                   "  if (i < n) y[i] += a * x[i];\n"
                   "}",
                   ptx) == 0,
          "a kernel compiles");
    setenv("FORECAST4J_STAND_IN_DRIVER", "12.0", 1);
    Opaque *module, *kernel;
    check(cuModuleLoadData(&module, ptx.data()) == 222, "a driver older than the compiler takes no PTX of it");
    unsetenv("FORECAST4J_STAND_IN_DRIVER");
    check(cuModuleLoadData(&module, ptx.data()) == 0, "a module loads");
    check(cuModuleGetFunction(&kernel, module, "other") == 500, "what is not there is not found");
    check(cuModuleGetFunction(&kernel, module, "axpy") == 0, "a kernel is found");
    std::vector<float> x = randoms(300, 4), y = randoms(300, 5);
    Floats X(x), Y(y);
    float a = 3;
    int n = 300;
    void *parameters[] = {&Y.address, &X.address, &a, &n};
    check(cuLaunchKernel(kernel, 1, 1, 1, 1025, 1, 1, 0, nullptr, parameters, nullptr) == 1, "a block of 1025 is refused");
    check(cuLaunchKernel(kernel, 3, 1, 1, 128, 1, 1, 0, nullptr, parameters, nullptr) == 0, "a kernel is launched");
    a = 4; // too late to matter
    std::vector<float> found = Y.get();
    for (int i = 0; i < n; i++) {
        close(found[i], y[i] + 3 * x[i], 1e-6, "axpy");
    }
    float *host = x.data();
    parameters[1] = &host;
    check(cuLaunchKernel(kernel, 3, 1, 1, 128, 1, 1, 0, nullptr, parameters, nullptr) == 1, "memory of the host is refused");
    cuModuleUnload(module);
}

// A recurrent network, and a loss that weighs all that comes out by fixed numbers.
struct Net {
    static constexpr int TIME = 4, BATCH = 3;
    const std::vector<int> lengths{4, 2, 3};
    RnnShape shape;
    DnnHandle *handle;
    RnnDescriptor *rnn;
    RnnDataDescriptor *xShape, *yShape;
    TensorDescriptor *hShape;
    size_t workBytes, reserveBytes;
    Floats weights, x, hx, cx, y, hy, cy, dy, dhy, dcy, dx, dhx, dcx, gradient;
    Floats work, reserve;

    Net(int mode, int bias, int inputs, int units, int layers)
        : shape{mode, inputs, units, layers, bias != 3 && bias != 0, bias > 1},
          weights(randoms(shape.weightFloats(), 6)), x(randoms(TIME * BATCH * inputs, 7)), hx(randoms(states(), 8)),
          cx(randoms(states(), 9)), y(TIME * BATCH * units), hy(states()), cy(states()), dy(randoms(TIME * BATCH * units, 10)),
          dhy(randoms(states(), 11)), dcy(randoms(states(), 12)), dx(TIME * BATCH * inputs), dhx(states()), dcx(states()),
          gradient(std::vector<float>(shape.weightFloats(), 0.0f)), work(100000), reserve(100000) {
        float fill = 0;
        cudnnCreate(&handle);
        cudnnCreateRNNDescriptor(&rnn);
        cudnnSetRNNDescriptor_v8(rnn, 0, mode, bias, 0, 0, 0, 0, 3, inputs, units, units, layers, nullptr, 1);
        cudnnCreateRNNDataDescriptor(&xShape);
        cudnnCreateRNNDataDescriptor(&yShape);
        cudnnSetRNNDataDescriptor(xShape, 0, 0, TIME, BATCH, inputs, lengths.data(), &fill);
        cudnnSetRNNDataDescriptor(yShape, 0, 0, TIME, BATCH, units, lengths.data(), &fill);
        cudnnCreateTensorDescriptor(&hShape);
        int dimensions[] = {layers, BATCH, units}, strides[] = {BATCH * units, units, 1};
        cudnnSetTensorNdDescriptor(hShape, 0, 3, dimensions, strides);
        cudnnGetRNNTempSpaceSizes(handle, rnn, 1, xShape, &workBytes, &reserveBytes);
    }

    size_t states() const { return size_t(shape.layers) * BATCH * shape.units; }

    int forward() {
        return cudnnRNNForward(handle, rnn, 1, nullptr, xShape, x.address, yShape, y.address, hShape, hx.address, hy.address,
                               hShape, cx.address, cy.address, weights.count * 4, weights.address, workBytes, work.address,
                               reserveBytes, reserve.address);
    }

    int backwardData() {
        return cudnnRNNBackwardData_v8(handle, rnn, nullptr, yShape, y.address, dy.address, xShape, dx.address, hShape,
                                       hx.address, dhy.address, dhx.address, hShape, cx.address, dcy.address, dcx.address,
                                       weights.count * 4, weights.address, workBytes, work.address, reserveBytes,
                                       reserve.address);
    }

    int backwardWeights() {
        return cudnnRNNBackwardWeights_v8(handle, rnn, 0, nullptr, xShape, x.address, hShape, hx.address, yShape, y.address,
                                          weights.count * 4, gradient.address, workBytes, work.address, reserveBytes,
                                          reserve.address);
    }

    double loss() {
        forward();
        std::vector<float> out = y.get(), h = hy.get(), c = cy.get(), wy = dy.get(), wh = dhy.get(), wc = dcy.get();
        double sum = 0;
        for (size_t i = 0; i < out.size(); i++) {
            sum += double(out[i]) * wy[i];
        }
        for (size_t i = 0; i < h.size(); i++) {
            sum += double(h[i]) * wh[i] + (shape.mode == RNN_LSTM ? double(c[i]) * wc[i] : 0);
        }
        return sum;
    }

    // Each number's slope by what the loss does when it moves.
    void slopes(const std::string &name, Floats &of, const Floats &found) {
        const float step = 1e-2f;
        std::vector<float> values = of.get(), slope = found.get();
        for (size_t i = 0; i < values.size(); i++) {
            std::vector<float> moved = values;
            moved[i] += step;
            of.put(moved);
            double up = loss();
            moved[i] -= 2 * step;
            of.put(moved);
            close(slope[i], (up - loss()) / (2 * step), 5e-3,
                  name + " of mode " + std::to_string(shape.mode) + " at " + std::to_string(i));
        }
        of.put(values);
    }
};

void recurrentLayers() {
    for (int mode : {RNN_TANH, RNN_LSTM, RNN_GRU}) {
        for (int layers : {1, 3}) {
            Net net(mode, mode == RNN_GRU ? 2 : 1, 2, 3, layers);
            check(net.backwardData() == DNN_BAD_PARAM, "no backward pass before a forward one");
            check(net.forward() == DNN_SUCCESS, "forward");
            check(net.backwardWeights() == DNN_BAD_PARAM, "no gradient before the backward pass by data");
            check(net.backwardData() == DNN_SUCCESS && net.backwardWeights() == DNN_SUCCESS, "backward");
            net.slopes("weights", net.weights, net.gradient);
            net.slopes("input", net.x, net.dx);
            net.slopes("first state", net.hx, net.dhx);
            if (mode == RNN_LSTM) {
                net.slopes("first cell", net.cx, net.dcx);
            }
        }
    }
}

// Several layers are what one after another are.
void severalLayers() {
    for (int mode : {RNN_RELU, RNN_TANH, RNN_LSTM, RNN_GRU}) {
        Net both(mode, 2, 3, 3, 2), single(mode, 2, 3, 3, 1);
        both.forward();
        std::vector<float> all = both.weights.get(), h = both.hx.get(), c = both.cx.get(), in = both.x.get();
        for (int layer = 0; layer < 2; layer++) {
            std::vector<float> weights(single.weights.count, NAN);
            for (int number = 0; number < 2 * single.shape.gates(); number++) {
                std::copy_n(&all[both.shape.matrix(layer, number)], 9, &weights[single.shape.matrix(0, number)]);
                std::copy_n(&all[both.shape.bias(layer, number)], 3, &weights[single.shape.bias(0, number)]);
            }
            single.weights.put(weights);
            single.x.put(in);
            single.hx.put({h.begin() + 9 * layer, h.begin() + 9 * (layer + 1)});
            single.cx.put({c.begin() + 9 * layer, c.begin() + 9 * (layer + 1)});
            single.forward();
            in = single.y.get();
        }
        check(both.y.get() == in, "two layers in mode " + std::to_string(mode));
    }
}

void strictness() {
    Net net(RNN_LSTM, 1, 2, 3, 1);
    net.reserveBytes--;
    check(net.forward() == DNN_BAD_PARAM, "a reserve that is too small is refused");
    net.reserveBytes++;
    net.forward();
    net.reserve.put(std::vector<float>(net.reserve.count, 0.0f));
    net.backwardData();
    check(cudaDeviceSynchronize() == 719, "a reserve that was overwritten is noticed");
}

} // namespace

int main() {
    memory();
    streams();
    matrices();
    kernels();
    recurrentLayers();
    severalLayers();
    strictness();
    printf("self_test: %s\n", failures == 0 ? "passed" : "FAILED");
    return failures == 0 ? 0 : 1;
}
