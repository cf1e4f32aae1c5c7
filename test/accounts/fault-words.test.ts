// Every fault is said completely, in both languages.
import { expect, test } from 'vitest';
import { describeFault, type FaultReason } from '../../src/accounts/fault-words.ts';
import { describeSource } from '../../src/accounts/source-words.ts';

const cases: FaultReason[] = [
  { code: 'told', params: { what: 'It broke.', kept: 'All is kept.', mend: 'Mend it.' } },
  { code: 'source_refused', params: { source: 'tickets', status: 403, category: 'MISSING_SCOPES' } },
  { code: 'sync_refused', params: { source: 'deals', status: 404, category: 'NOT_FOUND' } },
  { code: 'batch_put_aside', params: { error: 'RangeError' } },
  { code: 'not_provisioned', params: { names: 'quorum_ltv (409)' } },
  { code: 'task_refused', params: { accountId: '12', failure: '403 MISSING_SCOPES' } },
  { code: 'access_sealed', params: { reason: 'UnreadableGrantError' } },
  { code: 'not_connected', params: { reason: '403 MISSING_SCOPES' } },
  { code: 'rows_not_written', params: { count: 3, object: 'companies 12', failure: 'VALIDATION_ERROR' } },
  { code: 'disconnected', params: {} },
  { code: 'changes_missed', params: { count: 5 } },
  { code: 'unavailable', params: { seconds: 60 } },
  ...(
    [
      'backfill_failed',
      'drain_failed',
      'rebuild_failed',
      'revalue_failed',
      'write_back_failed',
      'write_run_failed',
    ] as const
  ).map((code) => ({ code, params: { error: 'TypeError' } })),
];

for (const fault of cases) {
  test(`${fault.code} names all that it was given and leaves no gap, in both languages`, () => {
    for (const locale of ['en', 'vi'] as const) {
      const said = describeFault(fault, locale);
      const whole = `${said.what} ${said.kept} ${said.mend}`;
      expect(Object.values(said).every((part) => part.trim().length > 5)).toBe(true);
      expect(whole).not.toMatch(/[{}]|undefined/);
      for (const [name, value] of Object.entries(fault.params)) {
        expect(whole).toContain(name === 'source' ? describeSource(String(value), locale) : String(value));
      }
    }
    if (fault.code !== 'told') expect(describeFault(fault, 'vi')).not.toEqual(describeFault(fault, 'en'));
  });
}

test('what fills a sentence is not read as a sentence', () => {
  const { what } = describeFault({ code: 'not_provisioned', params: { names: '{source} $& {names}' } }, 'en');
  expect(what).toContain('{source} $& {names}');
});

test('an association is said as from and to', () => {
  expect(describeSource('contacts>companies', 'vi')).toBe('Liên hệ → Công ty');
  expect(describeSource('something_new', 'vi')).toBe('something_new');
});
