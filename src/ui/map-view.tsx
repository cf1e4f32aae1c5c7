// The map as the shared layout places it, with folds that open, focus and zoom.
import { useLayoutEffect, useRef, useState } from 'react';
import { describeMap } from '../buying-center/describe-map.ts';
import { layoutMap } from '../buying-center/layout-map.ts';
import { headingWords, mapWords, personName, stateWords } from '../buying-center/words.ts';
import type { AccountAnswer } from '../http/api-contract.ts';
import { useLanguage } from './locale.tsx';
import { RoleChips, StanceText, Strength, stateSigns } from './marks.tsx';

const dayMs = 86_400_000;
const zoomLeast = 0.62;

export function MapView({ map }: { map: NonNullable<AccountAnswer['map']> }) {
  const { t, locale } = useLanguage();
  const [focus, setFocus] = useState<'buying-center' | 'all'>('buying-center');
  const [expanded, setExpanded] = useState<string[]>([]);
  const [zoom, setZoom] = useState(1);
  const layout = layoutMap(map, { focus, expanded });
  const frame = useRef<HTMLElement>(null);
  const fit = () => {
    const width = frame.current?.clientWidth ?? layout.width;
    setZoom(Math.max(zoomLeast, Math.min(1, Math.floor((100 * width) / layout.width) / 100)));
  };
  // Measured once the frame stands, and anew where the layout changes its width.
  useLayoutEffect(fit, [layout.width]);
  const people = new Map(map.people.map((person) => [person.id, person]));
  return (
    <>
      <div className="tools">
        <button
          type="button"
          aria-pressed={focus === 'buying-center'}
          onClick={() => setFocus(focus === 'all' ? 'buying-center' : 'all')}
        >
          {t('buyingCenterOnly')}
        </button>
        <button type="button" aria-label={t('zoomOut')} onClick={() => setZoom(Math.max(0.4, zoom - 0.1))}>
          −
        </button>
        <button type="button" onClick={fit} title={t('fit')}>
          {Math.round(zoom * 100)}%
        </button>
        <button type="button" aria-label={t('zoomIn')} onClick={() => setZoom(Math.min(2, zoom + 0.1))}>
          +
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className="map" ref={frame} tabIndex={0} aria-label={describeMap({ map, layout, locale })}>
        <svg width={layout.width * zoom} height={layout.height * zoom} viewBox={`0 0 ${layout.width} ${layout.height}`}>
          <title>{map.accountName}</title>
          {layout.lines.map(({ fromId, path }) => (
            <path key={fromId} d={path} className="line" />
          ))}
          {layout.headings.map(({ kind, x, y, count }) => (
            <text key={kind} x={x} y={y + 14} className="heading">
              {headingWords[kind][locale]} · {count}
            </text>
          ))}
          {layout.stacks.map(({ id, x, y, width, height, personIds, why }) => (
            <foreignObject key={id} x={x} y={y} width={width} height={height}>
              <button type="button" className="stack" onClick={() => setExpanded([...expanded, id])}>
                ›{' '}
                {(why === 'no_role' ? mapWords.moreNoRole : why === 'parking' ? mapWords.withoutPlace : mapWords.more)[
                  locale
                ](personIds.length)}
              </button>
            </foreignObject>
          ))}
          {layout.boxes.map(({ personId, x, y, width, height, area }) => {
            const person = people.get(personId);
            return person === undefined ? null : (
              <foreignObject key={personId} x={x} y={y} width={width} height={height}>
                <div
                  className={`card ${person.placeholder ? 'placeholder' : ''} ${person.verifyBy !== null && person.verifyBy < map.builtAt ? 'late' : ''}`}
                >
                  <div>
                    <b>{personName(person, locale)}</b>
                    <span>
                      {person.lastContactAt === null
                        ? ''
                        : mapWords.days[locale](Math.floor((map.builtAt - person.lastContactAt) / dayMs))}
                    </span>
                  </div>
                  <small>
                    {person.title}
                    {person.madeUp ? ` · ${t('madeUp')}` : ''}
                  </small>
                  {area === 'parking' ? null : (
                    <>
                      <div className="roles">
                        <RoleChips person={person} />
                      </div>
                      {person.placeholder ? (
                        <small>{mapWords.nobodyYet[locale]}</small>
                      ) : (
                        <div>
                          <Strength value={person.strength} />
                          <StanceText stance={person.stance} />
                        </div>
                      )}
                    </>
                  )}
                </div>
              </foreignObject>
            );
          })}
        </svg>
      </section>
      <ul className="legend">
        {(['stated', 'observed', 'inferred', 'assumed'] as const).map((state) => (
          <li key={state}>
            <span aria-hidden="true">{stateSigns[state]}</span> {stateWords[state][locale]}
          </li>
        ))}
        <li>
          <Strength value={60} /> {t('strengthLegend')}
        </li>
        <li>
          <span className="chip late-mark">{t('verifyLegend')}</span>
        </li>
      </ul>
    </>
  );
}
