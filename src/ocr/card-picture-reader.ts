// Reads the picture of a card: the only room that knows sharp, jsQR and Tesseract. A QR code is exact and comes first; otherwise the lines
// are found and straightened (src/identity), read one by one, and labelled.
import fs from 'node:fs';
import path from 'node:path';
import jsQrModule from 'jsqr';
import sharp from 'sharp';
import { createWorker, PSM, type Worker } from 'tesseract.js';
import type { ContactCard } from '../identity/contact-card.ts';
import { cutLine } from '../identity/cut-line.ts';
import { findTextLines, type GrayImage } from '../identity/find-text-lines.ts';
import { type CardLine, labelCardLines } from '../identity/label-card-lines.ts';
import { parseCode } from '../identity/parse-code.ts';
import type { CountryCode } from '../identity/phone-country.ts';

export interface CardPictureReader {
  /** @throws PictureError where the file is no picture, or too large a one. */
  read(picture: Buffer, options: { source: string; country?: CountryCode | undefined }): Promise<ContactCard[]>;
  close(): Promise<void>;
}

/** What is wrong with a picture, or with this machine's means to read it, with the mend. */
export class PictureError extends Error {
  override name = 'PictureError';
}

const pixelsMax = 60_000_000;
const widthRead = 1_600;
const lineHeight = 48;
const startTimeoutMs = 20_000;
const readTimeoutMs = 15_000;
const languages = ['vie', 'eng'];

/** Reads with Vietnamese and English, and with German for cards that speak it, where its data are there. */
export function createCardPictureReader(options: { dataFolders: string[] }): CardPictureReader {
  const workers = new Map<string, Promise<Worker>>();
  const workerFor = (wanted: string[]): Promise<Worker> => {
    const key = wanted.join('+');
    const known = workers.get(key) ?? startWorker(wanted, options.dataFolders);
    workers.set(key, known);
    return known;
  };
  return {
    read: async (picture, about) => {
      const image = await loadGray(picture);
      const fromCode = readCode(image, about.source);
      if (fromCode !== null) return [fromCode];
      const cuts = findTextLines(image).map((line) => ({ line, cut: cutLine(image, line, lineHeight) }));
      const lines: CardLine[] = [];
      const worker = await workerFor(languages);
      for (const { line, cut } of cuts) lines.push({ ...(await readLine(worker, cut)), height: line.height });
      if (isGerman(lines) && findLanguage('deu', options.dataFolders) !== null) {
        const german = await workerFor(['deu', 'eng']);
        for (const [at, { cut }] of cuts.entries()) {
          const old = lines[at];
          if (old !== undefined && !/[@\d]|www/.test(old.text))
            lines[at] = { ...(await readLine(german, cut)), height: old.height };
        }
      }
      return [labelCardLines(lines, about)];
    },
    close: async () => {
      for (const worker of workers.values()) await (await worker.catch(() => null))?.terminate();
    },
  };
}

async function loadGray(picture: Buffer): Promise<GrayImage> {
  try {
    const { data, info } = await sharp(picture, { limitInputPixels: pixelsMax, failOn: 'none' })
      .rotate()
      .flatten({ background: '#fff' })
      .greyscale()
      .resize({ width: widthRead })
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, pixels: new Uint8Array(data) };
  } catch (cause) {
    throw new PictureError('It is no picture that can be read (JPEG, PNG, WebP, TIFF of at most 60 megapixels).', {
      cause,
    });
  }
}

/** jsqr is CommonJS that some loaders wrap once more. */
const readQr = typeof jsQrModule === 'function' ? jsQrModule : jsQrModule.default;

function readCode({ width, height, pixels }: GrayImage, source: string): ContactCard | null {
  const colours = new Uint8ClampedArray(width * height * 4);
  for (let at = 0; at < pixels.length; at++) colours.fill(pixels[at] ?? 0, at * 4, at * 4 + 4);
  const code = readQr(colours, width, height);
  return code === null ? null : parseCode(new Uint8Array(code.binaryData), source);
}

async function readLine(
  worker: Worker,
  { width, height, pixels }: GrayImage,
): Promise<{ text: string; confidence: number }> {
  const picture = Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), Buffer.from(pixels)]);
  const { data } = await withinTime(worker.recognize(picture), readTimeoutMs, 'A line could not be read in time.');
  return { text: data.text.trim(), confidence: data.confidence };
}

function isGerman(lines: CardLine[]): boolean {
  return lines.some(({ text }) => /\.(de|at|ch)\b|\+4[139]\b|\bGmbH\b|\bKG\b|stra(ß|ss|f)e/i.test(text));
}

/** The folder that holds the data of a language, or null. */
function findLanguage(language: string, folders: string[]): string | null {
  return folders.find((folder) => fs.existsSync(path.join(folder, `${language}.traineddata`))) ?? null;
}

async function startWorker(wanted: string[], folders: string[]): Promise<Worker> {
  const [folder, ...others] = wanted.map((language) => findLanguage(language, folders));
  if (folder === undefined || folder === null || others.some((other) => other !== folder)) {
    throw new PictureError(
      `Reading pictures needs Tesseract's language data for ${wanted.join(' and ')}: install Debian's packages tesseract-ocr-eng and tesseract-ocr-vie, or name their folder in OCR_DATA_DIR.`,
    );
  }
  const starting = createWorker(wanted, 1, { langPath: folder, gzip: false, cacheMethod: 'none' });
  const worker = await withinTime(starting, startTimeoutMs, 'The text reader did not start.');
  await worker.setParameters({ tessedit_pageseg_mode: PSM.SINGLE_LINE });
  return worker;
}

async function withinTime<T>(work: Promise<T>, timeoutMs: number, message: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new PictureError(message)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
