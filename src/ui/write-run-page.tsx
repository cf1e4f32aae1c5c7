// One run of writes: what it would change or changed, row by row, and what can be done with it.
import { useEffect } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import type { RunSummaryAnswer } from '../http/api-contract-writes.ts';
import { ConfirmedButton } from './confirmed-button.tsx';
import { useLanguage } from './locale.tsx';
import { Failure, Message } from './marks.tsx';
import { RunRows } from './run-rows.tsx';
import { fill, PropertyName, RunProgress, recordTypes, rowStates, runKinds, runStates } from './write-words.tsx';
import { csvAddress, useOrder, useRun, useWrites } from './writes-api.ts';

/** On a phone the rows come first. */
const wideFrom = 760;
const filterNames = ['type', 'property', 'state'];

export function WriteRunPage() {
  const { t, time } = useLanguage();
  const { runId = '' } = useParams();
  const [filters, setFilters] = useSearchParams();
  const { data, error, refetch } = useRun(runId);
  useEffect(() => {
    document.title = `${t('writesPage')} · Quorum`;
  }, [t]);
  if (data === undefined)
    return error === null ? <Message what={t('loading')} /> : <Failure error={error} retry={() => void refetch()} />;
  const { run, counts } = data;
  return (
    <>
      <p>
        <Link to="/writes">← {t('allRuns')}</Link>
      </p>
      <h1>
        {t(runKinds[run.kind])} · {time(run.startedAt)}{' '}
        <small>{t(run.undoneBy === null ? runStates[run.state] : 'stateUndone')}</small>
      </h1>
      <RunProgress run={run} />
      {run.undoneBy === null ? null : (
        <p>
          {t('undoneBy')} <Link to={`/writes/${run.undoneBy}`}>{t('toUndo')}</Link>
        </p>
      )}
      {run.undoOf === null ? null : (
        <p>
          {t('undoOf')} <Link to={`/writes/${run.undoOf}`}>{t('toRun')}</Link>
        </p>
      )}
      <Actions data={data} />
      <Counts counts={counts} filters={filters} set={setFilters} />
      {run.state === 'computing' ? null : <RunRows key={filters.toString()} runId={runId} filters={keptOf(filters)} />}
    </>
  );
}

function keptOf(filters: URLSearchParams): string {
  return new URLSearchParams([...filters].filter(([name]) => filterNames.includes(name))).toString();
}

function Actions({ data: { run, counts } }: { data: RunSummaryAnswer }) {
  const { t, number } = useLanguage();
  const navigate = useNavigate();
  const mayChange = useWrites().data?.mayChange ?? false;
  const order = useOrder((runId) =>
    runId === null || runId === run.runId ? undefined : void navigate(`/writes/${runId}`),
  );
  const discard = useOrder(() => void navigate('/writes'));
  const path = `/runs/${encodeURIComponent(run.runId)}`;
  const planned = counts.filter(({ state }) => state === 'planned').reduce((sum, { count }) => sum + count, 0);
  const isPreview = run.kind === 'preview' && (run.state === 'ready' || run.state === 'computing');
  const mayUndo = run.state === 'done' && run.undoneBy === null && run.written > 0;
  return (
    <div className="actions">
      {mayChange && run.state === 'ready' && planned > 0 ? (
        <ConfirmedButton
          isPrimary
          label={fill(t('writeThese'), { count: number(planned) })}
          sure={fill(t('writeSure'), { count: number(planned) })}
          act={() => order.mutate({ path: `${path}/write` })}
          isBusy={order.isPending}
        />
      ) : null}
      {mayChange && isPreview ? (
        <ConfirmedButton
          label={t('discard')}
          sure={t('discardSure')}
          act={() => discard.mutate({ path: `${path}/discard` })}
          isBusy={discard.isPending}
        />
      ) : null}
      {mayChange && mayUndo ? (
        <ConfirmedButton
          label={t('undoThis')}
          sure={fill(t('undoSure'), { count: number(run.written) })}
          act={() => order.mutate({ path: `${path}/undo` })}
          isBusy={order.isPending}
        />
      ) : null}
      <a className="button" href={csvAddress(run.runId)} download>
        {t('downloadCsv')}
      </a>
      {order.error === null ? null : <Failure error={order.error} retry={() => order.reset()} />}
      {discard.error === null ? null : <Failure error={discard.error} retry={() => discard.reset()} />}
    </div>
  );
}

interface CountsProps {
  counts: RunSummaryAnswer['counts'];
  filters: URLSearchParams;
  set: (next: URLSearchParams) => void;
}

/** Each count is also the filter for its rows. */
function Counts({ counts, filters, set }: CountsProps) {
  const { t, number } = useLanguage();
  if (counts.length === 0) return null;
  const choose = (next: Record<string, string>) => set(new URLSearchParams(next));
  const isChosen = (next: Record<string, string>) =>
    Object.entries(next).every(([name, value]) => filters.get(name) === value);
  return (
    <details className="counts" open={window.innerWidth >= wideFrom}>
      <summary>{t('counts')}</summary>
      <div className="chips">
        <button type="button" aria-pressed={keptOf(filters) === ''} onClick={() => choose({})}>
          {t('allValues')} <b>{number(counts.reduce((sum, { count }) => sum + count, 0))}</b>
        </button>
        {counts.map(({ type, property, state, count }) => (
          <button
            type="button"
            key={`${type}${property}${state}`}
            aria-pressed={isChosen({ type, property, state })}
            onClick={() => choose({ type, property, state })}
          >
            <PropertyName property={property} />{' '}
            <span className="second">
              {t(recordTypes[type])} · {t(rowStates[state])}
            </span>{' '}
            <b>{number(count)}</b>
          </button>
        ))}
      </div>
    </details>
  );
}
