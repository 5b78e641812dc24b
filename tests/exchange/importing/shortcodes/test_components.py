"""MDX and VitePress: components, and the modules they come from."""

import pytest

from tests.support.source_sites import make_image_file


def source_of(import_post, text, name="a.mdx", **files):
    return import_post({name: text, "a.png": make_image_file(), **files}).source.strip()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            '<Callout type="warning" title="W">\n  Some **bold** $x$\n</Callout>',
            "> [!WARNING] W\n> Some **bold** $x$",
        ),
        ('<Admonition type="tip">\n\nText\n\n</Admonition>', "> [!TIP]\n> Text"),
        (
            '<Tabs>\n  <TabItem value="a" label="甲">\n\n    ```sh\n    x\n      y\n    ```\n\n  </TabItem>\n'
            '  <TabItem value="b" label="乙">text</TabItem>\n</Tabs>',
            "**甲**\n\n```sh\nx\n  y\n```\n\n**乙**\n\ntext",
        ),
        ("<Unknown a={() => { return '}' }}>\nInner *text*\n</Unknown>", "Inner *text*"),
        ("a <Chip>chip</Chip> <Badge text='new' /> b", "a chip new b"),
        ('<YouTube id="abc" />', "https://www.youtube.com/watch?v=abc"),
        ('<div className="x" style={{color: "red"}}>\n\nhi\n\n</div>', "<div>\n\nhi\n\n</div>"),
        ("a {/* hidden */} b{' '}\nc", "a  b \nc"),
        ("`<Tabs>` and ```<X/>```", "`<Tabs>` and ```<X/>```"),
        ('<Card title="T" href="https://e.org/">\nText\n</Card>', "[T](https://e.org/)\n\nText"),
        ("<Details summary='More'>\n  Text\n</Details>", "> [!NOTE]- More\n> Text"),
    ],
)
def test_components_become_markdown(import_post, written, expected):
    assert source_of(import_post, f"x\n\n{written}").removeprefix("x\n\n") == expected


@pytest.mark.parametrize(
    "written",
    [
        "import pic from './a.png';\n\n<Image src={pic} alt='A' />",
        "import pic from './a.png';\n\n<Image src={pic.src} alt='A' width={30} />",
        "<Zoom image={require('./a.png').default} alt='A' />",
        "<Shot srcLight='./a.png' srcDark='./b.png' caption='A' />",
        "<Figure src='a.png'>\n  A\n</Figure>",
    ],
)
def test_a_picture_is_found_by_its_attributes(import_post, written):
    source = source_of(import_post, f"x\n\n{written}")

    assert source.startswith("x\n\n![A](/media/imported/")


def test_modules_are_no_text(import_post):
    text = (
        "import A from 'a';\nimport {\n  B,\n  C,\n} from \"b\";\nimport 'c.css'\n\n"
        "export const Foo = ({children}) => (\n  <b>{children}</b>\n);\n\nimport your data from a file\n"
    )

    assert source_of(import_post, text) == "import your data from a file"


def test_what_is_not_known_is_named_with_its_line(import_files):
    summary = import_files({"a.mdx": "x\n\n<Chart data={d}>text</Chart>\n\n{props.x}\n"})

    assert summary.reasons["component unknown"] == ["a.mdx:3: <Chart data={d}>"]
    assert summary.reasons["expression kept as it is"] == ["a.mdx:5: {props.x}"]


def test_in_plain_markdown_only_known_components_are_such(import_post):
    text = 'List<String> <T> a\n\n<Badge text="1.2" />\n\n<script setup>\nimport x from "y"\n</script>\n'

    assert source_of(import_post, text, "a.md") == "List<String> <T> a\n\n1.2"


def test_containers_of_vitepress_stay_and_what_is_not_read_is_said(import_files):
    text = "::: code-group\n\n```js [a.js]\nx\n```\n\n:::\n\n<<< @/snip.js\n\n::: info\nx"
    summary = import_files({"a.md": text})

    assert summary.reasons["marks kept as they are"] == [
        "a.md:11: a directive that is never closed, ::: info",
        "a.md:9: a file to be shown, <<< @/snip.js",
    ]
