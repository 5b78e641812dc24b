"""Export of the public site as files, for any web server or pages host.

`crawler` asks the site itself for each page, in `page_writer`, and follows the links in what it gets;
`folder` knows what is there already. `redirects`, `server_files` and `search_index` make what a web server
cannot answer by itself.
"""
