// Calls on the wire: limits, odd statuses, time-outs, cut connections, lost access, odd errors.
import http from 'node:http';
import nock from 'nock';
import { describe, expect, it } from 'vitest';
import { CrmRefusedError, CrmUnavailableError, PortalDisconnectedError } from '../../src/accounts/crm.ts';
import { HubspotRefusedError } from '../../src/hubspot/error-envelope.ts';
import { baseUrl, caught, quickLimits, watchWire, wire, wireCrm } from './wire.ts';

watchWire();

const details = {
  portalId: 7,
  timeZone: 'Europe/Berlin',
  companyCurrency: 'EUR',
  uiDomain: 'app-eu1.hubspot.com',
  odd: [1],
};
const detailsPath = '/account-info/2026-09/details';

describe('reads are repeated by the table', () => {
  it.each([
    [423, {}, {}],
    [429, { policyName: 'TEN_SECONDLY_ROLLING', errorType: 'RATE_LIMIT' }, {}],
    [429, { policyName: 'SECONDLY' }, {}],
    [429, {}, {}],
    [477, {}, { 'retry-after': '0' }],
    [502, '<html>bad gateway</html>', {}],
    [503, {}, {}],
    [504, {}, {}],
    [521, {}, {}],
    [523, {}, {}],
    [524, {}, {}],
  ])('%i %j is asked again', async (status, body, headers) => {
    wire().get(detailsPath).reply(status, body, headers).get(detailsPath).reply(200, details);
    const hubspot = wireCrm();
    expect(await hubspot.readPortal()).toMatchObject({ portalId: 7, currency: 'EUR', sample: false });
    expect(hubspot.meter()).toMatchObject({ calls: 2, retries: 1, byStatus: { [status]: 1, 200: 1 } });
  });

  it.each([400, 402, 403, 404, 405, 409, 410, 415, 422])('%i is not, and says what HubSpot said', async (status) => {
    const message = 'no such luck';
    wire().get(detailsPath).reply(status, { status: 'error', category: 'VALIDATION_ERROR', message });
    const error = await caught(wireCrm().readPortal());
    expect(error).toBeInstanceOf(CrmRefusedError);
    expect(error).toMatchObject({ status, category: 'VALIDATION_ERROR', reason: message });
  });

  it.each([500, 501, 505])('%i is left for later', async (status) => {
    wire().get(detailsPath).reply(status, {});
    expect(await caught(wireCrm().readPortal())).toBeInstanceOf(CrmUnavailableError);
  });

  it("tell how far HubSpot's clock is off", async () => {
    const now = Date.UTC(2026, 10, 24);
    const hubspot = wireCrm({ now: () => now });
    expect(hubspot.meter().clockOffMs).toBeNull();
    wire()
      .get(detailsPath)
      .reply(200, details, { date: new Date(now - 90_000).toUTCString() });
    await hubspot.readPortal();
    expect(hubspot.meter().clockOffMs).toBe(-90_000);
  });

  it('five times at most', async () => {
    wire().get(detailsPath).times(5).reply(503, {});
    const hubspot = wireCrm();
    expect(await caught(hubspot.readPortal())).toBeInstanceOf(CrmUnavailableError);
    expect(hubspot.meter().calls).toBe(5);
  });

  it('a used-up daily limit is not asked again, and counted by its policy', async () => {
    wire().get(detailsPath).reply(429, { policyName: 'DAILY' });
    const hubspot = wireCrm();
    expect(await caught(hubspot.readPortal())).toMatchObject({ name: 'CrmUnavailableError', retryAfterMs: 900_000 });
    expect(hubspot.meter().rateLimited).toEqual({ DAILY: 1 });
  });

  it('a long Retry-After of 477 is handed on rather than waited for', async () => {
    wire().get(detailsPath).reply(477, {}, { 'retry-after': '3600' });
    const error = await caught(wireCrm().readPortal());
    expect(error).toBeInstanceOf(CrmUnavailableError);
    expect(error instanceof CrmUnavailableError && error.retryAfterMs).toBeGreaterThanOrEqual(3_600_000);
  });

  it('423 waits at least its time', async () => {
    wire().get(detailsPath).reply(423, {}).get(detailsPath).reply(200, details);
    const from = performance.now();
    await wireCrm({ limits: { ...quickLimits, lockedPauseMs: 120 } }).readPortal();
    expect(performance.now() - from).toBeGreaterThanOrEqual(119);
  });
});

