// One person on the map: name, days since the last contact, title, role with its state, strength, stance, and what asks for a look.
import type { MapLayout } from '../buying-center/layout-model.ts';
import { edgeNote } from '../buying-center/render-card.ts';
import { mapWords, personName } from '../buying-center/words.ts';
import { useLanguage } from './locale.tsx';
import { type Person, RoleChips, StanceText, Strength, Trend } from './marks.tsx';

const dayMs = 86_400_000;
/** What the note on the edge stands above the card. */
const edge = 12;

interface MapCardParts {
  box: MapLayout['boxes'][number];
  person: Person;
  /** Epoch ms: what days are counted to. */
  now: number;
  /** The only one who answers, on deals that hang on one person. */
  isOnlyThread: boolean;
}

export function MapCard({ box: { x, y, width, height, area }, person, now, isOnlyThread }: MapCardParts) {
  const { t, locale } = useLanguage();
  const note = person.placeholder ? null : edgeNote({ person, locale, now, isOnlyThread });
  const look = person.placeholder ? 'placeholder' : note?.kind === 'bad' ? 'late' : note?.kind === 'only' ? 'only' : '';
  return (
    <foreignObject x={x} y={y - edge} width={width} height={height + edge}>
      <div className="card-place">
        <div className={`card ${look}`}>
          <div>
            <b>{personName(person, locale)}</b>
            <span>{daysSince(person.lastContactAt, now, mapWords.days[locale])}</span>
          </div>
          <small>
            {person.title}
            {person.madeUp ? ` · ${t('madeUp')}` : ''}
          </small>
          {area === 'parking' ? null : (
            <>
              <div className="roles">
                <RoleChips person={person} isBrief />
              </div>
              {person.placeholder ? (
                <small>{mapWords.nobodyYet[locale]}</small>
              ) : (
                <div>
                  <span>
                    <Strength value={person.strength} /> <Trend trend={person.trend} />
                  </span>
                  <StanceText stance={person.stance} />
                </div>
              )}
            </>
          )}
        </div>
        {note === null ? null : <span className={`edge-note ${note.kind}`}>{note.value}</span>}
      </div>
    </foreignObject>
  );
}

function daysSince(at: number | null, now: number, say: (days: number) => string): string {
  return at === null ? '' : say(Math.max(0, Math.floor((now - at) / dayMs)));
}
