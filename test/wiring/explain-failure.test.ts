// What keeps the service from starting is said in one sentence with the mend.
import { expect, test } from 'vitest';
import { PortalDisconnectedError } from '../../src/accounts/crm.ts';
import { type Addresses, explainFailure } from '../../src/wiring/explain-failure.ts';
import { AlreadyRunningError } from '../../src/wiring/service-lock.ts';

const at: Addresses = {
  host: '127.0.0.1',
  port: 3400,
  sandboxPort: 3401,
  dataDir: '.quorum',
};

function failure(code: string, more: Record<string, unknown> = {}): Error {
  return Object.assign(new Error(`raw ${code}`), { code, ...more });
}

const cases: { what: string; error: Error; says: string[] }[] = [
  {
    what: 'a taken port',
    error: failure('EADDRINUSE', { port: 3400, syscall: 'listen' }),
    says: ['Port 3400 is taken', 'set PORT'],
  },
  {
    what: 'a taken port of the sandbox',
    error: failure('EADDRINUSE', { port: 3401 }),
    says: ['Port 3401 is taken', 'SANDBOX_PORT'],
  },
  { what: 'a full disk', error: failure('ENOSPC'), says: ['disk is full', 'free some room'] },
  { what: 'a full disk under the database', error: failure('53100'), says: ['disk is full'] },
  {
    what: 'a folder that cannot be written',
    error: failure('EACCES', { syscall: 'mkdir' }),
    says: ['cannot be written', 'DATA_DIR'],
  },
  {
    what: 'a port below 1024',
    error: failure('EACCES', { syscall: 'listen', port: 80 }),
    says: ['may not open port 80', 'PORT'],
  },
  {
    what: 'a missing database',
    error: failure('ECONNREFUSED', { port: 5432 }),
    says: ['database cannot be reached', 'DATABASE_URL'],
  },
  {
    what: 'a database behind a name with several addresses',
    error: new AggregateError([failure('ECONNREFUSED', { port: 5432 })]),
    says: ['database cannot be reached'],
  },
  {
    what: 'a token that HubSpot refuses',
    error: new PortalDisconnectedError('401'),
    says: ['HUBSPOT_ACCESS_TOKEN', 'valid one'],
  },
  { what: 'a wrong password', error: failure('28P01'), says: ['refuses the user or password', 'mend it'] },
  { what: 'a failure inside another', error: new Error('outer', { cause: failure('ENOSPC') }), says: ['disk is full'] },
  {
    what: 'a service that runs already',
    error: new AlreadyRunningError('Quorum already runs'),
    says: ['Quorum already runs'],
  },
];

for (const { what, error, says } of cases) {
  test(`${what} is told with the mend`, () => {
    const told = explainFailure(error, at);
    for (const part of says) expect(told).toContain(part);
  });
}

test('what is not foreseen is not explained away', () => {
  expect(explainFailure(new TypeError('x is not a function'), at)).toBeNull();
});
