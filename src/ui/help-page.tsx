// The guide for a first look, in both languages, with the keys.
import { Fragment, useEffect } from 'react';
import { stateWords } from '../buying-center/words.ts';
import { guide } from './guide-words.ts';
import { useLanguage } from './locale.tsx';
import { ClassTag, stateSigns } from './marks.tsx';

const classNames = ['mvc', 'mgc', 'migrator', 'low_maintenance', 'below_zero'] as const;
const states = ['stated', 'observed', 'inferred', 'assumed'] as const;

export function HelpPage({ sandboxUrl }: { sandboxUrl: string | null }) {
  const { t, locale } = useLanguage();
  useEffect(() => {
    document.title = `${t('help')} · Quorum`;
  }, [t]);
  const words = guide[locale];
  return (
    <div className="guide">
      <h1>{t('help')}</h1>
      <p>{words.intro}</p>
      <h2>{words.tryIt}</h2>
      <ol className="text">
        {words.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {sandboxUrl === null ? null : (
        <p>
          <a href={sandboxUrl} target="_blank" rel="noreferrer">
            {t('openInSandbox')}
          </a>
        </p>
      )}
      <h2>{words.classes}</h2>
      <dl className="marks">
        {classNames.map((name) => (
          <Fragment key={name}>
            <dt>
              <ClassTag name={name} />
            </dt>
            <dd>{words.classMeaning[name]}</dd>
          </Fragment>
        ))}
      </dl>
      <h2>{words.states}</h2>
      <dl className="marks">
        {states.map((state) => (
          <Fragment key={state}>
            <dt>
              <span className={`chip ${state}`}>
                <span aria-hidden="true">{stateSigns[state]}</span> {stateWords[state][locale]}
              </span>
            </dt>
            <dd>{words.stateMeaning[state]}</dd>
          </Fragment>
        ))}
      </dl>
      <p>{words.coverage}</p>
      <h2>{words.writesTitle}</h2>
      <p>{words.writes}</p>
      <h2>{words.ownTitle}</h2>
      <p>{words.own}</p>
      <h2>{t('keys')}</h2>
      <dl className="keys">
        <div>
          <dt>/</dt>
          <dd>{t('searchKey')}</dd>
        </div>
        <div>
          <dt>↑ ↓</dt>
          <dd>{t('move')}</dd>
        </div>
        <div>
          <dt>Enter</dt>
          <dd>{t('openKey')}</dd>
        </div>
        <div>
          <dt>?</dt>
          <dd>{t('thisHelp')}</dd>
        </div>
      </dl>
    </div>
  );
}
