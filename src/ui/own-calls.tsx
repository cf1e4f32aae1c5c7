// Own calls to HubSpot by day, the share of errors beside its marks, and what caused them.
import { useLanguage } from './locale.tsx';
import { ScrollBox } from './scroll-box.tsx';
import { useOwnCalls } from './writes-api.ts';

export function OwnCalls() {
  const { t, number, date } = useLanguage();
  const { data } = useOwnCalls();
  if (data === undefined) return null;
  const wordOf = (share: number) =>
    share > data.limitShare ? 'overLimit' : share > data.markShare ? 'overMark' : 'withinMark';
  return (
    <>
      <h2>{t('callsTitle')}</h2>
      <p className="second">{t('callsNote')}</p>
      {data.days.length === 0 ? (
        <p>{t('noCalls')}</p>
      ) : (
        <ScrollBox label={t('callsTitle')}>
          <table>
            <thead>
              <tr>
                <th>{t('day')}</th>
                <th className="figure">{t('callCount')}</th>
                <th className="figure">{t('errorCount')}</th>
                <th>{t('errorShare')}</th>
              </tr>
            </thead>
            <tbody>
              {data.days.map(({ day, calls, errors }) => {
                const share = errors / Math.max(1, calls);
                const word = wordOf(share);
                return (
                  <tr key={day}>
                    <th scope="row">{date(Date.parse(day))}</th>
                    <td className="figure">{number(calls)}</td>
                    <td className="figure">{number(errors)}</td>
                    <td className={word === 'withinMark' ? 'good' : 'bad'}>
                      {number(share * 100, 2)}% · {t(word)}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </ScrollBox>
      )}
      {data.causes.length === 0 ? null : (
        <details>
          <summary>{t('causes')}</summary>
          <ul>
            {data.causes.map(({ day, status, policy, what, count }) => (
              <li key={`${day}${status}${policy}${what}`}>
                {date(Date.parse(day))} · <b>{status}</b> {policy} <code>{what}</code> · {number(count)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
