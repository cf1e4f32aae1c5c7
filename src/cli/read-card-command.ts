// `quorum read-card FILE…`: contacts from vCards, codes, card pictures and text.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Config, readConfig } from '../config.ts';
import { type ContactCard, emptyCard } from '../identity/contact-card.ts';
import { labelCardLines } from '../identity/label-card-lines.ts';
import { parseCode } from '../identity/parse-code.ts';
import { parseJcards, parseVcards } from '../identity/parse-vcard.ts';
import { type CountryCode, defaultCountry, isCountryCode, toE164 } from '../identity/phone-country.ts';
import { repairVietnamese } from '../identity/vietnamese-encoding.ts';
import { type CardPictureReader, createCardPictureReader, PictureError } from '../ocr/card-picture-reader.ts';
import { type CommandIo, UsageError } from './identity-options.ts';
import { explainFailure } from './link-command.ts';
import { decodeText } from './read-table-text.ts';

const usage = `quorum read-card FILE… [options]

Prints one JSON object a contact: name, title, company, emails, phones, urls, address, note, source, warnings. Reads vCards (2.1, 3.0, 4.0, jCard),
pictures of cards and of QR codes (JPEG, PNG, WebP, TIFF), MECARD and BIZCARD, and text with a line a field. Nothing is fetched from the network.

  --country CC   country of phones without a prefix (default: what the card itself tells)
  --json         one JSON array instead of a line a contact
`;

const bytesMax = 50_000_000;
/** More than this is a text, not a card. */
const cardLinesMax = 40;
const cardLineMax = 200;

/** Exit code 0 done, 1 where a file could not be read (the others are), 2 wrong usage. */
export async function readCardCommand(args: string[], io: CommandIo): Promise<0 | 1 | 2> {
  try {
    const options = parseOptions(args);
    if (options.help) {
      io.stdout.write(usage);
      return 0;
    }
    if (options.files.length === 0) throw new UsageError('It takes at least one file.');
    const pictures = createCardPictureReader({ dataFolders: options.dataFolders });
    try {
      return await readAll(options, { io, pictures });
    } finally {
      await pictures.close();
    }
  } catch (error) {
    return explainFailure(error, { io, usage });
  }
}

interface Options {
  files: string[];
  country: CountryCode | undefined;
  json: boolean;
  help: boolean;
  dataFolders: string[];
}

function parseOptions(args: string[]): Options {
  const config: Config = readConfig(process.env);
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        country: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const country = values.country?.toUpperCase();
    if (country !== undefined && !isCountryCode(country))
      throw new UsageError(`--country ${country} is no country: use two letters, as in VN.`);
    return { files: positionals, country, json: values.json, help: values.help, dataFolders: config.ocrDataDirs };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

async function readAll(
  options: Options,
  { io, pictures }: { io: CommandIo; pictures: CardPictureReader },
): Promise<0 | 1> {
  const cards: ContactCard[] = [];
  let code: 0 | 1 = 0;
  for (const [position, file] of options.files.entries()) {
    const read = await readFile(file, { ...options, pictures });
    if (!read.ok) {
      code = 1;
      io.stderr.write(`${file}: ${read.reason}\n`);
      continue;
    }
    cards.push(...read.cards);
    if (options.files.length > 1) io.stderr.write(`${position + 1} of ${options.files.length} files read\n`);
    if (!options.json) for (const card of read.cards) io.stdout.write(`${JSON.stringify(card)}\n`);
  }
  if (options.json) io.stdout.write(`${JSON.stringify(cards)}\n`);
  return code;
}

type FileRead = { ok: true; cards: ContactCard[] } | { ok: false; reason: string };

async function readFile(file: string, options: Options & { pictures: CardPictureReader }): Promise<FileRead> {
  if (!fs.existsSync(file) || !fs.statSync(file).isFile()) return { ok: false, reason: 'there is no such file' };
  if (fs.statSync(file).size > bytesMax)
    return { ok: false, reason: `larger than ${bytesMax / 1e6} MB: it is left out` };
  const bytes = fs.readFileSync(file);
  const source = path.basename(file);
  if (bytes.length === 0) return { ok: false, reason: 'the file is empty' };
  try {
    const cards = isPicture(bytes)
      ? await options.pictures.read(bytes, { source, country: options.country })
      : readTextual(bytes, source, options.country);
    return cards.length > 0
      ? { ok: true, cards: cards.map((card) => withNormalPhones(card, options.country)) }
      : { ok: false, reason: 'no contact was found in it' };
  } catch (error) {
    if (error instanceof PictureError) return { ok: false, reason: error.message };
    throw error;
  }
}

function isPicture(bytes: Buffer): boolean {
  const start = bytes.subarray(0, 12).toString('latin1');
  return (
    /^(\x89PNG|\xff\xd8\xff|GIF8|II\*\0|MM\0\*|BM|RIFF....WEBP)/su.test(start) || /ftyp(avif|heic|mif1)/.test(start)
  );
}

function readTextual(bytes: Buffer, source: string, country: CountryCode | undefined): ContactCard[] {
  const text = repairVietnamese(decodeText(bytes))
    .replace(/^\ufeff/, '')
    .trim();
  if (/^\s*BEGIN:VCARD/im.test(text)) return parseVcards(bytes, source);
  if (/^(MECARD|BIZCARD):/i.test(text)) return [parseCode(new TextEncoder().encode(text), source) ?? emptyCard(source)];
  const json = text.startsWith('[') ? parseJson(text) : undefined;
  const fromJson = json === undefined ? null : parseJcards(json, source);
  if (fromJson !== null) return fromJson;
  if (text.includes('\0')) return [];
  const lines = text.split(/\r?\n/).map((line) => ({ text: line, confidence: 0, height: 0 }));
  if (lines.length > cardLinesMax || lines.some((line) => line.text.length > cardLineMax)) return [];
  return [labelCardLines(lines, { source, country })];
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
