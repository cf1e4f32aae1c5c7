// From HubSpot's meetings, calls and e-mails to who was in contact with whom, when, and how it went.
import type { InteractionInput } from '../buying-center/model.ts';
import type { CrmRecord } from './crm.ts';
import type { AccountSources } from './ports.ts';
import { dateOf, numberOf, textOf } from './wire-values.ts';

/** Entries without a date say nothing and are left out. */
export function interactionsOf(engagements: AccountSources['engagements']): InteractionInput[] {
  return engagements.flatMap(({ record, contactIds }) => interactionOf(record, contactIds) ?? []);
}

function interactionOf(record: CrmRecord, personIds: string[]): InteractionInput | null {
  if (record.archived) return null;
  const at = dateOf(record, 'hs_meeting_start_time') ?? dateOf(record, 'hs_timestamp');
  if (at === null) return null;
  const common = { id: record.id, at, ownerId: textOf(record, 'hubspot_owner_id'), personIds };
  if (record.type === 'meetings') {
    const end = dateOf(record, 'hs_meeting_end_time');
    const durationMinutes = end === null || end <= at ? null : (end - at) / 60_000;
    const outcome = meetingOutcome(textOf(record, 'hs_meeting_outcome'));
    return { ...common, kind: 'meeting', direction: 'both', durationMinutes, outcome };
  }
  if (record.type === 'calls') {
    const durationMs = numberOf(record, 'hs_call_duration');
    const direction = textOf(record, 'hs_call_direction')?.toUpperCase() === 'INBOUND' ? 'in' : 'out';
    return {
      ...common,
      kind: 'call',
      direction,
      durationMinutes: durationMs === null ? null : durationMs / 60_000,
      outcome: callOutcome(textOf(record, 'hs_call_disposition')),
    };
  }
  if (record.type === 'emails') {
    const direction = textOf(record, 'hs_email_direction')?.toUpperCase() === 'INCOMING_EMAIL' ? 'in' : 'out';
    const outcome = textOf(record, 'hs_email_status')?.toUpperCase() === 'BOUNCED' ? 'bounced' : 'completed';
    return { ...common, kind: 'email', direction, durationMinutes: null, outcome };
  }
  return null;
}

function meetingOutcome(text: string | null): string | null {
  switch (text?.toUpperCase()) {
    case 'COMPLETED':
      return 'completed';
    case 'SCHEDULED':
      return 'scheduled';
    case 'NO_SHOW':
    case 'NO SHOW':
      return 'no_show';
    case 'CANCELED':
    case 'CANCELLED':
    case 'RESCHEDULED':
      return 'cancelled';
    default:
      return null;
  }
}

/** HubSpot's own dispositions have fixed ids in every portal; portals may add others. */
const connectedDisposition = 'f240bbac-87c9-4f6e-bf70-924b57d47db7';
const missedDispositions = new Set([
  '73a0d17f-1163-4015-bdd5-ec830791da20',
  '17b47fee-58de-441e-a44c-c6300d46f273',
  '9d9162e7-6cf3-4944-bf63-4dff82258764',
  'b2cf5968-551e-4856-9783-52b3da59a7d0',
]);

/** Nobody answered, busy, wrong number or voice mail: no contact was made. */
function callOutcome(text: string | null): string | null {
  if (text === null) return null;
  if (text === connectedDisposition) return 'completed';
  return missedDispositions.has(text) ? 'no_show' : null;
}
