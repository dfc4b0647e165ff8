// libcudart: memory, copies, streams and events.

#include "stand_in.h"

#include <cstring>
#include <map>
#include <memory>
#include <vector>

using namespace stand_in;

namespace {

enum Status {
    SUCCESS = 0,
    INVALID_VALUE = 1,
    OUT_OF_MEMORY = 2,
    INVALID_DIRECTION = 21,
    INVALID_DEVICE = 101,
    INVALID_HANDLE = 400,
    NOT_READY = 600,
    LAUNCH_FAILURE = 719
};

thread_local int lastError = SUCCESS;

int returned(int status) {
    if (status != SUCCESS) {
        lastError = status;
    }
    return status;
}

// What a wait returns: an error in anything computed until then.
int waited() { return returned(failure()); }

int copy(const char *function, void *to, const void *from, size_t bytes, int kind, Stream *handle, bool wait) {
    enum Kind { HOST_TO_HOST, HOST_TO_DEVICE, DEVICE_TO_HOST, DEVICE_TO_DEVICE, BY_ADDRESS };
    Call call(function);
    Stream *stream = call.stream(handle);
    if (!call.isGood()) {
        return INVALID_HANDLE;
    }
    if (bytes == 0) {
        return SUCCESS;
    }
    int found = (isDevice(from) ? DEVICE_TO_HOST : HOST_TO_HOST) + (isDevice(to) ? HOST_TO_DEVICE : HOST_TO_HOST);
    if (!call.require(kind == BY_ADDRESS || kind == found, "the direction is " + std::to_string(kind) +
                                                               ", the addresses say " + std::to_string(found))) {
        return INVALID_DIRECTION;
    }
    auto ends = [&](const char *argument, const void *given) -> const char * {
        const char *address = static_cast<const char *>(given);
        if (isDevice(address)) {
            return call.device(argument, address, bytes);
        }
        call.require(address != nullptr && hostMemory(address, bytes) != Host::BEYOND_PINNED,
                     std::string(argument) + " is not an address of " + std::to_string(bytes) + " bytes of the host");
        return address;
    };
    const char *source = ends("src", from);
    char *target = const_cast<char *>(ends("dst", to));
    if (!call.isGood()) {
        return INVALID_VALUE;
    }
    if (!isDevice(from) && hostMemory(from, bytes) == Host::UNPINNED) {
        auto staged = std::make_shared<std::vector<char>>(source, source + bytes); // CUDA copies such memory at the call
        enqueue(*stream, [=] { memcpy(target, staged->data(), bytes); });
    } else {
        enqueue(*stream, [=] { memmove(target, source, bytes); });
    }
    bool toUnpinned = !isDevice(to) && hostMemory(to, bytes) == Host::UNPINNED; // CUDA returns after such a copy
    if (toUnpinned || (wait && found != DEVICE_TO_DEVICE)) {
        run(*stream);
        return failure();
    }
    return SUCCESS;
}

int set(const char *function, void *address, int value, size_t bytes, Stream *handle) {
    Call call(function);
    Stream *stream = call.stream(handle);
    char *memory = call.device("devPtr", static_cast<char *>(address), bytes);
    if (!call.isGood()) {
        return INVALID_VALUE;
    }
    enqueue(*stream, [=] {
        if (bytes > 0) {
            memset(memory, value, bytes);
        }
    });
    return SUCCESS;
}

int createStream(const char *function, Stream **stream, unsigned flags) {
    Call call(function);
    call.host("pStream", stream);
    call.require(flags <= 1, "unknown flags");
    if (!call.isGood()) {
        return INVALID_VALUE;
    }
    *stream = create<Stream>();
    (*stream)->waitsForDefault = flags == 0;
    return SUCCESS;
}

int pinned(const char *function, void **memory, size_t bytes) {
    Call call(function);
    call.host("ptr", memory);
    if (!call.isGood()) {
        return INVALID_VALUE;
    }
    *memory = bytes == 0 ? nullptr : allocatePinned(bytes);
    return bytes > 0 && *memory == nullptr ? OUT_OF_MEMORY : SUCCESS;
}

} // namespace

// --- memory

