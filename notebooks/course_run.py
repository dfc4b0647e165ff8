"""Writes notebooks/course-run.json: the example run of the course, as PyTorch trains it.

Run it from the repository's root; PyTorch is all it needs (Debian: apt-get install python3-torch):

    python3 notebooks/course_run.py

The run is what one writes first in PyTorch: a plain RNN and a linear layer on its every step, the mean squared error, SGD.
Notebook 04 and CourseRunTest train the same network from the same initial weights in Deeplearning4j. Layouts and names
are PyTorch's own; all is in float64. The stored file was made by Debian 12's PyTorch 1.13.1, which calls itself 1.13.0a0.
"""

import json
import pathlib

import torch

STEPS, INPUTS, UNITS, OUTPUTS = 5, 10, 20, 1
RATE, EPOCHS = 0.01, 100


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = torch.nn.RNN(INPUTS, UNITS, batch_first=True)
        self.fc = torch.nn.Linear(UNITS, OUTPUTS)

    def forward(self, x):
        h, _ = self.rnn(x)
        return self.fc(h)


def short(values):
    """Few digits, so that the file holds exactly what the run began with, and little of it."""
    return (values * 1e4).round() / 1e4


def main():
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(42)
    net = Net()
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.copy_(short(parameter))
    x, y = short(torch.randn(1, STEPS, INPUTS)), short(torch.randn(1, STEPS, OUTPUTS))
    weights = {name: value.tolist() for name, value in net.named_parameters()}
    first = net(x).tolist()

    loss_of, optimiser = torch.nn.MSELoss(), torch.optim.SGD(net.parameters(), lr=RATE)
    losses = []
    for epoch in range(1, EPOCHS + 1):
        optimiser.zero_grad()
        loss = loss_of(net(x), y)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
        if epoch % 10 == 0:
            print(f"Epoch [{epoch}/{EPOCHS}], Loss: {loss.item():.6f}")

    trace = {
        "pytorch": torch.__version__,
        "input": x.tolist(),
        "target": y.tolist(),
        "weights": weights,
        "first_output": first,
        "losses": losses,
    }
    pathlib.Path("notebooks/course-run.json").write_text(json.dumps(trace, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
