// Checks HubSpot's request signatures over the raw bytes: v3 (with its time limit) everywhere, v2 and v1 for older senders.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What is signed; `uri` is the full public address, since behind a proxy the request's own address is another one. */
export interface SignedRequest {
  method: string;
  uri: string;
  body: Buffer;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

export type SignatureVerdict = 'ok' | 'missing' | 'wrong' | 'stale';

export interface SignatureKeys {
  /** The app's client secret; several while one is being replaced. */
  secrets: readonly string[];
  /** Present time, epoch ms. */
  now: number;
}

const timestampToleranceMs = 300_000;

/** HubSpot decodes only these before signing (hubspot.md 3.4). */
const decoded: Readonly<Record<string, string>> = {
  '%3A': ':',
  '%2F': '/',
  '%3F': '?',
  '%40': '@',
  '%21': '!',
  '%24': '$',
  '%27': "'",
  '%28': '(',
  '%29': ')',
  '%2A': '*',
  '%2C': ',',
  '%3B': ';',
};

/** v3: base64 HMAC-SHA-256 of method, URI, raw body and timestamp; a timestamp over 5 minutes off either way is stale. */
export function verifySignatureV3(request: SignedRequest, keys: SignatureKeys): SignatureVerdict {
  const signature = header(request, 'x-hubspot-signature-v3');
  const timestamp = header(request, 'x-hubspot-request-timestamp');
  if (signature === undefined || timestamp === undefined) return 'missing';
  if (!/^\d{1,15}$/.test(timestamp)) return 'wrong';
  if (Math.abs(keys.now - Number(timestamp)) > timestampToleranceMs) return 'stale';
  const head = `${request.method}${decodeUri(request.uri)}`;
  const matches = keys.secrets.some((secret) =>
    equalInConstantTime(
      signature,
      createHmac('sha256', secret).update(head).update(request.body).update(timestamp).digest('base64'),
    ),
  );
  return matches ? 'ok' : 'wrong';
}

/**
 * v1 and v2: hex SHA-256 over secret and body, v2 with method and URI between them; the version stands in its own header.
 * They carry no time, so that a captured request stays valid: only for senders that have nothing newer.
 */
export function verifySignatureV1OrV2(request: SignedRequest, keys: Pick<SignatureKeys, 'secrets'>): SignatureVerdict {
  const signature = header(request, 'x-hubspot-signature');
  const version = header(request, 'x-hubspot-signature-version');
  if (signature === undefined || (version !== 'v1' && version !== 'v2')) return 'missing';
  const head = version === 'v2' ? `${request.method}${decodeUri(request.uri)}` : '';
  const matches = keys.secrets.some((secret) =>
    equalInConstantTime(signature, createHash('sha256').update(secret).update(head).update(request.body).digest('hex')),
  );
  return matches ? 'ok' : 'wrong';
}

function header(request: SignedRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Leaves out the fragment, and decodes the listed escapes and no others. */
function decodeUri(uri: string): string {
  const end = uri.indexOf('#');
  const bare = end === -1 ? uri : uri.slice(0, end);
  return bare.replace(/%[0-9A-Fa-f]{2}/g, (code) => decoded[code.toUpperCase()] ?? code);
}

/** Lengths are public (both digests have a fixed one), the contents are compared in constant time. */
function equalInConstantTime(given: string, expected: string): boolean {
  const left = Buffer.from(given);
  const right = Buffer.from(expected);
  return left.length === right.length && timingSafeEqual(left, right);
}
