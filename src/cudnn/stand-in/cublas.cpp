// libcublas: matrices column after column, as plain loops.

#include "stand_in.h"

#include <algorithm>
#include <cmath>

using namespace stand_in;

namespace {

enum Status { SUCCESS = 0, NOT_INITIALIZED = 1, INVALID_VALUE = 7, EXECUTION_FAILED = 13 };
enum Transpose { NONE = 0, TRANSPOSED = 1, CONJUGATED = 2 };

struct Handle {
    static constexpr const char *KIND = "cuBLAS handle";
    Stream *stream = nullptr;
    bool scalarsAreOnDevice = false;
};

// A call with a handle.
struct Blas : Call {
    Handle *handle;
    Stream *queue = nullptr;

    Blas(const char *function, Handle *handle) : Call(function), handle(object("handle", handle)) {
        if (isGood()) {
            queue = stream(handle->stream);
        }
    }

    // alpha or beta: one of the host is read now, one of the device when it is needed.
    std::function<float()> scalar(const char *argument, const float *address) {
        if (isGood() && handle->scalarsAreOnDevice) {
            const float *memory = device(argument, address, 1);
            return [=] { return *memory; };
        }
        host(argument, address);
        float value = isGood() ? *address : 0;
        return [=] { return value; };
    }

    template <class T> T *vector(const char *argument, T *x, int n, int step) {
        require(step != 0, std::string(argument) + " has a step of 0");
        return device(argument, x, n <= 0 ? 0 : size_t(n - 1) * std::abs(step) + 1);
    }

    template <class T> T *matrix(const char *argument, T *a, int rows, int columns, int leading) {
        require(leading >= std::max(1, rows), std::string(argument) + " has a leading dimension of " +
                                                  std::to_string(leading) + " for " + std::to_string(rows) + " rows");
        return device(argument, a, rows == 0 || columns == 0 ? 0 : size_t(leading) * (columns - 1) + rows);
    }

    int enqueued(std::function<void()> operation) {
        if (!isGood()) {
            return INVALID_VALUE;
        }
        enqueue(*queue, std::move(operation));
        return SUCCESS;
    }

    // A number that comes out: to the device when it is computed, to the host now.
    int result(float *address, std::function<float()> compute) {
        if (isGood() && handle->scalarsAreOnDevice) {
            float *memory = device("result", address, 1);
            return enqueued([=] { *memory = compute(); });
        }
        host("result", address);
        if (!isGood()) {
            return INVALID_VALUE;
        }
        run(*queue);
        *address = compute();
        return failure() ? EXECUTION_FAILED : SUCCESS;
    }
};

// The element of a vector; with a negative step the last in memory is the first.
size_t at(int i, int n, int step) { return step > 0 ? size_t(i) * step : size_t(n - 1 - i) * -step; }

bool overlap(const float *x, size_t n, const float *y, size_t m) { return x < y + m && y < x + n; }

float plus(float product, float beta, float before) {
    return beta == 0 ? product : product + beta * before; // where beta is 0, NaN that was there goes
}

} // namespace

// --- the handle

API int cublasCreate_v2(Handle **handle) {
    Call call("cublasCreate");
    call.host("handle", handle);
    if (!call.isGood()) {
        return INVALID_VALUE;
    }
    *handle = create<Handle>();
    return SUCCESS;
}

API int cublasDestroy_v2(Handle *handle) {
    Blas call("cublasDestroy", handle);
    if (!call.isGood()) {
        return NOT_INITIALIZED;
    }
    runAll();
    destroy(handle);
    return SUCCESS;
}

API int cublasSetStream_v2(Handle *handle, Stream *stream) {
    Blas call("cublasSetStream", handle);
    call.stream(stream);
    if (!call.isGood()) {
        return NOT_INITIALIZED;
    }
    handle->stream = stream;
    return SUCCESS;
}

