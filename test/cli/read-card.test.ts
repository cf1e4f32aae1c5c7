import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readCardCommand } from '../../src/cli/read-card-command.ts';
import { runCommand } from '../harness/run-command.ts';
import { sharedFile } from '../harness/shared-data.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-cards-'));

function file(name: string, content: string | Buffer): string {
  const at = path.join(folder, name);
  fs.writeFileSync(at, content);
  return at;
}

const cardSchema = z.object({
  name: z.object({ given: z.string(), family: z.string(), full: z.string() }),
  title: z.string(),
  company: z.string(),
  emails: z.array(z.string()),
  phones: z.array(z.string()),
  source: z.string(),
});

test('pictures of cards: e-mail and phones right on at least 17 of 18, name and company on at least 14', async () => {
  const truthFile = sharedFile('data/cards/truth.json');
  if (truthFile === null) return;
  const truth = z
    .array(
      z.object({
        file: z.string(),
        photo: z.string(),
        name: z.string(),
        company: z.string(),
        email: z.string(),
        phones: z.array(z.string()),
      }),
    )
    .parse(JSON.parse(fs.readFileSync(truthFile, 'utf8')));
  const pictures = truth.flatMap((card) =>
    [card.file, card.photo].map((name) => ({ ...card, path: path.join(path.dirname(truthFile), name) })),
  );
  const { code, stdout } = await runCommand(readCardCommand, [...pictures.map((picture) => picture.path), '--json']);
  const read = z.array(cardSchema).parse(JSON.parse(stdout));
  const ending = (phone: string): string => phone.replace(/\D/g, '').slice(-9);
  const right = (isRight: (card: z.infer<typeof cardSchema>, picture: (typeof pictures)[number]) => boolean): number =>
    pictures.filter((picture, position) => read[position] !== undefined && isRight(read[position], picture)).length;
  expect(code).toBe(0);
  expect(read).toHaveLength(18);
  expect(right((card, picture) => card.emails.includes(picture.email))).toBeGreaterThanOrEqual(17);
  expect(
    right((card, picture) =>
      picture.phones.every((phone) => card.phones.some((found) => ending(found) === ending(phone))),
    ),
  ).toBeGreaterThanOrEqual(17);
  expect(right((card, picture) => card.name.full === picture.name)).toBeGreaterThanOrEqual(14);
  expect(right((card, picture) => card.company === picture.company)).toBeGreaterThanOrEqual(14);
});

test('vCards, codes and text become contacts with phones in E.164', async () => {
  const vcard = file(
    'a.vcf',
    'BEGIN:VCARD\nVERSION:3.0\nN:Nguyễn;Lan Anh\nTEL:0903 123 456\nEMAIL:lan@sao.com.vn\nEND:VCARD\n',
  );
  const mecard = file('b.txt', 'MECARD:N:Berg,Anna;TEL:+46701234567;EMAIL:anna@berg.se;;');
  const text = file('c.txt', 'Jonas Weidmann\nBuyer\nQUICK-Stop GmbH\njonas.weidmann@quick-stop.de\n0351 123456\n');
  const { code, stdout } = await runCommand(readCardCommand, [vcard, mecard, text]);
  const cards = stdout
    .trim()
    .split('\n')
    .map((line) => cardSchema.parse(JSON.parse(line)));
  expect(code).toBe(0);
  expect(cards.map((card) => [card.name.full, card.phones, card.emails])).toEqual([
    ['Lan Anh Nguyễn', ['+84903123456'], ['lan@sao.com.vn']],
    ['Anna Berg', ['+46701234567'], ['anna@berg.se']],
    ['Jonas Weidmann', ['+49351123456'], ['jonas.weidmann@quick-stop.de']],
  ]);
});

test.each([
  { name: 'nothing there', args: ['nowhere.vcf'], code: 1, message: /no such file/ },
  { name: 'an empty file', args: [file('empty.vcf', '')], code: 1, message: /empty/ },
  {
    name: 'a broken picture',
    args: [file('broken.png', Buffer.from('\x89PNG\r\n\x1a\nnothing more', 'latin1'))],
    code: 1,
    message: /no picture that can be read/,
  },
  { name: 'a long text', args: [file('long.txt', 'word\n'.repeat(100))], code: 1, message: /no contact/ },
  { name: 'no file named', args: [], code: 2, message: /at least one file/ },
  { name: 'an unknown country', args: ['--country', 'XX', 'a.vcf'], code: 2, message: /no country/ },
])('$name is refused with $code and a reason', async ({ args, code, message }) => {
  const result = await runCommand(readCardCommand, args);
  expect(result.code).toBe(code);
  expect(result.stderr).toMatch(message);
});

test('a file that cannot be read does not stop the others', async () => {
  const good = file('good.vcf', 'BEGIN:VCARD\nFN:Anna Berg\nEND:VCARD\n');
  const { code, stdout, stderr } = await runCommand(readCardCommand, ['nowhere.vcf', good]);
  expect(code).toBe(1);
  expect(stdout).toContain('Anna Berg');
  expect(stderr).toContain('no such file');
});
