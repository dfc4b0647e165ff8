// What the libraries of the stand-in share: one GPU's memory, its streams, and the checks that every call makes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>

#define API extern "C" __attribute__((visibility("default")))

namespace stand_in {

// --- memory.cpp

// A device address is one that nobody can read: the memory is elsewhere, and behind() tells where.
void *allocate(size_t bytes); // null where there is no room
bool release(void *address);  // false where no live allocation begins there
bool isDevice(const void *address);
char *behind(const void *address, size_t bytes); // null where these bytes do not lie in one live allocation

void *allocatePinned(size_t bytes);
bool releasePinned(void *address);
enum class Host { UNPINNED, PINNED, BEYOND_PINNED };
Host hostMemory(const void *address, size_t bytes);

size_t capacity();
size_t used();
void sayWhatIsLeft();

// --- streams.cpp

// What was asked for and not yet computed. Nothing is computed before somebody waits for it.
struct Stream {
    static constexpr const char *KIND = "stream";
    struct Operation {
        uint64_t number;
        std::function<void()> run;
    };
    bool waitsForDefault = true;
    std::deque<Operation> queue;
};

Stream &defaultStream();
void enqueue(Stream &stream, std::function<void()> operation);
uint64_t lastNumber(); // of the operation that was asked for last
void run(Stream &stream, uint64_t last = UINT64_MAX);
void runAll();

// An error in what was already asked for, which CUDA reports at the next wait and ever after.
void fail(const std::string &why);
int failure(); // cudaErrorLaunchFailure, or zero

// --- calls.cpp

// Handles and descriptors: what was created and not yet destroyed.
void keep(void *object, const char *kind);
bool isKept(void *object, const char *kind);
void forget(void *object);

template <class T> T *create() {
    T *object = new T();
    keep(object, T::KIND);
    return object;
}

template <class T> void destroy(T *object) {
    forget(object);
    delete object;
}

// The version of CUDA and the compute capability that are played.
int cudaVersion();
int driverVersion();
int capability(); // ten times

// CUDA's context is a thread's: the runtime makes it current, the driver's functions need it.
bool hasContext();
void setContext(bool current);
bool isInitialized();
void initialize();

// One call of an API function. It holds the lock, checks arguments, and says on stderr what is wrong with them.
class Call {
  public:
    enum Kind { QUESTION, WORK };
    explicit Call(const char *function, Kind kind = WORK);

    bool isGood() const { return good; }

    bool require(bool condition, const std::string &otherwise);

    // The memory behind the device address of so many elements.
    template <class T> T *device(const char *argument, const T *address, size_t count) {
        return reinterpret_cast<T *>(memory(argument, address, count * sizeof(T), alignof(T)));
    }

    template <class T> T *deviceOrNull(const char *argument, const T *address, size_t count) {
        return address == nullptr ? nullptr : device(argument, address, count);
    }

    // An address of the host, for something small.
    template <class T> T *host(const char *argument, T *address) {
        require(address != nullptr && !isDevice(address), std::string(argument) + " is not an address of the host");
        return address;
    }

    // What was created before, of this kind.
    template <class T> T *object(const char *argument, T *handle) {
        require(isKept(handle, T::KIND), std::string(argument) + " is no live " + T::KIND);
        return handle;
    }

    Stream *stream(Stream *handle);

  private:
    char *memory(const char *argument, const void *address, size_t bytes, size_t alignment);

    std::lock_guard<std::recursive_mutex> lock;
    const char *function;
    bool good = true;
};

} // namespace stand_in
