#!/usr/bin/env python3
"""Writes the seed corpora under fuzz/corpus/ from the cases in tests/. Run from anywhere; what is there is kept."""

import hashlib
import json
from pathlib import Path

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent / "tests"
SEPARATOR = b"\xff"


def cases(*patterns):
    for pattern in patterns:
        for path in sorted(TESTS.glob(pattern)):
            for line in path.read_text(encoding="utf-8").splitlines():
                if line.strip():
                    yield json.loads(line)


def write(target, *parts):
    data = SEPARATOR.join(part if isinstance(part, bytes) else part.encode() for part in parts)
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)


def steps(template):
    """Types the template's second half a piece at a time, undoes some of it and types on."""
    data = template.encode()
    out = bytearray()
    for at in range(0, min(len(data), 400), 16):
        piece = data[at : at + 16]
        out += bytes([0x80 if at % 48 else 0]) + at.to_bytes(2, "big") + bytes([at % 5, len(piece)]) + piece
        out += bytes([11, 13] if at % 64 == 32 else [])
    return bytes(out)


def main():
    for case in cases("conformance/*/*.jsonl", "data/fuzz_finds.jsonl"):
        template = case.get("template")
        if not isinstance(template, str):
            continue
        query = (case.get("params") or {}).get("querystring") or {"q": "a b&c"}
        value = next(iter(query.values()))
        context = json.dumps(case.get("context") or {}, ensure_ascii=False)
        write("render", template, case.get("body") or "", value if isinstance(value, str) else "", context)
        half = len(template) // 2
        write("incremental_edits", template[:half], steps(template[half:] + "\n" + template))
    for case in cases("data/json_paths.jsonl", "conformance/velocity/*.jsonl"):
        body = case.get("body") or "{}"
        path = case.get("path")
        if path is None:
            quoted = str(case.get("template")).split("'")
            path = next((piece for piece in quoted if piece.startswith("$")), "$")
        write("jsonpath", path, body)


main()
