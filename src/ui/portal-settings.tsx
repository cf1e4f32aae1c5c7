// The connected portals: how Quorum is let in, since when, with which scopes, and the way out.
import { useState } from 'react';
import type { ConnectionAnswer } from '../http/api-contract-access.ts';
import { DisconnectForm, DisconnectResult } from './disconnect-form.tsx';
import { useLanguage } from './locale.tsx';
import { Failure, Message } from './marks.tsx';
import { type Disconnection, useConnections, useDisconnect, useReconnect } from './settings-api.ts';
import { useSettingsWords } from './settings-words.ts';

export function PortalSettings({ installs }: { installs: boolean }) {
  const { t } = useLanguage();
  const w = useSettingsWords();
  const { data, error, refetch } = useConnections();
  const disconnect = useDisconnect();
  if (data === undefined) {
    return error === null ? <Message what={t('loading')} /> : <Failure error={error} retry={() => void refetch()} />;
  }
  return (
    <>
      {disconnect.data ? <DisconnectResult result={disconnect.data} asked={disconnect.variables} /> : null}
      {data.connections.map((connection) => (
        <Connection key={connection.portalId} connection={connection} disconnect={disconnect} />
      ))}
      {installs ? (
        <p>
          <a className="button" href="/oauth/install">
            {w('connectPortal')}
          </a>
        </p>
      ) : null}
    </>
  );
}

const stateWords = { ready: 'stateReady', backfilling: 'stateBackfilling', disconnected: 'stateDisconnected' } as const;
const stateColours = { ready: 'green', backfilling: 'amber', disconnected: 'red' } as const;
const byWords = { consent: 'byConsent', token: 'byToken', sandbox: 'bySandbox' } as const;

interface ConnectionProps {
  connection: ConnectionAnswer;
  disconnect: ReturnType<typeof useDisconnect>;
}

function Connection({ connection, disconnect }: ConnectionProps) {
  const { time } = useLanguage();
  const w = useSettingsWords();
  const [isLeaving, setLeaving] = useState(false);
  const { portalId, name, state, by, grantedBy } = connection;
  const since = state === 'disconnected' ? connection.disconnectedAt : (connection.grantedAt ?? connection.connectedAt);
  const leave = (choice: Omit<Disconnection, 'portalId'>) =>
    disconnect.mutate({ portalId, ...choice }, { onSuccess: () => setLeaving(false) });
  return (
    <section className="panel" aria-label={name}>
      <h2>
        {name} <small>{portalId}</small>
      </h2>
      <p>
        <span className={`status ${stateColours[state]}`}>{w(stateWords[state])}</span>
        {since === null ? null : ` ${w('since')} ${time(since)}`}
      </p>
      <dl className="figures">
        <div>
          <dt>{w('letInBy')}</dt>
          <dd>{w(byWords[by])}</dd>
        </div>
        {grantedBy === null ? null : (
          <div>
            <dt>{w('user')}</dt>
            <dd>{grantedBy}</dd>
          </div>
        )}
      </dl>
      <Scopes scopes={connection.scopes} />
      <div className="tools">
        <Reconnect connection={connection} />
        <a className="button" href={`/api/export.ndjson?portal=${portalId}`} download>
          {w('exportPortal')}
        </a>
        <button type="button" aria-expanded={isLeaving} onClick={() => setLeaving(!isLeaving)}>
          {w('disconnect')}
        </button>
      </div>
      {isLeaving ? (
        <DisconnectForm
          portal={connection}
          isBusy={disconnect.isPending}
          error={disconnect.error}
          cancel={() => setLeaving(false)}
          leave={leave}
        />
      ) : null}
    </section>
  );
}

function Reconnect({ connection: { portalId, by, state, scopes } }: { connection: ConnectionAnswer }) {
  const w = useSettingsWords();
  const reconnect = useReconnect();
  const isWhole = state !== 'disconnected' && scopes.every(({ isRequired, isGranted }) => isGranted || !isRequired);
  if (by === 'consent') {
    return (
      <a className={isWhole ? 'button' : 'button primary'} href={`/oauth/install?portal=${portalId}&to=/settings`}>
        {w('connectAgain')}
      </a>
    );
  }
  if (state !== 'disconnected') return null;
  return (
    <>
      <button type="button" disabled={reconnect.isPending} onClick={() => reconnect.mutate(portalId)}>
        {reconnect.isPending ? w('working') : w('connectAgain')}
      </button>
      {reconnect.error === null ? null : <span role="alert">{reconnect.error.message}</span>}
    </>
  );
}

function Scopes({ scopes }: { scopes: ConnectionAnswer['scopes'] }) {
  const w = useSettingsWords();
  if (scopes.length === 0) return null;
  const isMissing = scopes.some(({ isRequired, isGranted }) => isRequired && !isGranted);
  return (
    <details open={isMissing}>
      <summary className={isMissing ? 'risk' : 'second'}>{isMissing ? w('scopesMissing') : w('scopesAll')}</summary>
      <ul className="plain" aria-label={w('scopes')}>
        {scopes.map(({ scope, isRequired, isGranted }) => (
          <li key={scope}>
            <code>{scope}</code>
            <span>
              {isGranted ? `✓ ${w('scopeGranted')}` : isRequired ? `✕ ${w('scopeMissing')}` : `– ${w('scopeOptional')}`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
