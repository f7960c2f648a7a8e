"""Runs handlers with Powertools: each answers its event without an exception, and knows the caller."""

import json
import sys

checked = 0
for path, event in json.load(open(sys.argv[1], encoding="utf-8")):
    names = {}
    exec(compile(open(path, encoding="utf-8").read(), path, "exec"), names)
    result = names["lambda_handler"](event, None)
    if "statusCode" not in result:
        continue
    assert result["statusCode"] == 200, (path, result)
    authorizer = event["requestContext"].get("authorizer") or {}
    claims = authorizer.get("claims") or (authorizer.get("jwt") or {}).get("claims") or {}
    if claims:
        assert json.loads(result["body"])["email"] == claims["email"], (path, result)
        event["requestContext"].pop("authorizer")
        assert names["lambda_handler"](event, None)["statusCode"] == 401, path
        checked += 1
assert checked >= 10, checked
