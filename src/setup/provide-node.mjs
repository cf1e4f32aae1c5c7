// Step 2: a Node that runs TypeScript files as they are. Where the machine's is too old, the one that ships as an npm package goes into
// node_modules: npm puts node_modules/.bin first on the PATH. `npm ci` takes it away again, so this step comes after it.
import fs from 'node:fs';
import path from 'node:path';
import { announce, SetUpError } from './progress.mjs';
import { runNpm } from './run-npm.mjs';
import { machineEnvironment, runProgram } from './run-program.mjs';

const packagedVersion = '24.21.0';

/** @param {string} root the project folder */
export async function provideNode(root) {
  const own = path.join(root, 'node_modules', '.bin', 'node');
  const runsOwn = path.resolve(process.execPath).startsWith(path.join(root, 'node_modules') + path.sep);
  if (fs.existsSync(own) && (runsOwn || (await versionOf(own, root)) !== undefined)) return;
  if (isSuitableNode(runsOwn ? await versionOf('node', root) : process.versions.node)) return;
  const packageName = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  await announce(
    `Fetching Node ${packagedVersion}, since the machine's own is too old (190 MB on disk, once)`,
    async () => {
      await runNpm(root, ['install', '--no-save', `${packageName}@${packagedVersion}`]);
      if ((await versionOf(own, root)) === undefined) {
        throw new SetUpError(
          `The Node of the npm package ${packageName} does not run here. Install Node 24 on this machine, then run this again.`,
        );
      }
    },
  );
}

/**
 * Whether this Node runs .ts files without a flag and has what the packages need.
 * @param {string | undefined} version for example "24.21.0"
 */
export function isSuitableNode(version) {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  return major >= 24 || (major === 22 && minor >= 20);
}

/** The version that a Node gives for itself, or undefined where it does not run. */
async function versionOf(program, root) {
  const { code, output } = await runProgram(program, ['--version'], { cwd: root, env: machineEnvironment(root) });
  return code === 0 ? output.trim().replace(/^v/, '') : undefined;
}
