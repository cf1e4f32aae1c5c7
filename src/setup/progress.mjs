// How the set-up speaks: one line a step on standard error, so that a command's own output stays clean, and one sentence with the
// mend where it cannot go on.

/** The set-up cannot go on; the message says what is wrong and how to mend it. */
export class SetUpError extends Error {
  name = 'SetUpError';
}

/**
 * Says what is being done, does it, and says how long it took.
 * @template T
 * @param {string} what for example "Installing the packages"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function announce(what, work) {
  process.stderr.write(`${what} ... `);
  const start = Date.now();
  try {
    const result = await work();
    process.stderr.write(`done in ${((Date.now() - start) / 1000).toFixed(1)} s\n`);
    return result;
  } catch (error) {
    process.stderr.write('failed\n');
    throw error;
  }
}

/** @param {string} text */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

const fullDisk = 'The disk is full. Free about 1 GB, then run this again.';

/**
 * The sentence for an error of the file system, or undefined where it is something else.
 * @param {unknown} error
 * @param {string} root the project folder
 */
export function explainFileError(error, root) {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new SetUpError(fullDisk, { cause: error });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new SetUpError(notWritable(error.path ?? root), { cause: error });
  return undefined;
}

/**
 * The sentence for what npm or apt printed before it gave up.
 * @param {{ program: string, output: string, root: string }} failure
 */
export function explainOutput({ program, output, root }) {
  if (/ENOSPC|EDQUOT|no space left on device/i.test(output)) return new SetUpError(fullDisk);
  if (/EROFS|EACCES|EPERM|permission denied|read-only file system/i.test(output))
    return new SetUpError(notWritable(root));
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET|Could not (resolve|connect)/i.test(
      output,
    )
  ) {
    return new SetUpError(
      `${program} cannot reach its package registry. Check the network (or the proxy and registry that ${program} is set to use), then run this again.`,
    );
  }
  const lines = output
    .trim()
    .split('\n')
    .filter((line) => !/complete log of this run/.test(line));
  return new SetUpError(`${program} failed. It said: ${lines.slice(-3).join(' | ') || 'nothing'}`);
}

/** @param {string} place */
function notWritable(place) {
  return `This user may not write to ${place}. Run as the owner of the project folder, or clone the project where you may write.`;
}
