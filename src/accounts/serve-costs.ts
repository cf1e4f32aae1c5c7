// What an hour and a piece of service cost, until a portal sets its own figures: the drivers of cost to serve (value.md 6.3).

import type { Contribution, Grade } from '../value/model.ts';
import type { CrmRecord } from './crm.ts';
import { dateOf, minorUnitsOf, numberOf, textOf } from './wire-values.ts';

export interface ServeCosts {
  /** Full cost of one working hour of our own people, minor units. */
  hourlyMinor: number;
  /** Working minutes of a ticket, by priority; `OTHER` where none is set. */
  ticketMinutes: Record<'LOW' | 'MEDIUM' | 'HIGH' | 'URGENT' | 'OTHER', number>;
  /** Where a meeting has no end, a call no length. */
  meetingMinutes: number;
  callMinutes: number;
  emailMinutes: number;
  /** A longer entry is a slip of the keyboard. */
  minutesMax: number;
}

const hourlyByCurrency: Record<string, number> = { VND: 250_000, JPY: 4_500, KRW: 40_000, IDR: 250_000, INR: 900 };
const hourlyElsewhere = 45;

export function defaultServeCosts(currency: string): ServeCosts {
  return {
    hourlyMinor: (hourlyByCurrency[currency] ?? hourlyElsewhere) * minorUnitsOf(currency),
    ticketMinutes: { LOW: 20, MEDIUM: 40, HIGH: 75, URGENT: 120, OTHER: 40 },
    meetingMinutes: 45,
    callMinutes: 10,
    emailMinutes: 6,
    minutesMax: 480,
  };
}

const uncounted = new Set(['CANCELED', 'CANCELLED', 'RESCHEDULED']);

/** What one ticket or contact cost us, as a negative contribution; null where it cost nothing or has no date. */
export function serveContribution(
  record: CrmRecord,
  context: { accountId: string; currency: string; costs: ServeCosts },
): Contribution | null {
  const effort = effortOf(record, context.costs);
  if (effort === null || effort.minutes <= 0) return null;
  const minutes = Math.min(effort.minutes, context.costs.minutesMax);
  return {
    accountId: context.accountId,
    date: effort.date,
    kind: effort.kind,
    amountMinor: -Math.round((minutes / 60) * context.costs.hourlyMinor),
    currency: context.currency,
    source: { type: record.type, id: record.id },
    grade: effort.grade,
    product: null,
  };
}

interface Effort {
  kind: 'support' | 'meeting' | 'call' | 'email';
  date: number;
  minutes: number;
  grade: Grade;
}

function effortOf(record: CrmRecord, costs: ServeCosts): Effort | null {
  if (record.archived) return null;
  if (record.type === 'tickets') return ticketEffort(record, costs);
  if (record.type === 'meetings') return meetingEffort(record, costs);
  if (record.type === 'calls') return callEffort(record, costs);
  if (record.type === 'emails') return emailEffort(record, costs);
  return null;
}

function ticketEffort(record: CrmRecord, costs: ServeCosts): Effort {
  const priority = textOf(record, 'hs_ticket_priority')?.toUpperCase() ?? '';
  const minutes = isPriority(priority) ? costs.ticketMinutes[priority] : costs.ticketMinutes.OTHER;
  const date = dateOf(record, 'createdate') ?? record.createdAt;
  return { kind: 'support', date, minutes, grade: 'estimated' };
}

function isPriority(text: string): text is keyof ServeCosts['ticketMinutes'] {
  return text === 'LOW' || text === 'MEDIUM' || text === 'HIGH' || text === 'URGENT';
}

function meetingEffort(record: CrmRecord, costs: ServeCosts): Effort | null {
  if (uncounted.has(textOf(record, 'hs_meeting_outcome')?.toUpperCase() ?? '')) return null;
  const start = dateOf(record, 'hs_meeting_start_time') ?? dateOf(record, 'hs_timestamp');
  if (start === null) return null;
  const end = dateOf(record, 'hs_meeting_end_time');
  if (end === null || end <= start)
    return { kind: 'meeting', date: start, minutes: costs.meetingMinutes, grade: 'estimated' };
  return { kind: 'meeting', date: start, minutes: (end - start) / 60_000, grade: 'measured' };
}

function callEffort(record: CrmRecord, costs: ServeCosts): Effort | null {
  const date = dateOf(record, 'hs_timestamp');
  if (date === null) return null;
  const durationMs = numberOf(record, 'hs_call_duration');
  if (durationMs === null) return { kind: 'call', date, minutes: costs.callMinutes, grade: 'estimated' };
  return { kind: 'call', date, minutes: durationMs / 60_000, grade: 'measured' };
}

/** Reading what comes in is nobody's working time worth counting; writing is. */
function emailEffort(record: CrmRecord, costs: ServeCosts): Effort | null {
  const date = dateOf(record, 'hs_timestamp');
  if (date === null || textOf(record, 'hs_email_direction') === 'INCOMING_EMAIL') return null;
  return { kind: 'email', date, minutes: costs.emailMinutes, grade: 'estimated' };
}
