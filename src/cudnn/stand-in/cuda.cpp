// libcuda: the driver, which finds the GPU and launches kernels.

#include "stand_in.h"

#include <cstdio>
#include <cstring>
#include <dlfcn.h>
#include <map>
#include <memory>
#include <sstream>
#include <vector>

using namespace stand_in;

namespace {

enum Status {
    SUCCESS = 0,
    INVALID_VALUE = 1,
    NOT_INITIALIZED = 3,
    INVALID_DEVICE = 101,
    INVALID_IMAGE = 200,
    INVALID_CONTEXT = 201,
    NO_BINARY_FOR_GPU = 209,
    UNSUPPORTED_PTX_VERSION = 222,
    INVALID_HANDLE = 400,
    NOT_FOUND = 500
};

// As in kernel_prelude.inc.
struct Parameter {
    size_t bytes;
    bool isPointer;
};

struct Module {
    static constexpr const char *KIND = "module";
    void *library = nullptr;
    std::vector<struct Function *> functions;
};

struct Function {
    static constexpr const char *KIND = "function";
    std::string name;
    const Parameter *parameters = nullptr; // until one without bytes
    void (*launch)(void **parameters, const unsigned *sizes) = nullptr;
};

int state() {
    if (!isInitialized()) {
        return NOT_INITIALIZED;
    }
    return hasContext() ? SUCCESS : INVALID_CONTEXT;
}

// What the host gives: copied at the call, with the memory behind each address in its place.
using Arguments = std::vector<std::vector<char>>;

Arguments copied(Call &call, const Function &function, void **given) {
    Arguments arguments;
    for (size_t i = 0; function.parameters[i].bytes > 0; i++) {
        std::string name = "parameter " + std::to_string(i) + " of " + function.name;
        if (!call.require(given != nullptr, "no parameters for " + function.name)) {
            break;
        }
        call.host(name.c_str(), given[i]);
        if (!call.isGood()) {
            break;
        }
        const char *bytes = static_cast<const char *>(given[i]);
        std::vector<char> argument(bytes, bytes + function.parameters[i].bytes);
        if (function.parameters[i].isPointer) {
            const char *address;
            memcpy(&address, argument.data(), sizeof address);
            const char *memory = call.deviceOrNull(name.c_str(), address, 1);
            memcpy(argument.data(), &memory, sizeof memory);
        }
        arguments.push_back(std::move(argument));
    }
    return arguments;
}

bool isWithin(const unsigned *sizes, unsigned x, unsigned y, unsigned z) {
    return sizes[0] > 0 && sizes[1] > 0 && sizes[2] > 0 && sizes[0] <= x && sizes[1] <= y && sizes[2] <= z;
}

} // namespace

// --- the device

API int cuInit(unsigned flags) {
    if (flags != 0) {
        return INVALID_VALUE;
    }
    initialize();
    return SUCCESS;
}

API int cuDriverGetVersion(int *version) {
    *version = driverVersion();
    return SUCCESS;
}

API int cuDeviceGetCount(int *count) {
    *count = 1;
    return isInitialized() ? SUCCESS : NOT_INITIALIZED;
}

API int cuDeviceGet(int *device, int index) {
    *device = 0;
    return !isInitialized() ? NOT_INITIALIZED : index == 0 ? SUCCESS : INVALID_DEVICE;
}

API int cuDeviceGetName(char *name, int length, int device) {
    snprintf(name, length, "Stand-in");
    return device == 0 ? SUCCESS : INVALID_DEVICE;
}

API int cuDeviceTotalMem_v2(size_t *bytes, int device) {
    *bytes = capacity();
    return device == 0 ? SUCCESS : INVALID_DEVICE;
}

API int cuDeviceGetAttribute(int *value, int attribute, int device) {
    Call call("cuDeviceGetAttribute", Call::QUESTION);
    // From 1 on: threads in a block, its three sizes, a grid's three sizes, shared memory, constant memory, threads in a warp.
    const int first[] = {1024, 1024, 1024, 64, 0x7fffffff, 65535, 65535, 49152, 65536, 32};
    const int processors = 16;
    const int major = 75;
    const int minor = 76;
    if (attribute >= 1 && attribute <= 10) {
        *value = first[attribute - 1];
    } else if (attribute == processors) {
        *value = 132;
    } else if (attribute == major) {
        *value = capability() / 10;
    } else if (attribute == minor) {
        *value = capability() % 10;
    } else {
        call.require(false, "attribute " + std::to_string(attribute) + " is not played");
    }
    return call.isGood() && device == 0 ? SUCCESS : INVALID_VALUE;
}

