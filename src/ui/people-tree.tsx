// The map as a table: a tree grid that folds by arrow keys, complete without seeing the picture.
import { useRef, useState } from 'react';
import { personName } from '../buying-center/words.ts';
import type { AccountAnswer } from '../http/api-contract.ts';
import { useLanguage } from './locale.tsx';
import { type Person, RoleChips, StanceText, Strength } from './marks.tsx';

interface Line {
  person: Person;
  level: number;
  hasReports: boolean;
}

export function PeopleTree({ map }: { map: NonNullable<AccountAnswer['map']> }) {
  const { t } = useLanguage();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const body = useRef<HTMLTableSectionElement>(null);
  const lines = linesOf(map.people, folded);
  const fold = (id: string, isFolded: boolean) => {
    const next = new Set(folded);
    if (isFolded) next.add(id);
    else next.delete(id);
    setFolded(next);
  };
  const press = (event: React.KeyboardEvent, at: number) => {
    const line = lines[at];
    if (line === undefined) return;
    const { id, managerId } = line.person;
    const to = (position: number) => body.current?.querySelectorAll<HTMLElement>('tr')[position]?.focus();
    if (event.key === 'ArrowDown') to(at + 1);
    else if (event.key === 'ArrowUp') to(at - 1);
    else if (event.key === 'Home') to(0);
    else if (event.key === 'End') to(lines.length - 1);
    else if (event.key === 'ArrowRight' && line.hasReports) fold(id, false);
    else if (event.key === 'ArrowLeft' && line.hasReports && !folded.has(id)) fold(id, true);
    else if (event.key === 'ArrowLeft') to(lines.findIndex(({ person }) => person.id === managerId));
    else return;
    event.preventDefault();
  };
  return (
    <table className="people" role="treegrid" aria-label={t('people')}>
      <thead>
        <tr>
          {(['person', 'role', 'strength', 'lastContact', 'stance'] as const).map((word) => (
            <th key={word} scope="col">
              {t(word)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        {lines.map((line, at) => (
          <PersonRow
            key={line.person.id}
            line={line}
            isFirst={at === 0}
            isFolded={folded.has(line.person.id)}
            fold={fold}
            press={(event) => press(event, at)}
          />
        ))}
      </tbody>
    </table>
  );
}

interface PersonRowProps {
  line: Line;
  isFirst: boolean;
  isFolded: boolean;
  fold: (id: string, isFolded: boolean) => void;
  press: (event: React.KeyboardEvent) => void;
}

function PersonRow({ line: { person, level, hasReports }, isFirst, isFolded, fold, press }: PersonRowProps) {
  const { t, locale, date } = useLanguage();
  return (
    <tr
      aria-level={level}
      aria-expanded={hasReports ? !isFolded : undefined}
      tabIndex={isFirst ? 0 : -1}
      onKeyDown={press}
      onFocus={(event) => {
        event.currentTarget.tabIndex = 0;
      }}
    >
      <th scope="row" style={{ paddingLeft: 8 + (level - 1) * 18 }}>
        {hasReports ? (
          <button
            type="button"
            className="fold"
            tabIndex={-1}
            aria-hidden="true"
            onClick={() => fold(person.id, !isFolded)}
          >
            {isFolded ? '›' : '⌄'}
          </button>
        ) : (
          <span className="fold" />
        )}
        <span>
          {personName(person, locale)}
          {person.madeUp ? <em> · {t('madeUp')}</em> : null}
          <br />
          <small>{person.title}</small>
        </span>
      </th>
      <td>
        <RoleChips person={person} />
      </td>
      <td>
        <Strength value={person.strength} />
      </td>
      <td>{person.lastContactAt === null ? t('never') : date(person.lastContactAt)}</td>
      <td>
        <StanceText stance={person.stance} />
      </td>
    </tr>
  );
}

/** Depth first by reporting line; what is folded is left out. */
function linesOf(people: Person[], folded: ReadonlySet<string>): Line[] {
  const byManager = Map.groupBy(people, ({ managerId }) => managerId);
  const lines: Line[] = [];
  const add = (managerId: string | null, level: number) => {
    for (const person of byManager.get(managerId) ?? []) {
      const hasReports = byManager.has(person.id);
      lines.push({ person, level, hasReports });
      if (hasReports && !folded.has(person.id)) add(person.id, level + 1);
    }
  };
  add(null, 1);
  return lines;
}
