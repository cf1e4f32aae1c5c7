// Values that are not written, each with why and what can be decided.
import { useState } from 'react';
import { Link } from 'react-router';
import type { WithheldAnswer, WritesAnswer } from '../http/api-contract-writes.ts';
import { useLanguage } from './locale.tsx';
import { Failure } from './marks.tsx';
import { ScrollBox } from './scroll-box.tsx';
import { PropertyName, recordTypes, Value } from './write-words.tsx';
import { useOrder, useWithheld } from './writes-api.ts';

const kinds = [
  ['by_hand', 'byHand', 'byHandNote'],
  ['refused', 'refusedValue', 'refusedNote'],
  ['undone', 'undoneValue', 'undoneNote'],
  ['kept', 'keptTheirs', 'keptNote'],
] as const;
const rowsMore = 50;
const rowsMax = 200;

export function WithheldValues({ counts, mayChange }: { counts: WritesAnswer['withheld']; mayChange: boolean }) {
  const { t, number } = useLanguage();
  const [chosen, choose] = useState<(typeof kinds)[number][0] | null>(null);
  const shown = kinds.filter(([why]) => counts[why] > 0);
  const kind = shown.find(([why]) => why === chosen) ?? shown[0];
  return (
    <>
      <h2>{t('withheldTitle')}</h2>
      {kind === undefined ? (
        <p className="second">{t('withheldNone')}</p>
      ) : (
        <>
          <div className="chips">
            {shown.map(([why, word]) => (
              <button type="button" key={why} aria-pressed={why === kind[0]} onClick={() => choose(why)}>
                {t(word)} {number(counts[why])}
              </button>
            ))}
          </div>
          <p className="second">{t(kind[2])}</p>
          <WithheldList key={kind[0]} why={kind[0]} mayChange={mayChange} />
        </>
      )}
    </>
  );
}

function WithheldList({ why, mayChange }: { why: WithheldAnswer['why']; mayChange: boolean }) {
  const { t } = useLanguage();
  const [limit, setLimit] = useState(rowsMore);
  const { data, error, refetch } = useWithheld(why, limit);
  const order = useOrder();
  if (data === undefined) return error === null ? null : <Failure error={error} retry={() => void refetch()} />;
  return (
    <>
      {why === 'refused' && mayChange ? (
        <button
          type="button"
          className="button"
          disabled={order.isPending}
          onClick={() => order.mutate({ path: '/refused/retry' })}
        >
          {t('retryRefused')}
        </button>
      ) : null}
      <WithheldTable rows={data.rows} mayChange={mayChange} />
      {data.total > limit && limit < rowsMax ? (
        <button type="button" className="button" onClick={() => setLimit(Math.min(rowsMax, limit + rowsMore))}>
          {t('more')}
        </button>
      ) : null}
      {order.error === null ? null : <Failure error={order.error} retry={() => order.reset()} />}
    </>
  );
}

interface WithheldTableProps {
  rows: WithheldAnswer[];
  mayChange: boolean;
  /** Where rows of several kinds stand together. */
  isWhyShown?: boolean;
}

export function WithheldTable({ rows, mayChange, isWhyShown = false }: WithheldTableProps) {
  const { t, time } = useLanguage();
  return (
    <ScrollBox label={t('withheldTitle')}>
      <table className="withheld">
        <thead>
          <tr>
            {(['record', 'property', 'oursValue', 'theirsValue', 'when'] as const).map((word) => (
              <th key={word}>{t(word)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.type}${row.objectId}${row.property}`}>
              <th scope="row">
                {t(recordTypes[row.type])}{' '}
                <Link to={`/accounts/${encodeURIComponent(row.accountId)}`}>{row.objectId}</Link>
              </th>
              <td>
                <PropertyName property={row.property} />
                {isWhyShown ? <div className="second">{t(whyWord(row.why))}</div> : null}
                {row.reason === null ? null : <div className="bad">{row.reason}</div>}
              </td>
              <td>
                <Value property={row.property} text={row.ours} />
              </td>
              <td>
                <Value property={row.property} text={row.theirs} />
              </td>
              <td>
                {time(row.at)}
                {mayChange ? <Decide row={row} /> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function whyWord(why: WithheldAnswer['why']) {
  return kinds.find(([each]) => each === why)?.[1] ?? 'byHand';
}

function Decide({ row }: { row: WithheldAnswer }) {
  const { t } = useLanguage();
  const order = useOrder();
  const { type, objectId, property, why } = row;
  const decide = (decision: 'keep' | 'ours') =>
    order.mutate({ path: '/withheld', body: { type, objectId, property, decision } });
  return (
    <div className="actions">
      {why === 'by_hand' ? (
        <button type="button" className="button" disabled={order.isPending} onClick={() => decide('keep')}>
          {t('keepTheirs')}
        </button>
      ) : null}
      <button type="button" className="button" disabled={order.isPending} onClick={() => decide('ours')}>
        {t('takeOurs')}
      </button>
    </div>
  );
}
