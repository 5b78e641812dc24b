"""Import of posts from other tools.

`importer` runs it: `sites` finds the format of a folder, `reader` reads each
file into a `PostRecord`, `conversion` rewrites its text (`shortcodes` and
`dialects`) and its links (`link_resolver`), `persist` saves it as a post.
Lower packages never import higher ones: importer, sites, shortcodes, dialects,
records.
"""
