// `node src/setup/prepare.mjs start|test|quorum`: what npm runs before each command. It only looks at the version of Node here,
// in words that the oldest one understands; the work is in set-up.mjs.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const major = Number(process.versions.node.split('.')[0]);
if (major < 18) {
  console.error(
    `Node ${process.versions.node} is too old to set Quorum up. Install Node 18 or newer, then run this again.`,
  );
  process.exitCode = 1;
} else {
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
  void import('./set-up.mjs').then(({ setUp }) => setUp(root, process.argv[2]));
}
