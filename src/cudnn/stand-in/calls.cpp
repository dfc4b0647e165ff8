// What every call begins with: the lock, the context, and checks of its arguments.

#include "stand_in.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>

namespace stand_in {
namespace {

std::recursive_mutex &mutex() {
    static auto *one = new std::recursive_mutex();
    return *one;
}

std::map<void *, const char *> &objects() {
    static auto *kinds = new std::map<void *, const char *>();
    return *kinds;
}

bool initialized = false;
thread_local bool contextIsCurrent = false;

// A version such as 12.9, times the factor that NVIDIA writes it with.
int versionIn(const char *variable, int otherwise, int major, int minor) {
    const char *text = getenv(variable);
    int x = 0;
    int y = 0;
    return text != nullptr && sscanf(text, "%d.%d", &x, &y) == 2 ? major * x + minor * y : otherwise;
}

} // namespace

int cudaVersion() { return CUDA_MAJOR == 12 ? 12090 : 1000 * CUDA_MAJOR; }

int driverVersion() { return versionIn("FORECAST4J_STAND_IN_DRIVER", cudaVersion(), 1000, 10); }

int capability() { return versionIn("FORECAST4J_STAND_IN_CAPABILITY", 90, 10, 1); }

void keep(void *object, const char *kind) { objects()[object] = kind; }

bool isKept(void *object, const char *kind) {
    auto found = objects().find(object);
    return found != objects().end() && strcmp(found->second, kind) == 0;
}

void forget(void *object) { objects().erase(object); }

bool hasContext() { return contextIsCurrent; }

void setContext(bool current) { contextIsCurrent = current; }

bool isInitialized() { return initialized; }

void initialize() { initialized = true; }

Call::Call(const char *function, Kind kind) : lock(mutex()), function(function) {
    if (kind == WORK) {
        initialize();
        setContext(true);
    }
}

bool Call::require(bool condition, const std::string &otherwise) {
    if (!condition) {
        fprintf(stderr, "stand-in: %s: %s\n", function, otherwise.c_str());
        good = false;
    }
    return condition;
}

char *Call::memory(const char *argument, const void *address, size_t bytes, size_t alignment) {
    if (bytes == 0) {
        return nullptr;
    }
    char *memory = behind(address, bytes);
    require(memory != nullptr,
            std::string(argument) + " is not an address of " + std::to_string(bytes) + " bytes of device memory");
    require(reinterpret_cast<uintptr_t>(address) % alignment == 0, std::string(argument) + " is not aligned");
    return memory;
}

Stream *Call::stream(Stream *handle) {
    const auto legacy = reinterpret_cast<Stream *>(1);
    return handle == nullptr || handle == legacy ? &defaultStream() : object("stream", handle);
}

// At the process's end, where it is wanted.
__attribute__((destructor)) static void sayAtExit() {
    const char *wanted = getenv("FORECAST4J_STAND_IN_LEAKS");
    if (wanted == nullptr || strcmp(wanted, "1") != 0) {
        return;
    }
    sayWhatIsLeft();
    std::map<std::string, int> counts;
    for (auto [object, kind] : objects()) {
        counts[kind]++;
    }
    for (auto &[kind, count] : counts) {
        fprintf(stderr, "stand-in: left: %d of kind %s\n", count, kind.c_str());
    }
    fprintf(stderr, "stand-in: %llu operations were asked for\n", (unsigned long long)lastNumber());
}

} // namespace stand_in
