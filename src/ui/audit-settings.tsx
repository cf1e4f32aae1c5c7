// The audit log: filters, pages, and the same as a table to take away.
import { useState } from 'react';
import { type AuditAnswer, auditCodes } from '../http/api-contract-access.ts';
import { ofPortal } from './api.ts';
import { useLanguage } from './locale.tsx';
import { Failure, Message } from './marks.tsx';
import { ScrollBox } from './scroll-box.tsx';
import { useAudit } from './settings-api.ts';
import { useSettingsWords } from './settings-words.ts';

type Code = (typeof auditCodes)[number];
const dayMs = 86_400_000;

interface Filters {
  what: Code | '';
  who: string;
  /** Days as the browser writes them, 2026-11-24; the last one is included. */
  from: string;
  until: string;
}

export function AuditSettings() {
  const { t } = useLanguage();
  const w = useSettingsWords();
  const [filters, setFilters] = useState<Filters>({ what: '', who: '', from: '', until: '' });
  const [before, setBefore] = useState<string | null>(null);
  const query = queryOf(filters);
  const { data, error, refetch } = useAudit(before === null ? query : `${query}&before=${before}`);
  const change = (changed: Partial<Filters>) => {
    setBefore(null);
    setFilters({ ...filters, ...changed });
  };
  return (
    <>
      <p className="second">{w('auditHelp')}</p>
      <AuditFilters filters={filters} change={change} csv={ofPortal(`/api/audit.csv?${query}`)} />
      {data === undefined ? (
        error === null ? (
          <Message what={t('loading')} />
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )
      ) : data.entries.length === 0 ? (
        <Message what={w('noEntries')} mend={w('noEntriesMend')} />
      ) : (
        <AuditTable entries={data.entries} />
      )}
      <div className="tools">
        <button type="button" disabled={before === null} onClick={() => setBefore(null)}>
          {w('newest')}
        </button>
        <button type="button" disabled={data?.next == null} onClick={() => setBefore(data?.next ?? null)}>
          {w('older')}
        </button>
      </div>
    </>
  );
}

function queryOf({ what, who, from, until }: Filters): string {
  const day = (text: string) => Date.parse(`${text}T00:00`);
  const parameters = new URLSearchParams({ limit: '50' });
  if (what !== '') parameters.set('what', what);
  if (who.trim() !== '') parameters.set('who', who.trim());
  if (from !== '') parameters.set('from', String(day(from)));
  if (until !== '') parameters.set('until', String(day(until) + dayMs));
  return parameters.toString();
}

interface FilterProps {
  filters: Filters;
  change: (changed: Partial<Filters>) => void;
  csv: string;
}

function AuditFilters({ filters, change, csv }: FilterProps) {
  const w = useSettingsWords();
  return (
    <div className="filters">
      <select
        aria-label={w('what')}
        value={filters.what}
        onChange={(event) => change({ what: auditCodes.find((code) => code === event.target.value) ?? '' })}
      >
        <option value="">{w('anyAction')}</option>
        {auditCodes.map((code) => (
          <option key={code} value={code}>
            {w(code)}
          </option>
        ))}
      </select>
      <input
        aria-label={w('who')}
        placeholder={w('anybody')}
        value={filters.who}
        onChange={(event) => change({ who: event.target.value })}
      />
      <label>
        {w('from')}
        <input type="date" value={filters.from} onChange={(event) => change({ from: event.target.value })} />
      </label>
      <label>
        {w('until')}
        <input type="date" value={filters.until} onChange={(event) => change({ until: event.target.value })} />
      </label>
      <a className="button" href={csv} download>
        {w('exportCsv')}
      </a>
    </div>
  );
}

function AuditTable({ entries }: { entries: AuditAnswer['entries'] }) {
  const { time } = useLanguage();
  const w = useSettingsWords();
  return (
    <ScrollBox label={w('audit')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{w('when')}</th>
            <th scope="col">{w('who')}</th>
            <th scope="col">{w('what')}</th>
            <th scope="col">{w('objects')}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ auditId, at, who, what, objectIds }) => (
            <tr key={auditId}>
              <td>{time(at)}</td>
              <td>{who}</td>
              <td>{w(what)}</td>
              <td>{objectIds.length === 0 ? '–' : objectIds.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
