// Calls the handler beside this file as Lambda's Node.js runtime does, and writes what came of it to a file.
// Arguments: the folder, the name of the code's file, the time limit in milliseconds. The event comes through
// standard input; what the handler prints goes to standard output and error, which hold nothing else.

import { spawnSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, file, limitMs] = process.argv.slice(2);
const code = join(folder, file);
const { env } = process;

function report(outcome) {
  const part = join(folder, 'result.part');
  writeFileSync(part, JSON.stringify(outcome));
  renameSync(part, join(folder, 'result.json'));
  process.exit(0);
}

const shown = (text) => text.replaceAll(pathToFileURL(code).href, `/var/task/${file}`).replaceAll(code, `/var/task/${file}`);

function lineIn(stack) {
  const found = new RegExp(`/var/task/${file.replace('.', '\\.')}:(\\d+)`).exec(stack);
  return found ? Number(found[1]) : null;
}

function fail(error, kind) {
  const isError = error instanceof Error || (error?.stack !== undefined && error?.message !== undefined);
  if (!isError) {
    const message = typeof error === 'string' ? error : String(JSON.stringify(error) ?? error);
    report({ raised: { errorType: kind ?? typeof error, errorMessage: message, trace: [] }, line: null });
  }
  const stack = shown(String(error.stack ?? ''));
  const own = stack.split('\n').filter((line) => !line.includes('bootstrap.mjs') && !line.includes('node:internal'));
  const message = shown(String(error.message));
  report({ raised: { errorType: kind ?? String(error.name ?? 'Error'), errorMessage: message, trace: own }, line: lineIn(stack) });
}

// A syntax error in a module does not tell its line, except on standard error.
function failToRead(error) {
  const checked = spawnSync(process.execPath, ['--check', code], { encoding: 'utf8', timeout: 5000 });
  const trace = shown(String(error.stack)).split('\n').slice(0, 1);
  const message = `${error.name}: ${error.message}`;
  report({ raised: { errorType: 'Runtime.UserCodeSyntaxError', errorMessage: message, trace }, line: lineIn(shown(checked.stderr ?? '')) });
}

async function load() {
  try {
    const module = file.endsWith('.mjs') ? await import(pathToFileURL(code).href) : createRequire(code)(code);
    const handler = module.handler ?? module.default?.handler;
    if (typeof handler === 'function') return handler;
  } catch (error) {
    if (error instanceof SyntaxError) failToRead(error);
    const isMissing = error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND';
    fail(error, isMissing ? 'Runtime.ImportModuleError' : undefined);
  }
  const name = file.replace(/\.\w+$/, '');
  const message = `${name}.handler is undefined or not exported`;
  report({ raised: { errorType: 'Runtime.HandlerNotFound', errorMessage: message, trace: [] }, line: null });
}

function call(handler, event, context) {
  if (handler.length < 3) return handler(event, context);
  return new Promise((resolve, reject) => {
    const returned = handler(event, context, (error, result) => (error ? reject(error) : resolve(result)));
    // An async handler that names the callback answers by its promise all the same.
    if (typeof returned?.then === 'function') returned.then(resolve, reject);
  });
}

process.on('uncaughtException', (error) => fail(error));
process.on('unhandledRejection', (error) => fail(error, 'Runtime.UnhandledPromiseRejection'));
const event = JSON.parse(readFileSync(0, 'utf8'));
const handler = await load();
const ends = Date.now() + Number(limitMs);
const context = {
  functionName: env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
  memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  invokedFunctionArn: env.GATEWRIGHT_FUNCTION_ARN,
  awsRequestId: env.GATEWRIGHT_REQUEST_ID,
  logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, ends - Date.now()),
};
writeFileSync(join(folder, 'started'), '');
let returned;
try {
  returned = await call(handler, event, context);
} catch (error) {
  fail(error);
}
let text;
try {
  text = JSON.stringify(returned) ?? 'null';
} catch {
  fail(new Error('Unable to stringify response body'));
}
report({ returned: JSON.parse(text) });
