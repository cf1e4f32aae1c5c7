// What Quorum writes into HubSpot: the switch, runs, what is not written, what is missing, own calls.
import { useEffect } from 'react';
import { Link, useNavigate } from 'react-router';
import type { WriteRunAnswer, WritesAnswer } from '../http/api-contract-writes.ts';
import { ConfirmedButton } from './confirmed-button.tsx';
import { useLanguage } from './locale.tsx';
import { Failure, Message } from './marks.tsx';
import { OwnCalls } from './own-calls.tsx';
import { ScrollBox } from './scroll-box.tsx';
import { WithheldValues } from './withheld-values.tsx';
import { fill, RunProgress, runKinds, runStates } from './write-words.tsx';
import { useOrder, useWrites } from './writes-api.ts';

export function WritesPage() {
  const { t } = useLanguage();
  const { data, error, refetch } = useWrites();
  useEffect(() => {
    document.title = `${t('writesPage')} · Quorum`;
  }, [t]);
  if (data === undefined)
    return error === null ? <Message what={t('loading')} /> : <Failure error={error} retry={() => void refetch()} />;
  return (
    <>
      <h1>{t('writesTitle')}</h1>
      <Switch writes={data} />
      <WithheldValues counts={data.withheld} mayChange={data.mayChange} />
      <h2>{t('runs')}</h2>
      <Runs runs={data.runs} />
      <Missing missing={data.missing} />
      <OwnCalls />
    </>
  );
}

/** One step leads on: a preview where nothing was looked at yet, else the switch is at hand beside it. */
function Switch({ writes }: { writes: WritesAnswer }) {
  const { t, time } = useLanguage();
  const navigate = useNavigate();
  const order = useOrder((runId) => (runId === null ? undefined : void navigate(`/writes/${runId}`)));
  const { switch: state, previewFirst, mayChange } = writes;
  const isHeld = state.writes === 'held';
  const open = writes.runs.find((run) => run.state === 'computing' || run.state === 'writing');
  return (
    <section className={isHeld ? 'switch-card held' : 'switch-card'} aria-label={t('writesTitle')}>
      <div>
        <b>
          <span aria-hidden="true">{isHeld ? '❚❚' : '▶'}</span> {t(isHeld ? 'writesHeld' : 'writesReleased')}
        </b>{' '}
        <span className="second">
          {state.at === 0 ? '' : fill(t('since'), { time: time(state.at) })}
          {state.by === null ? '' : ` ${fill(t('byWhom'), { name: state.by })}`}
        </span>
        <p>{t(isHeld ? (previewFirst ? 'previewFirstNote' : 'writesHeldNote') : 'writesReleasedNote')}</p>
        {mayChange ? null : <p className="second">{t('onlyAdmins')}</p>}
        {open === undefined ? null : (
          <Link to={`/writes/${open.runId}`} className="plain-link">
            <RunProgress run={open} />
          </Link>
        )}
      </div>
      {mayChange ? (
        <div className="actions">
          <button
            type="button"
            className="button primary"
            disabled={order.isPending}
            onClick={() => order.mutate({ path: '/previews' })}
          >
            {t('makePreview')}
          </button>
          {isHeld ? (
            <ConfirmedButton
              label={`${t('releaseWrites')}…`}
              sure={t('releaseWrites')}
              act={() => order.mutate({ path: '/switch', body: { writes: 'released' } })}
              isBusy={order.isPending || previewFirst}
            />
          ) : (
            <button
              type="button"
              className="button"
              disabled={order.isPending}
              onClick={() => order.mutate({ path: '/switch', body: { writes: 'held' } })}
            >
              {t('holdWrites')}
            </button>
          )}
        </div>
      ) : null}
      {order.error === null ? null : <Failure error={order.error} retry={() => order.reset()} />}
    </section>
  );
}

function Runs({ runs }: { runs: WriteRunAnswer[] }) {
  const { t, time, number } = useLanguage();
  if (runs.length === 0) return <Message what={t('noRuns')} mend={t('noRunsMend')} />;
  return (
    <ScrollBox label={t('runs')}>
      <table className="runs">
        <thead>
          <tr>
            {(['when', 'what', 'who', 'state'] as const).map((word) => (
              <th key={word}>{t(word)}</th>
            ))}
            {(['records', 'values', 'failedValues', 'leftAlone'] as const).map((word) => (
              <th key={word} className="figure">
                {t(word)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.runId}>
              <th scope="row">
                <Link to={`/writes/${run.runId}`}>{time(run.startedAt)}</Link>
              </th>
              <td>{t(runKinds[run.kind])}</td>
              <td>{run.writtenBy ?? run.startedBy ?? '–'}</td>
              <td>{t(run.undoneBy === null ? runStates[run.state] : 'stateUndone')}</td>
              <td className="figure">{number(run.objects)}</td>
              <td className="figure">{number(run.written)}</td>
              <td className={run.failed > 0 ? 'figure bad' : 'figure'}>{number(run.failed)}</td>
              <td className="figure">{number(run.skipped)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function Missing({ missing }: { missing: WritesAnswer['missing'] }) {
  const { t } = useLanguage();
  return (
    <>
      <h2>{t('missingTitle')}</h2>
      {missing.length === 0 ? (
        <p className="second">{t('nothingMissing')}</p>
      ) : (
        <>
          <p>{t('missingNote')}</p>
          <ul>
            {missing.map(({ name, reason }) => (
              <li key={name}>
                <code>{name}</code> {reason === null ? '' : `· ${reason}`}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
