// `quorum read-card FILE…`: contacts from vCards, codes, card pictures, lists, archives and text.
import { parseArgs } from 'node:util';
import { type Config, readConfig } from '../config.ts';
import type { ContactCard } from '../identity/contact-card.ts';
import { type CountryCode, isCountryCode } from '../identity/phone-country.ts';
import { type CardPictureReader, createCardPictureReader } from '../ocr/card-picture-reader.ts';
import { type CommandIo, UsageError } from './identity-options.ts';
import { explainFailure } from './link-command.ts';
import { readCardFile } from './read-card-file.ts';

const usage = `quorum read-card FILE… [options]

Prints one JSON object a contact: name, title, company, emails, phones, urls, address, note, source, warnings. Reads vCards (2.1, 3.0, 4.0, jCard),
pictures of cards and of QR codes (JPEG, PNG, WebP, TIFF), MECARD and BIZCARD, lists (CSV in any encoding, XLSX; exports of HubSpot, LinkedIn,
Zoom, Luma, Eventbrite), zip archives of these, and text with a line a field. Nothing is fetched from the network.

  --country CC   country of phones without a prefix (default: what the card itself tells)
  --json         one JSON array instead of a line a contact
`;

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
    const read = await readCardFile(file, { country: options.country, pictures });
    for (const reason of read.refused) io.stderr.write(`${file}: ${reason}\n`);
    if (read.cards.length === 0) code = 1;
    cards.push(...read.cards);
    if (options.files.length > 1) io.stderr.write(`${position + 1} of ${options.files.length} files read\n`);
    if (!options.json) for (const card of read.cards) io.stdout.write(`${JSON.stringify(card)}\n`);
  }
  if (options.json) io.stdout.write(`${JSON.stringify(cards)}\n`);
  return code;
}
