// Unpacks Debian packages into a folder of ours, without root and without installing them: apt with its lists, its cache and its
// configuration's places inside that folder, as whoever we are.
import fs from 'node:fs';
import path from 'node:path';
import { explainOutput, SetUpError } from './progress.mjs';
import { runProgram } from './run-program.mjs';

/**
 * Afterwards the packages' files stand below `folder`/root.
 * @param {{ folder: string, packages: string[], furtherPackages?: string[], need: string, mend: string }} wanted `furtherPackages` may be
 * missing on a release; `need` and `mend` say for people what it is for and what else helps
 */
export async function unpackDebianPackages({ folder, packages, furtherPackages = [], need, mend }) {
  fs.rmSync(folder, { recursive: true, force: true });
  for (const part of ['lists/partial', 'cache/archives/partial', 'root']) {
    fs.mkdirSync(path.join(folder, part), { recursive: true });
  }
  const runApt = (args) => runAptIn(folder, { args, need, mend });
  await runApt(['update']);
  await runApt(['download', ...packages]);
  for (const name of furtherPackages) await runApt(['download', name]).catch(() => undefined);
  for (const name of fs.readdirSync(folder).filter((entry) => entry.endsWith('.deb'))) {
    const { code, output } = await runProgram('dpkg', ['-x', name, 'root'], { cwd: folder });
    if (code !== 0) throw explainOutput({ program: 'dpkg', output, root: folder });
    fs.rmSync(path.join(folder, name));
  }
  for (const part of ['lists', 'cache']) fs.rmSync(path.join(folder, part), { recursive: true, force: true });
}

async function runAptIn(folder, { args, need, mend }) {
  const options = [
    `Dir::State::Lists=${folder}/lists`,
    `Dir::Cache=${folder}/cache`,
    'Dir::State::status=/var/lib/dpkg/status',
    'APT::Sandbox::User=',
    'Acquire::Retries=1',
  ].flatMap((option) => ['-o', option]);
  const { code, output, isMissing } = await runProgram('apt-get', [...options, '-q', ...args], { cwd: folder });
  if (isMissing) throw new SetUpError(`${need}, and this machine has no apt-get to fetch it with. ${mend}`);
  const couldNotFetch = /^(E|W|Err): ?(Some index files|Failed to fetch|Unable to (fetch|locate))/m.test(output);
  if (code !== 0 || (args[0] === 'update' && couldNotFetch)) {
    throw new SetUpError(`${explainOutput({ program: 'apt-get', output, root: folder }).message} Or: ${mend}`);
  }
}
