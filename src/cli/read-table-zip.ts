// Reads zip archives (and what are zip archives inside, as XLSX) with bounds on entries, sizes and ratio, by node:zlib.
import zlib from 'node:zlib';

export interface ZipEntry {
  name: string;
  /** @throws ZipError where it is too large, packed too tightly, or damaged. */
  read(): Buffer;
}

/** What is wrong with an archive, in one sentence for the person who gave it. */
export class ZipError extends Error {
  override name = 'ZipError';
}

const entriesMax = 10_000;
const entryBytesMax = 600_000_000;
/** Texts pack to a hundredth at best; what packs tighter is a bomb. */
const ratioMax = 250;
const smallBytes = 1_000_000;

export function isZip(bytes: Buffer): boolean {
  return bytes.length > 22 && bytes.readUInt32LE(0) === 0x04034b50;
}

/** Entries that are files. @throws ZipError where the archive cannot be read. */
export function readZip(bytes: Buffer): ZipEntry[] {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > bytes.length) throw new ZipError('the archive is cut off');
  const count = bytes.readUInt16LE(end + 10);
  if (count > entriesMax) throw new ZipError(`the archive has ${count} files; at most ${entriesMax} are read`);
  const entries: ZipEntry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let position = 0; position < count; position++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) throw new ZipError('the archive is damaged');
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.subarray(at + 46, at + 46 + nameLength).toString('utf8');
    const header = { at, bytes, name };
    if (!name.endsWith('/')) entries.push({ name, read: () => inflate(header) });
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

function inflate({ at, bytes, name }: { at: number; bytes: Buffer; name: string }): Buffer {
  const flags = bytes.readUInt16LE(at + 8);
  const method = bytes.readUInt16LE(at + 10);
  const packed = bytes.readUInt32LE(at + 20);
  const local = bytes.readUInt32LE(at + 42);
  if ((flags & 1) !== 0) throw new ZipError(`${name} is locked with a password`);
  if (local + 30 > bytes.length || bytes.readUInt32LE(local) !== 0x04034b50)
    throw new ZipError('the archive is damaged');
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const body = bytes.subarray(start, start + packed);
  if (method === 0) return body;
  if (method !== 8) throw new ZipError(`${name} is packed in a way that is not read`);
  const limit = Math.min(entryBytesMax, Math.max(smallBytes, packed * ratioMax));
  try {
    return zlib.inflateRawSync(body, { maxOutputLength: limit });
  } catch (cause) {
    throw new ZipError(`${name} is damaged or larger than ${Math.round(limit / 1_000_000)} MB when unpacked`, {
      cause,
    });
  }
}
