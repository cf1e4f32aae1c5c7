// Every file of the project that people wrote, as text: without packages, generated files, data sets and pictures.
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from './cruise-imports.ts';

export interface SourceFile {
  /** Relative to the project, with forward slashes. */
  name: string;
  text: string;
}

const roots = [
  'src',
  'webhooks',
  'jobs',
  'test',
  '.ci',
  'README.md',
  'manifest.json',
  'package.json',
  'vitest.config.ts',
];
const leftOut = new Set(['node_modules', 'fixtures', 'data', '__snapshots__']);
const written = /\.(ts|tsx|mjs|cjs|js|json|sql|css|html|md)$|^\.ci\/run$/;

export function sourceFiles(): SourceFile[] {
  return roots
    .flatMap((root) => filesIn(root))
    .map((name) => ({ name, text: fs.readFileSync(path.join(projectRoot, name), 'utf8') }));
}

function filesIn(name: string): string[] {
  const place = path.join(projectRoot, name);
  if (!fs.existsSync(place)) return [];
  if (!fs.statSync(place).isDirectory()) return written.test(name) ? [name] : [];
  const entries = fs.readdirSync(place).filter((entry) => !leftOut.has(entry));
  return entries.sort().flatMap((entry) => filesIn(`${name}/${entry}`));
}
