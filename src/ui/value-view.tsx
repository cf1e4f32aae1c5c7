// What the account is worth, from revenue down, with its interval, its class and why, and what to do.
import type { AccountAnswer } from '../http/api-contract.ts';
import { playFor } from '../value/play.ts';
import { describeValueReason, partWords } from '../value/words.ts';
import { useLanguage } from './locale.tsx';
import { ClassTag, Interval, Message } from './marks.tsx';
import { ScrollBox } from './scroll-box.tsx';

/** One step of the waterfall: where the sum stood and where it goes; shares of the whole width, `zero` the axis. */
function Step({ from, by, zero }: { from: number; by: number; zero: number }) {
  const left = Math.min(from, from + by) - zero;
  return (
    <svg className="step" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">
      <path d={`M${-zero * 100} 0V14`} className="axis" />
      <rect
        x={left * 100}
        y="2"
        width={Math.max(0.4, Math.abs(by) * 100)}
        height="10"
        className={by < 0 ? 'takes' : 'adds'}
      />
    </svg>
  );
}

export function ValueView({ account: { value, verdict, thresholds, models } }: { account: AccountAnswer }) {
  const { t, locale, money, number } = useLanguage();
  if (value === null || verdict === null) return <Message what={t('noValue')} mend={t('noValueMend')} />;
  const { currency } = value;
  const starts = new Map<string, number>();
  let reached = 0;
  let [low, high] = [Math.min(0, value.ltvLowMinor), Math.max(0, value.ltvHighMinor)];
  for (const { code, amountMinor } of value.parts) {
    starts.set(code, reached);
    reached += amountMinor;
    low = Math.min(low, reached);
    high = Math.max(high, reached);
  }
  const span = Math.max(1, high - low);
  const play = playFor(verdict.valueClass, value.lifecycleStage);
  return (
    <>
      <h2>{t('fromRevenue')}</h2>
      <ScrollBox label={t('fromRevenue')}>
        <table>
          <thead>
            <tr>
              <th>{t('part')}</th>
              <th>{t('amount')}</th>
              <th>{t('runningSum')}</th>
              <th>{t('grade')}</th>
            </tr>
          </thead>
          <tbody>
            {value.parts.map(({ code, amountMinor, grade }) => (
              <tr key={code}>
                <th scope="row">{partWords[code][locale]}</th>
                <td>{money(amountMinor, currency)}</td>
                <td className="bar-cell">
                  <Step from={(starts.get(code) ?? 0) / span} by={amountMinor / span} zero={low / span} />
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
      </ScrollBox>
      <h2>
        {t('class')} <ClassTag name={verdict.valueClass} />
      </h2>
      <ul>
        {[...new Map([...verdict.reasons, ...value.reasons].map((reason) => [reason.code, reason])).values()].map(
          (reason) => (
            <li key={reason.code}>{describeValueReason(reason, locale)}</li>
          ),
        )}
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
      <ScrollBox label={t('howSure')}>
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
      </ScrollBox>
    </>
  );
}
