// The account list: filters in the address, rows fetched a page at a time and drawn only where they are seen.
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { roles } from '../buying-center/model.ts';
import { roleWords } from '../buying-center/words.ts';
import type { AccountLineAnswer } from '../http/api-contract.ts';
import { lifecycleStages, valueClasses } from '../value/model.ts';
import { stageWords } from '../value/words.ts';
import { useAccounts, useOwners } from './api.ts';
import { useLanguage } from './locale.tsx';
import { Cells, ClassTag, Failure, Interval, Message, type Scale, StageText, Tags } from './marks.tsx';

const columns = [
  ['name', 'account'],
  ['value_class', 'class'],
  ['ltv', 'ltv'],
  ['stage', 'stage'],
  ['coverage', 'coverage'],
  [null, 'missingRoles'],
  ['value_at_risk', 'onePerson'],
  ['owner', 'owner'],
] as const;
const rowHeight = 44;

export function AccountsPage() {
  const { t, money, number } = useLanguage();
  const [filters, setFilters] = useSearchParams();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetching, isPending } = useAccounts(filters.toString());
  const lines = data?.pages.flatMap((page) => page.lines) ?? [];
  const first = data?.pages[0];
  const set = (name: string, value: string) =>
    setFilters(
      (old) => {
        const next = new URLSearchParams(old);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  useEffect(() => {
    document.title = `${t('accounts')} · Quorum`;
  }, [t]);
  return (
    <>
      <h1>
        {t('accounts')}{' '}
        <small aria-live="polite">
          {first === undefined
            ? t('loading')
            : `${number(first.total)} · ${t('ltv')} ${money(first.ltvMinor, first.currency)} · ${money(first.valueAtRiskMinor, first.currency)} ${t('hangs')}${isFetching ? ` · ${t('updating')}` : ''}`}
        </small>
      </h1>
      <Filters filters={filters} set={set} byClass={first?.byClass ?? {}} />
      {error !== null && lines.length === 0 ? <Failure error={error} retry={() => void refetch()} /> : null}
      {!isPending && error === null && lines.length === 0 ? (
        <>
          <Message
            what={t(filters.size > 0 ? 'noAccounts' : 'noAccountsYet')}
            mend={t(filters.size > 0 ? 'noAccountsMend' : 'noAccountsYetMend')}
          />
          {filters.size > 0 ? (
            <button type="button" className="clear" onClick={() => setFilters({})}>
              {t('clear')}
            </button>
          ) : null}
        </>
      ) : null}
      {lines.length === 0 ? null : (
        <Rows
          lines={lines}
          total={first?.total ?? 0}
          filters={filters}
          set={setFilters}
          more={() => {
            if (hasNextPage && !isFetching) void fetchNextPage();
          }}
        />
      )}
    </>
  );
}

const searchWaitMs = 250;

/** The text is the field's own while it is typed; the address follows after a moment. */
function SearchField({ value, set }: { value: string; set: (text: string) => void }) {
  const { t } = useLanguage();
  const [text, setText] = useState(value);
  const send = useRef(set);
  send.current = set;
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => send.current(text), searchWaitMs);
    return () => clearTimeout(timer);
  }, [text, value]);
  return (
    <input
      type="search"
      aria-label={t('search')}
      placeholder={`${t('search')}  /`}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}

function Filters({
  filters,
  set,
  byClass,
}: {
  filters: URLSearchParams;
  set: (name: string, value: string) => void;
  byClass: Record<string, number>;
}) {
  const { t, locale } = useLanguage();
  const owners = useOwners().data?.owners ?? [];
  const choice = (name: string, any: string, options: (readonly [string, string])[]) => (
    <select aria-label={any} value={filters.get(name) ?? ''} onChange={(event) => set(name, event.target.value)}>
      <option value="">{any}</option>
      {options.map(([value, word]) => (
        <option key={value} value={value}>
          {word}
        </option>
      ))}
    </select>
  );
  return (
    <search className="filters">
      <SearchField value={filters.get('search') ?? ''} set={(text) => set('search', text)} />
      <div className="chips">
        <button type="button" aria-pressed={!filters.has('class')} onClick={() => set('class', '')}>
          {t('all')}
        </button>
        {valueClasses.map((name) => (
          <button
            type="button"
            key={name}
            aria-pressed={filters.get('class') === name}
            onClick={() => set('class', name)}
          >
            <ClassTag name={name} /> {byClass[name] ?? 0}
          </button>
        ))}
      </div>
      {choice(
        'stage',
        t('anyStage'),
        lifecycleStages.map((stage) => [stage, stageWords[stage][locale]]),
      )}
      {choice(
        'missing',
        t('anyRole'),
        roles.map((role) => [role, roleWords[role][locale]]),
      )}
      {choice(
        'owner',
        t('anyOwner'),
        owners.map(({ ownerId, name }) => [ownerId, name]),
      )}
      <label>
        <input
          type="checkbox"
          checked={filters.get('one_person') === 'yes'}
          onChange={(event) => set('one_person', event.target.checked ? 'yes' : '')}
        />{' '}
        {t('onePersonOnly')}
      </label>
    </search>
  );
}

