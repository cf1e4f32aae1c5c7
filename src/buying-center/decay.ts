// What grows old on a map: when a person's facts ask to be verified, and who may have left.
import type { Fact, FactState, InteractionInput, PersonInput, RoleClaim } from './model.ts';

const dayMs = 86_400_000;
/** Of a public organisation's people 36 % changed place, title or left within 3 months, 58 % within 6, 79 % within 12. */
const halfLifeDays: Record<FactState, number> = { stated: 365, observed: 180, inferred: 180, assumed: 90 };

/** The earliest date at which a role of the person is past its half-life; contact with the person renews it. Null without roles. */
export function verifyBy(
  person: PersonInput,
  { roles, lastContactAt }: { roles: RoleClaim[]; lastContactAt: number | null },
): number | null {
  if (roles.length === 0) return null;
  const due = roles.map(
    ({ fact }) => Math.max(fact.date ?? person.updatedAt, lastContactAt ?? 0) + halfLifeDays[fact.state] * dayMs,
  );
  return Math.min(...due);
}

/** Observed where HubSpot holds the address for dead; likely where the last mail bounced and nothing came after. */
export function leftFact(person: PersonInput, interactions: InteractionInput[]): Fact | null {
  const reasons = [{ code: 'mail_bounced', params: {} }];
  if (person.left) {
    return {
      state: 'observed',
      source: 'hs_email_hard_bounce_reason_enum',
      date: person.updatedAt,
      probability: 0.9,
      reasons,
    };
  }
  const last = interactions.at(-1);
  if (last?.outcome !== 'bounced') return null;
  return { state: 'inferred', source: 'interactions', date: last.at, probability: 0.7, reasons };
}
