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
  /** The app's client id. */
  HUBSPOT_CLIENT_ID: optionalText,
  /** The app's client secret; several, separated by commas, while one is being replaced. Signs the webhooks. */
  HUBSPOT_CLIENT_SECRET: optionalText,
  /** The app's id: how the app's own writes are recognised in webhooks. */
  HUBSPOT_APP_ID: z.coerce.number().int().positive().optional(),
  /** Where HubSpot's API is. */
  HUBSPOT_BASE_URL: z.url().default('https://api.hubapi.com'),
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
  logLevel: z.infer<typeof environmentSchema>['LOG_LEVEL'];
  /** Folders that may hold Tesseract's language data, first found wins. */
  ocrDataDirs: string[];
  rebuildQuietMs: number;
  rebuildWaitMaxMs: number;
}

interface HubspotCredentials {
  accessToken: string;
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
  return {
    host: values.HOST,
    port: values.PORT,
    sandboxPort: values.SANDBOX_PORT,
    publicUrl: values.PUBLIC_URL?.replace(/\/+$/, ''),
    dataDir: values.DATA_DIR,
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    hubspot: readCredentials(values),
    hubspotBaseUrl: values.HUBSPOT_BASE_URL.replace(/\/+$/, ''),
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

function readCredentials(values: z.infer<typeof environmentSchema>): HubspotCredentials | undefined {
  if (values.HUBSPOT_ACCESS_TOKEN === undefined) return undefined;
  const missing = (['HUBSPOT_CLIENT_SECRET', 'HUBSPOT_APP_ID', 'PUBLIC_URL'] as const).filter(
    (key) => values[key] === undefined,
  );
  if (values.HUBSPOT_CLIENT_SECRET === undefined || values.HUBSPOT_APP_ID === undefined || missing.length > 0) {
    throw new ConfigError(
      `HUBSPOT_ACCESS_TOKEN is set, but ${missing.join(', ')} is not. Set it as well, or unset the token to use the sandbox portal.`,
    );
  }
  return {
    accessToken: values.HUBSPOT_ACCESS_TOKEN,
    clientId: values.HUBSPOT_CLIENT_ID,
    clientSecrets: values.HUBSPOT_CLIENT_SECRET.split(',').map((secret) => secret.trim()),
    appId: values.HUBSPOT_APP_ID,
  };
}
