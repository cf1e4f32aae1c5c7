// The cells of an XLSX workbook's sheets: shared and inline strings, numbers, dates as ISO days. Formulas give their stored value.
import { type ZipEntry, ZipError } from './read-table-zip.ts';

const rowsMax = 1_048_576;
const columnsMax = 2_000;

export function isWorkbook(entries: ZipEntry[]): boolean {
  return entries.some((entry) => entry.name === 'xl/workbook.xml');
}

/** Sheets in the workbook's order, hidden ones left out; each as rows of texts. @throws ZipError */
export function readWorkbook(entries: ZipEntry[]): string[][][] {
  const textOf = (name: string): string =>
    entries
      .find((entry) => entry.name === name)
      ?.read()
      .toString('utf8') ?? '';
  const strings = [...textOf('xl/sharedStrings.xml').matchAll(/<si\b[^>]*?(?:\/>|>(.*?)<\/si>)/gs)].map(([, body]) =>
    richText(body ?? ''),
  );
  const dateStyles = readDateStyles(textOf('xl/styles.xml'));
  const targets = new Map(
    [...textOf('xl/_rels/workbook.xml.rels').matchAll(/<Relationship\b[^>]*>/g)].map(([tag]): [string, string] => [
      attribute(tag, 'Id'),
      attribute(tag, 'Target').replace(/^\/?(xl\/)?/, 'xl/'),
    ]),
  );
  const sheets = [...textOf('xl/workbook.xml').matchAll(/<sheet\b[^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => !/\bstate="(very)?hidden"/i.test(tag));
  return sheets.map((tag) => {
    const xml = textOf(targets.get(attribute(tag, 'r:id')) ?? '');
    return readSheet(xml, { strings, dateStyles });
  });
}

function readSheet(xml: string, known: { strings: string[]; dateStyles: Set<number> }): string[][] {
  const rows: string[][] = [];
  for (const [, attributes = '', body = ''] of xml.matchAll(/<row\b([^>]*?)(?:\/>|>(.*?)<\/row>)/gs)) {
    const number = Number(/\br="(\d+)"/.exec(attributes)?.[1] ?? rows.length + 1);
    if (number > rowsMax) throw new ZipError(`the sheet has more than ${rowsMax} rows`);
    const cells: string[] = [];
    for (const [, head = '', content = ''] of body.matchAll(/<c\b([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
      const column = columnOf(/\br="([A-Z]+)/.exec(head)?.[1] ?? '', cells.length);
      if (column >= columnsMax) continue;
      while (cells.length < column) cells.push('');
      cells[column] = cellText(head, content, known);
    }
    while (rows.length < Math.min(number - 1, rows.length + 1_000)) rows.push([]);
    rows.push(cells);
  }
  return rows;
}

function columnOf(letters: string, next: number): number {
  if (letters === '') return next;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function cellText(head: string, body: string, known: { strings: string[]; dateStyles: Set<number> }): string {
  const type = attribute(head, 't');
  if (type === 'inlineStr') return richText(body);
  const value = unescapeXml(/<v[^>]*>(.*?)<\/v>/s.exec(body)?.[1] ?? '');
  if (type === 's') return known.strings[Number(value)] ?? '';
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
  if (type === 'e') return '';
  const isDate = type === '' && known.dateStyles.has(Number(attribute(head, 's') || '-1'));
  return isDate && value !== '' ? isoDay(Number(value)) : plainNumber(value, type);
}

/** 8.49E+10 stands for a phone number that the program took for a number. */
function plainNumber(value: string, type: string): string {
  return type === '' && /E\+/.test(value) && Number.isSafeInteger(Number(value)) ? String(Number(value)) : value;
}

/** Days since 30 December 1899. */
function isoDay(serial: number): string {
  if (!Number.isFinite(serial) || serial < 1 || serial > 2_958_465) return String(serial);
  return new Date(Math.round((serial - 25_569) * 86_400_000)).toISOString().slice(0, serial < 2 ? 10 : 10);
}

/** Positions of the cell formats that show a date. */
function readDateStyles(xml: string): Set<number> {
  const custom = new Map(
    [...xml.matchAll(/<numFmt\b[^>]*>/g)].map(
      ([tag]) => [attribute(tag, 'numFmtId'), attribute(tag, 'formatCode')] as const,
    ),
  );
  const formats = /<cellXfs\b.*?<\/cellXfs>/s.exec(xml)?.[0] ?? '';
  const styles = [...formats.matchAll(/<xf\b[^>]*>/g)].map(([tag]) => attribute(tag, 'numFmtId'));
  const isDate = (id: string): boolean =>
    (Number(id) >= 14 && Number(id) <= 22) || /[dy]/i.test((custom.get(id) ?? '').replace(/"[^"]*"|\[[^\]]*\]/g, ''));
  return new Set(styles.flatMap((id, position) => (isDate(id) ? [position] : [])));
}

function richText(xml: string): string {
  return [...xml.replace(/<rPh\b.*?<\/rPh>/gs, '').matchAll(/<t\b[^>]*>(.*?)<\/t>/gs)]
    .map(([, text = '']) => unescapeXml(text))
    .join('');
}

function attribute(tag: string, name: string): string {
  return unescapeXml(new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
}

function unescapeXml(text: string): string {
  return text
    .replace(/&#x([0-9a-f]{1,6});/gi, (_, hex: string) =>
      String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff)),
    )
    .replace(/&#(\d{1,7});/g, (_, code: string) => String.fromCodePoint(Math.min(Number(code), 0x10ffff)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, '&');
}
