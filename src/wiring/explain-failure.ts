// One sentence, with the mend, for what keeps the service from starting.
import { CrmRefusedError, PortalDisconnectedError } from '../accounts/crm.ts';
import { ConfigError } from '../config.ts';
import { AlreadyRunningError } from './service-lock.ts';

export interface Addresses {
  host: string;
  port: number;
  sandboxPort: number;
  dataDir: string;
}

/** Null for what is not foreseen: the caller shows the error itself. */
export function explainFailure(error: unknown, at: Addresses | null): string | null {
  if (error instanceof AlreadyRunningError || error instanceof ConfigError || isOwn(error)) return error.message;
  if (error instanceof PortalDisconnectedError || error instanceof CrmRefusedError) {
    return 'HubSpot does not take HUBSPOT_ACCESS_TOKEN for this portal: set a valid one with the scopes of manifest.json, or unset it for the sandbox portal.';
  }
  const failure = failureOf(error);
  if (failure === null || at === null) return null;
  switch (failure.code) {
    case 'EADDRINUSE':
      return `Port ${failure.port ?? at.port} is taken by another program: stop that one, or set ${failure.port === at.sandboxPort ? 'SANDBOX_PORT' : 'PORT'} to a free port.`;
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${at.host}: set HOST to one of its addresses, for example 127.0.0.1.`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return failure.syscall === 'listen'
        ? `This user may not open port ${failure.port ?? at.port}: set PORT to one above 1023.`
        : `The folder ${at.dataDir} cannot be written: give this user the right to write there, or set DATA_DIR to another folder.`;
    case 'ENOSPC':
    case 'EDQUOT':
    case '53100':
      return `The disk is full: free some room for ${at.dataDir}, then start again. Nothing that was kept is lost.`;
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ETIMEDOUT':
    case 'ECONNRESET':
      return 'The database cannot be reached at DATABASE_URL: start it or mend DATABASE_URL; unset it for the embedded database.';
    case '28P01':
    case '28000':
      return 'The database refuses the user or password in DATABASE_URL: mend it, or unset it for the embedded database.';
    case '3D000':
      return 'The database named in DATABASE_URL does not exist: create it, or unset DATABASE_URL for the embedded database.';
    default:
      return null;
  }
}

interface Failure {
  code: string;
  syscall: string | undefined;
  port: number | undefined;
}

function failureOf(error: unknown): Failure | null {
  if (error instanceof AggregateError && error.errors.length > 0) return failureOf(error.errors[0]);
  if (!(error instanceof Error)) return null;
  if ('code' in error && typeof error.code === 'string') {
    const syscall = 'syscall' in error && typeof error.syscall === 'string' ? error.syscall : undefined;
    const port = 'port' in error && typeof error.port === 'number' ? error.port : undefined;
    return { code: error.code, syscall, port };
  }
  return error.cause === undefined ? null : failureOf(error.cause);
}

/** Errors of our own rooms that carry the mend in their message. */
function isOwn(error: unknown): error is Error {
  const own = ['EmbeddedPostgresError', 'MigrationError', 'DatabaseRoleError', 'QueueStoreError'];
  return error instanceof Error && own.includes(error.name);
}
