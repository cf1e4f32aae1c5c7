// The map as the shared layout places it, with folds that open, focus and zoom.
import { useLayoutEffect, useRef, useState } from 'react';
import { describeMap } from '../buying-center/describe-map.ts';
import { layoutMap } from '../buying-center/layout-map.ts';
import { headingWords, mapWords, stateWords } from '../buying-center/words.ts';
import type { AccountAnswer } from '../http/api-contract.ts';
import { useLanguage } from './locale.tsx';
import { MapCard } from './map-card.tsx';
import { Strength, stateSigns } from './marks.tsx';

/** Below it the cards cannot be read: the rest is reached by scrolling. */
const zoomLeast = 0.85;

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
    // The tree's top stands in the middle.
    requestAnimationFrame(() => {
      const at = frame.current;
      at?.scrollTo({ left: (at.scrollWidth - at.clientWidth) / 2 });
    });
  };
  // Measured once the frame stands, and anew where the layout changes its width.
  useLayoutEffect(fit, [layout.width]);
  const people = new Map(map.people.map((person) => [person.id, person]));
  const only = new Set(
    map.coverage.deals.flatMap(({ singleThreaded, singleThreadedPersonId: id }) =>
      singleThreaded && id !== null ? [id] : [],
    ),
  );
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
          {layout.boxes.map((box) => {
            const person = people.get(box.personId);
            return person === undefined ? null : (
              <MapCard
                key={box.personId}
                box={box}
                person={person}
                now={map.builtAt}
                isOnlyThread={only.has(person.id)}
              />
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
