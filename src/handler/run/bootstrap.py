"""Calls the handler beside this file as Lambda's Python runtime does, and writes what came of it to a file.

Arguments: the folder, the time limit in seconds. The event comes through standard input; what the handler prints
goes to standard output and error, which hold nothing else.
"""

import importlib.util
import json
import os
import sys
import time
import traceback
from decimal import Decimal

FOLDER, LIMIT_S = sys.argv[1], float(sys.argv[2])
MODULE = "lambda_function"
CODE = os.path.join(FOLDER, MODULE + ".py")


def report(**outcome):
    part = os.path.join(FOLDER, "result.part")
    with open(part, "w", encoding="utf-8") as out:
        json.dump(outcome, out, allow_nan=False)
    os.replace(part, os.path.join(FOLDER, "result.json"))
    sys.stdout.flush()
    sys.stderr.flush()
    # Threads that the handler left behind do not keep the process.
    os._exit(0)


def fail(kind, message, line=None, frames=()):
    trace = [text.replace(CODE, "/var/task/" + MODULE + ".py") for text in traceback.format_list(frames)]
    error = {"errorMessage": message, "errorType": kind, "requestId": Context.aws_request_id, "stackTrace": trace}
    report(raised=error, line=line)


def fail_with(error):
    frames = traceback.extract_tb(error.__traceback__)
    # What stands above the first frame of the user's file is this program.
    first = next((i for i, frame in enumerate(frames) if frame.filename == CODE), len(frames))
    frames = frames[first:]
    own = [frame.lineno for frame in frames if frame.filename == CODE]
    fail(type(error).__name__, str(error), own[-1] if own else None, frames)


class Context:
    """What Lambda hands over beside the event."""

    function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
    function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
    memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
    invoked_function_arn = os.environ["GATEWRIGHT_FUNCTION_ARN"]
    aws_request_id = os.environ["GATEWRIGHT_REQUEST_ID"]
    log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
    log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
    identity = None
    client_context = None
    ends = None

    def get_remaining_time_in_millis(self):
        return max(0, int((self.ends - time.monotonic()) * 1000))


def load():
    spec = importlib.util.spec_from_file_location(MODULE, CODE)
    module = importlib.util.module_from_spec(spec)
    sys.modules[MODULE] = module
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        in_code = error.filename == CODE
        message = "Syntax error in module '%s': %s" % (MODULE, str(error).replace(CODE, MODULE + ".py"))
        fail("Runtime.UserCodeSyntaxError", message, error.lineno if in_code else None)
    except ImportError as error:
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame.lineno for frame in frames if frame.filename == CODE]
        message = "Unable to import module '%s': %s" % (MODULE, error)
        fail("Runtime.ImportModuleError", message, own[-1] if own else None)
    except Exception as error:
        fail_with(error)
    for name in ("lambda_handler", "handler"):
        if callable(getattr(module, name, None)):
            return getattr(module, name)
    fail("Runtime.HandlerNotFound", "Handler 'lambda_handler' missing on module '%s'" % MODULE)


def main():
    event = json.loads(sys.stdin.buffer.read())
    sys.path[0] = FOLDER
    handler = load()
    context = Context()
    context.ends = time.monotonic() + LIMIT_S
    open(os.path.join(FOLDER, "started"), "w").close()
    try:
        returned = handler(event, context)
    except Exception as error:
        fail_with(error)

    def decimals(value):
        if isinstance(value, Decimal):
            return float(value)
        raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)

    try:
        returned = json.loads(json.dumps(returned, allow_nan=False, default=decimals))
    except (TypeError, ValueError, RecursionError) as error:
        fail("Runtime.MarshalError", "Unable to marshal response: %s" % error)
    report(returned=returned)


main()
