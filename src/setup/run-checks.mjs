// `npm test`: every check in order, each with its time, and as the very last line how many passed and failed.
// A check that read nothing has failed, and so has a run without tests: both would pass for ever.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readTestCounts, resultsFile, staticChecks, testCommand } from './checks.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const endTimeoutMs = 15_000;
const notRun = new Set();
/** @type {import('node:child_process').ChildProcess | undefined} */
let running;
let isInterrupted = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, interrupt);
await runChecks();

async function runChecks() {
  let passed = 0;
  let failed = 0;
  for (const check of staticChecks) {
    const isPassed = await runStaticCheck(check);
    if (isInterrupted) return;
    if (isPassed) passed += 1;
    else failed += 1;
  }
  const tests = await runTests();
  if (isInterrupted) return;
  passed += tests.passed;
  failed += tests.failed;
  for (const line of notRun) console.log(line);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

async function runStaticCheck({ name, args, readFileCount, withoutFileList }) {
  const start = Date.now();
  const { code, output } = await run(args, { isShown: false });
  if (isInterrupted) return false;
  const files = readFileCount(output, root);
  const isPassed = code === 0 && files > 0;
  console.log(`${isPassed ? 'ok    ' : 'FAILED'} ${name}: ${files} files, ${seconds(start)}`);
  if (!isPassed) console.log(withoutFileList ? withoutFileList(output) : output);
  if (code === 0 && files === 0) console.log(`${name} read no file at all: its settings point nowhere.`);
  return isPassed;
}

async function runTests() {
  const start = Date.now();
  const { code } = await run(testCommand(root), { isShown: true });
  if (isInterrupted) return { passed: 0, failed: 0 };
  const counts = readTestCounts(path.join(root, resultsFile), code);
  const isPassed = counts.failed === 0;
  console.log(`${isPassed ? 'ok    ' : 'FAILED'} tests: ${counts.files} files, ${seconds(start)}`);
  for (const problem of counts.problems) console.log(problem);
  return counts;
}

/** Runs a Node program in a process group of its own, so that a terminal's Ctrl-C reaches it once, through us. */
function run(args, { isShown }) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment(),
    });
    running = child;
    let output = '';
    const keep = (chunk) => {
      output += chunk.toString('utf8');
    };
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', isShown ? (chunk) => process.stdout.write(chunk) : keep);
    if (isShown) collectNotRun(child.stdout);
    child.once('error', reject);
    child.once('close', (code) => {
      running = undefined;
      resolve({ code: code ?? 1, output });
    });
  });
}

/** Behind our pipe the programs cannot see whether a terminal reads them. */
function environment() {
  return {
    ...process.env,
    ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1', FORCE_COLOR: undefined }),
  };
}

/** Data sets that are not there are named by the tests (`not run: …`); they are said again where they are seen, at the end. */
function collectNotRun(stream) {
  let rest = '';
  stream.on('data', (chunk) => {
    const lines = (rest + chunk.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('not run: ')) notRun.add(line);
  });
}

function interrupt() {
  if (isInterrupted) return;
  isInterrupted = true;
  process.exitCode = 130;
  const child = running;
  if (child === undefined) return;
  child.kill('SIGINT');
  setTimeout(() => process.kill(-child.pid, 'SIGKILL'), endTimeoutMs).unref();
  child.once('exit', () => console.log('Interrupted: nothing more is run.'));
}

function seconds(start) {
  return `${((Date.now() - start) / 1000).toFixed(1)} s`;
}
