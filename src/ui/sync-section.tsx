// The copy of a portal on the operations page: how far each source is, how long the rest takes, and what comparisons found.
import { useState } from 'react';
import type { SyncAnswer } from '../http/api-contract.ts';
import { askForComparison } from './api.ts';
import { useLanguage } from './locale.tsx';
import { syncWords } from './sync-words.ts';

export function SyncSection({ sync }: { sync: SyncAnswer }) {
  const { locale } = useLanguage();
  const words = syncWords[locale];
  return (
    <>
      <h2>{words.heading}</h2>
      <Remaining seconds={sync.remainingSeconds} />
      <Sources steps={sync.steps} />
      <h2>{words.comparisons}</h2>
      <Comparisons comparisons={sync.comparisons} />
    </>
  );
}

function Remaining({ seconds }: { seconds: number | null }) {
  const { locale, number } = useLanguage();
  if (seconds === null || seconds === 0) return null;
  const { soon, remaining } = syncWords[locale];
  return <p role="status">{seconds < 60 ? soon : remaining(number(Math.ceil(seconds / 60)))}</p>;
}

/** As it is copied: each source before what associates it. */
const order = 'owners properties companies contacts deals line_items tickets meetings calls emails'.split(' ');
const place = ({ step }: { step: string }) => order.indexOf(step.split('>')[0] ?? '') * 2 + Number(step.includes('>'));

function Sources({ steps }: { steps: SyncAnswer['steps'] }) {
  const { locale, t, number } = useLanguage();
  const words = syncWords[locale];
  return (
    <table>
      <thead>
        <tr>
          <th>{words.source}</th>
          <th>{words.state}</th>
          <th>{words.copied}</th>
        </tr>
      </thead>
      <tbody>
        {steps
          .toSorted((one, other) => place(one) - place(other))
          .map((step) => (
            <tr key={step.step}>
              <th scope="row">{step.label}</th>
              <td>
                {t(step.state)}
                {step.reason === null ? '' : ` · ${step.reason}`}
              </td>
              <td>
                {number(step.count)}
                {step.state === 'done' || !step.expected ? '' : ` / ${number(step.expected)}`}
              </td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}

type Run = SyncAnswer['comparisons']['runs'][number];
const parts = ['records', 'gone', 'associations', 'owners', 'fresh'] as const;

function Comparisons({ comparisons: { missed, runs } }: { comparisons: SyncAnswer['comparisons'] }) {
  const { locale, number, time } = useLanguage();
  const words = syncWords[locale];
  const summary =
    runs.length === 0 ? words.never : missed === 0 ? words.noneMissed : words.missed(missed, number(missed));
  return (
    <>
      <p>
        <b>{summary}</b> {words.explain}
      </p>
      <AskButton />
      {runs.length === 0 ? null : (
        <table>
          <thead>
            <tr>
              <th>{words.began}</th>
              <th>{words.kind}</th>
              <th>{words.found}</th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <tr key={`${run.startedAt} ${run.depth}`}>
                <th scope="row" style={{ whiteSpace: 'nowrap' }}>
                  {time(run.startedAt)}
                </th>
                <td>{words.depths[run.depth]}</td>
                <td>
                  <Found run={run} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function Found({ run }: { run: Run }) {
  const { locale, number } = useLanguage();
  const words = syncWords[locale];
  const found = parts.filter((part) => run[part] > 0).map((part) => `${words.parts[part]} ${number(run[part])}`);
  const text = found.length === 0 ? words.nothing : found.join(', ');
  return run.finishedAt === null ? `${text} · ${words.isRunning}` : text;
}

function AskButton() {
  const { locale } = useLanguage();
  const words = syncWords[locale];
  const [answer, setAnswer] = useState<boolean | null>(null);
  const ask = async () => setAnswer(await askForComparison());
  return (
    <p>
      <button type="button" onClick={() => void ask()}>
        {words.ask}
      </button>{' '}
      <span role="status">{answer === null ? '' : answer ? words.asked : words.notAsked}</span>
    </p>
  );
}
