// The account list: filters in the address, rows fetched a page at a time and drawn only where they are seen.
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { roleWords } from '../buying-center/words.ts';
import type { AccountLineAnswer, AccountsAnswer } from '../http/api-contract.ts';
import { Filters } from './account-filters.tsx';
import { pageLength, useAccountPages, useAccounts } from './api.ts';
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
/** Below this width rows are cards, as in the style sheet. */
const narrowWidth = 1000;

export function AccountsPage() {
  const { t, money, number } = useLanguage();
  const [filters, setFilters] = useSearchParams();
  const { data: first, error, refetch, isFetching, isPending } = useAccounts(filters.toString());
  const isEmpty = first === undefined || first.total === 0;
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
      {error !== null && isEmpty ? <Failure error={error} retry={() => void refetch()} /> : null}
      {!isPending && error === null && isEmpty ? (
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
      {isEmpty ? null : <Rows first={first} filters={filters} set={setFilters} />}
    </>
  );
}

interface RowsProps {
  first: AccountsAnswer;
  filters: URLSearchParams;
  set: (next: URLSearchParams) => void;
}

function Rows({ first, filters, set }: RowsProps) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const body = useRef<HTMLDivElement>(null);
  const { total } = first;
  const rows = useWindowVirtualizer({
    count: total,
    estimateSize: () => (window.innerWidth < narrowWidth ? 148 : rowHeight),
    overscan: 12,
    scrollMargin: body.current?.offsetTop ?? 220,
  });
  const items = rows.getVirtualItems();
  const pages = [...new Set(items.map(({ index }) => Math.floor(index / pageLength)))];
  const read = useAccountPages(filters.toString(), pages);
  const lineAt = (index: number) => read.get(Math.floor(index / pageLength))?.lines[index % pageLength];
  const lines = [first, ...read.values()].flatMap((page) => page.lines);
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
          const line = lineAt(index);
          return (
            <div
              role="row"
              className="row"
              key={index}
              aria-rowindex={index + 2}
              style={{ transform: `translateY(${start - rows.options.scrollMargin}px)`, height: size }}
              onDoubleClick={() => (line === undefined ? undefined : void navigate(`/accounts/${line.accountId}`))}
            >
              {line === undefined ? <span className="third">…</span> : <Row line={line} scale={scale} />}
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
