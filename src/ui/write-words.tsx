// How runs, rows and values of writes are called and shown.

import type { WriteRunAnswer } from '../http/api-contract-writes.ts';
import { valueClasses } from '../value/model.ts';
import { classWords } from '../value/words.ts';
import { useLanguage } from './locale.tsx';

/** Puts values in the places of a text that are named in braces. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export const runKinds = { automatic: 'runAutomatic', preview: 'runPreview', undo: 'runUndo' } as const;
export const runStates = {
  computing: 'stateComputing',
  ready: 'stateReady',
  writing: 'stateWriting',
  done: 'stateDone',
  discarded: 'stateDone',
} as const;
export const rowStates = {
  planned: 'rowPlanned',
  written: 'rowWritten',
  failed: 'rowFailed',
  changed: 'rowChanged',
  gone: 'rowGone',
} as const;
export const recordTypes = { companies: 'companiesType', contacts: 'contactsType', deals: 'dealsType' } as const;

/** Reasons are kept as short codes: `map`, `map, value mvc`, `undo`. */
export function useReason(): (row: { reason: string }) => string {
  const { t, locale } = useLanguage();
  return ({ reason }) => {
    if (reason === 'undo') return t('reasonUndo');
    if (reason === 'map') return t('reasonMap');
    const name = /^map, value (.+)$/.exec(reason)?.[1];
    if (name === undefined) return reason;
    const known = valueClasses.find((each) => each === name);
    return fill(t('reasonValue'), {
      class: known === undefined ? t('noClass') : (classWords[known][locale].split(',')[0] ?? known),
    });
  };
}

/** A value as HubSpot holds it; an empty one says so. The task is no property and reads as one line. */
export function Value({ property, text }: { property: string; text: string | null }) {
  const { t } = useLanguage();
  if (property === 'quorum_task') return text === null ? '–' : text === '' ? t('taskDone') : text;
  if (text === null || text === '') return <i className="third">{t('empty')}</i>;
  return text;
}

export function PropertyName({ property }: { property: string }) {
  const { t } = useLanguage();
  return property === 'quorum_task' ? t('task') : <code>{property}</code>;
}

/** Takes part of the width as it takes part of the time. */
export function RunProgress({ run }: { run: WriteRunAnswer }) {
  const { t, number } = useLanguage();
  if (run.state !== 'computing' && run.state !== 'writing') return null;
  const isComputing = run.state === 'computing';
  const counts = { done: number(run.doneCount), total: number(run.totalCount) };
  return (
    <div className="run-progress" role="status">
      <label>
        {t(isComputing ? 'computing' : 'writing')}: {fill(t(isComputing ? 'progressAccounts' : 'progressRows'), counts)}
        <progress value={run.doneCount} max={Math.max(1, run.totalCount)} />
      </label>
    </div>
  );
}
