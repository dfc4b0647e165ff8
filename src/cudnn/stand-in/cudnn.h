// What the parts of cuDNN share: its handle, its descriptors, its numbers.
#pragma once

#include "rnn.h"
#include "stand_in.h"

#include <vector>

namespace stand_in {

enum DnnStatus { DNN_SUCCESS = 0, DNN_BAD_PARAM = 2000, DNN_NOT_SUPPORTED = 3000, DNN_EXECUTION_FAILED = 5000 };
enum DnnType { DNN_FLOAT = 0 };

struct DnnHandle {
    static constexpr const char *KIND = "cuDNN handle";
    Stream *stream = nullptr;
};

struct TensorDescriptor {
    static constexpr const char *KIND = "tensor descriptor";
    int type = DNN_FLOAT;
    std::vector<int> sizes, strides;
};

struct DropoutDescriptor {
    static constexpr const char *KIND = "dropout descriptor";
    bool isSet = false;
};

struct RnnDescriptor {
    static constexpr const char *KIND = "RNN descriptor";
    RnnShape shape;
    bool takesEqualLengthsAlone = false;
};

struct RnnDataDescriptor {
    static constexpr const char *KIND = "RNN data descriptor";
    int time = 0, width = 0;
    std::vector<int> lengths;
    float fill = 0; // beyond a sequence's end; NaN where none was given
};

template <class T> int createDnn(const char *function, T **to) {
    Call call(function);
    call.host("descriptor", to);
    if (!call.isGood()) {
        return DNN_BAD_PARAM;
    }
    *to = create<T>();
    return DNN_SUCCESS;
}

template <class T> int destroyDnn(const char *function, T *object) {
    Call call(function);
    call.object("descriptor", object);
    if (!call.isGood()) {
        return DNN_BAD_PARAM;
    }
    destroy(object);
    return DNN_SUCCESS;
}

} // namespace stand_in
