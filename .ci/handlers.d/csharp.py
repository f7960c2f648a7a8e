"""Reads C# with its grammar: a file with an error in it is named."""

import sys

import tree_sitter_c_sharp
from tree_sitter import Language, Parser

parser = Parser(Language(tree_sitter_c_sharp.language()))
broken = [path for path in sys.argv[1:] if parser.parse(open(path, "rb").read()).root_node.has_error]
assert parser.parse(b"class { int }").root_node.has_error, "a planted fault is found"
if broken:
    sys.exit(f"not C#: {broken}")
