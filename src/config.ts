// The only reader of the environment: every key with its meaning, its default and its bounds.
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const optionalText = z
  .string()
  .trim()
  .transform((text) => (text === '' ? undefined : text))
  .optional();

const environmentSchema = z.object({
  /** Address the pages, the API and the webhook ingress listen on. Loopback unless you say otherwise. */
  HOST: z.string().default('127.0.0.1'),
  /** Port of the pages, the API and the webhook ingress. */
  PORT: port.default(3400),
  /** Port of the sandbox portal, started only where no HubSpot credentials are given. */
  SANDBOX_PORT: port.default(3401),
  /** Address under which HubSpot reaches this service; webhook signatures are checked against it. */
  PUBLIC_URL: optionalText,
  /** Folder for the embedded database, the built pages and the lock. */
  DATA_DIR: z.string().default('.quorum'),
  /** PostgreSQL 15 or newer. Without it an embedded PostgreSQL runs in DATA_DIR. */
  DATABASE_URL: optionalText,
  /** Redis 6.2 or newer for the queues. Without it the queues live in PostgreSQL. */
  REDIS_URL: optionalText,
  /** Access token of one portal (private distribution). With it HubSpot is used instead of the sandbox. */
  HUBSPOT_ACCESS_TOKEN: optionalText,
  /** The app's client id. Without an access token, portals are connected through HubSpot's consent page. */
  HUBSPOT_CLIENT_ID: optionalText,
  /** The app's client secret; several, separated by commas, while one is being replaced. Signs the webhooks. */
  HUBSPOT_CLIENT_SECRET: optionalText,
  /** The app's id: how the app's own writes are recognised in webhooks. */
  HUBSPOT_APP_ID: z.coerce.number().int().positive().optional(),
  /** Where HubSpot's API is. */
  HUBSPOT_BASE_URL: z.url().default('https://api.hubapi.com'),
  /** Where HubSpot's own pages are, its consent page among them. */
  HUBSPOT_APP_URL: z.url().default('https://app.hubspot.com'),
  /**
   * Keys that seal portals' tokens, `ID:BASE64` of 32 bytes each, separated by commas: the first seals, all open. To replace one, put the
   * new one in front, and take the old one away after a day. Without any, a key is made in DATA_DIR; several processes need the same.
   */
  TOKEN_KEYS: optionalText,
  /** Lets a machine read /metrics, as a bearer token. Without it nobody can, but on the sandbox portal. */
  METRICS_TOKEN: optionalText,
  /** fatal, error, warn, info, debug, trace or silent. On a terminal the log goes to DATA_DIR/quorum.log, else to standard error. */
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Folder with Tesseract's language data, where Debian's packages are not installed. */
  OCR_DATA_DIR: optionalText,
  /** Quiet time after the last change of an account before it is rebuilt, in milliseconds. */
  REBUILD_QUIET_MS: z.coerce.number().int().min(0).max(600_000).default(400),
  /** Longest time an account that keeps changing waits for its rebuild, in milliseconds. */
  REBUILD_WAIT_MAX_MS: z.coerce.number().int().min(0).max(3_600_000).default(5_000),
});

export interface Config {
  host: string;
  port: number;
  sandboxPort: number;
  /** Without a trailing slash; undefined means the address the server listens on. */
  publicUrl: string | undefined;
  dataDir: string;
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  /** Undefined: serve the sandbox portal. */
  hubspot: HubspotCredentials | undefined;
  hubspotBaseUrl: string;
  hubspotAppUrl: string;
  /** The first seals, all of them open; empty where none is given. */
  tokenKeys: TokenKey[];
  metricsToken: string | undefined;
  logLevel: z.infer<typeof environmentSchema>['LOG_LEVEL'];
  /** Folders that may hold Tesseract's language data, first found wins. */
  ocrDataDirs: string[];
  rebuildQuietMs: number;
  rebuildWaitMaxMs: number;
}

export interface TokenKey {
  id: string;
  /** 32 bytes. */
  key: Buffer;
}

interface HubspotCredentials {
  /** Undefined: portals are connected through HubSpot's consent page, and there is a client id. */
  accessToken: string | undefined;
  clientId: string | undefined;
  clientSecrets: string[];
  appId: number;
}

