import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { titlesCommand } from '../../src/cli/titles-command.ts';
import { runCommand } from '../harness/run-command.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-titles-'));

function file(name: string, content: string | Buffer): string {
  const at = path.join(folder, name);
  fs.writeFileSync(at, content);
  return at;
}

test('each title comes back in its row with seniority, department, role and confidence', async () => {
  const result = await runCommand(titlesCommand, [
    file('t.csv', 'id,title\n1,"Vice President, Sales"\n2,Trưởng phòng Mua hàng\n3,\n'),
  ]);
  expect(result.code).toBe(0);
  expect(result.stdout.split('\n')).toEqual([
    'title,seniority,department,role,confidence',
    expect.stringMatching(/^"Vice President, Sales",vp,sales,\w+,0\.\d+$/),
    expect.stringMatching(/^Trưởng phòng Mua hàng,manager,procurement,procurement,0\.\d+$/),
    ',,,,0',
    '',
  ]);
});

test('in a list of one column a comma does not end the title', async () => {
  const result = await runCommand(titlesCommand, [file('one.csv', 'Title\nVice President, Sales\n')]);
  expect(result.stdout).toContain('"Vice President, Sales",vp');
});

const encodings: [string, Buffer][] = [
  ['UTF-8 with its mark', Buffer.from('\ufefftitle\nGeschäftsführer\n')],
  ['UTF-16', Buffer.from('\ufefftitle\nGeschäftsführer\n', 'utf16le')],
  ['windows-1252', Buffer.from('title\nGeschäftsführer\n', 'latin1')],
];
test.each(encodings)('%s is read', async (name, bytes) => {
  const result = await runCommand(titlesCommand, [file(`${name}.csv`, bytes)]);
  expect(result.stdout).toContain('Geschäftsführer,executive');
});

test('JSON carries the reasons', async () => {
  const result = await runCommand(titlesCommand, [file('j.csv', 'title\nHead of IT\n'), '--json']);
  const { rows } = JSON.parse(result.stdout);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ seniority: 'director', department: 'it', role: 'technical_evaluator' });
  expect(rows[0].reasons.join(' ')).toContain('Head of IT');
});

test('--out writes the file and nothing to standard output', async () => {
  const out = path.join(folder, 'out.csv');
  const result = await runCommand(titlesCommand, [file('o.csv', 'title\nCEO\n'), '--out', out]);
  expect(result).toMatchObject({ code: 0, stdout: '' });
  expect(fs.readFileSync(out, 'utf8')).toContain('CEO,executive');
});

const wrongInputs: [name: string, content: string, says: RegExp][] = [
  ['a missing column', 'id,name\n1,Ann\n', /no column title; it has id, name/],
  ['an empty file', '', /is empty/],
  ['a header alone', 'title\n', /no rows/],
];
test.each(wrongInputs)('%s fails with 1 and says what to do', async (name, content, says) => {
  const result = await runCommand(titlesCommand, [file(`${name}.csv`, content)]);
  expect(result.code).toBe(1);
  expect(result.stderr).toMatch(says);
});

test('a file that is not there and a place that cannot be written fail with 1', async () => {
  expect((await runCommand(titlesCommand, [path.join(folder, 'none.csv')])).code).toBe(1);
  const unwritable = path.join(folder, 'no', 'such', 'folder.csv');
  const result = await runCommand(titlesCommand, [file('w.csv', 'title\nCEO\n'), '--out', unwritable]);
  expect(result.code).toBe(1);
  expect(result.stderr).toContain('cannot be written');
});

test('wrong usage exits with 2, help with 0', async () => {
  expect((await runCommand(titlesCommand, [])).code).toBe(2);
  expect((await runCommand(titlesCommand, ['a.csv', '--nonsense'])).code).toBe(2);
  expect((await runCommand(titlesCommand, ['--help'])).code).toBe(0);
});