interface RowsProps {
  lines: AccountLineAnswer[];
  total: number;
  filters: URLSearchParams;
  set: (next: URLSearchParams) => void;
  more: () => void;
}

function Rows({ lines, total, filters, set, more }: RowsProps) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const body = useRef<HTMLDivElement>(null);
  const isPhone = window.innerWidth < 760;
  const rows = useWindowVirtualizer({
    count: lines.length,
    estimateSize: () => (isPhone ? 148 : rowHeight),
    overscan: 12,
    scrollMargin: 220,
  });
  const items = rows.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last > lines.length - 40) more();
  }, [last, lines.length, more]);
  const scale = {
    low: Math.min(0, ...lines.map((line) => line.ltvLowMinor ?? 0)),
    high: Math.max(1, ...lines.map((line) => line.ltvHighMinor ?? 0)),
  };
  const sort = filters.get('sort') ?? 'ltv';
  const descending = filters.has('descending') ? filters.get('descending') === 'yes' : sort === 'ltv';
  const sortBy = (name: string) => {
    const next = new URLSearchParams(filters);
    next.set('sort', name);
    next.set('descending', name === sort ? (descending ? 'no' : 'yes') : name === 'name' ? 'no' : 'yes');
    set(next);
  };
  const move = (event: React.KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const links = [...(body.current?.querySelectorAll<HTMLAnchorElement>('a') ?? [])];
    const now = links.findIndex((link) => link.matches(':focus'));
    links[Math.max(0, now + step)]?.focus();
  };
  return (
    <div className="table" role="table" aria-rowcount={total + 1} aria-label={t('accounts')} onKeyDown={move}>
      <div role="row" className="row head" aria-rowindex={1}>
        {columns.map(([name, word]) => (
          <span
            role="columnheader"
            key={word}
            aria-sort={name === sort ? (descending ? 'descending' : 'ascending') : undefined}
          >
            {name === null ? (
              t(word)
            ) : (
              <button type="button" onClick={() => sortBy(name)}>
                {t(word)}
                {name === sort ? (descending ? ' ↓' : ' ↑') : ''}
              </button>
            )}
          </span>
        ))}
      </div>
      <div role="rowgroup" ref={body} className="rows" style={{ height: rows.getTotalSize() }}>
        {items.map(({ index, start, size }) => {
          const line = lines[index];
          return line === undefined ? null : (
            <div
              role="row"
              className="row"
              key={line.accountId}
              aria-rowindex={index + 2}
              style={{ transform: `translateY(${start - rows.options.scrollMargin}px)`, height: size }}
              onDoubleClick={() => navigate(`/accounts/${line.accountId}`)}
            >
              <Row line={line} scale={scale} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Row({ line, scale }: { line: AccountLineAnswer; scale: Scale }) {
  const { locale, money } = useLanguage();
  const { ltvMinor, ltvLowMinor, ltvHighMinor, currency } = line;
  return (
    <>
      <span role="cell">
        <Link to={`/accounts/${encodeURIComponent(line.accountId)}`}>{line.name}</Link>
      </span>
      <span role="cell">
        <ClassTag name={line.valueClass} /> <Tags tags={line.tags.slice(0, 1)} />
      </span>
      <span role="cell" className="ltv">
        <b>{money(ltvMinor, currency)}</b>
        {ltvMinor === null || ltvLowMinor === null || ltvHighMinor === null ? null : (
          <Interval low={ltvLowMinor} value={ltvMinor} high={ltvHighMinor} scale={scale} />
        )}
      </span>
      <span role="cell">
        <StageText stage={line.stage} />
      </span>
      <span role="cell">
        <Cells line={line} />
      </span>
      <span role="cell" className="missing">
        {line.missingRoles.slice(0, 2).map((role) => (
          <span className="chip assumed" key={role}>
            {roleWords[role][locale]}
          </span>
        ))}
        {line.missingRoles.length > 2 ? ` +${line.missingRoles.length - 2}` : ''}
      </span>
      <span role="cell" className="risk">
        {line.valueAtRiskMinor > 0 ? money(line.valueAtRiskMinor, currency) : '–'}
      </span>
      <span role="cell">{line.ownerName ?? '–'}</span>
    </>
  );
}
