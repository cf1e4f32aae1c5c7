// Lets one set-up at a time work on the folder: two commands started together would take node_modules from each other.
import fs from 'node:fs';
import path from 'node:path';
import { say } from './progress.mjs';

const pauseMs = 200;

/**
 * @param {string} root the project folder
 * @param {() => Promise<void>} work
 */
export async function withSetUpLock(root, work) {
  const file = path.join(root, '.quorum', 'set-up.pid');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  let hasSaid = false;
  while (!take(file)) {
    if (!hasSaid) say('Another command is setting this folder up; waiting for it.');
    hasSaid = true;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  const release = () => fs.rmSync(file, { force: true });
  process.once('exit', release);
  try {
    await work();
  } finally {
    release();
    process.off('exit', release);
  }
}

/** True where the lock is now ours. A lock whose process is gone is taken away, for the next try. Linking makes it appear with its content. */
function take(file) {
  const written = `${file}.${process.pid}`;
  fs.writeFileSync(written, String(process.pid));
  try {
    fs.linkSync(written, file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isSettingUp(readPid(file))) fs.rmSync(file, { force: true });
    return false;
  } finally {
    fs.rmSync(written, { force: true });
  }
}

function readPid(file) {
  try {
    return Number(fs.readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}

/** A process id may have passed to another program since, so its command line is asked where there is /proc. */
function isSettingUp(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('prepare.mjs');
  } catch {
    return true;
  }
}
