// Finds the large data sets that stand beside the project; names the ones that are not there, and fails where CI is set.
import fs from 'node:fs';
import path from 'node:path';

const sharedFolder = path.resolve(import.meta.dirname, '../../../shared');

/** The path of ../shared/<relativePath>, or null after printing `not run: …`. @throws where CI is set and the file is missing. */
export function sharedFile(relativePath: string): string | null {
  const file = path.join(sharedFolder, relativePath);
  if (fs.existsSync(file)) return file;
  console.log(`not run: ../shared/${relativePath} is not there`);
  if (process.env.CI) throw new Error(`../shared/${relativePath} is missing, and CI must not pass without it`);
  return null;
}
