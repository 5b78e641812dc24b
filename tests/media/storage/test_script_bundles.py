"""Modules joined into one script: it does what they did, and what cannot be joined is left as it is."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from posts.media.storage.script_bundles import UnbundledScriptError, bundle_script

STATIC = Path(settings.BASE_DIR, "static")
NODE = shutil.which("node")


def bundle(**modules):
    """Return the module `a` of those called by their letters, joined with what it imports."""
    return bundle_script("js/a.js", {f"js/{name}.js": text for name, text in modules.items()}.__getitem__)


def read_own(name):
    return (STATIC / name).read_text()


@pytest.mark.parametrize("script", sorted(path.name for path in (STATIC / "js").glob("*.js")))
def test_each_of_our_scripts_becomes_one_file(script):
    if "import(" in read_own(f"js/{script}"):
        pytest.skip("It loads what it needs later by itself.")
    text = bundle_script(f"js/{script}", read_own)
    assert not re.search(r"^(import|export)\b", text, re.MULTILINE)


def test_a_script_without_imports_stays_as_it_is():
    assert bundle(a="var a = 1;") == "var a = 1;\n"


@pytest.mark.skipif(not NODE, reason="node is not installed")
def test_modules_keep_their_names_apart_run_once_and_in_order(tmp_path):
    text = bundle(
        a='import { say as tell } from "./b.js";\nimport {\n  count,\n  Box,\n} from "./c.js";\n'
        'const x = "a";\n'
        "tell(x);\nconsole.log(count(), new Box().x, ...walk());\nfunction* walk() { yield 1; }\n",
        b='import { count } from "./c.js";\nconst x = "b";\n'
        "export function say(y) { console.log(x + y, count()); }\n",
        c='let x = 0;\nconsole.log("c");\nexport const count = () => ++x;\nexport class Box { x = "box"; }\n',
    )
    file = tmp_path / "a.mjs"
    file.write_text(text)
    done = subprocess.run([NODE, file], capture_output=True, text=True, check=True)  # noqa: S603  (our own text)
    assert done.stdout == "c\nba 1\n2 box 1\n"


@pytest.mark.parametrize(
    "text",
    [
        'import all from "./b.js";',
        'import * as all from "./b.js";',
        "export default 1;",
        "export let a = 1;",
        'export { a } from "./b.js";',
        'const lazy = () => import("./b.js");',
        "const a = await fetch(1);",
        "const a = import.meta.url;",
        'import { a } from "./a.js";',
    ],
)
def test_forms_that_would_change_are_refused(text):
    with pytest.raises(UnbundledScriptError):
        bundle(a=f'import {{ b }} from "./b.js";\n{text}\n', b="export const b = 1;\n")
