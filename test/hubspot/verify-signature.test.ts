// HubSpot's published vectors, and what a signature must never let through.
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  type SignatureVerdict,
  type SignedRequest,
  verifySignatureV1OrV2,
  verifySignatureV3,
} from '../../src/hubspot/verify-signature.ts';

const secretY = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy';

interface Vector {
  name: string;
  secret: string;
  method: string;
  uri: string;
  body: string;
  timestamp: string;
  signature: string;
}

const vectors: Vector[] = [
  {
    name: 'single-quoted body',
    secret: secretY,
    method: 'POST',
    uri: 'https://www.example.com/webhook_uri',
    body: "{'example_field':'example_value'}",
    timestamp: '1693657560000',
    signature: 'K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=',
  },
  {
    name: 'the same at another time',
    secret: secretY,
    method: 'POST',
    uri: 'https://www.example.com/webhook_uri',
    body: "{'example_field':'example_value'}",
    timestamp: '1700000300000',
    signature: 'RnbPH7+UMKVkbV32P8bz450N4M56aPmcru1+D3kSDtw=',
  },
  {
    name: 'a body that is no JSON',
    secret: 'f6e94c08-85d0-4608-bcc6-e1850176e7b8',
    method: 'POST',
    uri: 'https://www.hubspot.com/webhook',
    body: 'REQUEST_BODY',
    timestamp: '1632188626483',
    signature: 'jf872r5vscVcxCiDRHA4rGrqe/8BPLNVkdJSHdMnGTU=',
  },
  {
    name: 'an empty body',
    secret: 'f6e94c08-85d0-4608-bcc6-e1850176e7b8',
    method: 'POST',
    uri: 'https://www.hubspot.com/webhook',
    body: '',
    timestamp: '1632188626483',
    signature: 'csXgk7UbrE9F8ZmMvbpuKBxqIvTSqU1EX9pI/SJtxSE=',
  },
  {
    name: 'a GET with a query',
    secret: '12345678-aaaa-bbbb-cccc-ddddeeeeffff',
    method: 'GET',
    uri: 'https://hubspot.com/?appId=1&portalId=2&userId=3',
    body: '',
    timestamp: '1111111111',
    signature: 'zTfXjo07jfzGouo4wvyAj3qEMUTVJ0PPYPACrluQtQI=',
  },
];

function requestOf(vector: Vector, change: Partial<Vector> = {}): SignedRequest {
  const given = { ...vector, ...change };
  return {
    method: given.method,
    uri: given.uri,
    body: Buffer.from(given.body),
    headers: { 'x-hubspot-signature-v3': given.signature, 'x-hubspot-request-timestamp': given.timestamp },
  };
}

function check(vector: Vector, change: Partial<Vector>, expected: SignatureVerdict, offMs = 0): void {
  const keys = { secrets: [vector.secret], now: Number(vector.timestamp) + offMs };
  expect(verifySignatureV3(requestOf(vector, change), keys)).toBe(expected);
}

describe('v3', () => {
  for (const vector of vectors) {
    it(`accepts the published vector: ${vector.name}`, () => check(vector, {}, 'ok'));
    it(`refuses any other body, address, method or time: ${vector.name}`, () => {
      check(vector, { body: `${vector.body} ` }, 'wrong');
      check(vector, { uri: `${vector.uri}x` }, 'wrong');
      check(vector, { method: 'PUT' }, 'wrong');
      check(vector, { timestamp: String(Number(vector.timestamp) + 1) }, 'wrong');
      check(vector, { signature: vector.signature.slice(0, -1) }, 'wrong');
    });
    it(`takes 300,000 ms either way and not one more: ${vector.name}`, () => {
      check(vector, {}, 'ok', 300_000);
      check(vector, {}, 'ok', -300_000);
      check(vector, {}, 'stale', 300_001);
      check(vector, {}, 'stale', -300_001);
    });
  }

  const [first] = vectors;
  if (first === undefined) throw new Error('there are no vectors');

  it('accepts any of several secrets, and no secret at all accepts nothing', () => {
    const now = Number(first.timestamp);
    expect(verifySignatureV3(requestOf(first), { secrets: ['another', first.secret], now })).toBe('ok');
    expect(verifySignatureV3(requestOf(first), { secrets: ['another'], now })).toBe('wrong');
    expect(verifySignatureV3(requestOf(first), { secrets: [], now })).toBe('wrong');
  });

  it('says that a header is missing, and refuses a timestamp that is no number', () => {
    const keys = { secrets: [first.secret], now: Number(first.timestamp) };
    const request = requestOf(first);
    for (const name of ['x-hubspot-signature-v3', 'x-hubspot-request-timestamp']) {
      for (const value of [undefined, '', ['a', 'b']]) {
        expect(verifySignatureV3({ ...request, headers: { ...request.headers, [name]: value } }, keys)).toBe('missing');
      }
    }
    for (const timestamp of ['soon', '-1', '1e3', 'NaN', '0x10', ' 1693657560000']) {
      check(first, { timestamp }, 'wrong');
    }
  });

  it.each([
    ['https://q.example/card?userEmail=a%40b.example', 'https://q.example/card?userEmail=a@b.example'],
    ['https://q.example/a%2fb%3ac?x=%21%24%27%28%29%2A%2C%3B%3F', "https://q.example/a/b:c?x=!$'()*,;?"],
    ['https://q.example/a?b=%20%2B%26%C3%A4', 'https://q.example/a?b=%20%2B%26%C3%A4'],
    ['https://q.example/a?b=1#part', 'https://q.example/a?b=1'],
  ])('signs %s as %s', (uri, signedUri) => {
    const signature = createHmac('sha256', 'key').update(`GET${signedUri}5`).digest('base64');
    const vector = { ...first, secret: 'key', method: 'GET', body: '', timestamp: '5', uri, signature };
    check(vector, {}, 'ok');
  });
});

describe('v1 and v2', () => {
  const v2 = '9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900';
  const v1 = '232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de';
  const v1Body =
    '[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM","changeFlag":"NEW","appId":54321}]';

  it.each([
    ['v2', '{"example_field":"example_value"}', v2],
    ['v1', v1Body, v1],
  ])('accepts the published %s vector and no other body', (version, body, signature) => {
    const request = {
      method: 'POST',
      uri: 'https://www.example.com/webhook_uri',
      body: Buffer.from(body),
      headers: { 'x-hubspot-signature': signature, 'x-hubspot-signature-version': version },
    };
    expect(verifySignatureV1OrV2(request, { secrets: ['old', secretY] })).toBe('ok');
    expect(verifySignatureV1OrV2(request, { secrets: ['old'] })).toBe('wrong');
    expect(verifySignatureV1OrV2({ ...request, body: Buffer.from(`${body} `) }, { secrets: [secretY] })).toBe('wrong');
    expect(verifySignatureV1OrV2({ ...request, headers: {} }, { secrets: [secretY] })).toBe('missing');
    const other = { ...request.headers, 'x-hubspot-signature-version': 'v3' };
    expect(verifySignatureV1OrV2({ ...request, headers: other }, { secrets: [secretY] })).toBe('missing');
  });
});
