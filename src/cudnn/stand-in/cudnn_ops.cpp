// libcudnn_ops: descriptors of tensors and of dropout, which is none here.

#include "cudnn.h"

#include <algorithm>

using namespace stand_in;

API int cudnnCreateTensorDescriptor(TensorDescriptor **tensor) {
    return createDnn("cudnnCreateTensorDescriptor", tensor);
}

API int cudnnDestroyTensorDescriptor(TensorDescriptor *tensor) {
    return destroyDnn("cudnnDestroyTensorDescriptor", tensor);
}

API int cudnnSetTensorNdDescriptor(TensorDescriptor *tensor, int type, int count, const int *sizes, const int *strides) {
    Call call("cudnnSetTensorNdDescriptor");
    call.object("tensorDesc", tensor);
    call.require(count >= 3 && count <= 8, "3 to 8 dimensions, not " + std::to_string(count));
    call.host("dimA", sizes);
    call.host("strideA", strides);
    if (!call.isGood()) {
        return DNN_BAD_PARAM;
    }
    call.require(std::all_of(sizes, sizes + count, [](int size) { return size > 0; }) &&
                     std::all_of(strides, strides + count, [](int stride) { return stride > 0; }),
                 "a size or stride below 1");
    if (!call.isGood()) {
        return DNN_BAD_PARAM;
    }
    tensor->type = type;
    tensor->sizes.assign(sizes, sizes + count);
    tensor->strides.assign(strides, strides + count);
    return DNN_SUCCESS;
}

API int cudnnCreateDropoutDescriptor(DropoutDescriptor **dropout) {
    return createDnn("cudnnCreateDropoutDescriptor", dropout);
}

API int cudnnDestroyDropoutDescriptor(DropoutDescriptor *dropout) {
    return destroyDnn("cudnnDestroyDropoutDescriptor", dropout);
}

API int cudnnSetDropoutDescriptor(DropoutDescriptor *dropout, DnnHandle *handle, float share, void *, size_t, uint64_t) {
    Call call("cudnnSetDropoutDescriptor");
    call.object("dropoutDesc", dropout);
    call.object("handle", handle);
    if (!call.isGood()) {
        return DNN_BAD_PARAM;
    }
    if (!call.require(share == 0, "dropout is not played")) {
        return DNN_NOT_SUPPORTED;
    }
    dropout->isSet = true;
    return DNN_SUCCESS;
}