/** Thrown when the environment cannot be used; the message names each variable and the mend. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** @throws ConfigError naming each variable that is wrong. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`The settings in the environment cannot be used. ${lines.join('; ')}.`);
  }
  const values = parsed.data;
  const hubspot = readCredentials(values);
  const tokenKeys = readTokenKeys(values.TOKEN_KEYS);
  checkOpenness(values, { isSandbox: hubspot === undefined });
  if (hubspot !== undefined && hubspot.accessToken === undefined && values.DATABASE_URL && tokenKeys.length === 0) {
    throw new ConfigError(
      'DATABASE_URL is set, but TOKEN_KEYS is not: portals’ tokens are sealed with it. Set it to ID:KEY, with a KEY from `openssl rand -base64 32`.',
    );
  }
  return {
    host: values.HOST,
    port: values.PORT,
    sandboxPort: values.SANDBOX_PORT,
    publicUrl: values.PUBLIC_URL?.replace(/\/+$/, ''),
    dataDir: values.DATA_DIR,
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    hubspot,
    hubspotBaseUrl: values.HUBSPOT_BASE_URL.replace(/\/+$/, ''),
    hubspotAppUrl: values.HUBSPOT_APP_URL.replace(/\/+$/, ''),
    tokenKeys,
    metricsToken: values.METRICS_TOKEN,
    logLevel: values.LOG_LEVEL,
    ocrDataDirs: [
      ...(values.OCR_DATA_DIR === undefined ? [] : [values.OCR_DATA_DIR]),
      `${values.DATA_DIR}/tessdata`,
      ...['5', '4.00'].map((version) => `/usr/share/tesseract-ocr/${version}/tessdata`),
    ],
    rebuildQuietMs: values.REBUILD_QUIET_MS,
    rebuildWaitMaxMs: values.REBUILD_WAIT_MAX_MS,
  };
}

type Values = z.infer<typeof environmentSchema>;

/** An access token or a client id stands for a real HubSpot; then the rest of the app's credentials is needed. */
function readCredentials(values: Values): HubspotCredentials | undefined {
  const { HUBSPOT_ACCESS_TOKEN: accessToken, HUBSPOT_CLIENT_ID: clientId } = values;
  if (accessToken === undefined && clientId === undefined) return undefined;
  const { HUBSPOT_CLIENT_SECRET: secrets, HUBSPOT_APP_ID: appId, PUBLIC_URL: publicUrl } = values;
  if (secrets === undefined || appId === undefined || publicUrl === undefined) {
    const given = accessToken === undefined ? 'HUBSPOT_CLIENT_ID' : 'HUBSPOT_ACCESS_TOKEN';
    const missing = (['HUBSPOT_CLIENT_SECRET', 'HUBSPOT_APP_ID', 'PUBLIC_URL'] as const).filter(
      (key) => values[key] === undefined,
    );
    throw new ConfigError(
      `${given} is set, but ${missing.join(', ')} is not. Set it as well, or unset ${given} to use the sandbox portal.`,
    );
  }
  return { accessToken, clientId, clientSecrets: secrets.split(',').map((secret) => secret.trim()), appId };
}

const keyBytes = 32;

/** @throws ConfigError that never repeats a key. */
function readTokenKeys(text: string | undefined): TokenKey[] {
  const keys = (text ?? '').split(',').flatMap((part) => {
    const [id = '', encoded = '', ...rest] = part.trim().split(':');
    if (id === '' && encoded === '') return [];
    const key = Buffer.from(encoded, 'base64');
    if (!/^[\w-]{1,32}$/.test(id) || key.length !== keyBytes || rest.length > 0) {
      throw new ConfigError(
        `TOKEN_KEYS cannot be used: each part is ID:KEY, the ID of letters, digits, - and _, the KEY ${keyBytes} bytes in base64, as \`openssl rand -base64 ${keyBytes}\` prints them.`,
      );
    }
    return [{ id, key }];
  });
  if (new Set(keys.map(({ id }) => id)).size < keys.length) {
    throw new ConfigError('TOKEN_KEYS cannot be used: two keys have the same ID.');
  }
  return keys;
}

/** Nobody signs in to the sandbox portal: it is for this machine alone. @throws ConfigError */
function checkOpenness({ HOST: host }: Values, { isSandbox }: { isSandbox: boolean }): void {
  const isLoopback = /^(localhost|::1|\[::1\]|127(\.\d{1,3}){3})$/.test(host);
  if (isSandbox && !isLoopback) {
    throw new ConfigError(
      `HOST is ${host}, but nobody signs in to the sandbox portal: leave HOST at 127.0.0.1, or connect HubSpot first.`,
    );
  }
}