API int cublasSetMathMode(Handle *handle, int mode) {
    Blas call("cublasSetMathMode", handle);
    call.require((mode & 15) <= 3, "unknown mode");
    return call.isGood() ? SUCCESS : INVALID_VALUE;
}

API int cublasSetPointerMode_v2(Handle *handle, int mode) {
    Blas call("cublasSetPointerMode", handle);
    call.require(mode == 0 || mode == 1, "unknown mode");
    if (!call.isGood()) {
        return INVALID_VALUE;
    }
    handle->scalarsAreOnDevice = mode == 1;
    return SUCCESS;
}

API const char *cublasGetStatusString(int status) {
    switch (status) {
    case SUCCESS:
        return "CUBLAS_STATUS_SUCCESS";
    case NOT_INITIALIZED:
        return "CUBLAS_STATUS_NOT_INITIALIZED";
    case INVALID_VALUE:
        return "CUBLAS_STATUS_INVALID_VALUE";
    case EXECUTION_FAILED:
        return "CUBLAS_STATUS_EXECUTION_FAILED";
    default:
        return "unknown status";
    }
}

// --- matrices

API int cublasSgemm_v2(Handle *handle, int transposeA, int transposeB, int m, int n, int k, const float *alpha, const float *A,
                       int lda, const float *B, int ldb, const float *beta, float *C, int ldc) {
    Blas call("cublasSgemm", handle);
    call.require(m >= 0 && n >= 0 && k >= 0, "a negative size");
    call.require(transposeA >= NONE && transposeA <= CONJUGATED && transposeB >= NONE && transposeB <= CONJUGATED,
                 "unknown operation");
    auto scale = call.scalar("alpha", alpha);
    auto scaleC = call.scalar("beta", beta);
    bool turnA = transposeA != NONE;
    bool turnB = transposeB != NONE;
    const float *a = call.matrix("A", A, turnA ? k : m, turnA ? m : k, lda);
    const float *b = call.matrix("B", B, turnB ? n : k, turnB ? k : n, ldb);
    float *c = call.matrix("C", C, m, n, ldc);
    if (call.isGood() && m > 0 && n > 0 && k > 0) {
        size_t floats = size_t(ldc) * (n - 1) + m;
        call.require(!overlap(c, floats, a, size_t(lda) * ((turnA ? m : k) - 1) + (turnA ? k : m)) &&
                         !overlap(c, floats, b, size_t(ldb) * ((turnB ? k : n) - 1) + (turnB ? n : k)),
                     "C lies where A or B does");
    }
    return call.enqueued([=] {
        float factor = scale(), factorC = scaleC();
        size_t stepA = turnA ? 1 : lda, stepB = turnB ? ldb : 1;
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < m; i++) {
                const float *row = turnA ? a + size_t(i) * lda : a + i;
                const float *column = turnB ? b + j : b + size_t(j) * ldb;
                double sum = 0;
                for (int l = 0; l < k && factor != 0; l++) {
                    sum += double(row[l * stepA]) * column[l * stepB];
                }
                float &to = c[i + size_t(j) * ldc];
                to = plus(float(factor * sum), factorC, to);
            }
        }
    });
}

// --- vectors

API int cublasSnrm2_v2(Handle *handle, int n, const float *x, int incx, float *result) {
    Blas call("cublasSnrm2", handle);
    const float *from = call.vector("x", x, n, incx);
    return call.result(result, [=] {
        double sum = 0;
        for (int i = 0; i < n && incx > 0; i++) {
            sum += double(from[at(i, n, incx)]) * from[at(i, n, incx)];
        }
        return float(std::sqrt(sum));
    });
}

API int cublasSasum_v2(Handle *handle, int n, const float *x, int incx, float *result) {
    Blas call("cublasSasum", handle);
    const float *from = call.vector("x", x, n, incx);
    return call.result(result, [=] {
        double sum = 0;
        for (int i = 0; i < n && incx > 0; i++) {
            sum += std::abs(from[at(i, n, incx)]);
        }
        return float(sum);
    });
}
