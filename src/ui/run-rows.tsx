// The rows of a run, however many: fetched a page at a time and drawn only where they are seen.
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { Link } from 'react-router';
import type { RunRowAnswer } from '../http/api-contract-writes.ts';
import { pageLength } from './api.ts';
import { useLanguage } from './locale.tsx';
import { Failure, Message } from './marks.tsx';
import { PropertyName, recordTypes, rowStates, useReason, Value } from './write-words.tsx';
import { useRunRows } from './writes-api.ts';

const rowHeight = 44;
const narrowRowHeight = 132;
/** Below this width rows are cards, as in the style sheet. */
const narrowWidth = 1000;
const columns = ['record', 'property', 'oldValue', 'newValue', 'why', 'state'] as const;

export function RunRows({ runId, filters }: { runId: string; filters: string }) {
  const { t } = useLanguage();
  const body = useRef<HTMLDivElement>(null);
  const first = useRunRows({ runId, filters, pages: [0] });
  const total = first.total ?? 0;
  const rows = useWindowVirtualizer({
    count: total,
    estimateSize: () => (window.innerWidth < narrowWidth ? narrowRowHeight : rowHeight),
    overscan: 12,
    scrollMargin: body.current?.offsetTop ?? 0,
  });
  const items = rows.getVirtualItems();
  const pages = [...new Set(items.map(({ index }) => Math.floor(index / pageLength)))];
  const seen = useRunRows({ runId, filters, pages });
  if (first.error !== null && first.total === null)
    return <Failure error={first.error} retry={() => window.location.reload()} />;
  if (first.total === null) return <Message what={t('loading')} />;
  if (total === 0) return <Message what={t('noRows')} mend={t('noRowsMend')} />;
  return (
    <div className="table run-rows" role="table" aria-rowcount={total + 1} aria-label={t('values')}>
      <div role="row" className="row head" aria-rowindex={1}>
        {columns.map((word) => (
          <span role="columnheader" key={word}>
            {t(word)}
          </span>
        ))}
      </div>
      <div role="rowgroup" ref={body} className="rows" style={{ height: rows.getTotalSize() }}>
        {items.map(({ index, start, size }) => {
          const row = seen.rowAt(index) ?? first.rowAt(index);
          return (
            <div
              role="row"
              className="row"
              key={index}
              aria-rowindex={index + 2}
              style={{ transform: `translateY(${start - rows.options.scrollMargin}px)`, height: size }}
            >
              {row === undefined ? <span className="third">…</span> : <Cells row={row} />}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Cells({ row }: { row: RunRowAnswer }) {
  const { t } = useLanguage();
  const reasonOf = useReason();
  return (
    <>
      <span role="cell">
        {t(recordTypes[row.type])} <Link to={`/accounts/${encodeURIComponent(row.accountId)}`}>{row.objectId}</Link>
      </span>
      <span role="cell">
        <PropertyName property={row.property} />
      </span>
      <span role="cell" title={row.before ?? ''}>
        <Value property={row.property} text={row.before} />
      </span>
      <span role="cell" title={row.after}>
        <span aria-hidden="true" className="arrow">
          →{' '}
        </span>
        <Value property={row.property} text={row.after} />
      </span>
      <span role="cell" className="second">
        {reasonOf(row)}
      </span>
      <span role="cell" className={row.state === 'failed' ? 'bad' : ''} title={row.failure ?? ''}>
        {t(rowStates[row.state])}
        {row.failure === null ? '' : `: ${row.failure}`}
      </span>
    </>
  );
}
