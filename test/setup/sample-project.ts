// A project in small, in a folder with a space in its name: the real set-up code, a lock file with one package, and an npm that only
// notes how it was called and answers as told.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface SampleProject {
  folder: string;
  /** What npm prints on standard error, and its exit code, from now on. */
  letNpmAnswer(answer: { output: string; code: number }): void;
  /** How npm was called so far, a line a call. */
  npmCalls(): string[];
  /** Runs the set-up of `npm run quorum`. */
  prepare(options?: { path?: string }): { code: number | null; said: string };
  /** Starts the same without waiting for its end. */
  startPreparing(): { untilSays(text: string): Promise<void>; ended: Promise<number | null> };
  remove(): void;
}

const setUpCode = path.resolve(import.meta.dirname, '../../src/setup');
const lock = { name: 'sample', lockfileVersion: 3, packages: { '': {}, 'node_modules/one': { version: '1.0.0' } } };

export function sampleProject(): SampleProject {
  const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-setup-')), 'a project');
  const programs = path.join(folder, 'programs');
  const calls = path.join(folder, 'calls.txt');
  fs.mkdirSync(programs, { recursive: true });
  fs.cpSync(setUpCode, path.join(folder, 'src/setup'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify(lock));
  fs.symlinkSync(process.execPath, path.join(programs, 'node'));

  const letNpmAnswer: SampleProject['letNpmAnswer'] = ({ output, code }) => {
    fs.writeFileSync(path.join(folder, 'answer.txt'), `${output}\n`);
    const install = `mkdir -p node_modules && cp package-lock.json node_modules/.package-lock.json`;
    const script = `#!/bin/sh\necho "$*" >> calls.txt\ncat answer.txt >&2\n[ ${code} = 0 ] && ${install}\nexit ${code}\n`;
    fs.writeFileSync(path.join(programs, 'npm'), script, { mode: 0o755 });
  };

  return {
    folder,
    letNpmAnswer,
    npmCalls: () => (fs.existsSync(calls) ? fs.readFileSync(calls, 'utf8').trim().split('\n') : []),
    prepare: (options = {}) => {
      const searched = options.path ?? `${programs}:/usr/bin:/bin`;
      const run = spawnSync(process.execPath, ['src/setup/prepare.mjs', 'quorum'], {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: searched, HOME: folder },
      });
      return { code: run.status, said: run.stderr };
    },
    startPreparing: () => {
      const env = { PATH: `${programs}:/usr/bin:/bin`, HOME: folder };
      const child = spawn(process.execPath, ['src/setup/prepare.mjs', 'quorum'], { cwd: folder, env });
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString('utf8');
      });
      return {
        untilSays: async (text) => {
          while (!said.includes(text)) await once(child.stderr, 'data');
        },
        ended: new Promise((resolve) => child.once('close', resolve)),
      };
    },
    remove: () => fs.rmSync(path.dirname(folder), { recursive: true }),
  };
}
