// Step 4, for tests: a real Redis. REDIS_URL comes first, then a server on the PATH; else Debian's packages are unpacked, without root and
// without installing them, into .quorum/redis. Where the program stands is written to .quorum/redis.json, for the test harness.
import fs from 'node:fs';
import path from 'node:path';
import { announce, SetUpError } from './progress.mjs';
import { runProgram } from './run-program.mjs';
import { unpackDebianPackages } from './unpack-debian-packages.mjs';

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
  await unpackDebianPackages({ folder, packages, furtherPackages, need: 'The tests need a Redis', mend });
  const server = {
    program: path.join(folder, 'root', 'usr', 'bin', 'redis-server'),
    libraryPath: libraryFolders(path.join(folder, 'root', 'usr', 'lib')),
  };
  const { code, output } = await runServer(server, root);
  if (code !== 0)
    throw new SetUpError(`Debian's redis-server does not run here (${output.trim().split('\n').pop()}). ${mend}`);
  return server;
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
