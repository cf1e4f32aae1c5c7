// What becomes of the properties and of the data when a portal leaves, confirmed by typing its name.
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { z } from 'zod';
import type { ConnectionAnswer, disconnectedSchema } from '../http/api-contract-access.ts';
import { AnswerError } from './api.ts';
import type { Disconnection } from './settings-api.ts';
import { useSettingsWords } from './settings-words.ts';

interface FormProps {
  portal: ConnectionAnswer;
  isBusy: boolean;
  error: Error | null;
  cancel: () => void;
  leave: (choice: Omit<Disconnection, 'portalId'>) => void;
}

export function DisconnectForm({ portal, isBusy, error, cancel, leave }: FormProps) {
  const w = useSettingsWords();
  const [properties, setProperties] = useState<Disconnection['properties']>('keep');
  const [data, setData] = useState<Disconnection['data']>('keep');
  const [confirm, setConfirm] = useState('');
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    leave({ properties, data, confirm });
  };
  return (
    <form className="leave" ref={form} onSubmit={submit} aria-label={`${w('disconnectTitle')} ${portal.name}`}>
      <p>{w('disconnectHelp')}</p>
      {portal.by === 'consent' ? null : <p>{w('tokenStays')}</p>}
      <Choice
        name="properties"
        question={w('propertiesQuestion')}
        options={[
          ['keep', w('propertiesKeep')],
          ['remove', w('propertiesRemove')],
        ]}
        chosen={properties}
        choose={setProperties}
      />
      <Choice
        name="data"
        question={w('dataQuestion')}
        options={[
          ['keep', w('dataKeep')],
          ['delete', w('dataDelete')],
        ]}
        chosen={data}
        choose={setData}
      />
      {data === 'delete' ? (
        <p>
          <a className="button" href={`/api/export.ndjson?portal=${portal.portalId}`} download>
            {w('exportFirst')}
          </a>
        </p>
      ) : null}
      <label>
        {w('typeName')} <b>{portal.name}</b>
        <input
          value={confirm}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setConfirm(event.target.value)}
        />
      </label>
      {error === null ? null : <Refusal error={error} />}
      <div className="tools">
        <button type="submit" className="danger" disabled={isBusy || confirm.trim() !== portal.name.trim()}>
          {isBusy ? w('working') : w(data === 'delete' ? 'confirmDelete' : 'confirmDisconnect')}
        </button>
        <button type="button" onClick={cancel}>
          {w('cancel')}
        </button>
      </div>
    </form>
  );
}

function Refusal({ error }: { error: Error }) {
  return (
    <p className="notice warn" role="alert">
      {error.message} {error instanceof AnswerError ? `${error.kept} ${error.mend}` : ''}
    </p>
  );
}

interface ChoiceProps<Value extends string> {
  name: string;
  question: string;
  options: [Value, string][];
  chosen: Value;
  choose: (value: Value) => void;
}

function Choice<Value extends string>({ name, question, options, chosen, choose }: ChoiceProps<Value>) {
  return (
    <fieldset>
      <legend>{question}</legend>
      {options.map(([value, text]) => (
        <label key={value} className="choice">
          <input type="radio" name={name} checked={chosen === value} onChange={() => choose(value)} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface ResultProps {
  result: z.infer<typeof disconnectedSchema>;
  asked: Disconnection | undefined;
}

export function DisconnectResult({ result, asked }: ResultProps) {
  const w = useSettingsWords();
  return (
    <div className="notice" role="status">
      <p>{w(asked?.data === 'delete' ? 'deleted' : 'disconnected')}</p>
      {result.isRevoked ? null : <p>{w('notRevoked')}</p>}
      {result.notRemoved.length === 0 ? null : (
        <>
          <p>{w('notRemoved')}</p>
          <ul>
            {result.notRemoved.map(({ name, reason }) => (
              <li key={name}>
                <code>{name}</code> {reason}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
