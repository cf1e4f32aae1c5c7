import fs from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { repairVietnamese } from '../../src/identity/vietnamese-encoding.ts';
import { sharedFile } from '../harness/shared-data.ts';

test('every probe of old Vietnamese encodings is repaired, and every other one left alone', () => {
  const file = sharedFile('data/linking/vietnamese_encodings.csv');
  if (file === null) return;
  const [, ...rows] = z.array(z.array(z.string())).parse(parse(fs.readFileSync(file, 'utf8'), { bom: true }));
  expect(rows.length).toBeGreaterThan(20);
  for (const [text = '', , unicode = ''] of rows) expect(repairVietnamese(text)).toBe(unicode.normalize('NFC'));
});

describe('names of other languages stay as they are', () => {
  test.each([
    'Jürgen Müller',
    'Noël Haïti',
    'Peïo',
    'São Paulo',
    'Łódź',
    'crème brûlée',
    'Åse Bjørn',
    'Muñoz',
    'NGUYỄN VĂN AN',
  ])('%s', (text) => {
    expect(repairVietnamese(text)).toBe(text);
  });
});
