"""The API below `/api/v1/`: what readers see as JSON, and drafts and writing for programs with a token.

`operations` is the table of all there is. The addresses and the OpenAPI document are made from it.
"""
