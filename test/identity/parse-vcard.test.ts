import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseVcards } from '../../src/identity/parse-vcard.ts';
import { sharedFile } from '../harness/shared-data.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function check(text: string | Uint8Array, expected: object[]): void {
  const cards = parseVcards(typeof text === 'string' ? bytes(text) : text, 'cards.vcf');
  expect(cards).toHaveLength(expected.length);
  for (const [position, card] of expected.entries()) expect(cards[position]).toMatchObject(card);
}

describe('cards as phones and programs write them', () => {
  test('Android 2.1: quoted-printable UTF-8 with a soft break inside a letter', () => {
    check(
      'BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Nguy=E1=BB=\r\n=85n;Lan Anh;;;\r\nTEL;CELL:0903 123 456\r\nEMAIL;INTERNET:lananh@sao.vn\r\nEND:VCARD\r\n',
      [
        {
          name: { given: 'Lan Anh', family: 'Nguyễn', full: 'Lan Anh Nguyễn' },
          phones: ['0903 123 456'],
          emails: ['lananh@sao.vn'],
        },
      ],
    );
  });

  test('iPhone groups, folded lines and escaped commas', () => {
    check(
      'BEGIN:VCARD\nVERSION:3.0\nFN:Claudia Stein\nitem1.EMAIL;type=INTERNET:c.stein@quick\n -stop.example\nitem1.X-ABLabel:work\nORG:QUICK\\, Stop;Operations\nEND:VCARD',
      [{ name: { full: 'Claudia Stein' }, emails: ['c.stein@quick-stop.example'], company: 'QUICK, Stop' }],
    );
  });

  test('several cards a file, one without END, one with a line that is none', () => {
    check('BEGIN:VCARD\nFN:One\nTEL:1234567\nBEGIN:VCARD\nFN:Two\nthis is no line\nEND:VCARD\n', [
      { name: { full: 'One' }, source: 'cards.vcf#1', warnings: ['The card has no END:VCARD.'] },
      { name: { full: 'Two' }, source: 'cards.vcf#2', warnings: ['A line was left out: this is no line'] },
    ]);
  });

  test('windows-1252 without a CHARSET, old TCVN3 letters, UTF-16', () => {
    check(
      Uint8Array.from('BEGIN:VCARD\nFN:J\u00fcrgen M\u00fcller\nEND:VCARD', (letter) => letter.charCodeAt(0)),
      [{ name: { full: 'Jürgen Müller' } }],
    );
    check('BEGIN:VCARD\nFN:Nguyeãn Vaên An\nEND:VCARD', [{ name: { full: 'Nguyễn Văn An' } }]);
    check(new Uint8Array(Buffer.from('\ufeffBEGIN:VCARD\nFN:Trần Đức\nEND:VCARD', 'utf16le')), [
      { name: { full: 'Trần Đức' } },
    ]);
  });

  test('an embedded AGENT card does not take over', () => {
    check('BEGIN:VCARD\nFN:Boss\nAGENT:\nBEGIN:VCARD\nFN:Assistant\nEND:VCARD\nEMAIL:boss@x.example\nEND:VCARD', [
      { name: { full: 'Boss' }, emails: ['boss@x.example'] },
    ]);
  });

  test('nothing in, nothing out', () => {
    check('', []);
    check('no card here', []);
  });
});

test.each([
  ['vcard-2.1.vcf', 'Forrest Gump', 'forrestgump@example.com', 2],
  ['vcard-3.0.vcf', 'Forrest Gump', 'forrestgump@example.com', 2],
  ['vcard-4.0.vcf', 'Forrest Gump', 'forrestgump@example.com', 3],
  ['empty-lines.vcf', 'Dr. Erika Mustermann', 'erika@mustermann.de', 2],
])('%s of the public test files', (file, full, email, phones) => {
  const path = sharedFile(`data/vcards/node-vcf/${file}`);
  if (path === null) return;
  const [card] = parseVcards(fs.readFileSync(path), file);
  expect(card?.name.full).toBe(full);
  expect(card?.emails).toContain(email);
  expect(card?.phones).toHaveLength(phones);
});
