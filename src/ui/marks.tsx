// The marks that carry meaning by shape, word, then colour.
import { roleWords, stanceWords, stateWords } from '../buying-center/words.ts';
import type { AccountAnswer, AccountLineAnswer } from '../http/api-contract.ts';
import { classWords, stageWords, tagWords } from '../value/words.ts';
import { AnswerError } from './api.ts';
import { useLanguage } from './locale.tsx';

const shapes = { mvc: '◆', mgc: '▲', migrator: '■', low_maintenance: '●', below_zero: '▼' } as const;
export type ClassName = keyof typeof shapes;
export type Person = NonNullable<AccountAnswer['map']>['people'][number];

export function ClassTag({ name }: { name: ClassName | null }) {
  const { locale } = useLanguage();
  if (name === null) return <span className="third">–</span>;
  return (
    <span className={`class-tag ${name}`} title={classWords[name][locale]}>
      <span aria-hidden="true">{shapes[name]}</span> {classWords[name][locale].split(',')[0]}
    </span>
  );
}

/** What is special about an account within its class. */
export function Tags({ tags }: { tags: AccountLineAnswer['tags'] }) {
  const { locale } = useLanguage();
  return tags.map((tag) => (
    <span key={tag} className={`tag ${tag}`}>
      {tagWords[tag][locale]}
    </span>
  ));
}

export function StageText({ stage }: { stage: AccountLineAnswer['stage'] }) {
  const { locale } = useLanguage();
  return <>{stage === null ? '–' : stageWords[stage][locale]}</>;
}

export function Cells({ line }: { line: Pick<AccountLineAnswer, 'coverageCells' | 'coveragePercent'> }) {
  const { locale, t } = useLanguage();
  if (line.coveragePercent === null) return <span className="third">–</span>;
  const label = line.coverageCells.map(({ role, level }) => `${roleWords[role][locale]}: ${t(level)}`).join(', ');
  return (
    <span className="cells">
      <span role="img" aria-label={label}>
        {line.coverageCells.map(({ role, level }) => (
          <i key={role} className={level} />
        ))}
      </span>
      <b>{line.coveragePercent}%</b>
    </span>
  );
}

export interface Scale {
  low: number;
  high: number;
}

/** Roots keep small amounts apart beside large ones; both sides of zero on one axis. */
const root = (amount: number) => Math.sign(amount) * Math.sqrt(Math.abs(amount));

/** A bar from low to high with a mark at the value, on a scale that several bars share; the line is zero. */
export function Interval({ low, value, high, scale }: { low: number; value: number; high: number; scale?: Scale }) {
  const from = root(Math.min(0, scale?.low ?? low));
  const span = Math.max(1, root(Math.max(0, scale?.high ?? high)) - from);
  const x = (amount: number) => 2 + (96 * (root(amount) - from)) / span;
  return (
    <svg
      className={`interval ${value < 0 ? 'negative' : ''}`}
      viewBox="0 0 100 14"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={`M${x(0)} 0V14`} className="axis" />
      <rect x={x(low)} y="4" width={Math.max(1.5, x(high) - x(low))} height="6" rx="2" />
      <path d={`M${x(value)} 0V14`} className="mark" />
    </svg>
  );
}

export const stateSigns = { stated: '✓', observed: '◉', inferred: '◐', assumed: '?' } as const;

/** The first role with its state, and how many more there are. Where there is little room the sign stands for the word. */
export function RoleChips({ person, isBrief = false }: { person: Person; isBrief?: boolean }) {
  const { locale, t } = useLanguage();
  const [first, ...more] = person.roles;
  if (first === undefined) return <span className="chip plain">{t('noRole')}</span>;
  const { state, probability } = first.fact;
  return (
    <>
      <span className={`chip ${state}`}>{roleWords[first.role][locale]}</span>{' '}
      <span className="second" title={stateWords[state][locale]}>
        <span aria-hidden="true">{stateSigns[state]}</span>{' '}
        {isBrief && state === 'inferred' ? (
          <span className="unseen">{stateWords[state][locale]}</span>
        ) : (
          stateWords[state][locale]
        )}
        {state === 'inferred' ? ` ${Math.round(probability * 100)}%` : ''}
        {more.length > 0 ? (
          <span title={more.map(({ role }) => roleWords[role][locale]).join(', ')}> +{more.length}</span>
        ) : null}
      </span>
    </>
  );
}

const stanceSigns = { mentor: '⌃⌃', supporter: '⌃', neutral: '–', skeptic: '⌄', opponent: '⌄⌄' } as const;
export function StanceText({ stance }: { stance: Person['stance'] }) {
  const { locale, t } = useLanguage();
  if (stance === null) return <span className="third">· {t('notKnown')}</span>;
  return (
    <span className={`stance ${stance}`}>
      <span aria-hidden="true">{stanceSigns[stance]}</span> {stanceWords[stance][locale]}
    </span>
  );
}

const trendSigns = { rising: '↗', steady: '→', falling: '↘' } as const;
export function Trend({ trend }: { trend: Person['trend'] }) {
  const { t } = useLanguage();
  return (
    <span className={`trend ${trend}`} role="img" aria-label={t(trend)}>
      {trendSigns[trend]}
    </span>
  );
}

export function Strength({ value }: { value: number }) {
  return (
    <span className="strength">
      <svg viewBox="0 0 16 12" aria-hidden="true">
        {[0, 1, 2, 3].map((bar) => (
          <rect
            key={bar}
            x={bar * 4}
            y={9 - bar * 3}
            width="3"
            height={3 + bar * 3}
            className={value > bar * 25 ? 'on' : ''}
          />
        ))}
      </svg>{' '}
      {Math.round(value)}
    </span>
  );
}

export function Message({ what, mend }: { what: string; mend?: string }) {
  return (
    <div className="message">
      <b>{what}</b>
      {mend === undefined ? null : <p>{mend}</p>}
    </div>
  );
}

export function Failure({ error, retry }: { error: Error; retry: () => void }) {
  const { t } = useLanguage();
  const known = error instanceof AnswerError;
  return (
    <div className="message" role="alert">
      <b>{known ? error.message : t('unknownError')}</b>
      <p>{known ? `${error.kept} ${error.mend}` : t('keptError')}</p>
      <button type="button" onClick={retry}>
        {t('retry')}
      </button>
    </div>
  );
}