API int cudaMalloc(void **address, size_t bytes) {
    Call call("cudaMalloc");
    call.host("devPtr", address);
    if (!call.isGood()) {
        return returned(INVALID_VALUE);
    }
    void *memory = bytes == 0 ? nullptr : allocate(bytes);
    if (bytes > 0 && memory == nullptr) {
        return returned(OUT_OF_MEMORY); // the address stays as it was
    }
    *address = memory;
    return SUCCESS;
}

API int cudaFree(void *address) {
    Call call("cudaFree");
    if (address == nullptr) {
        return SUCCESS;
    }
    runAll();
    call.require(release(address), "devPtr is not the beginning of a live allocation");
    return call.isGood() ? waited() : returned(INVALID_VALUE);
}

API int cudaMallocHost(void **memory, size_t bytes) { return returned(pinned("cudaMallocHost", memory, bytes)); }

API int cudaFreeHost(void *memory) {
    Call call("cudaFreeHost");
    if (memory == nullptr) {
        return SUCCESS;
    }
    runAll();
    call.require(releasePinned(memory), "ptr is not the beginning of pinned memory");
    return call.isGood() ? waited() : returned(INVALID_VALUE);
}

API int cudaMemGetInfo(size_t *free, size_t *total) {
    Call call("cudaMemGetInfo");
    *call.host("free", free) = capacity() - used();
    *call.host("total", total) = capacity();
    return SUCCESS;
}

API int cudaMemcpy(void *to, const void *from, size_t bytes, int kind) {
    return returned(copy("cudaMemcpy", to, from, bytes, kind, nullptr, true));
}

API int cudaMemcpyAsync(void *to, const void *from, size_t bytes, int kind, Stream *stream) {
    return returned(copy("cudaMemcpyAsync", to, from, bytes, kind, stream, false));
}

API int cudaMemsetAsync(void *address, int value, size_t bytes, Stream *stream) {
    return returned(set("cudaMemsetAsync", address, value, bytes, stream));
}

// --- streams and events

API int cudaStreamCreate(Stream **stream) { return returned(createStream("cudaStreamCreate", stream, 0)); }

API int cudaStreamCreateWithFlags(Stream **stream, unsigned flags) {
    return returned(createStream("cudaStreamCreateWithFlags", stream, flags));
}

API int cudaStreamDestroy(Stream *handle) {
    Call call("cudaStreamDestroy");
    call.object("stream", handle);
    if (!call.isGood()) {
        return returned(INVALID_HANDLE);
    }
    run(*handle); // CUDA returns at once, and the work is still done
    destroy(handle);
    return SUCCESS;
}

API int cudaStreamSynchronize(Stream *handle) {
    Call call("cudaStreamSynchronize");
    Stream *stream = call.stream(handle);
    if (!call.isGood()) {
        return returned(INVALID_HANDLE);
    }
    run(*stream);
    return waited();
}

API int cudaDeviceSynchronize() {
    Call call("cudaDeviceSynchronize");
    runAll();
    return waited();
}

// --- the device and its errors

API int cudaGetDevice(int *device) {
    *device = 0;
    return SUCCESS;
}

API int cuDeviceGetAttribute(int *value, int attribute, int device);

API int cudaDeviceGetAttribute(int *value, int attribute, int device) {
    Call call("cudaDeviceGetAttribute");
    return returned(cuDeviceGetAttribute(value, attribute, device)); // the same numbers
}

API int cudaGetLastError() {
    int error = lastError;
    lastError = SUCCESS;
    return error;
}

API const char *cudaGetErrorString(int status) {
    static const std::map<int, const char *> names{{SUCCESS, "cudaSuccess"},
                                                   {INVALID_VALUE, "cudaErrorInvalidValue"},
                                                   {OUT_OF_MEMORY, "cudaErrorMemoryAllocation"},
                                                   {INVALID_DIRECTION, "cudaErrorInvalidMemcpyDirection"},
                                                   {INVALID_DEVICE, "cudaErrorInvalidDevice"},
                                                   {INVALID_HANDLE, "cudaErrorInvalidResourceHandle"},
                                                   {NOT_READY, "cudaErrorNotReady"},
                                                   {LAUNCH_FAILURE, "cudaErrorLaunchFailure"}};
    auto found = names.find(status);
    return found == names.end() ? "unrecognized error code" : found->second;
}
