// Seals tokens before they are kept: AES-256-GCM, bound to their portal and kind, so that a copy elsewhere does not open.
import crypto from 'node:crypto';
import { MissingTokenKeyError, UnreadableGrantError } from '../accounts/access-port.ts';

/** The first key seals, all of them open: a key is replaced by putting the new one in front. Keys are 32 bytes long. */
export type TokenKeys = readonly { id: string; key: Buffer }[];

export interface SealedToken {
  keyId: string;
  /** Nonce, tag, ciphertext. */
  sealed: Buffer;
}

interface Bound {
  portalId: number;
  kind: 'access' | 'refresh';
}

const nonceLength = 12;
const tagLength = 16;

/** @throws MissingTokenKeyError */
export function sealToken(keys: TokenKeys, token: string, bound: Bound): SealedToken {
  const [first] = keys;
  if (first === undefined) throw new MissingTokenKeyError('No key is given to seal tokens with: set TOKEN_KEYS.');
  const nonce = crypto.randomBytes(nonceLength);
  const cipher = crypto.createCipheriv('aes-256-gcm', first.key, nonce);
  cipher.setAAD(associatedData(bound));
  const text = Buffer.concat([cipher.update(token, 'utf8'), cipher.final()]);
  return { keyId: first.id, sealed: Buffer.concat([nonce, cipher.getAuthTag(), text]) };
}

/** @throws UnreadableGrantError */
export function openToken(keys: TokenKeys, { keyId, sealed }: SealedToken, bound: Bound): string {
  const found = keys.find(({ id }) => id === keyId);
  const what = `The ${bound.kind} token of portal ${bound.portalId}`;
  if (found === undefined) {
    throw new UnreadableGrantError(`${what} was sealed with key ${keyId}, which is not among TOKEN_KEYS.`);
  }
  const nonce = sealed.subarray(0, nonceLength);
  const tag = sealed.subarray(nonceLength, nonceLength + tagLength);
  try {
    const decipher = crypto.createDecipheriv('aes-256-gcm', found.key, nonce, { authTagLength: tagLength });
    decipher.setAAD(associatedData(bound));
    decipher.setAuthTag(tag);
    const text = decipher.update(sealed.subarray(nonceLength + tagLength));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new UnreadableGrantError(`${what} does not open with key ${keyId}: it was changed, or belongs elsewhere.`, {
      cause,
    });
  }
}

function associatedData({ portalId, kind }: Bound): Buffer {
  return Buffer.from(`quorum token\0${portalId}\0${kind}`, 'utf8');
}
