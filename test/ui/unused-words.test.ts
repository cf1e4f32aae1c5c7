import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { words } from '../../src/ui/words.ts';

test('no word stands unused', () => {
  const folder = path.resolve(import.meta.dirname, '../../src');
  const sources = [
    ...fs.globSync('ui/**/*.tsx', { cwd: folder }),
    'ui/api.ts',
    'http/api-contract.ts',
    'value/model.ts',
    'buying-center/model.ts',
  ]
    .map((file) => fs.readFileSync(path.join(folder, file), 'utf8'))
    .join('\n');
  expect(Object.keys(words.en).filter((key) => !sources.includes(`'${key}'`))).toEqual([]);
});
