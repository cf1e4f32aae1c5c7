import { describe, expect, test } from 'vitest';
import { guide } from '../../src/ui/guide-words.ts';
import { words } from '../../src/ui/words.ts';

/** Texts that are rightly the same in both languages. */
const sameInBoth = new Set<string>([]);
const placeholders = (text: string) => [...text.matchAll(/\{\w+\}|%\w/g)].map(([found]) => found).sort();
const pairs = Object.entries(words.en).map(([key, english]) => {
  const vietnamese = Object.entries(words.vi).find(([other]) => other === key)?.[1] ?? '';
  return { key, english, vietnamese };
});

describe('the words of the pages', () => {
  test('both languages have the same keys, and none besides', () => {
    expect(Object.keys(words.vi).sort()).toEqual(Object.keys(words.en).sort());
    expect(pairs.length).toBeGreaterThan(100);
  });

  test.each(pairs)('$key is said in both languages', ({ key, english, vietnamese }) => {
    expect(english.trim()).toBe(english);
    expect(vietnamese.trim()).toBe(vietnamese);
    expect(english).not.toBe('');
    expect(vietnamese).not.toBe('');
    if (!sameInBoth.has(key)) expect(vietnamese).not.toBe(english);
  });

  test.each(pairs)('$key has the same placeholders and the same end in both languages', ({ english, vietnamese }) => {
    expect(placeholders(vietnamese)).toEqual(placeholders(english));
    expect(vietnamese.endsWith('.')).toBe(english.endsWith('.'));
  });

  test('Vietnamese letters are composed, so that they are found and drawn as one', () => {
    for (const { vietnamese } of pairs) expect(vietnamese).toBe(vietnamese.normalize('NFC'));
  });
});

describe('the guide', () => {
  test('says the same things in both languages', () => {
    const [english, vietnamese] = [textsOf(guide.en), textsOf(guide.vi)];
    expect(vietnamese.map(([place]) => place)).toEqual(english.map(([place]) => place));
    for (const [index, [place, text]] of vietnamese.entries()) {
      expect(text, place).not.toBe('');
      expect(text, place).not.toBe(english[index]?.[1]);
    }
  });
});

/** Every text within, with its place. */
function textsOf(value: unknown, place = ''): [string, string][] {
  if (typeof value === 'string') return [[place, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, `${place}.${key}`));
}
