// Step 3: the pages that the service serves, built again when any of their sources changed.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { announce, SetUpError, say } from './progress.mjs';
import { projectEnvironment, runProgram } from './run-program.mjs';

const configFile = 'src/ui/vite.config.ts';
/** Everything the browser's code may import (the import rings hold it to these), and what decides on the tools. */
const sources = ['src/ui', 'src/buying-center', 'src/value', 'src/identity', 'src/http', 'package-lock.json'];

/** @param {string} root the project folder */
export async function buildPages(root) {
  if (!fs.existsSync(path.join(root, configFile))) {
    say(`The pages are not built: ${configFile} is not there.`);
    return;
  }
  const stampFile = path.join(root, '.quorum', 'ui.stamp');
  const stamp = hashOfSources(root);
  const isBuilt = fs.existsSync(path.join(root, '.quorum', 'ui', 'index.html'));
  if (isBuilt && fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === stamp) return;
  await announce('Building the pages', async () => {
    const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
    const args = [vite, 'build', '--config', configFile, '--logLevel', 'warn'];
    const { code, output } = await runProgram('node', args, { cwd: root, env: projectEnvironment(root) });
    if (code !== 0)
      throw new SetUpError(
        `The pages could not be built. Vite said:\n${output.trim().split('\n').slice(-20).join('\n')}`,
      );
  });
  fs.writeFileSync(stampFile, stamp);
}

function hashOfSources(root) {
  const hash = crypto.createHash('sha256');
  for (const file of sources.flatMap((source) => filesIn(path.join(root, source)))) {
    hash.update(path.relative(root, file)).update('\0').update(fs.readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesIn(place) {
  if (!fs.existsSync(place)) return [];
  if (!fs.statSync(place).isDirectory()) return [place];
  const entries = fs.readdirSync(place, { withFileTypes: true });
  return entries.flatMap((entry) => filesIn(path.join(place, entry.name))).sort();
}
