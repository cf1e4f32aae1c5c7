// Step 1: node_modules as package-lock.json describes them.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { announce, SetUpError } from './progress.mjs';
import { runNpm } from './run-npm.mjs';

const roomMinMb = 1_000;

/** @param {string} root the project folder */
export async function installPackages(root) {
  const lockText = fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8');
  const stampFile = path.join(root, 'node_modules', '.quorum-lock');
  const stamp = crypto.createHash('sha256').update(lockText).digest('hex');
  if (readText(stampFile) === stamp) return;
  if (!isInstalled(root, lockText)) {
    checkRoom(root);
    await announce('Installing the packages (about 500 MB on disk, once)', () => installAnew(root));
  }
  fs.writeFileSync(stampFile, stamp);
}

/** What is left of an installation that failed must not be taken for one that is whole. */
async function installAnew(root) {
  try {
    await runNpm(root, ['ci']);
  } catch (error) {
    fs.rmSync(path.join(root, 'node_modules', '.package-lock.json'), { force: true });
    throw error;
  }
}

/** npm takes minutes to find out that a disk is too small. */
function checkRoom(root) {
  const { bavail, bsize } = fs.statfsSync(root);
  const freeMb = Math.floor((bavail * bsize) / 1e6);
  if (freeMb >= roomMinMb) return;
  throw new SetUpError(`The disk has only ${freeMb} MB left. Free ${roomMinMb} MB, then run this again.`);
}

/** npm keeps a list of what it installed; where that fits the lock file (after a developer's `npm install`), nothing is to be done. */
function isInstalled(root, lockText) {
  const installedText = readText(path.join(root, 'node_modules', '.package-lock.json'));
  if (installedText === undefined) return false;
  const wanted = JSON.parse(lockText).packages;
  const installed = JSON.parse(installedText).packages;
  return Object.entries(wanted).every(([folder, { version, optional }]) => {
    if (folder === '') return true;
    const there = installed[folder];
    return there === undefined ? optional === true : there.version === version;
  });
}

function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
