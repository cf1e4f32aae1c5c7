// What the service is doing and what went wrong.
import { useEffect } from 'react';
import { useOps, useSync } from './api.ts';
import { useLanguage } from './locale.tsx';
import { Failure, Message } from './marks.tsx';
import { SyncSection } from './sync-section.tsx';

export function OpsPage() {
  const { t, time, number } = useLanguage();
  const { data, error, refetch } = useOps();
  const sync = useSync().data;
  useEffect(() => {
    document.title = `${t('operation')} · Quorum`;
  }, [t]);
  if (data === undefined)
    return error === null ? <Message what={t('loading')} /> : <Failure error={error} retry={() => void refetch()} />;
  const { inbox, queues, faults, calls, unknownPaths, writes } = data;
  return (
    <>
      <h1>{t('operation')}</h1>
      <h2>{t('inbox')}</h2>
      <dl className="figures">
        {(['pending', 'done', 'quarantined', 'notifications', 'echoes'] as const).map((word) => (
          <div key={word}>
            <dt>{t(word)}</dt>
            <dd>{number(inbox[word])}</dd>
          </div>
        ))}
        <div>
          <dt>{t('lastReceived')}</dt>
          <dd>{time(inbox.lastReceivedAt)}</dd>
        </div>
        <div>
          <dt>{t('writes')}</dt>
          <dd>
            {number(writes.written)} · {t('failed')} {number(writes.failed)}
          </dd>
        </div>
      </dl>
      <h2>
        {t('queues')} <a href="/ops/queues">{t('openQueues')}</a>
      </h2>
      <table>
        <thead>
          <tr>
            <th>{t('name')}</th>
            <th>{t('waiting')}</th>
            <th>{t('running')}</th>
            <th>{t('delayed')}</th>
            <th>{t('failed')}</th>
          </tr>
        </thead>
        <tbody>
          {queues.map((queue) => (
            <tr key={queue.name}>
              <th scope="row">{queue.name}</th>
              <td>{queue.waiting}</td>
              <td>{queue.active}</td>
              <td>{queue.delayed}</td>
              <td>{queue.failed}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {sync === undefined ? null : <SyncSection sync={sync} />}
      <h2>{t('faults')}</h2>
      {faults.length === 0 ? (
        <p>{t('noFaults')}</p>
      ) : (
        <ul>
          {faults.map((fault) => (
            <li key={`${fault.at}${fault.where}`}>
              <b>
                {time(fault.at)} {fault.what}
              </b>
              <br />
              {t('kept')}: {fault.kept}
              <br />
              {t('mend')}: {fault.mend}
            </li>
          ))}
        </ul>
      )}
      <h2>{t('calls')}</h2>
      <p>
        {calls === null
          ? '–'
          : `${number(calls.calls)} (${Object.entries(calls.byStatus)
              .map(([status, count]) => `${status}: ${count}`)
              .join(', ')}) · ${t('retries')} ${calls.retries}`}
      </p>
      {unknownPaths === null ? null : (
        <>
          <h2>{t('unknownPaths')}</h2>
          <ul>
            {unknownPaths.length === 0 ? (
              <li>{t('none')}</li>
            ) : (
              unknownPaths.map(({ path, count }) => (
                <li key={path}>
                  <code>{path}</code> {count}
                </li>
              ))
            )}
          </ul>
        </>
      )}
    </>
  );
}
