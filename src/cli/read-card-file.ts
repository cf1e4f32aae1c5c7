// The contacts in one file, whatever it is: told by its bytes, not its name. What is refused is named with its reason; the rest goes on.
import fs from 'node:fs';
import path from 'node:path';
import type { ContactCard } from '../identity/contact-card.ts';
import { labelCardLines } from '../identity/label-card-lines.ts';
import { parseCode } from '../identity/parse-code.ts';
import { parseJcards, parseVcards } from '../identity/parse-vcard.ts';
import { type CountryCode, defaultCountry, toE164 } from '../identity/phone-country.ts';
import { repairText } from '../identity/repair-text.ts';
import { cardsOfTable } from '../identity/table-cards.ts';
import { type CardPictureReader, PictureError } from '../ocr/card-picture-reader.ts';
import { InputError, tableOf } from './read-table.ts';
import { decodeText } from './read-table-text.ts';
import { isWorkbook } from './read-table-xlsx.ts';
import { isZip, readZip, ZipError } from './read-table-zip.ts';

interface CardsRead {
  cards: ContactCard[];
  /** In words, with the line or the file inside where there are several. */
  refused: string[];
}

interface CardFileOptions {
  country: CountryCode | undefined;
  pictures: CardPictureReader;
}

const bytesMax = 50_000_000;
/** More than this is a text, not a card. */
const cardLinesMax = 40;
const cardLineMax = 200;
const nestingMax = 2;
const filesInsideMax = 2_000;
const unpackedMax = 500_000_000;

export async function readCardFile(file: string, options: CardFileOptions): Promise<CardsRead> {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile()) return refuse('there is no such file');
  if (stat.size > bytesMax) return refuse(`larger than ${bytesMax / 1e6} MB: it is left out`);
  const bytes = fs.readFileSync(file);
  const read = await readBytes(bytes, {
    ...options,
    source: path.basename(file),
    depth: 0,
    left: { bytes: unpackedMax },
  });
  if (read.cards.length === 0 && read.refused.length === 0) return refuse('no contact was found in it');
  return { ...read, cards: read.cards.map((card) => withNormalPhones(card, options.country)) };
}

function refuse(reason: string): CardsRead {
  return { cards: [], refused: [reason] };
}

interface Reading extends CardFileOptions {
  source: string;
  depth: number;
  /** What may still be unpacked, over all archives of the file. */
  left: { bytes: number };
}

async function readBytes(bytes: Buffer, reading: Reading): Promise<CardsRead> {
  if (bytes.length === 0) return refuse('the file is empty');
  try {
    if (isPicture(bytes)) return { cards: await reading.pictures.read(bytes, reading), refused: [] };
    if (isZip(bytes)) return await readArchive(bytes, reading);
    return readTextual(bytes, reading);
  } catch (error) {
    if (error instanceof PictureError || error instanceof InputError || error instanceof ZipError)
      return refuse(error.message);
    throw error;
  }
}

async function readArchive(bytes: Buffer, reading: Reading): Promise<CardsRead> {
  const entries = readZip(bytes);
  if (isWorkbook(entries)) return readList(bytes, reading) ?? refuse('the workbook names no people');
  if (reading.depth >= nestingMax) return refuse(`archives are read ${nestingMax} deep: this one lies deeper`);
  const all: CardsRead = { cards: [], refused: [] };
  const files = entries.filter(({ name }) => !/(^|\/)(\.|__MACOSX)/.test(name));
  if (files.length > filesInsideMax) all.refused.push(`of ${files.length} files inside ${filesInsideMax} are read`);
  for (const entry of files.slice(0, filesInsideMax)) {
    const read = await readEntry(entry, reading);
    all.cards.push(...read.cards);
    all.refused.push(...read.refused.map((reason) => `${entry.name}: ${reason}`));
  }
  return all;
}

async function readEntry(entry: ReturnType<typeof readZip>[number], reading: Reading): Promise<CardsRead> {
  try {
    const bytes = entry.read();
    reading.left.bytes -= bytes.length;
    if (reading.left.bytes < 0) return refuse(`the archive unpacks to more than ${unpackedMax / 1e6} MB: left out`);
    const read = await readBytes(bytes, {
      ...reading,
      source: `${reading.source}/${entry.name}`,
      depth: reading.depth + 1,
    });
    return read.cards.length + read.refused.length === 0 ? refuse('no contact was found in it') : read;
  } catch (error) {
    if (error instanceof ZipError) return refuse(error.message);
    throw error;
  }
}

function isPicture(bytes: Buffer): boolean {
  const start = bytes.subarray(0, 12).toString('latin1');
  return (
    /^(\x89PNG|\xff\xd8\xff|GIF8|II\*\0|MM\0\*|BM|RIFF....WEBP)/su.test(start) || /ftyp(avif|heic|mif1)/.test(start)
  );
}

function readTextual(bytes: Buffer, reading: Reading): CardsRead {
  const { source, country } = reading;
  const text = repairText(decodeText(bytes))
    .replace(/^\ufeff/, '')
    .trim();
  const found = (cards: ContactCard[]): CardsRead => ({ cards, refused: [] });
  if (/^\s*BEGIN:VCARD/im.test(text)) return found(parseVcards(bytes, source));
  const code = /^(MECARD|BIZCARD):/i.test(text) ? parseCode(new TextEncoder().encode(text), source) : null;
  if (code !== null) return found([code]);
  const json = text.startsWith('[') ? parseJson(text) : undefined;
  const fromJson = json === undefined ? null : parseJcards(json, source);
  if (fromJson !== null) return found(fromJson);
  const list = /[,;\t|]/.test(text) ? readList(bytes, reading) : null;
  if (list !== null) return list;
  const lines = text.split(/\r?\n/).map((line) => ({ text: line, confidence: 0, height: 0 }));
  if (lines.length > cardLinesMax || lines.some((line) => line.text.length > cardLineMax)) return found([]);
  if (hasControlSigns(text)) return found([]);
  const card = labelCardLines(lines, { source, country });
  return found(
    card.emails.length + card.phones.length > 0 || card.name.full !== '' || card.company !== '' ? [card] : [],
  );
}

/** Signs that no text holds: the bytes of something else. */
function hasControlSigns(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 32 && code !== 9 && code !== 10 && code !== 13) return true;
  }
  return false;
}

/** Null where it is no list of people. */
function readList(bytes: Buffer, { source }: Reading): CardsRead | null {
  try {
    return cardsOfTable(tableOf(bytes, source), source);
  } catch (error) {
    if (error instanceof InputError || isParseError(error)) return null;
    throw error;
  }
}

function isParseError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function withNormalPhones(card: ContactCard, country: CountryCode | undefined): ContactCard {
  const clues = [card.address, ...card.phones, ...card.emails, ...card.urls].join('\n');
  const chosen = country ?? defaultCountry(clues);
  return { ...card, phones: [...new Set(card.phones.map((phone) => toE164(phone, chosen)))] };
}
