"""Notebooks for tests."""

import base64
import json

from tests.support.source_sites import make_image_file


def markdown(*lines, **more):
    return {"cell_type": "markdown", "metadata": {}, "source": [f"{line}\n" for line in lines], **more}


def raw(text, form=""):
    return {"cell_type": "raw", "metadata": {"format": form} if form else {}, "source": text}


def code(source, *outputs, count=1, tags=()):
    return {"cell_type": "code", "execution_count": count, "metadata": {"tags": list(tags)}, "source": source,
            "outputs": list(outputs)}  # fmt: skip


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def result(**data):
    """Return an output; `image_png=…` stands for image/png."""
    forms = {name.replace("_", "/", 1): value for name, value in data.items()}
    return {"output_type": "execute_result", "execution_count": 1, "data": forms, "metadata": {}}


def error(*lines):
    return {"output_type": "error", "ename": "E", "evalue": "v", "traceback": list(lines)}


def make_png():
    return base64.encodebytes(make_image_file()).decode()


def make_notebook(*cells, **metadata):
    """Return the JSON of a notebook of Python."""
    kernel = {"kernelspec": {"language": "python", "name": "python3"}}
    document = {"cells": list(cells), "metadata": kernel | metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(document)


def make_study(*, intro="First words.", plot="teal", printed="0.5", more=()):
    """Return a notebook of text, a cell that prints, and one that draws."""
    return make_notebook(
        markdown("# Study"),
        markdown(intro),
        *more,
        code("fit()", stream(printed), count=1),
        code("plot()", result(image_png=base64.b64encode(make_image_file(plot)).decode()), count=2),
        markdown("Last words."),
    )
