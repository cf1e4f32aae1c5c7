// Reads vCards 2.1, 3.0 and 4.0 as phones and programs really write them (RFC 2426, RFC 6350, versit 2.1): any line ends, quoted-printable,
// CHARSET, folded lines, groups, bare parameters, several a file, missing VERSION or END; one bad line never costs the card.
import { type ContactCard, emptyCard } from './contact-card.ts';
import { displayName } from './display-name.ts';
import { repairText } from './repair-text.ts';

interface VcardLine {
  name: string;
  /** TYPE and bare parameters, lower case. */
  types: string[];
  parameters: Record<string, string>;
  value: string;
}

/** A jCard (RFC 7095), or several in an array. Null where the JSON is none. */
export function parseJcards(json: unknown, source: string): ContactCard[] | null {
  if (!Array.isArray(json)) return null;
  const list: unknown[] = json[0] === 'vcard' ? [json] : json;
  const cards = list.filter(
    (item): item is ['vcard', unknown[]] => Array.isArray(item) && item[0] === 'vcard' && Array.isArray(item[1]),
  );
  if (cards.length === 0) return null;
  return cards.map(([, properties], position) =>
    toCard(properties.flatMap(jcardLine), {
      source: cards.length === 1 ? source : `${source}#${position + 1}`,
      warnings: [],
    }),
  );
}

function jcardLine(property: unknown): VcardLine[] {
  if (!Array.isArray(property) || typeof property[0] !== 'string') return [];
  const [name, , , ...values] = property;
  const text = (value: unknown): string => (Array.isArray(value) ? value.map(String).join(' ') : String(value));
  const value = values
    .map((part) => (Array.isArray(part) ? part.map((item) => text(item).replaceAll(';', '\\;')).join(';') : text(part)))
    .join(',');
  return [{ name: name.toUpperCase(), types: [], parameters: {}, value }];
}

const cardsMax = 20_000;
const valueMax = 65_536;

/** Bytes of a file in, one card a BEGIN:VCARD out. Never throws: what cannot be read is a warning of its card. */
export function parseVcards(bytes: Uint8Array, source: string): ContactCard[] {
  const lines = splitLines(bytes);
  const cards: ContactCard[] = [];
  let open: VcardLine[] | null = null;
  let warnings: string[] = [];
  let nesting = 0;
  const close = (isComplete: boolean): void => {
    if (open === null) return;
    if (!isComplete) warnings.push('The card has no END:VCARD.');
    cards.push(toCard(open, { source: `${source}#${cards.length + 1}`, warnings }));
    open = null;
    warnings = [];
  };
  for (const raw of lines) {
    const line = parseLine(raw);
    if (line === null) {
      if (open !== null && raw.length > 0) warnings.push(`A line was left out: ${asText(raw.slice(0, 40))}`);
      continue;
    }
    const isCard = line.value.trim().toUpperCase() === 'VCARD';
    if (line.name === 'BEGIN' && isCard) {
      if (open !== null && nesting === 0 && !open.some((item) => item.name === 'AGENT')) close(false);
      if (open === null) open = [];
      else nesting++;
    } else if (line.name === 'END' && isCard) {
      if (nesting > 0) nesting--;
      else close(true);
    } else if (nesting === 0) open?.push(line);
    if (cards.length >= cardsMax) return cards;
  }
  close(false);
  return cards.length === 1 ? cards.map((card) => ({ ...card, source })) : cards;
}

/** Lines as bytes in latin-1 text (one character a byte), unfolded; soft breaks of quoted-printable come before folding. */
function splitLines(bytes: Uint8Array): string[] {
  const text = toByteText(bytes).replace(/\r\n?/g, '\n');
  const lines: string[] = [];
  let softBreak = false;
  for (const line of text.split('\n')) {
    const last = lines.length - 1;
    if (softBreak && last >= 0) lines[last] = (lines[last] ?? '').replace(/=\s*$/, '') + line;
    else if (/^[ \t]/.test(line) && last >= 0) lines[last] += line.slice(1);
    else lines.push(line);
    const current = lines.at(-1) ?? '';
    softBreak = /=\s*$/.test(current) && /^[^:]*ENCODING=QUOTED-PRINTABLE|^[^:]*;QUOTED-PRINTABLE/i.test(current);
  }
  return lines;
}

function toByteText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf8Bytes(new TextDecoder('utf-16le').decode(bytes.subarray(2)));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf8Bytes(new TextDecoder('utf-16be').decode(bytes.subarray(2)));
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return bytesToText(bytes.subarray(start));
}

function utf8Bytes(text: string): string {
  return bytesToText(new TextEncoder().encode(text));
}

function bytesToText(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 8_192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8_192)));
  return parts.join('');
}

