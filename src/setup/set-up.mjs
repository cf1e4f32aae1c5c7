// Brings in everything that a command needs and that is missing, inside the project folder; does nothing, quickly, when all is there.
// Plain JavaScript without dependencies: it runs before there are any, on whatever Node the machine has.
import { buildPages } from './build-pages.mjs';
import { installPackages } from './install-packages.mjs';
import { explainFileError, SetUpError } from './progress.mjs';
import { provideBrowser } from './provide-browser.mjs';
import { provideLanguageData } from './provide-language-data.mjs';
import { provideNode } from './provide-node.mjs';
import { provideRedis } from './provide-redis.mjs';
import { withSetUpLock } from './set-up-lock.mjs';

const stepsOf = {
  quorum: [installPackages, provideNode],
  start: [installPackages, provideNode, buildPages],
  test: [installPackages, provideNode, buildPages, provideRedis, provideBrowser, provideLanguageData],
};

/**
 * Runs the steps of one command in order and ends the process with 1, after one sentence with the mend, where a step fails.
 * @param {string} root the project folder
 * @param {string | undefined} command start, test or quorum
 */
export async function setUp(root, command) {
  const steps = stepsOf[command ?? ''];
  if (steps === undefined) {
    console.error('Use: node src/setup/prepare.mjs start|test|quorum');
    process.exitCode = 2;
    return;
  }
  try {
    await withSetUpLock(root, async () => {
      for (const step of steps) await step(root);
    });
  } catch (error) {
    const known = error instanceof SetUpError ? error : explainFileError(error, root);
    if (known === undefined) throw error;
    console.error(`\n${known.message}`);
    process.exitCode = 1;
  }
}
