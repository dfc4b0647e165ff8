// libcudnn_graph: cuDNN's handle and the names of its errors.

#include "cudnn.h"

using namespace stand_in;

API int cudnnCreate(DnnHandle **handle) { return createDnn("cudnnCreate", handle); }

API int cudnnDestroy(DnnHandle *handle) {
    {
        Call call("cudnnDestroy");
        runAll();
    }
    return destroyDnn("cudnnDestroy", handle);
}

API int cudnnSetStream(DnnHandle *handle, Stream *stream) {
    Call call("cudnnSetStream");
    call.object("handle", handle);
    call.stream(stream);
    if (!call.isGood()) {
        return DNN_BAD_PARAM;
    }
    handle->stream = stream;
    return DNN_SUCCESS;
}

API const char *cudnnGetErrorString(int status) {
    switch (status) {
    case DNN_SUCCESS:
        return "CUDNN_STATUS_SUCCESS";
    case DNN_BAD_PARAM:
        return "CUDNN_STATUS_BAD_PARAM";
    case DNN_NOT_SUPPORTED:
        return "CUDNN_STATUS_NOT_SUPPORTED";
    case DNN_EXECUTION_FAILED:
        return "CUDNN_STATUS_EXECUTION_FAILED";
    default:
        return "CUDNN_UNKNOWN_STATUS";
    }
}
