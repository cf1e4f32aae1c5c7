// The keys that seal tokens and sign entry tokens: from the environment, else one of this machine's own beside its data.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type Config, ConfigError, type TokenKey } from '../config.ts';

const keyBytes = 32;
const fileSchema = z.object({ id: z.string(), key: z.base64() });

/** Made at the first call, for its owner's eyes only. @throws ConfigError where the file cannot be used. */
export function readTokenKeys({ tokenKeys, dataDir }: Pick<Config, 'tokenKeys' | 'dataDir'>): TokenKey[] {
  if (tokenKeys.length > 0) return tokenKeys;
  const file = path.join(dataDir, 'token-key.json');
  if (!fs.existsSync(file)) makeKey(file);
  try {
    const { id, key } = fileSchema.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
    const bytes = Buffer.from(key, 'base64');
    if (bytes.length === keyBytes) return [{ id, key: bytes }];
  } catch (cause) {
    throw unusable(file, cause);
  }
  throw unusable(file);
}

function unusable(file: string, cause?: unknown): ConfigError {
  return new ConfigError(
    `The key in ${file} cannot be used. Restore it from the backup; without it the portals have to be connected again (then delete the file).`,
    { cause },
  );
}

/** Whoever comes first makes it: a second process then finds it. */
function makeKey(file: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const content = { id: crypto.randomBytes(4).toString('hex'), key: crypto.randomBytes(keyBytes).toString('base64') };
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  try {
    fs.linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/** Signing keys, drawn from the sealing ones, so that neither tells anything about the other. */
export function entryKeysOf(tokenKeys: readonly TokenKey[]): TokenKey[] {
  return tokenKeys.map(({ id, key }) => ({
    id,
    key: Buffer.from(crypto.hkdfSync('sha256', key, '', 'quorum entry token', keyBytes)),
  }));
}
