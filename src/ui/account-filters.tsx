// The filters of the account list; each stands in the address, so that it can be shared.
import { useEffect, useRef, useState } from 'react';
import { roles } from '../buying-center/model.ts';
import { roleWords } from '../buying-center/words.ts';
import { lifecycleStages, valueClasses } from '../value/model.ts';
import { stageWords } from '../value/words.ts';
import { useOwners } from './api.ts';
import { useLanguage } from './locale.tsx';
import { ClassTag } from './marks.tsx';

const searchWaitMs = 250;

/** The text is the field's own while it is typed; the address follows after a moment. */
function SearchField({ value, set }: { value: string; set: (text: string) => void }) {
  const { t } = useLanguage();
  const [text, setText] = useState(value);
  const send = useRef(set);
  send.current = set;
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => send.current(text), searchWaitMs);
    return () => clearTimeout(timer);
  }, [text, value]);
  return (
    <input
      type="search"
      aria-label={t('search')}
      placeholder={`${t('search')}  /`}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}

export function Filters({
  filters,
  set,
  byClass,
}: {
  filters: URLSearchParams;
  set: (name: string, value: string) => void;
  byClass: Record<string, number>;
}) {
  const { t, locale } = useLanguage();
  const owners = useOwners().data?.owners ?? [];
  const choice = (name: string, any: string, options: (readonly [string, string])[]) => (
    <select aria-label={any} value={filters.get(name) ?? ''} onChange={(event) => set(name, event.target.value)}>
      <option value="">{any}</option>
      {options.map(([value, word]) => (
        <option key={value} value={value}>
          {word}
        </option>
      ))}
    </select>
  );
  return (
    <search className="filters">
      <SearchField value={filters.get('search') ?? ''} set={(text) => set('search', text)} />
      <div className="chips">
        <button type="button" aria-pressed={!filters.has('class')} onClick={() => set('class', '')}>
          {t('all')}
        </button>
        {valueClasses.map((name) => (
          <button
            type="button"
            key={name}
            aria-pressed={filters.get('class') === name}
            onClick={() => set('class', name)}
          >
            <ClassTag name={name} /> {byClass[name] ?? 0}
          </button>
        ))}
      </div>
      {choice(
        'stage',
        t('anyStage'),
        lifecycleStages.map((stage) => [stage, stageWords[stage][locale]]),
      )}
      {choice(
        'missing',
        t('anyRole'),
        roles.map((role) => [role, roleWords[role][locale]]),
      )}
      {choice(
        'owner',
        t('anyOwner'),
        owners.map(({ ownerId, name }) => [ownerId, name]),
      )}
      <label>
        <input
          type="checkbox"
          checked={filters.get('one_person') === 'yes'}
          onChange={(event) => set('one_person', event.target.checked ? 'yes' : '')}
        />{' '}
        {t('onePersonOnly')}
      </label>
    </search>
  );
}
