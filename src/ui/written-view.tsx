// What was written to HubSpot for this account: one row for each record and moment, its properties one below the other.
import type { AccountAnswer } from '../http/api-contract.ts';
import { useLanguage } from './locale.tsx';
import { Message } from './marks.tsx';
import { ScrollBox } from './scroll-box.tsx';
import { WithheldTable } from './withheld-values.tsx';
import { PropertyName, useReason, Value } from './write-words.tsx';
import { useWrites } from './writes-api.ts';

type WrittenRow = AccountAnswer['written'][number];

/** What is not written comes first: somebody has to decide about it. */
export function WrittenView({ account }: { account: AccountAnswer }) {
  const { t } = useLanguage();
  const mayChange = useWrites().data?.mayChange ?? false;
  return (
    <>
      {account.withheld.length === 0 ? null : (
        <>
          <h2>{t('withheldTitle')}</h2>
          <WithheldTable rows={account.withheld} mayChange={mayChange} isWhyShown />
          <h2>{t('written')}</h2>
        </>
      )}
      {account.written.length === 0 ? <Message what={t('nothingWritten')} /> : <WrittenTable account={account} />}
    </>
  );
}

function WrittenTable({ account: { written, line, map, deals } }: { account: AccountAnswer }) {
  const { t, time } = useLanguage();
  const why = useReason();
  const names = new Map([
    ...deals.map(({ dealId, name }) => [`deals ${dealId}`, name] as const),
    ...(map?.people ?? []).map(({ id, name }) => [`contacts ${id}`, name] as const),
    [`companies ${line.accountId}`, line.name] as const,
  ]);
  return (
    <ScrollBox label={t('written')}>
      <table className="written">
        <thead>
          <tr>
            {(['when', 'record', 'change', 'reason'] as const).map((word) => (
              <th key={word}>{t(word)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groupsOf(written).map(({ key, first, rows }) => (
            <tr key={key}>
              <td>{time(first.at)}</td>
              <th scope="row">{names.get(`${first.type} ${first.objectId}`) ?? first.objectId}</th>
              <td>
                <ul>
                  {rows.map((row) => (
                    <Change key={row.property} row={row} />
                  ))}
                </ul>
              </td>
              <td>{why(first)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function Change({ row: { property, before, after, outcome, failure } }: { row: WrittenRow }) {
  const { t } = useLanguage();
  return (
    <li>
      <PropertyName property={property} /> <Value property={property} text={before} /> →{' '}
      <b>
        <Value property={property} text={after} />
      </b>
      {outcome === 'failed' ? (
        <div className="failed">
          {t('failed')}: {failure}
        </div>
      ) : null}
    </li>
  );
}

/** Rows of one record that were written together stand next to each other in the journal. */
function groupsOf(written: WrittenRow[]): { key: string; first: WrittenRow; rows: WrittenRow[] }[] {
  const groups = new Map<string, { key: string; first: WrittenRow; rows: WrittenRow[] }>();
  for (const row of written) {
    const key = `${row.type} ${row.objectId} ${row.at}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { key, first: row, rows: [row] });
    else group.rows.push(row);
  }
  return [...groups.values()];
}
