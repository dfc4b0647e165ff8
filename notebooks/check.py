"""Compares a notebook as it is stored with the same one just run: check.py STORED NEW. Or looks at one: check.py --stored ONE.

Numbers differ a little from one processor to the next, so they are compared as such only where they say something:
  - each cell gives outputs of the same kinds, pictures of the same size
  - text is the same line by line, but for the numbers in it
  - shapes, as in [1, 20, 5], are the same to the digit
  - verdicts say the same, with numbers that are close
A stored notebook has run whole, from top to bottom, without an error, and holds no path of the machine it ran on.
"""

import base64
import json
import re
import struct
import sys

NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
SHAPE = re.compile(r"\[\d+(?:, \d+)*\]")
PATH = re.compile(r"(?<![\w.])/(?:home|root|tmp|work|usr|var|opt|Users)/\S*")
CLOSE = 3.0  # per cent, which verdicts are in


def text(value):
    return "".join(value)


def code_cells(path):
    with open(path, encoding="utf-8") as file:
        notebook = json.load(file)
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def kinds(cell):
    """What a cell gave, in order; pictures with their size."""
    found = []
    for output in cell["outputs"]:
        kind = [output.get("name", output["output_type"])]
        for mime, data in sorted(output.get("data", {}).items()):
            kind.append(mime)
            if mime == "image/png":
                kind.append(struct.unpack(">II", base64.b64decode(text(data))[16:24]))
        found.append(kind)
    # what is printed may come in one piece or in several
    return [kind for i, kind in enumerate(found) if i == 0 or kind != found[i - 1] or len(kind) > 1]


def lines(cell):
    printed = "".join(text(output["text"]) for output in cell["outputs"] if output["output_type"] == "stream")
    return [line.rstrip() for line in printed.splitlines() if line.strip()]


def masked(line):
    """The line's words; a row of a table may change its spaces, and an epoch need not be the best again."""
    return " ".join(NUMBER.sub("#", line).removesuffix(" best").split())


def differences(stored, new):
    if len(stored) != len(new):
        yield f"{len(stored)} cells of code are stored, {len(new)} ran"
    for number, (old, now) in enumerate(zip(stored, new), 1):
        where = f"cell of code {number}"
        if text(old["source"]) != text(now["source"]):
            yield f"{where}: its code differs"
        if kinds(old) != kinds(now):
            yield f"{where}: stored outputs {kinds(old)}, now {kinds(now)}"
        before, after = lines(old), lines(now)
        if len(before) != len(after):
            yield f"{where}: {len(before)} lines are stored, now there are {len(after)}"
        for a, b in zip(before, after):
            if a.startswith("Verdict:"):
                numbers = [[float(n) for n in NUMBER.findall(line)] for line in (a, b)]
                near = len(numbers[0]) == len(numbers[1]) and all(abs(x - y) <= CLOSE for x, y in zip(*numbers))
                if masked(a) != masked(b) or not near:
                    yield f"{where}: stored '{a}', now '{b}'"
            elif masked(a) != masked(b) or SHAPE.findall(a) != SHAPE.findall(b):
                yield f"{where}: stored '{a}', now '{b}'"


def flaws(path):
    cells = code_cells(path)
    if [cell["execution_count"] for cell in cells] != list(range(1, len(cells) + 1)):
        yield "it was not run whole, from top to bottom"
    for number, cell in enumerate(cells, 1):
        for output in cell["outputs"]:
            if output["output_type"] == "error" or output.get("name") == "stderr":
                yield f"cell of code {number}: an error or a warning is stored: {text(output.get('text', output.get('evalue', '')))}"
    with open(path, encoding="utf-8") as file:
        words = re.sub(r'"image/png": "[^"]*"', "", file.read())
        for found in sorted(set(PATH.findall(words))):
            yield f"it holds a path of a machine: {found}"


def main():
    if sys.argv[1] == "--stored":
        wrong = [(sys.argv[2], flaw) for flaw in flaws(sys.argv[2])]
    else:
        stored, new = sys.argv[1:]
        wrong = [(stored, flaw) for flaw in flaws(stored)]
        wrong += [(stored, difference) for difference in differences(code_cells(stored), code_cells(new))]
    for notebook, what in wrong:
        print(f"{notebook}: {what}", file=sys.stderr)
    if wrong:
        print("If that is meant, notebooks/run-all --store stores the new outputs.", file=sys.stderr)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
