// Streams as queues. A GPU may compute at once or late; this one computes as late as CUDA allows, so that a host that does not
// wait reads what was there before.

#include "stand_in.h"

#include <cstdio>
#include <set>

namespace stand_in {
namespace {

uint64_t numbered = 0;
bool failed = false;

// Streams with something in their queue, beside the default one.
std::set<Stream *> &busy() {
    static auto *streams = new std::set<Stream *>();
    return *streams;
}

// The default stream and the others wait for each other, unless a stream was created not to.
void runWhatComesBefore(Stream &stream, uint64_t number) {
    if (&stream == &defaultStream()) {
        for (Stream *other : std::set<Stream *>(busy())) {
            if (other->waitsForDefault) {
                run(*other, number);
            }
        }
    } else if (stream.waitsForDefault) {
        run(defaultStream(), number);
    }
}

} // namespace

Stream &defaultStream() {
    static Stream *stream = new Stream();
    return *stream;
}

void enqueue(Stream &stream, std::function<void()> operation) {
    stream.queue.push_back({++numbered, std::move(operation)});
    if (&stream != &defaultStream()) {
        busy().insert(&stream);
    }
}

uint64_t lastNumber() { return numbered; }

void run(Stream &stream, uint64_t last) {
    while (!stream.queue.empty() && stream.queue.front().number <= last) {
        Stream::Operation operation = std::move(stream.queue.front());
        stream.queue.pop_front();
        runWhatComesBefore(stream, operation.number);
        operation.run();
    }
    if (stream.queue.empty()) {
        busy().erase(&stream);
    }
}

void runAll() {
    run(defaultStream());
    while (!busy().empty()) {
        run(**busy().begin());
    }
}

void fail(const std::string &why) {
    fprintf(stderr, "stand-in: %s\n", why.c_str());
    failed = true;
}

int failure() { return failed ? 719 : 0; }

} // namespace stand_in