function parseLine(raw: string): VcardLine | null {
  const colon = endOfHead(raw);
  if (colon <= 0) return null;
  const [head = '', ...parts] = splitUnquoted(raw.slice(0, colon), ';');
  const name = head
    .slice(head.lastIndexOf('.') + 1)
    .trim()
    .toUpperCase();
  if (!/^[A-Z0-9-]+$/.test(name)) return null;
  const types: string[] = [];
  const parameters: Record<string, string> = {};
  for (const part of parts) {
    const at = part.indexOf('=');
    const key = at < 0 ? '' : part.slice(0, at).trim().toUpperCase();
    const value = part
      .slice(at + 1)
      .trim()
      .replace(/^"|"$/g, '');
    if (key === '' && /^(QUOTED-PRINTABLE|BASE64|8BIT|7BIT|B)$/i.test(value)) parameters.ENCODING = value.toUpperCase();
    else if (key === '' || key === 'TYPE') types.push(...value.toLowerCase().split(','));
    else parameters[key] = value.toUpperCase();
  }
  return { name, types, parameters, value: decodeValue(raw.slice(colon + 1, colon + 1 + valueMax), parameters) };
}

/** The first colon outside quotes. */
function endOfHead(raw: string): number {
  let isQuoted = false;
  for (let at = 0; at < raw.length; at++) {
    if (raw[at] === '"') isQuoted = !isQuoted;
    else if (raw[at] === ':' && !isQuoted) return at;
  }
  return raw.indexOf(':');
}

function splitUnquoted(text: string, separator: string): string[] {
  const parts = [''];
  let isQuoted = false;
  for (const letter of text) {
    if (letter === '"') isQuoted = !isQuoted;
    if (letter === separator && !isQuoted) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts;
}

function decodeValue(value: string, parameters: Record<string, string>): string {
  if (parameters.ENCODING === 'BASE64' || parameters.ENCODING === 'B') return '';
  const bytes =
    parameters.ENCODING === 'QUOTED-PRINTABLE'
      ? value.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      : value;
  return asText(bytes, parameters.CHARSET);
}

/** One-character-a-byte text as real text: the charset stated, else UTF-8 where valid, else windows-1252. */
function asText(byteText: string, charset?: string): string {
  const bytes = Uint8Array.from(byteText, (letter) => letter.charCodeAt(0));
  for (const [label, fatal] of [
    [charset ?? 'utf-8', true],
    ['utf-8', true],
    ['windows-1252', false],
  ] as const) {
    try {
      return repairText(new TextDecoder(label, { fatal }).decode(bytes));
    } catch {}
  }
  return byteText;
}

function toCard(lines: VcardLine[], { source, warnings }: { source: string; warnings: string[] }): ContactCard {
  const card = emptyCard(source);
  card.warnings = warnings;
  for (const line of lines) applyLine(card, line);
  const { given, family } = card.name;
  if (card.name.full === '') card.name.full = [given, family].filter((part) => part !== '').join(' ');
  if (given === '' && family === '' && card.name.full !== '') card.name = displayName(card.name.full);
  if (card.name.full === '' && card.emails.length === 0 && card.phones.length === 0 && card.company === '') {
    card.warnings.push('The card names nobody.');
  }
  return card;
}

function applyLine(card: ContactCard, line: VcardLine): void {
  const value = unescapeText(line.value);
  if (value === '') return;
  if (line.name === 'FN') card.name.full ||= value;
  else if (line.name === 'N') applyName(card, line.value);
  else if (line.name === 'ORG') card.company ||= fieldsOf(line.value)[0] ?? '';
  else if (line.name === 'TITLE' || (line.name === 'ROLE' && card.title === '')) card.title = value;
  else if (line.name === 'EMAIL') addOnce(card.emails, value.replace(/^mailto:/i, ''));
  else if (line.name === 'TEL') addOnce(card.phones, value.replace(/^tel:/i, '').replace(/;ext=/i, ' ext. '));
  else if (line.name === 'URL') addOnce(card.urls, value);
  else if (line.name === 'ADR')
    card.address ||= fieldsOf(line.value)
      .filter((part) => part !== '')
      .join(', ');
  else if (line.name === 'LABEL') card.address ||= value.replace(/\s*\n\s*/g, ', ');
  else if (line.name === 'NOTE') card.note = card.note === '' ? value : `${card.note}\n${value}`;
}

function applyName(card: ContactCard, value: string): void {
  const [family = '', given = '', middle = ''] = fieldsOf(value);
  card.name.family ||= family;
  card.name.given ||= [given, middle].filter((part) => part !== '').join(' ');
}

/** The parts of a structured value, unescaped. */
function fieldsOf(value: string): string[] {
  return value.split(/(?<!\\);/).map((part) => unescapeText(part));
}

function unescapeText(value: string): string {
  return value
    .replace(/\\n/gi, '\n')
    .replace(/\\([,;:\\])/g, '$1')
    .trim();
}

function addOnce(list: string[], value: string): void {
  if (!list.includes(value)) list.push(value);
}
