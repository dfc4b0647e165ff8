// Device memory whose addresses the host cannot read, and pinned memory of the host.
//
// Two ranges of addresses lie a fixed way apart. What cudaMalloc returns is of the first, which is never readable: a host that
// touches it dies. The memory is in the second, between unreadable pages. Addresses are not used twice.

#include "stand_in.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <sys/mman.h>

namespace stand_in {
namespace {

constexpr size_t RANGE = size_t(1) << 40;
constexpr size_t PAGE = 4096;
constexpr size_t ALIGNMENT = 256; // what CUDA promises
constexpr int NAN_BYTE = 0xff;    // four of them are a NaN

size_t roundUp(size_t bytes, size_t to) { return (bytes + to - 1) / to * to; }

char *reserveRange() {
    void *range = mmap(nullptr, RANGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (range == MAP_FAILED) {
        perror("stand-in: mmap");
        abort();
    }
    return static_cast<char *>(range);
}

struct Memory {
    char *addresses = reserveRange();
    char *memory = reserveRange();
    size_t next = PAGE; // the first page stays unreadable
    size_t used = 0;
    std::map<size_t, size_t> live; // offset and bytes
    std::map<char *, size_t> pinned;
};

Memory &all() {
    static Memory *one = new Memory(); // never destroyed: threads may still run at exit
    return *one;
}

// An allocation ends with its pages, save for the alignment: whoever runs over the end dies or leaves a trace.
bool isCleanAround(const char *page, size_t pages, const char *begin, size_t bytes) {
    for (const char *at = page; at < page + pages; at++) {
        if ((at < begin || at >= begin + bytes) && static_cast<unsigned char>(*at) != NAN_BYTE) {
            return false;
        }
    }
    return true;
}

} // namespace

size_t capacity() {
    static const size_t bytes = [] {
        const char *mebibytes = getenv("FORECAST4J_STAND_IN_MEMORY");
        return (mebibytes == nullptr ? size_t(4096) : strtoull(mebibytes, nullptr, 10)) << 20;
    }();
    return bytes;
}

size_t used() { return all().used; }

void *allocate(size_t bytes) {
    Memory &m = all();
    size_t pages = roundUp(roundUp(bytes, ALIGNMENT), PAGE);
    if (bytes > capacity() || m.used + pages > capacity() || m.next + pages + PAGE > RANGE) {
        return nullptr;
    }
    if (mprotect(m.memory + m.next, pages, PROT_READ | PROT_WRITE) != 0) {
        return nullptr;
    }
    memset(m.memory + m.next, NAN_BYTE, pages);
    size_t offset = m.next + pages - roundUp(bytes, ALIGNMENT);
    m.live[offset] = bytes;
    m.used += pages;
    m.next += pages + PAGE;
    return m.addresses + offset;
}

bool release(void *address) {
    Memory &m = all();
    auto found = isDevice(address) ? m.live.find(static_cast<char *>(address) - m.addresses) : m.live.end();
    if (found == m.live.end()) {
        return false;
    }
    auto [offset, bytes] = *found;
    size_t pages = roundUp(roundUp(bytes, ALIGNMENT), PAGE);
    char *page = m.memory + offset + roundUp(bytes, ALIGNMENT) - pages;
    if (!isCleanAround(page, pages, m.memory + offset, bytes)) {
        fail("something wrote beside an allocation of " + std::to_string(bytes) + " bytes");
    }
    mmap(page, pages, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    m.used -= pages;
    m.live.erase(found);
    return true;
}

bool isDevice(const void *address) {
    const char *at = static_cast<const char *>(address);
    return at >= all().addresses && at < all().addresses + RANGE;
}

char *behind(const void *address, size_t bytes) {
    Memory &m = all();
    if (!isDevice(address)) {
        return nullptr;
    }
    size_t offset = static_cast<const char *>(address) - m.addresses;
    auto after = m.live.upper_bound(offset);
    if (after == m.live.begin()) {
        return nullptr;
    }
    auto [begin, size] = *std::prev(after);
    size_t inside = offset - begin;
    return inside > size || bytes > size - inside ? nullptr : m.memory + offset;
}

void *allocatePinned(size_t bytes) {
    void *memory = mmap(nullptr, roundUp(bytes, PAGE), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        return nullptr;
    }
    memset(memory, NAN_BYTE, bytes);
    all().pinned[static_cast<char *>(memory)] = bytes;
    return memory;
}

bool releasePinned(void *address) {
    auto found = all().pinned.find(static_cast<char *>(address));
    if (found == all().pinned.end()) {
        return false;
    }
    munmap(found->first, roundUp(found->second, PAGE));
    all().pinned.erase(found);
    return true;
}

Host hostMemory(const void *address, size_t bytes) {
    char *at = static_cast<char *>(const_cast<void *>(address));
    auto after = all().pinned.upper_bound(at);
    if (after == all().pinned.begin()) {
        return Host::UNPINNED;
    }
    auto [begin, size] = *std::prev(after);
    size_t inside = at - begin;
    if (inside >= size) {
        return Host::UNPINNED;
    }
    return bytes > size - inside ? Host::BEYOND_PINNED : Host::PINNED;
}

void sayWhatIsLeft() {
    for (auto [offset, bytes] : all().live) {
        fprintf(stderr, "stand-in: left: %zu bytes of device memory at %p\n", bytes, (void *)(all().addresses + offset));
    }
    for (auto [begin, bytes] : all().pinned) {
        fprintf(stderr, "stand-in: left: %zu bytes of pinned memory at %p\n", bytes, (void *)begin);
    }
    fprintf(stderr, "stand-in: left: %zu allocations of device memory, %zu of pinned\n", all().live.size(),
            all().pinned.size());
}

} // namespace stand_in
