"""PyTorch's training step on cuDNN, for GpuBench's shapes: a line of NAME|CELL|BATCH|TIME|UNITS|LAYERS|TF32, its milliseconds."""

import sys
import time

import torch

INPUTS = 7


def milliseconds(cell, batch, steps, units, layers, tf32):
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = tf32 == "true"
    batch, steps, units, layers = int(batch), int(steps), int(units), int(layers)
    recurrent = (torch.nn.GRU if cell == "gru" else torch.nn.LSTM)(INPUTS, units, layers).cuda()
    output = torch.nn.Linear(units, INPUTS).cuda()
    adam = torch.optim.Adam([*recurrent.parameters(), *output.parameters()], lr=1e-3)
    # As a program does that keeps its data in main memory: pinned, and copied at each step.
    x = torch.randn(steps, batch, INPUTS).pin_memory()
    y = torch.randn(steps, batch, INPUTS).pin_memory()

    def step():
        adam.zero_grad()
        hidden, _ = recurrent(x.cuda(non_blocking=True))
        loss = torch.nn.functional.mse_loss(output(hidden), y.cuda(non_blocking=True))
        loss.backward()
        adam.step()
        loss.item()  # as Deeplearning4j hands its score to listeners
        torch.cuda.synchronize()

    for _ in range(5):
        step()
    times = []
    start = time.monotonic()
    while len(times) < 10 or (time.monotonic() - start < 5 and len(times) < 300):
        before = time.perf_counter()
        step()
        times.append((time.perf_counter() - before) * 1e3)
    return sorted(times)[len(times) // 2]


for line in sys.stdin:
    try:
        print(f"{milliseconds(*line.strip().split('|')[1:]):.3f}", flush=True)
    except RuntimeError as error:
        print(error, file=sys.stderr)
        print("failed", flush=True)
