"""Writes src/test/resources/torch/*.json: what PyTorch computes, for our tests to compare with.

Run it from the repository's root, with PyTorch as the only requirement (Debian: apt install python3-torch):

    python3 src/test/python/torch_traces.py

The stored traces were made by Debian 12's PyTorch 1.13.1 on the CPU. Everything is in float64 and from fixed seeds.

A file holds one kind of layer, names and layouts being PyTorch's own:
  passes     one forward and backward pass, without and with an initial state. The loss is sum(loss_weights * output).
             state and final_state are h, then an LSTM's c.
  training   ten steps of the layer and a linear output layer, by SGD and by Adam: the loss before each step, and the
             parameters after the last.

Where training follows Deeplearning4j's conventions:
  - The loss is the squared error, averaged over outputs, summed over time, averaged over the minibatch.
  - A gate has one bias there and two here, and two would learn twice as fast. So bias_hh stays as it is, but for the
    part that is no double: the candidate's in a GRU.
"""

import json
import pathlib

import torch

TIME, BATCH, INPUTS, UNITS, OUTPUTS = 5, 3, 4, 7, 2
STEPS = 10
FOLDER = pathlib.Path("src/test/resources/torch")
LAYERS = {
    "rnn-tanh": lambda: torch.nn.RNN(INPUTS, UNITS, nonlinearity="tanh"),
    "rnn-relu": lambda: torch.nn.RNN(INPUTS, UNITS, nonlinearity="relu"),
    "lstm": lambda: torch.nn.LSTM(INPUTS, UNITS),
    "gru": lambda: torch.nn.GRU(INPUTS, UNITS),
}
OPTIMISERS = {
    "sgd": lambda parameters: torch.optim.SGD(parameters, lr=0.05),
    "adam": lambda parameters: torch.optim.Adam(parameters, lr=1e-2, betas=(0.9, 0.999), eps=1e-8),
}


def short(values):
    """What we choose ourselves needs few digits: the text then holds it exactly, and little of it."""
    return (values * 1e4).round() / 1e4


def uniform(*shape):
    return short(torch.rand(*shape) * 2 - 1)


def new(module):
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(short(parameter))
    return module


def parameters(module):
    return {name.removesuffix("_l0"): value.tolist() for name, value in module.named_parameters()}


def gradients(module):
    return {name.removesuffix("_l0"): value.grad.tolist() for name, value in module.named_parameters()}


def joined(state):
    return torch.cat(state) if isinstance(state, tuple) else state


def one_pass(layer, with_state):
    trace = {}
    x = uniform(TIME, BATCH, INPUTS).requires_grad_()
    state = None
    if with_state:
        state = uniform(1, BATCH, UNITS)
        if isinstance(layer, torch.nn.LSTM):
            state = (state, uniform(1, BATCH, UNITS))
        trace["state"] = joined(state).tolist()
    output, final_state = layer(x, state)
    loss_weights = uniform(*output.shape)
    (loss_weights * output).sum().backward()
    return trace | {
        "input": x.tolist(),
        "parameters": parameters(layer),
        "loss_weights": loss_weights.tolist(),
        "output": output.tolist(),
        "final_state": joined(final_state).tolist(),
        "gradients": gradients(layer),
        "input_gradient": x.grad.tolist(),
    }


def keep_double_biases(layer):
    learns = torch.zeros_like(layer.bias_hh_l0)
    if isinstance(layer, torch.nn.GRU):
        learns[2 * UNITS :] = 1
    layer.bias_hh_l0.register_hook(lambda gradient: gradient * learns)


def training(new_layer, seed):
    trace = {}
    for name, optimiser_of in OPTIMISERS.items():
        torch.manual_seed(seed)  # every optimiser starts from the same place
        layer, head = new(new_layer()), new(torch.nn.Linear(UNITS, OUTPUTS))
        keep_double_biases(layer)
        x, labels = uniform(TIME, BATCH, INPUTS), uniform(TIME, BATCH, OUTPUTS)
        trace |= {"input": x.tolist(), "labels": labels.tolist()}
        trace |= {"parameters": parameters(layer), "output_parameters": parameters(head)}
        optimiser = optimiser_of([*layer.parameters(), *head.parameters()])
        losses = []
        for _ in range(STEPS):
            optimiser.zero_grad()
            errors = head(layer(x)[0]) - labels
            loss = (errors**2).mean(dim=2).sum() / BATCH
            loss.backward()
            losses.append(loss.item())
            optimiser.step()
        trace[name] = {"losses": losses, "parameters": parameters(layer), "output_parameters": parameters(head)}
    return trace


def main():
    torch.set_default_dtype(torch.float64)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for seed, (name, new_layer) in enumerate(LAYERS.items()):
        passes = []
        for with_state in (False, True):
            torch.manual_seed(100 * seed + with_state)
            passes.append(one_pass(new(new_layer()), with_state))
        trace = {"passes": passes, "training": training(new_layer, 100 * seed + 2)}
        (FOLDER / f"{name}.json").write_text(json.dumps(trace, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