// --- modules and kernels

API int cuModuleLoadData(Module **module, const void *image) {
    Call call("cuModuleLoadData", Call::QUESTION);
    if (int status = state()) {
        return status;
    }
    call.host("module", module);
    call.host("image", image);
    if (!call.isGood()) {
        return INVALID_VALUE;
    }
    // As nvrtc.cpp writes it.
    std::istringstream text(static_cast<const char *>(image));
    std::string magic, form, path;
    int architecture = 0, version = 0;
    if (!std::getline(text >> magic >> form >> architecture >> version >> std::ws, path) || magic != "//stand-in") {
        return INVALID_IMAGE;
    }
    if (form == "ptx" && version > driverVersion()) {
        return UNSUPPORTED_PTX_VERSION; // an older driver of the same CUDA runs machine code alone
    }
    bool fits = form == "ptx" ? architecture <= capability()
                              : architecture / 10 == capability() / 10 && architecture <= capability();
    if (!fits) {
        return NO_BINARY_FOR_GPU;
    }
    void *library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!call.require(library != nullptr, path + " does not load")) {
        return INVALID_IMAGE;
    }
    *module = create<Module>();
    (*module)->library = library;
    return SUCCESS;
}

API int cuModuleUnload(Module *module) {
    Call call("cuModuleUnload", Call::QUESTION);
    call.object("hmod", module);
    if (!call.isGood()) {
        return INVALID_HANDLE;
    }
    runAll();
    for (Function *function : module->functions) {
        destroy(function);
    }
    dlclose(module->library);
    destroy(module);
    return SUCCESS;
}

API int cuModuleGetFunction(Function **function, Module *module, const char *name) {
    Call call("cuModuleGetFunction", Call::QUESTION);
    call.host("hfunc", function);
    call.object("hmod", module);
    if (!call.isGood()) {
        return INVALID_HANDLE;
    }
    using Parameters = const Parameter *();
    auto parameters = reinterpret_cast<Parameters *>(dlsym(module->library, (std::string(name) + "__parameters").c_str()));
    void *launch = dlsym(module->library, (std::string(name) + "__launch").c_str());
    if (parameters == nullptr || launch == nullptr) {
        return NOT_FOUND;
    }
    *function = create<Function>();
    (*function)->name = name;
    (*function)->parameters = parameters();
    (*function)->launch = reinterpret_cast<void (*)(void **, const unsigned *)>(launch);
    module->functions.push_back(*function);
    return SUCCESS;
}

API int cuLaunchKernel(Function *function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX, unsigned blockY,
                       unsigned blockZ, unsigned sharedBytes, Stream *handle, void **parameters, void **extra) {
    Call call("cuLaunchKernel", Call::QUESTION);
    if (int status = state()) {
        return status;
    }
    Stream *stream = call.stream(handle);
    call.object("f", function);
    if (!call.isGood()) {
        return INVALID_HANDLE;
    }
    std::vector<unsigned> sizes{gridX, gridY, gridZ, blockX, blockY, blockZ};
    call.require(isWithin(&sizes[0], 0x7fffffff, 65535, 65535), "a grid of no such size");
    call.require(isWithin(&sizes[3], 1024, 1024, 64) && size_t(blockX) * blockY * blockZ <= 1024, "a block of no such size");
    call.require(sharedBytes == 0 && extra == nullptr, "shared memory and 'extra' are not played");
    Arguments arguments = copied(call, *function, parameters);
    if (!call.isGood()) {
        return INVALID_VALUE;
    }
    enqueue(*stream, [=, launch = function->launch]() mutable {
        std::vector<void *> each;
        for (auto &argument : arguments) {
            each.push_back(argument.data());
        }
        launch(each.data(), sizes.data());
    });
    return SUCCESS;
}

// --- errors
