// The rows of `quorum doctor` on programs: Node, npm, Quorum itself and its pages.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { DoctorRow } from './doctor-row.ts';

const root = path.resolve(import.meta.dirname, '../..');
const npmTimeoutMs = 10_000;

export async function checkPrograms(): Promise<DoctorRow[]> {
  return [checkNode(process.versions.node), await checkNpm(), checkQuorum(), checkPages()];
}

function checkNode(version: string): DoctorRow {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOk = major > 22 || (major === 22 && minor >= 20);
  const mend = 'Run Quorum with npm (npm start, npm run quorum), which brings a Node of its own.';
  return { name: 'Node', isOk, finding: version, ...(isOk ? {} : { mend }) };
}

async function checkNpm(): Promise<DoctorRow> {
  try {
    const { stdout } = await promisify(execFile)('npm', ['--version'], { timeout: npmTimeoutMs });
    return { name: 'npm', isOk: true, finding: stdout.trim() };
  } catch {
    return { name: 'npm', isOk: false, finding: 'not found', mend: 'Install npm (on Debian: apt install npm).' };
  }
}

function checkQuorum(): DoctorRow {
  const text = fs.readFileSync(path.join(root, 'package.json'), 'utf8');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(text));
  return { name: 'Quorum', isOk: true, finding: `${version} in ${root}` };
}

function checkPages(): DoctorRow {
  const isBuilt = fs.existsSync(path.join(root, '.quorum', 'ui', 'index.html'));
  return { name: 'Pages', isOk: true, finding: isBuilt ? 'built' : 'not built yet; npm start builds them' };
}
