import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { auditCodes } from '../../src/accounts/access-port.ts';
import { settingsWords } from '../../src/ui/settings-words.ts';

const pairs = Object.entries(settingsWords.en).map(([key, english]) => ({
  key,
  english,
  vietnamese: Object.entries(settingsWords.vi).find(([other]) => other === key)?.[1] ?? '',
}));

test('both languages have the same keys, and none besides', () => {
  expect(Object.keys(settingsWords.vi).sort()).toEqual(Object.keys(settingsWords.en).sort());
  expect(pairs.length).toBeGreaterThan(80);
});

test.each(pairs)('$key is said in both languages, differently, and ends alike', ({ english, vietnamese }) => {
  for (const text of [english, vietnamese]) expect(text).toBe(text.trim());
  expect(vietnamese).not.toBe('');
  expect(vietnamese).not.toBe(english);
  expect(vietnamese).toBe(vietnamese.normalize('NFC'));
  expect(vietnamese.at(-1)?.match(/[.:…]/)?.[0]).toBe(english.at(-1)?.match(/[.:…]/)?.[0]);
});

test('no word stands unused', () => {
  const folder = path.resolve(import.meta.dirname, '../../src/ui');
  const sources = fs
    .globSync('*.tsx', { cwd: folder })
    .map((file) => fs.readFileSync(path.join(folder, file), 'utf8'))
    .join('\n');
  const spoken = new Set<string>(auditCodes);
  expect(pairs.filter(({ key }) => !spoken.has(key) && !sources.includes(`'${key}'`)).map(({ key }) => key)).toEqual(
    [],
  );
  for (const code of auditCodes) expect(settingsWords.en[code]).not.toBe('');
});
