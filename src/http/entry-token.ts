// Signed, short-lived tokens that let a person in from HubSpot: they carry portal and user, and are good for one use.
import crypto from 'node:crypto';
import { z } from 'zod';

/** The first key signs, all of them are accepted; 32 bytes each. */
export type EntryKeys = readonly { id: string; key: Buffer }[];

export interface Entry {
  portalId: number;
  userId: string;
  /** HubSpot's word on whether the user administers the portal. */
  isAdmin: boolean;
  /** The page to open, a path of ours. */
  to: string;
}

export type EntryReading =
  | { outcome: 'ok'; entry: Entry; nonce: string; expiresAt: number }
  | { outcome: 'expired' | 'wrong' };

/** An entry token is good for so long at most. */
const entryLifeMaxMs = 5 * 60_000;
const tokenLengthMax = 2_000;

const payloadSchema = z.strictObject({
  purpose: z.literal('enter'),
  portal: z.number().int().positive(),
  user: z.string().min(1),
  admin: z.boolean(),
  to: z.string(),
  nonce: z.string().min(16),
  until: z.number().int(),
});

/**
 * A token for the address `/enter?token=`. Whoever calls it has checked who the person is: it says so on our behalf.
 * @throws RangeError without a key
 */
export function issueEntryToken(keys: EntryKeys, { entry, now }: { entry: Entry; now: number }): string {
  const [first] = keys;
  if (first === undefined) throw new RangeError('There is no key to sign entry tokens with.');
  const payload: z.infer<typeof payloadSchema> = {
    purpose: 'enter',
    portal: entry.portalId,
    user: entry.userId,
    admin: entry.isAdmin,
    to: entry.to,
    nonce: crypto.randomBytes(16).toString('base64url'),
    until: now + entryLifeMaxMs,
  };
  const text = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${text}.${first.id}.${signatureOf(first.key, text, first.id)}`;
}

/** Verifies first, reads then. That it was not used before is for the store to say. */
export function readEntryToken(keys: EntryKeys, { token, now }: { token: string; now: number }): EntryReading {
  const [text, keyId, signature, ...rest] = token.length > tokenLengthMax ? [] : token.split('.');
  const key = keys.find(({ id }) => id === keyId)?.key;
  if (text === undefined || keyId === undefined || signature === undefined || key === undefined || rest.length > 0) {
    return { outcome: 'wrong' };
  }
  const expected = Buffer.from(signatureOf(key, text, keyId));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !crypto.timingSafeEqual(given, expected)) return { outcome: 'wrong' };
  const payload = payloadSchema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  if (!payload.success) return { outcome: 'wrong' };
  const { portal, user, admin, to, nonce, until } = payload.data;
  if (until <= now || until > now + entryLifeMaxMs) return { outcome: 'expired' };
  return { outcome: 'ok', entry: { portalId: portal, userId: user, isAdmin: admin, to }, nonce, expiresAt: until };
}

function signatureOf(key: Buffer, text: string, keyId: string): string {
  return crypto.createHmac('sha256', key).update(`${text}.${keyId}`).digest('base64url');
}
