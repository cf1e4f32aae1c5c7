// Runs one program to its end and gives back what it printed.
import { spawn } from 'node:child_process';
import path from 'node:path';

const outputMax = 200_000;

/**
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd: string, env?: Record<string, string | undefined> }} options
 * @returns {Promise<{ code: number, output: string, isMissing: boolean }>} isMissing: there is no such program
 */
export function runProgram(program, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk.toString('utf8')).slice(-outputMax);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => {
      // EACCES: a folder on the PATH that this user may not look into.
      if (error.code === 'ENOENT' || error.code === 'EACCES')
        resolve({ code: 127, output: error.message, isMissing: true });
      else reject(error);
    });
    child.once('close', (code) => resolve({ code: code ?? 1, output, isMissing: false }));
  });
}

/**
 * The environment in which programs see the machine's own Node rather than the one in node_modules, which may be about to go.
 * @param {string} root the project folder
 */
export function machineEnvironment(root) {
  const own = path.join(root, 'node_modules', '.bin');
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => path.resolve(folder) !== own);
  return { ...process.env, PATH: folders.join(path.delimiter) };
}

/**
 * The environment in which `node` is the one in node_modules, where there is one.
 * @param {string} root the project folder
 */
export function projectEnvironment(root) {
  return {
    ...process.env,
    PATH: [path.join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(path.delimiter),
  };
}
