// Keys for machines: made here, shown once, taken back.
import { type FormEvent, useState } from 'react';
import type { ApiKeyAnswer } from '../http/api-contract-access.ts';
import { useLanguage } from './locale.tsx';
import { Failure, Message } from './marks.tsx';
import { ScrollBox } from './scroll-box.tsx';
import { useCreateKey, useKeys, useRevokeKey } from './settings-api.ts';
import { useSettingsWords } from './settings-words.ts';

const scopes = [
  ['read', 'scopeRead'],
  ['write', 'scopeWrite'],
  ['recognise', 'scopeRecognise'],
] as const;
const scopeWords = { read: 'scopeRead', write: 'scopeWrite', recognise: 'scopeRecognise' } as const;
const lives = [7, 30, 90, 365];

export function KeySettings() {
  const { t } = useLanguage();
  const w = useSettingsWords();
  const { data, error, refetch } = useKeys();
  return (
    <>
      <p className="second">{w('keysHelp')}</p>
      <NewKey />
      {data === undefined ? (
        error === null ? (
          <Message what={t('loading')} />
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )
      ) : data.keys.length === 0 ? (
        <Message what={w('noKeys')} mend={w('noKeysMend')} />
      ) : (
        <KeyTable keys={data.keys} />
      )}
    </>
  );
}

function NewKey() {
  const w = useSettingsWords();
  const create = useCreateKey();
  const [name, setName] = useState('');
  const [scope, setScope] = useState('read');
  const [days, setDays] = useState(90);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ name, scope, days }, { onSuccess: () => setName('') });
  };
  return (
    <section className="panel" aria-label={w('newKey')}>
      <h2>{w('newKey')}</h2>
      <form className="filters" onSubmit={submit}>
        <label>
          {w('keyName')}
          <input value={name} maxLength={100} required onChange={(event) => setName(event.target.value)} />
        </label>
        <label>
          {w('keyScope')}
          <select value={scope} onChange={(event) => setScope(event.target.value)}>
            {scopes.map(([value, word]) => (
              <option key={value} value={value}>
                {w(word)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {w('keyEndsAfter')}
          <select value={days} onChange={(event) => setDays(Number(event.target.value))}>
            {lives.map((life) => (
              <option key={life} value={life}>
                {life} {w('days')}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" className="primary" disabled={create.isPending || name.trim() === ''}>
          {w('createKey')}
        </button>
      </form>
      {create.error === null ? null : (
        <p className="notice warn" role="alert">
          {create.error.message}
        </p>
      )}
      {create.data ? <Secret secret={create.data.secret} key={create.data.key.keyId} /> : null}
    </section>
  );
}

function Secret({ secret }: { secret: string }) {
  const w = useSettingsWords();
  const [isCopied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(secret).then(() => setCopied(true));
  return (
    <div className="notice" role="status">
      <p>{w('keyShownOnce')}</p>
      <code className="secret">{secret}</code>
      <p>
        <button type="button" onClick={copy}>
          {isCopied ? w('copied') : w('copy')}
        </button>
      </p>
    </div>
  );
}

function KeyTable({ keys }: { keys: ApiKeyAnswer[] }) {
  const w = useSettingsWords();
  return (
    <ScrollBox label={w('keys')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{w('keyName')}</th>
            <th scope="col">{w('keyScope')}</th>
            <th scope="col">{w('keyState')}</th>
            <th scope="col">{w('keyEnds')}</th>
            <th scope="col">{w('lastUsed')}</th>
            <th scope="col">{w('createdBy')}</th>
            <th scope="col">{w('revoke')}</th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <KeyRow key={key.keyId} apiKey={key} />
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function KeyRow({ apiKey: { keyId, name, scope, expiresAt, revokedAt, usedAt, createdBy } }: { apiKey: ApiKeyAnswer }) {
  const { date, time } = useLanguage();
  const w = useSettingsWords();
  const revoke = useRevokeKey();
  const [isSure, setSure] = useState(false);
  const state = revokedAt !== null ? 'keyRevoked' : expiresAt <= Date.now() ? 'keyEnded' : 'keyLive';
  return (
    <tr>
      <th scope="row">
        {name} <small>{keyId}</small>
      </th>
      <td>{w(scopeWords[scope])}</td>
      <td>
        <span className={`status ${state === 'keyLive' ? 'green' : 'red'}`}>{w(state)}</span>
      </td>
      <td>{date(expiresAt)}</td>
      <td>{usedAt === null ? w('neverUsed') : time(usedAt)}</td>
      <td>{createdBy}</td>
      <td>
        {state !== 'keyLive' ? (
          '–'
        ) : (
          <button
            type="button"
            className={isSure ? 'danger' : ''}
            disabled={revoke.isPending}
            onClick={() => (isSure ? revoke.mutate(keyId) : setSure(true))}
            onBlur={() => setSure(false)}
          >
            {isSure ? w('revokeSure') : w('revoke')}
          </button>
        )}
      </td>
    </tr>
  );
}
