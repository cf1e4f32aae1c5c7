// Lists as programs export them, and archives that mean harm.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { linkCommand } from '../../src/cli/link-command.ts';
import { readCardCommand } from '../../src/cli/read-card-command.ts';
import { InputError, readTable } from '../../src/cli/read-table.ts';
import { runCommand } from '../harness/run-command.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-lists-'));

function file(name: string, content: string | Buffer): string {
  const at = path.join(folder, name);
  fs.writeFileSync(at, content);
  return at;
}

/** A zip archive of the files, deflated. */
function zip(files: Record<string, string | Buffer>): Buffer {
  const bodies: Buffer[] = [];
  const index: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const packed = zlib.deflateRawSync(Buffer.from(content));
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(8, 10);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt16LE(Buffer.byteLength(name), 28);
    central.writeUInt32LE(offset, 42);
    bodies.push(local, Buffer.from(name), packed);
    index.push(central, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...index, end]);
}

const workbook = zip({
  'xl/workbook.xml': '<workbook><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels':
    '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
  'xl/styles.xml': '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
  'xl/sharedStrings.xml':
    '<sst><si><t>Danh sách</t></si><si><t>Họ tên</t></si><si><t>Điện thoại</t></si><si><r><t>Lê </t></r><r><t>Thị Mai &amp; Co</t></r></si></sst>',
  'xl/worksheets/sheet1.xml':
    '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="3"><c r="A3" t="s"><v>1</v></c><c r="C3" t="s"><v>2</v></c><c r="D3" t="inlineStr"><is><t>Ngày sinh</t></is></c></row><row r="4"><c r="A4" t="s"><v>3</v></c><c r="C4"><v>8.4903123456E+10</v></c><c r="D4" s="1"><v>32874</v></c></row></sheetData></worksheet>',
});
const linkedIn =
  'Notes:\n"When exporting your connection data, some addresses are missing"\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\nAnna,Berg,https://www.linkedin.com/in/anna,anna@berg.se,Berg AB,"CFO, Nordics",12 Mar 2024\n';
const zoom =
  'Attendee Report\nTopic,Webinar ID\nTour,123\nHost Details\nAttended,User Name (Original Name),Email\nYes,Host,host@us.com\nAttendee Details\nAttended,User Name (Original Name),First Name,Last Name,Email,Phone,Join Time\nYes,Bob Kim,Bob,Kim,bob@kim.io,(415) 555-0132,x\nNo,--,--,--,--,--,--\n';

describe('the header is found below what stands in front, whatever the encoding', () => {
  test.each([
    { name: 'a LinkedIn export', content: linkedIn, headers: ['First Name', 'Last Name'], first: 'Anna' },
    { name: 'a Zoom report', content: zoom, headers: ['Attended', 'User Name (Original Name)'], first: 'Yes' },
    { name: 'a workbook', content: workbook, headers: ['Họ tên', ''], first: 'Lê Thị Mai & Co' },
    {
      name: 'an archive of one list',
      content: zip({ 'a/people.csv': linkedIn }),
      headers: ['First Name'],
      first: 'Anna',
    },
    {
      name: 'UTF-16 with tabs',
      content: Buffer.from('\ufeffHọ và tên\tEmail\nNguyễn Văn An\tan@sao.vn\n', 'utf16le'),
      headers: ['Họ và tên', 'Email'],
      first: 'Nguyễn Văn An',
    },
    {
      name: 'windows-1252 with semicolons',
      content: Buffer.from('Vorname;E-Mail\nJürgen;j@weiss.de\n', 'latin1'),
      headers: ['Vorname', 'E-Mail'],
      first: 'Jürgen',
    },
    {
      name: 'Shift JIS',
      content: Buffer.from(
        '8e81 96bc 2c 8381 815b 838b 0a 9363 91ba 82b3 82ad 82e7 2c 73 40 74 2e 6a 70 0a'.replaceAll(' ', ''),
        'hex',
      ),
      headers: ['氏名', 'メール'],
      first: '田村さくら',
    },
    {
      name: 'UTF-8 taken for windows-1252',
      content: 'Name,Email\nNguyá»…n An,a@b.vn\n',
      headers: ['Name'],
      first: 'Nguyễn An',
    },
  ])('$name', ({ name, content, headers, first }) => {
    const table = readTable(file(`${name}.csv`, content));
    expect(table.headers.slice(0, headers.length)).toEqual(headers);
    expect(table.rows[0]?.[0]).toBe(first);
  });

  test('numbers and dates of a workbook are phones and days', () => {
    expect(readTable(file('cells.xlsx', workbook)).rows[0]).toEqual([
      'Lê Thị Mai & Co',
      '',
      '84903123456',
      '1990-01-01',
    ]);
  });
});

test('contacts come out of lists and archives, and a row that names nobody is refused by its line', async () => {
  const all = zip({ 'zoom.csv': zoom, 'li.csv': linkedIn, 'junk.bin': Buffer.from([1, 2, 3, 0, 255]) });
  const { code, stdout, stderr } = await runCommand(readCardCommand, [file('all.zip', all)]);
  expect(code).toBe(0);
  expect(stdout).toContain('"full":"Bob Kim"');
  expect(stdout).toContain('"title":"CFO, Nordics"');
  expect(stderr).toMatch(/zoom\.csv: line \d+: it names nobody/);
  expect(stderr).toMatch(/junk\.bin: no contact/);
});

test.each([
  { name: 'bomb', content: zip({ 'a.csv': 'a'.repeat(40_000_000) }), message: /larger than/ },
  { name: 'cut off', content: workbook.subarray(0, workbook.length - 30), message: /cut off|damaged/ },
  { name: 'two lists', content: zip({ 'a.csv': linkedIn, 'b.csv': linkedIn }), message: /2 lists/ },
])('an archive is refused with its reason: $name', ({ name, content, message }) => {
  expect(() => readTable(file(`${name}.zip`, content))).toThrow(InputError);
  expect(() => readTable(file(`${name}.zip`, content))).toThrow(message);
});

test('two lists without a telling column in common are refused, not guessed', async () => {
  const people = file('people.csv', 'id,name,email\n1,Anna Berg,anna@berg.se\n');
  const firms = file('firms.csv', 'id,firma,stadt\n1,Berg AB,Stockholm\n');
  const { code, stdout, stderr } = await runCommand(linkCommand, [people, firms]);
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/no column in common/);
});
