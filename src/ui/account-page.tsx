// One account: who decides there, what it is worth, its deals, and what was written to HubSpot.
import { useEffect } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import type { AccountAnswer } from '../http/api-contract.ts';
import { useAccount } from './api.ts';
import { useLanguage } from './locale.tsx';
import { MapView } from './map-view.tsx';
import { ClassTag, Failure, Message, StageText, Tags } from './marks.tsx';
import { PeopleTree } from './people-tree.tsx';
import { ScrollBox } from './scroll-box.tsx';
import { Side } from './side-panel.tsx';
import { ValueView } from './value-view.tsx';
import { WithheldTable } from './withheld-values.tsx';
import { useWrites } from './writes-api.ts';

const tabs = ['map', 'people', 'value', 'deals', 'written'] as const;

export function AccountPage({ isSample }: { isSample: boolean }) {
  const { t, money } = useLanguage();
  const { accountId = '' } = useParams();
  const [query, setQuery] = useSearchParams();
  const { data, error, refetch, isFetching } = useAccount(accountId);
  const fallback = window.innerWidth < 760 ? 'people' : 'map';
  const tab = tabs.find((each) => each === query.get('tab')) ?? fallback;
  const name = data?.line.name;
  useEffect(() => {
    document.title = `${name ?? t('account')} · Quorum`;
  }, [name, t]);
  if (data === undefined)
    return error === null ? <Message what={t('loading')} /> : <Failure error={error} retry={() => void refetch()} />;
  const { line, value } = data;
  return (
    <>
      <p className="second">
        <Link to="/">{t('accounts')}</Link>
      </p>
      <div className="account-head">
        <h1>
          {line.name} <ClassTag name={line.valueClass} /> <Tags tags={line.tags} />{' '}
          <small>
            <StageText stage={line.stage} />
            {isFetching ? ` · ${t('updating')}` : ''}
          </small>
        </h1>
        <dl>
          <div>
            <dt>{t('ltv')}</dt>
            <dd>
              {money(line.ltvMinor, line.currency)}{' '}
              {value === null ? null : (
                <small>
                  {money(value.ltvLowMinor, line.currency)} – {money(value.ltvHighMinor, line.currency)}
                </small>
              )}
            </dd>
          </div>
          <div>
            <dt>{t('potential')}</dt>
            <dd>{money(value?.potentialMinor ?? null, line.currency)}</dd>
          </div>
          <div>
            <dt>{t('coverage')}</dt>
            <dd>{line.coveragePercent === null ? '–' : `${line.coveragePercent}%`}</dd>
          </div>
          <div>
            <dt>{t('owner')}</dt>
            <dd>{line.ownerName ?? '–'}</dd>
          </div>
        </dl>
        {data.recordUrl === null ? null : (
          <a className="button" href={data.recordUrl} target="_blank" rel="noreferrer">
            {t(isSample ? 'openInSandbox' : 'openInHubspot')}
          </a>
        )}
      </div>
      <div className="tabs" role="tablist">
        {tabs.map((each) => (
          <button
            type="button"
            role="tab"
            id={`tab-${each}`}
            aria-controls="panel"
            aria-selected={each === tab}
            key={each}
            onClick={() => setQuery({ tab: each }, { replace: true })}
          >
            {t(each)}
            {countOf(each, data) === null ? null : <span className="count"> {countOf(each, data)}</span>}
          </button>
        ))}
      </div>
      <div className="with-side">
        <section id="panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
          <Panel tab={tab} account={data} />
        </section>
        <Side account={data} />
      </div>
    </>
  );
}

function countOf(tab: (typeof tabs)[number], { map, deals }: AccountAnswer): number | null {
  if (tab === 'people') return map === null ? null : map.people.filter(({ placeholder }) => !placeholder).length;
  return tab === 'deals' ? deals.length : null;
}

function Panel({ tab, account }: { tab: (typeof tabs)[number]; account: AccountAnswer }) {
  const { t } = useLanguage();
  if (tab === 'value') return <ValueView account={account} />;
  if (tab === 'deals') return <Deals account={account} />;
  if (tab === 'written') return <Written account={account} />;
  if (account.map === null) return <Message what={t('noMap')} mend={t('noMapMend')} />;
  if (account.map.people.every(({ placeholder }) => placeholder))
    return <Message what={t('noPeople')} mend={t('noPeopleMend')} />;
  return tab === 'map' ? <MapView map={account.map} /> : <PeopleTree map={account.map} />;
}

function Deals({ account }: { account: AccountAnswer }) {
  const { t, money, date } = useLanguage();
  if (account.deals.length === 0) return <Message what={t('noDeals')} />;
  return (
    <ScrollBox label={t('deals')}>
      <table>
        <thead>
          <tr>
            <th>{t('name')}</th>
            <th>{t('state')}</th>
            <th>{t('amount')}</th>
            <th>{t('closes')}</th>
          </tr>
        </thead>
        <tbody>
          {account.deals.map((deal) => (
            <tr key={deal.dealId}>
              <th scope="row">{deal.name}</th>
              <td>{t(deal.state)}</td>
              <td>{money(deal.amountMinor, deal.currency)}</td>
              <td>{date(deal.closeDate)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

/** What is not written comes first: somebody has to decide about it. */
function Written({ account: { written: rows, withheld } }: { account: AccountAnswer }) {
  const { t, time } = useLanguage();
  const mayChange = useWrites().data?.mayChange ?? false;
  const apart =
    withheld.length === 0 ? null : (
      <>
        <h2>{t('withheldTitle')}</h2>
        <WithheldTable rows={withheld} mayChange={mayChange} isWhyShown />
        <h2>{t('written')}</h2>
      </>
    );
  if (rows.length === 0)
    return (
      <>
        {apart}
        <Message what={t('nothingWritten')} />
      </>
    );
  return (
    <>
      {apart}
      <ScrollBox label={t('written')}>
        <table>
          <thead>
            <tr>
              {(['when', 'property', 'before', 'after', 'reason'] as const).map((word) => (
                <th key={word}>{t(word)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.objectId}${row.property}${row.at}`}>
                <td>{time(row.at)}</td>
                <th scope="row">{row.property}</th>
                <td>{row.before ?? t('empty')}</td>
                <td>{row.after || t('empty')}</td>
                <td>{row.outcome === 'failed' ? `${t('failed')}: ${row.failure ?? ''}` : row.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}
