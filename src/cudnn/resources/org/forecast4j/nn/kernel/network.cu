// What a training step does value by value. Compiled on the machine that trains, by NVRTC, for its GPU.
// Each kernel goes over n values; its threads take every so-manieth.

#define EACH(i, n) \
    for (long long i = blockIdx.x * (long long) blockDim.x + threadIdx.x; i < n; i += (long long) gridDim.x * blockDim.x)

/** Values by their places; zero where there is none. */
extern "C" __global__ void gather(float *to, const float *from, const int *places, long long n) {
    EACH(i, n) to[i] = places[i] < 0 ? 0.0f : from[places[i]];
}

extern "C" __global__ void fill(float *to, float value, long long n) {
    EACH(i, n) to[i] = value;
}

/** The biases in each row of so many columns. */
extern "C" __global__ void biases(float *rows, const float *bias, int columns, long long n) {
    EACH(i, n) rows[i] = bias[i % columns];
}

extern "C" __global__ void relu(float *values, long long n) {
    EACH(i, n) values[i] = fmaxf(values[i], 0.0f);
}

extern "C" __global__ void relu_back(float *epsilon, const float *activated, long long n) {
    EACH(i, n) if (activated[i] <= 0.0f) epsilon[i] = 0.0f;
}

/** Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014: the value at a place of a seed's row. */
static __device__ float random_at(unsigned long long seed, unsigned long long place) {
    unsigned long long z = seed + (place + 1) * 0x9E3779B97F4A7C15ull;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    z ^= z >> 31;
    return (z >> 40) * (1.0f / 16777216.0f);
}

/** The same values are dropped for the same seed, on the way there and back; to may be from. */
extern "C" __global__ void drop(float *to, const float *from, float keep, long long seed, long long n) {
    EACH(i, n) to[i] = random_at(seed, i) < keep ? from[i] / keep : 0.0f;
}

/** One step so many times. n: of the step. */
extern "C" __global__ void repeat(float *to, const float *step, int times, long long n) {
    EACH(i, n) for (int t = 0; t < times; t++) to[t * n + i] = step[i];
}

extern "C" __global__ void repeat_back(float *step, const float *epsilon, int times, long long n) {
    EACH(i, n) {
        float sum = 0.0f;
        for (int t = 0; t < times; t++) sum += epsilon[t * n + i];
        step[i] = sum;
    }
}

/**
 * Losses of rows of outputs z, and over z their derivatives by it. In each row so many (rows) point forecasts, then as many of
 * each quantile, and so on. mask may be null. point: 0 squared, 1 absolute, 2 Huber's.
 */
extern "C" __global__ void loss(float *z, float *losses, const float *labels, const float *mask, const float *quantiles,
        int count, int rows, int outputs, int point, float bend, long long n) {
    EACH(i, n) {
        float weight = mask ? mask[i] : 1.0f;
        float error = z[i] * weight - labels[i];
        int part = (int) (i % outputs) / rows % (count + 1);
        float slope, loss;
        if (part > 0) {
            float level = quantiles[part - 1];
            slope = error > 0.0f ? 1.0f - level : error < 0.0f ? -level : 0.0f;
            loss = slope * error;
        } else if (point == 0) {
            slope = 2.0f * error;
            loss = error * error;
        } else if (point == 1) {
            slope = error > 0.0f ? 1.0f : error < 0.0f ? -1.0f : error;
            loss = fabsf(error);
        } else {
            slope = fmaxf(-bend, fminf(error, bend));
            slope = error == error ? slope : error; // a loss that is no number must stay none
            loss = slope * (error - slope / 2.0f);
        }
        losses[i] = loss * weight;
        z[i] = slope * weight / outputs;
    }
}

/**
 * Adam for one part of the network, whose gradient has this norm and is first divided by the batch and clipped, and the
 * parameters' running mean.
 */
extern "C" __global__ void adam(float *parameters, float *first, float *second, float *mean, const float *gradient,
        const float *norm, float batch, float clip, float rate, float beta1, float beta2, float epsilon, float keep,
        long long n) {
    float scale = *norm / batch > clip ? clip / *norm : 1.0f / batch;
    EACH(i, n) {
        float g = gradient[i] * scale;
        float m = beta1 * first[i] + (1.0f - beta1) * g;
        float v = beta2 * second[i] + (1.0f - beta2) * g * g;
        float p = parameters[i] - rate * m / (sqrtf(v) + epsilon);
        first[i] = m;
        second[i] = v;
        parameters[i] = p;
        mean[i] = keep * mean[i] + (1.0f - keep) * p;
    }
}
