// Calls npm so that it runs no package's scripts and does not wait minutes for a network that is not there.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { explainOutput, SetUpError } from './progress.mjs';
import { machineEnvironment, runProgram } from './run-program.mjs';

const flags = [
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--no-progress',
  '--loglevel=warn',
  '--prefer-offline',
  '--fetch-retries=1',
  '--fetch-retry-mintimeout=500',
  '--fetch-retry-maxtimeout=1000',
];

/**
 * @param {string} root the project folder
 * @param {string[]} args for example ['ci']
 * @throws SetUpError with the mend
 */
export async function runNpm(root, args) {
  const env = { ...machineEnvironment(root), ...ownCache(root) };
  const { code, output, isMissing } = await runProgram('npm', [...args, ...flags], { cwd: root, env });
  if (isMissing)
    throw new SetUpError('npm is not on the PATH. Install it (on Debian: apt install npm), then run this again.');
  // A file that could not be unpacked, on a full disk for example, is only a warning to npm.
  if (code === 0 && !/TAR_ENTRY_ERROR/.test(output)) return;
  if (/EUSAGE/.test(output)) {
    throw new SetUpError(
      'package-lock.json does not fit package.json. Take both from the same commit (git checkout), then run this again.',
    );
  }
  throw explainOutput({ program: 'npm', output, root });
}

/** A user without a home folder has no place for npm's cache: it then stands in the project. */
function ownCache(root) {
  try {
    fs.accessSync(os.homedir(), fs.constants.W_OK);
    return {};
  } catch {
    return { npm_config_cache: path.join(root, '.quorum', 'npm-cache') };
  }
}
