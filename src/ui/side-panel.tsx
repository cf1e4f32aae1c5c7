// Beside an account: what is covered, what hangs on one person, whom to see next.
import { describeReason } from '../buying-center/reason-words.ts';
import { personName, roleWords, statusWords } from '../buying-center/words.ts';
import type { AccountAnswer } from '../http/api-contract.ts';
import { useLanguage } from './locale.tsx';
import { Cells } from './marks.tsx';

export function Side({ account: { map, line } }: { account: AccountAnswer }) {
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
      <p>
        <span className={`status ${coverage.status}`}>{statusWords[coverage.status][locale]}</span>{' '}
        {describeReason(coverage.statusReason, locale)}
      </p>
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
              {next.personId === null
                ? next.role === null
                  ? ''
                  : roleWords[next.role][locale]
                : nameOf(next.personId)}
            </b>
            {next.personId === null || next.role === null ? null : (
              <span className="second"> {roleWords[next.role][locale]}</span>
            )}
            <br />
            {next.reasons.map((reason) => describeReason(reason, locale)).join('; ')}
          </li>
        ))}
      </ol>
    </aside>
  );
}
