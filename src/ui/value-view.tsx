// What the account is worth, from revenue down, with its interval, its class and why, and what to do.
import type { AccountAnswer } from '../http/api-contract.ts';
import { playFor } from '../value/play.ts';
import { describeValueReason, partWords } from '../value/words.ts';
import { useLanguage } from './locale.tsx';
import { ClassTag, Interval, Message } from './marks.tsx';

export function ValueView({ account: { value, verdict, thresholds, models } }: { account: AccountAnswer }) {
  const { t, locale, money, number } = useLanguage();
  if (value === null || verdict === null) return <Message what={t('noValue')} mend={t('noValueMend')} />;
  const { currency } = value;
  const largest = Math.max(1, ...value.parts.map(({ amountMinor }) => Math.abs(amountMinor)));
  const play = playFor(verdict.valueClass, value.lifecycleStage);
  return (
    <>
      <h2>{t('fromRevenue')}</h2>
      <table>
        <thead>
          <tr>
            <th>{t('part')}</th>
            <th>{t('amount')}</th>
            <th aria-hidden="true" />
            <th>{t('grade')}</th>
          </tr>
        </thead>
        <tbody>
          {value.parts.map(({ code, amountMinor, grade }) => (
            <tr key={code}>
              <th scope="row">{partWords[code][locale]}</th>
              <td>{money(amountMinor, currency)}</td>
              <td className="bar-cell">
                <meter min={0} max={largest} value={Math.abs(amountMinor)} aria-hidden="true" />
              </td>
              <td>{t(grade)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t('ltv')}</th>
            <td>
              <b>{money(value.ltvMinor, currency)}</b>
            </td>
            <td>
              <Interval low={value.ltvLowMinor} value={value.ltvMinor} high={value.ltvHighMinor} />
            </td>
            <td>
              {t('interval')} {money(value.ltvLowMinor, currency)} – {money(value.ltvHighMinor, currency)}
            </td>
          </tr>
        </tbody>
      </table>
      <h2>
        {t('class')} <ClassTag name={verdict.valueClass} />
      </h2>
      <ul>
        {[...verdict.reasons, ...value.reasons].map((reason) => (
          <li key={reason.code}>{describeValueReason(reason, locale)}</li>
        ))}
      </ul>
      <p>
        {t('thresholdMvc')} {money(thresholds?.mvcMinor ?? null, currency)} · {t('thresholdMgc')}{' '}
        {money(thresholds?.mgcMinor ?? null, currency)}
      </p>
      <h2>{t('play')}</h2>
      <p>{play.byClass?.[locale]}</p>
      <p>
        {t('expectedOrders')}: {number(value.expectedOrders12, 1)}
        {value.pAlive === null ? '' : ` · ${t('alive')}: ${number(value.pAlive * 100)}%`}
      </p>
      <h2>{t('howSure')}</h2>
      <table>
        <thead>
          <tr>
            {(['model', 'meanError', 'expected', 'actual'] as const).map((word) => (
              <th key={word}>{t(word)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <tr key={model.name}>
              <th scope="row">
                {model.name}
                {model.chosen ? ` ✓ ${t('chosen')}` : ''}
              </th>
              <td>{model.mae === null ? '–' : number(model.mae, 2)}</td>
              <td>{model.expectedTotal === null ? '–' : number(model.expectedTotal)}</td>
              <td>{model.actualTotal === null ? '–' : number(model.actualTotal)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
