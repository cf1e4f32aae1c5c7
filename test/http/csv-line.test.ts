// Tables for spreadsheets: no field runs as a formula, and every field comes back as it was.
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLine } from '../../src/http/csv-line.ts';

const starts = ['=', '+', '-', '@', '\t', '\r', '\0', '＝', '＋', '－', '＠'];

test.each(starts.flatMap((sign) => ['', ' ', '  '].map((space) => space + sign)))(
  'a field that begins with %j is text',
  (start) => {
    for (const field of [`${start}1+1`, `${start}"x",y`]) {
      const [[read] = []] = parse(csvLine([field]), { bom: false }) as string[][];
      expect(read).toBe(`'${field}`);
    }
  },
);

test('every other field comes back as it was, whatever is in it', () => {
  const plain = fc.string({ unit: 'grapheme' }).filter((text) => !/^[\s\0]*[=+\-@\t\r\0＝＋－＠]/.test(text));
  fc.assert(
    fc.property(fc.array(plain, { minLength: 2, maxLength: 5 }), (fields) => {
      const read: unknown = parse(csvLine(fields), { record_delimiter: '\r\n' });
      expect(read).toEqual([fields]);
    }),
  );
});
