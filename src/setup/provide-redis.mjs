// Step 4, for tests: a real Redis. REDIS_URL comes first, then a server on the PATH; else Debian's packages are unpacked, without root and
// without installing them, into .quorum/redis. Where the program stands is written to .quorum/redis.json, for the test harness.
import fs from 'node:fs';
import path from 'node:path';
import { announce, explainOutput, SetUpError } from './progress.mjs';
import { runProgram } from './run-program.mjs';

const packages = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'liblua5.1-0', 'lua-cjson', 'lua-bitop'];
/** Libraries that a slim system lacks; named otherwise on some releases, so that their absence is no error. */
const furtherPackages = ['libssl3', 'libatomic1', 'libsystemd0'];
const mend = 'Install redis-server or valkey-server on this machine, or set REDIS_URL, then run this again.';

/** @param {string} root the project folder */
export async function provideRedis(root) {
  if (process.env.REDIS_URL) return;
  const file = path.join(root, '.quorum', 'redis.json');
  if (await isUsable(readServer(file), root)) return;
  const installed = ['redis-server', 'valkey-server'].map((name) => ({ program: name, libraryPath: '' }));
  for (const server of installed) {
    if (await isUsable(server, root)) return writeServer(file, server);
  }
  const unpacked = await announce('Unpacking Redis for the tests (25 MB on disk, once)', () => unpackRedis(root));
  writeServer(file, unpacked);
}

async function unpackRedis(root) {
  const folder = path.join(root, '.quorum', 'redis');
  fs.rmSync(folder, { recursive: true, force: true });
  for (const part of ['lists/partial', 'cache/archives/partial', 'root']) {
    fs.mkdirSync(path.join(folder, part), { recursive: true });
  }
  await runApt(folder, ['update']);
  await runApt(folder, ['download', ...packages]);
  for (const name of furtherPackages) await runApt(folder, ['download', name]).catch(() => undefined);
  for (const name of fs.readdirSync(folder).filter((entry) => entry.endsWith('.deb'))) {
    const { code, output } = await runProgram('dpkg', ['-x', name, 'root'], { cwd: folder });
    if (code !== 0) throw explainOutput({ program: 'dpkg', output, root });
    fs.rmSync(path.join(folder, name));
  }
  for (const part of ['lists', 'cache']) fs.rmSync(path.join(folder, part), { recursive: true, force: true });
  const server = {
    program: path.join(folder, 'root', 'usr', 'bin', 'redis-server'),
    libraryPath: libraryFolders(path.join(folder, 'root', 'usr', 'lib')),
  };
  const { code, output } = await runServer(server, root);
  if (code !== 0)
    throw new SetUpError(`Debian's redis-server does not run here (${output.trim().split('\n').pop()}). ${mend}`);
  return server;
}

/** apt with its lists, its cache and its configuration's places inside our folder, as whoever we are. */
async function runApt(folder, args) {
  const options = [
    `Dir::State::Lists=${folder}/lists`,
    `Dir::Cache=${folder}/cache`,
    'Dir::State::status=/var/lib/dpkg/status',
    'APT::Sandbox::User=',
    'Acquire::Retries=1',
  ].flatMap((option) => ['-o', option]);
  const { code, output, isMissing } = await runProgram('apt-get', [...options, '-q', ...args], { cwd: folder });
  if (isMissing)
    throw new SetUpError(`The tests need a Redis, and this machine has no apt-get to fetch one with. ${mend}`);
  const couldNotFetch = /^(E|W|Err): ?(Some index files|Failed to fetch|Unable to (fetch|locate))/m.test(output);
  if (code !== 0 || (args[0] === 'update' && couldNotFetch)) {
    throw new SetUpError(`${explainOutput({ program: 'apt-get', output, root: folder }).message} Or: ${mend}`);
  }
}

/** Debian keeps libraries in a folder named for the machine's architecture. */
function libraryFolders(folder) {
  const names = fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /-linux-/.test(entry.name));
  return names.map((entry) => path.join(folder, entry.name)).join(path.delimiter);
}

async function isUsable(server, root) {
  return server !== undefined && (await runServer(server, root)).code === 0;
}

function runServer({ program, libraryPath }, root) {
  const env = libraryPath === '' ? process.env : { ...process.env, LD_LIBRARY_PATH: libraryPath };
  return runProgram(program, ['--version'], { cwd: root, env });
}

function readServer(file) {
  if (!fs.existsSync(file)) return undefined;
  const { program, libraryPath } = JSON.parse(fs.readFileSync(file, 'utf8'));
  return { program, libraryPath };
}

function writeServer(file, server) {
  fs.writeFileSync(file, `${JSON.stringify(server, null, 2)}\n`);
}
