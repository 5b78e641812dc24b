"""Tags of Hexo, Hugo, Jekyll and their themes (`{% note %}`, `{{< figure >}}`), replaced by Markdown."""