describe('silence', () => {
  it('ends at the time limit, and a read is asked again', async () => {
    wire().get(detailsPath).delay(400).reply(200, details).get(detailsPath).reply(200, details);
    const hubspot = wireCrm({ limits: { ...quickLimits, timeoutMs: 60 } });
    expect(await hubspot.readPortal()).toMatchObject({ portalId: 7 });
    expect(hubspot.meter().byStatus).toEqual({ timeout: 1, 200: 1 });
  });

  it('of a body that stops half way counts as silence too', async () => {
    nock.enableNetConnect('127.0.0.1');
    let asked = 0;
    const server = http.createServer((_request, response) => {
      asked += 1;
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"portalId":');
      if (asked > 1) response.end('7}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const hubspot = wireCrm({ baseUrl: `http://127.0.0.1:${port}`, limits: { ...quickLimits, timeoutMs: 60 } });
    expect(await hubspot.readPortal()).toMatchObject({ portalId: 7 });
    expect(hubspot.meter().byStatus).toEqual({ timeout: 1, 200: 1 });
    server.closeAllConnections();
    server.close();
  });

  it('a cut connection is tried again', async () => {
    wire().get(detailsPath).replyWithError('ECONNRESET').get(detailsPath).reply(200, details);
    const hubspot = wireCrm();
    expect(await hubspot.readPortal()).toMatchObject({ portalId: 7 });
    expect(hubspot.meter().byStatus).toEqual({ network: 1, 200: 1 });
  });

  it('a call has a deadline over all its attempts', async () => {
    wire().get(detailsPath).delay(1_000).times(2).reply(200, details);
    const from = performance.now();
    const error = await caught(wireCrm({ limits: { ...quickLimits, timeoutMs: 100, deadlineMs: 190 } }).readPortal());
    expect(error).toBeInstanceOf(CrmUnavailableError);
    expect(performance.now() - from).toBeLessThan(600);
  });

  it('a stopping service cancels what is under way', async () => {
    wire().get(detailsPath).delay(2_000).reply(200, details);
    const stopping = new AbortController();
    const asked = caught(
      wireCrm({ signal: stopping.signal, limits: { ...quickLimits, timeoutMs: 5_000 } }).readPortal(),
    );
    setTimeout(() => stopping.abort(), 30);
    expect(await asked).toBeInstanceOf(CrmUnavailableError);
  });

  it('a stopped service sends nothing more', async () => {
    const hubspot = wireCrm({ signal: AbortSignal.abort() });
    expect(await caught(hubspot.readPortal())).toBeInstanceOf(CrmUnavailableError);
    expect(hubspot.meter().calls).toBe(0);
  });

  it('after repeated failures calls rest without being sent', async () => {
    wire().get(detailsPath).times(6).reply(503, {});
    const hubspot = wireCrm();
    await caught(hubspot.readPortal());
    await caught(hubspot.readPortal());
    expect(hubspot.meter().calls).toBe(6);
    expect(await caught(hubspot.readPortal())).toBeInstanceOf(CrmUnavailableError);
    expect(hubspot.meter().calls).toBe(6);
  });

  it('the rest ends with one call that tries, and then all is well', async () => {
    wire().get(detailsPath).times(6).reply(503, {}).get(detailsPath).times(2).reply(200, details);
    let now = 1_000_000;
    const hubspot = wireCrm({ now: () => now });
    await caught(hubspot.readPortal());
    await caught(hubspot.readPortal());
    now += 5_001;
    expect(await hubspot.readPortal()).toMatchObject({ portalId: 7 });
    expect(await hubspot.readPortal()).toMatchObject({ portalId: 7 });
  });
});

describe('access', () => {
  it('a token that HubSpot rejects is renewed once', async () => {
    nock(baseUrl).get(detailsPath).matchHeader('authorization', 'Bearer old').reply(401, {});
    nock(baseUrl).get(detailsPath).matchHeader('authorization', 'Bearer new').reply(200, details);
    const accessToken = async (rejected?: string) => (rejected === 'old' ? 'new' : 'old');
    expect(await wireCrm({ accessToken }).readPortal()).toMatchObject({ portalId: 7 });
  });

  it('a second rejection means disconnected, and nothing is sent after it', async () => {
    wire().get(detailsPath).times(2).reply(401, { category: 'INVALID_AUTHENTICATION' });
    const hubspot = wireCrm();
    expect(await caught(hubspot.readPortal())).toBeInstanceOf(PortalDisconnectedError);
    expect(hubspot.meter().calls).toBe(2);
  });

  it('a token of another portal is refused', async () => {
    wire().get(detailsPath).reply(200, details);
    expect(await caught(wireCrm({ portalId: 8 }).readPortal())).toMatchObject({ category: 'OTHER_PORTAL' });
  });

  it('a path that the current version does not serve is asked at the older one, and stays there', async () => {
    const older = '/account-info/2026-03/details';
    wire().get(detailsPath).reply(404, '<html>Not found</html>').get(older).times(2).reply(200, details);
    const hubspot = wireCrm();
    await hubspot.readPortal();
    expect(await hubspot.readPortal()).toMatchObject({ portalId: 7 });
  });
});

describe('errors', () => {
  it.each([['no JSON at all'], [{}], [{ errors: 'odd', context: 5, message: 7 }], [[1, 2]], ['null']])(
    'an envelope of %j is understood as far as it goes',
    async (body) => {
      wire().get(detailsPath).reply(400, body);
      expect(await caught(wireCrm().readPortal())).toMatchObject({ status: 400, category: 'HTTP_400' });
    },
  );

  it('an admin rule names its properties, and no value of a record', async () => {
    const errors = [
      {
        message: 'canary@example.com needs more',
        code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
        context: { propertyName: ['industry', 'city'] },
      },
    ];
    wire().get(detailsPath).reply(400, { category: 'VALIDATION_ERROR', message: 'canary@example.com', errors });
    const error = await caught(wireCrm().readPortal());
    expect(error).toBeInstanceOf(HubspotRefusedError);
    const said = error instanceof Error ? error.message : '';
    expect(said).toContain('MISSING_CONDITIONAL_REQUIRED_PROPERTY, industry, city');
    expect(said).not.toContain('canary');
  });

  it('an answer of another shape is an outage, not a crash', async () => {
    wire().get(detailsPath).reply(200, { portal: 'seven' });
    expect(await caught(wireCrm().readPortal())).toBeInstanceOf(CrmUnavailableError);
  });
});
