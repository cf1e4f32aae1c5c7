// One account: who decides there, what it is worth, its deals, and what was written to HubSpot.
import { useEffect } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { describeReason } from '../buying-center/reason-words.ts';
import { personName, roleWords } from '../buying-center/words.ts';
import type { AccountAnswer } from '../http/api-contract.ts';
import { useAccount } from './api.ts';
import { useLanguage } from './locale.tsx';
import { MapView } from './map-view.tsx';
import { Cells, ClassTag, Failure, Message, RoleChips, StageText, StanceText, Strength } from './marks.tsx';
import { ValueView } from './value-view.tsx';

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
          {line.name} <ClassTag name={line.valueClass} />{' '}
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

function Panel({ tab, account }: { tab: (typeof tabs)[number]; account: AccountAnswer }) {
  const { t } = useLanguage();
  if (tab === 'value') return <ValueView account={account} />;
  if (tab === 'deals') return <Deals account={account} />;
  if (tab === 'written') return <Written rows={account.written} />;
  if (account.map === null) return <Message what={t('noMap')} mend={t('noMapMend')} />;
  if (account.map.people.every(({ placeholder }) => placeholder))
    return <Message what={t('noPeople')} mend={t('noPeopleMend')} />;
  return tab === 'map' ? <MapView map={account.map} /> : <People map={account.map} />;
}

function People({ map }: { map: NonNullable<AccountAnswer['map']> }) {
  const { t, locale, date } = useLanguage();
  const byManager = Map.groupBy(map.people, ({ managerId }) => managerId);
  const ordered: { person: (typeof map.people)[number]; depth: number }[] = [];
  const add = (managerId: string | null, depth: number) => {
    for (const person of byManager.get(managerId) ?? []) {
      ordered.push({ person, depth });
      add(person.id, depth + 1);
    }
  };
  add(null, 0);
  return (
    <div className="scroll" tabIndex={-1}>
      <table>
        <thead>
          <tr>
            {(['person', 'role', 'strength', 'lastContact', 'stance'] as const).map((word) => (
              <th key={word} scope="col">
                {t(word)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ordered.map(({ person, depth }) => (
            <tr key={person.id}>
              <th scope="row" style={{ paddingLeft: 12 + depth * 20 }}>
                {personName(person, locale)}
                {person.madeUp ? <em> · {t('madeUp')}</em> : null}
                <br />
                <small>{person.title}</small>
              </th>
              <td>
                <RoleChips person={person} />
              </td>
              <td>
                <Strength value={person.strength} />
              </td>
              <td>{person.lastContactAt === null ? t('never') : date(person.lastContactAt)}</td>
              <td>
                <StanceText stance={person.stance} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Deals({ account }: { account: AccountAnswer }) {
  const { t, money, date } = useLanguage();
  if (account.deals.length === 0) return <Message what={t('noDeals')} />;
  return (
    <div className="scroll">
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
    </div>
  );
}

function Written({ rows }: { rows: AccountAnswer['written'] }) {
  const { t, time } = useLanguage();
  if (rows.length === 0) return <Message what={t('nothingWritten')} />;
  return (
    <div className="scroll">
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
    </div>
  );
}

function Side({ account: { map, line } }: { account: AccountAnswer }) {
  const { t, locale, money } = useLanguage();
  if (map === null) return null;
  const { coverage } = map;
  const nameOf = (id: string | null) => {
    const person = map.people.find((each) => each.id === id);
    return person === undefined ? '–' : personName(person, locale);
  };
  return (
    <aside className="side">
      <h2>
        {t('coverage')} <Cells line={line} />
      </h2>
      <p>{describeReason(coverage.statusReason, locale)}</p>
      <ul className="plain">
        {coverage.roles
          .filter(({ required }) => required)
          .map(({ role, level, personIds }) => (
            <li key={role}>
              <span className="cells">
                <i className={level} />
              </span>{' '}
              <b>{roleWords[role][locale]}</b>{' '}
              <span>
                {level === 'missing' ? t('missing') : personIds.slice(0, 1).map(nameOf).join('')}
                {personIds.length > 1 && level !== 'missing' ? ` +${personIds.length - 1}` : ''}
              </span>
            </li>
          ))}
      </ul>
      {coverage.valueAtRiskMinor > 0 ? (
        <div className="notice warn">
          <b>
            {money(coverage.valueAtRiskMinor, map.currency)} {t('hangs')}
          </b>
          <br />
          {[
            ...new Set(
              coverage.deals.filter((deal) => deal.singleThreaded).map((deal) => nameOf(deal.singleThreadedPersonId)),
            ),
          ].join(', ')}
        </div>
      ) : null}
      <h2>{t('seeNext')}</h2>
      <ol>
        {map.seeNext.slice(0, 6).map((next) => (
          <li key={`${next.personId}${next.role}`}>
            <b>
              {next.personId === null ? '' : nameOf(next.personId)}{' '}
              {next.role === null ? '' : roleWords[next.role][locale]}
            </b>
            <br />
            {next.reasons.map((reason) => describeReason(reason, locale)).join('; ')}
          </li>
        ))}
      </ol>
    </aside>
  );
}
