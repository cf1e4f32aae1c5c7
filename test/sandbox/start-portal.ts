// A sandbox portal of its own for a test file, with a target that collects what it is told and can refuse it.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { testDatabase } from '../harness/database.ts';

const eventSchema = z.looseObject({
  eventId: z.number(),
  subscriptionType: z.string(),
  portalId: z.number(),
  attemptNumber: z.number(),
  changeSource: z.string(),
  sourceId: z.string(),
});
export type PortalEvent = z.infer<typeof eventSchema>;

interface Delivery {
  headers: http.IncomingHttpHeaders;
  body: string;
  events: PortalEvent[];
}

export interface WebhookTarget {
  url: string;
  deliveries: Delivery[];
  /** The statuses of the next answers; 204 once they are used up. */
  answers: number[];
  stop(): Promise<void>;
}

interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

export interface TestPortal {
  sandbox: Sandbox;
  databaseUrl: string;
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown): Promise<Answer>;
  patch(path: string, body: unknown): Promise<Answer>;
  put(path: string, body: unknown): Promise<Answer>;
  remove(path: string): Promise<Answer>;
  /** The id of the record made. */
  create(type: string, properties: Record<string, string>): Promise<string>;
  /** One form of the portal's pages, sent by a browser that stands on them. */
  submit(path: string, fields?: Record<string, string>, origin?: string): Promise<Response>;
  stop(): Promise<void>;
}

const answerSchema = z.record(z.string(), z.unknown());
const generous = { callsPerTenSeconds: 1_000_000, searchPerSecond: 1_000_000 };

export interface Call {
  url: string;
  token: string;
  method: string;
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** One call in JSON by the token given. */
export async function callApi({ url, token, method, path, body, headers }: Call): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed = text === '' ? {} : answerSchema.parse(JSON.parse(text));
  return { status: response.status, headers: response.headers, body: parsed };
}

export async function startPortal(options: Partial<SandboxOptions> = {}): Promise<TestPortal> {
  const database = await testDatabase();
  const sandbox = await startSandbox({
    databaseUrl: database.url,
    host: '127.0.0.1',
    port: 0,
    webhookTarget: null,
    limits: generous,
    ...options,
  });
  const { url, accessToken } = sandbox;
  const call = (method: string, path: string, body?: unknown) =>
    callApi({ url, token: accessToken, method, path, body });
  return {
    sandbox,
    databaseUrl: database.url,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    patch: (path, body) => call('PATCH', path, body),
    put: (path, body) => call('PUT', path, body),
    remove: (path) => call('DELETE', path),
    create: async (type, properties) => {
      const { status, body } = await call('POST', `${objects}/${type}`, { properties });
      if (status !== 201) throw new Error(`${type}: ${status} ${JSON.stringify(body)}`);
      return z.object({ id: z.string() }).parse(body).id;
    },
    submit: (path, fields = {}, origin = sandbox.url) =>
      fetch(`${sandbox.url}/portal/${sandbox.portalId}${path}`, {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams(fields),
        redirect: 'manual',
      }),
    stop: async () => {
      await sandbox.stop();
      await database.drop();
    },
  };
}

export const objects = '/crm/objects/2026-09';

export async function startTarget(): Promise<WebhookTarget> {
  const deliveries: Delivery[] = [];
  const answers: number[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      deliveries.push({ headers: request.headers, body, events: z.array(eventSchema).parse(JSON.parse(body)) });
      response.writeHead(answers.shift() ?? 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address() satisfies AddressInfo | string | null);
  return {
    url: `http://127.0.0.1:${port}/webhooks/hubspot`,
    deliveries,
    answers,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
