import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { dedupeCommand } from '../../src/cli/dedupe-command.ts';
import { linkCommand } from '../../src/cli/link-command.ts';
import { runCommand } from '../harness/run-command.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-link-'));

function file(name: string, content: string | Buffer): string {
  const at = path.join(folder, name);
  fs.writeFileSync(at, content);
  return at;
}

const people =
  'id,first_name,surname,email,city\n1,Robert,Allen,roberta@smith.net,London\n2,Anna,Berg,anna@berg.se,Lund\n';

test('link writes a line for the same person with reasons, and none for somebody new', async () => {
  const left = file('left.csv', people);
  const right = file(
    'right.csv',
    'id;first_name;surname;email;city\n10;Bob;Allen;roberta@smith.net;London\n11;Carl;Frank;carl@frank.de;Mainz\n',
  );
  const result = await runCommand(linkCommand, [left, right]);
  const [header, ...lines] = result.stdout.trim().split('\n');
  expect(result.code).toBe(0);
  expect(header).toBe('left_id,right_id,probability,decision,reasons');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^1,10,0\.\d+,(link|review),.*same e-mail/);
});

test('dedupe answers every row with its cluster', async () => {
  const result = await runCommand(dedupeCommand, [
    file('twice.csv', `${people}3,Robert,Allen,roberta@smith.net,London\n`),
    '--json',
  ]);
  expect(result.code).toBe(0);
  expect(JSON.parse(result.stdout)).toEqual({
    rows: [
      { id: '1', cluster_id: '1' },
      { id: '2', cluster_id: '2' },
      { id: '3', cluster_id: '1' },
    ],
  });
});

test('UTF-16 with Vietnamese headers is read', async () => {
  const text = '﻿Họ và tên\tEmail\nNguyễn Văn An\tan@sao.vn\nAn Nguyen Van\tan@sao.vn\n';
  const result = await runCommand(dedupeCommand, [file('utf16.csv', Buffer.from(text, 'utf16le'))]);
  expect(result.stdout).toBe('id,cluster_id\n1,1\n2,1\n');
});

test.each([
  [['nowhere.csv'], 1, /not there/],
  [[], 2, /takes one file/],
  [[file('empty.csv', '')], 1, /empty/],
  [[file('header.csv', 'id,email\n')], 1, /no rows/],
  [[file('strange.csv', 'a,b\n1,2\n')], 1, /--map/],
  [[file('double.csv', 'id,email\n1,a@b.c\n1,d@e.f\n')], 1, /lines 2 and 3/],
  [[file('people.csv', people), '--map', 'x=nonsense'], 2, /column=field/],
  [[file('people.csv', people), '--nonsense'], 2, /nonsense/],
])('dedupe %j is refused with %d', async (args, code, message) => {
  const result = await runCommand(dedupeCommand, args);
  expect(result.code).toBe(code);
  expect(result.stderr).toMatch(message);
  expect(result.stdout).toBe('');
});
