// Blocks that the completion offers at the beginning of a line. Their labels are in completion.html, in the language of
// the page; `words` are further words they are found by. The cursor comes to stand at the mark.

export const CURSOR_MARK = "‸";

export const SNIPPETS = {
  heading: { words: "heading h2 title biaoti", text: "## ‸" },
  subheading: { words: "subheading h3 title xiaobiaoti biaoti", text: "### ‸" },
  "bulleted-list": { words: "list ul bullet liebiao wuxu", text: "- ‸" },
  "numbered-list": { words: "list ol number liebiao youxu bianhao", text: "1. ‸" },
  "task-list": { words: "task todo checklist renwu daiban", text: "- [ ] ‸" },
  quote: { words: "quote blockquote yinyong yinwen", text: "> ‸" },
  "code-block": { words: "code fence pre daima", text: "```‸\n\n```", isBlock: true },
  "display-formula": { words: "formula math latex equation gongshi shuxue", text: "$$\n‸\n$$", isBlock: true },
  "aligned-formula": {
    words: "formula align equations gongshi duiqi",
    text: "$$\n\\begin{aligned}\n‸ &= \\\\\n&=\n\\end{aligned}\n$$",
    isBlock: true,
  },
  cases: { words: "formula cases piecewise gongshi fenduan", text: "$$\n\\begin{cases}\n‸ & \\\\\n&\n\\end{cases}\n$$", isBlock: true },
  matrix: { words: "formula matrix pmatrix gongshi juzhen", text: "$$\n\\begin{pmatrix}\n‸ & \\\\\n&\n\\end{pmatrix}\n$$", isBlock: true },
  diagram: {
    words: "diagram mermaid flowchart graph liuchengtu tu",
    text: "```mermaid\nflowchart TD\n  A[‸] --> B[]\n```",
    isBlock: true,
  },
  algorithm: {
    words: "algorithm pseudocode suanfa weidaima",
    text: "```algorithm\n\\caption{‸}\n\\Require \n\\State \n```",
    isBlock: true,
  },
  table: { words: "table grid biaoge", text: "| ‸ |  |\n| --- | --- |\n|  |  |", isBlock: true },
  note: { words: "callout note admonition tishi biaozhu", text: "> [!NOTE]\n> ‸", isBlock: true },
  tip: { words: "callout tip hint tishi jianyi", text: "> [!TIP]\n> ‸", isBlock: true },
  warning: { words: "callout warning caution jinggao zhuyi", text: "> [!WARNING]\n> ‸", isBlock: true },
  "link-cards": {
    words: "links friends cards youlian youqinglianjie lianjie kapian",
    text: "> [!LINKS]\n> - [‸](https://) — ",
    isBlock: true,
  },
  rule: { words: "rule divider hr line fengexian", text: "---\n\n‸", isBlock: true },
};
